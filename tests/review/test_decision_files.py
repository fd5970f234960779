"""Decisions in files: one record in both formats, contradictions, times, lines that cannot be."""

from __future__ import annotations

import csv
import json
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reaug.errors import InputError
from reaug.review.decision_files import read_corrections
from reaug.review.decisions import Correction, Corrections

KEY = "0123456789abcdef"
ACCEPT = {
    "finding": KEY,
    "rows": ["r1"],
    "field": "label",
    "decision": "accept",
    "value": "per:title",
}
REJECT = {"finding": KEY, "rows": ["r1"], "field": "object_entity.type", "decision": "reject"}
EARLY, LATE = "2026-03-01T09:00:00+09:00", "2026-03-01T01:00:00Z"  # an hour later
COLUMNS = ["id", "finding", "key", "rule", "field", "at", "old", "new", "decision"]


def lines(folder: Path, *values: Any, name: str = "review.jsonl") -> Path:
    file = folder / name
    text = "\n".join(json.dumps(value, ensure_ascii=False) for value in values)
    file.write_text(text, encoding="utf-8")
    return file


def sheet(folder: Path, *rows: dict[str, str], encoding: str = "utf-8-sig") -> Path:
    file = folder / "review.csv"
    with file.open("w", encoding=encoding, newline="") as out:
        writer = csv.DictWriter(out, COLUMNS, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return file


def content_of(corrections: Corrections) -> set[Any]:
    """The decisions, wherever they stand."""
    every = (*corrections.entries, *corrections.rejected)
    return {entry._replace(line=0, reason="") for entry in every}


class TestTheRecord:
    def test_accepted_rejected_and_edited_findings_are_read(self, tmp_path: Path) -> None:
        edit = ACCEPT | {"decision": "edit", "rows": ["r2", "r3", "r2"], "by": "김", "at": EARLY}
        corrections = read_corrections(lines(tmp_path, ACCEPT, REJECT, edit))
        assert [entry.id for entry in corrections.entries] == ["r1", "r2", "r3"]
        assert corrections.rejected == (
            Correction(
                "r1", "object_entity.type", None, None, "", None, 2, "reject", KEY, checked=False
            ),
        )
        last = corrections.entries[-1]
        assert (last.by, last.time, last.decision) == ("김", EARLY, "edit")
        assert corrections.counts() == {"accepted": 1, "rejected": 1, "edited": 2}

    def test_who_and_when_and_which_finding_may_be_missing(self, tmp_path: Path) -> None:
        bare = {name: ACCEPT[name] for name in ("rows", "field", "decision", "value")}
        null = bare | {"finding": None, "by": None, "at": None}
        (entry,) = read_corrections(lines(tmp_path, bare, null)).entries
        assert (entry.finding, entry.by, entry.time, entry.checked) == (None, None, None, False)

    def test_what_must_stand_there(self, tmp_path: Path) -> None:
        text = ACCEPT | {"field": "sentence", "old": "는", "place": 3, "value": "은"}
        (entry,) = read_corrections(lines(tmp_path, text)).entries
        assert (entry.old, entry.at, entry.new, entry.checked) == ("는", 3, "은", True)

    def test_a_mention_stands_for_its_word(self, tmp_path: Path) -> None:
        corrections = read_corrections(lines(tmp_path, REJECT | {"field": "subject_entity"}))
        assert corrections.rejected[0].field == "subject_entity.word"

    def test_a_finding_of_a_field_that_no_step_changes(self, tmp_path: Path) -> None:
        corrections = read_corrections(lines(tmp_path, REJECT | {"field": "source"}))
        assert corrections.counts()["rejected"] == 1

    @pytest.mark.parametrize("word", ["삼성", "LG 2", "大韓", "👩‍👧", "가", "한", "=1"])
    def test_values_of_every_script(self, word: str, tmp_path: Path) -> None:
        for text in (word, unicodedata.normalize("NFD", word)):
            edit = ACCEPT | {"field": "object_entity.word", "value": text}
            assert read_corrections(lines(tmp_path, edit)).entries[0].new == text

    @pytest.mark.parametrize(
        ("more", "message"),
        [
            ({"rows": []}, "rows must be a list of row ids as text, not []"),
            ({"rows": "r1"}, "rows must be a list of row ids"),
            ({"rows": ["r1", ""]}, "rows must be a list of row ids"),
            ({"decision": "maybe"}, "decision must be accept, reject, edit, not 'maybe'"),
            ({"decision": None}, "decision must be accept"),
            ({"field": "lable"}, "unknown field 'lable'; known fields are label"),
            ({"field": ["label"]}, "unknown field ['label']"),
            ({"value": None}, "there is no suggestion to accept for label of row 'r1'; write the"),
            ({"value": ""}, "there is no suggestion to accept"),
            ({"value": None, "decision": "edit"}, "the new label of row 'r1' is missing"),
            ({"value": 7}, "value of label must be text, not 7"),
            ({"field": "row"}, "to drop a row, write value: 'drop', not 'per:title'"),
            ({"field": "row", "value": ""}, "write 'drop' itself as the decision"),
            ({"field": "object_entity.end_idx"}, "must be a whole number, not 'per:title'"),
            ({"field": "sentence"}, "needs 'old', the text to replace"),
            ({"field": "sentence", "old": "는"}, "has a place in 'place'"),
            ({"place": 3}, "only an edit of the sentence has a place in 'place'"),
            ({"place": -1}, "place must be an offset of the sentence"),
            ({"old": 3}, "old of label must be text, not 3"),
            ({"at": "gestern"}, "at must be a time like 2026-05-01T14:30:00+09:00, not 'gestern'"),
            ({"at": 3}, "at must be a time like"),
            ({"by": 3}, "by must be text, not 3"),
            ({"finding": 3}, "finding must be text, not 3"),
            ({"reason": 3}, "the reason must be text"),
            ({"extra": 1}, "has an unknown key 'extra'"),
        ],
    )
    def test_what_cannot_be_meant(self, more: dict[str, Any], message: str, tmp_path: Path) -> None:
        file = lines(tmp_path, ACCEPT | {"rows": ["r0"]}, ACCEPT | more)
        with pytest.raises(InputError, match=r"review\.jsonl: line 2: ") as caught:
            read_corrections(file)
        assert message in str(caught.value)
        assert "--on-bad-fix skip" in str(caught.value)
        kept = read_corrections(file, on_bad_fix="skip")
        assert [entry.id for entry in kept.entries] == ["r0"]
        assert [bad.line for bad in kept.bad] == [2]

    def test_a_typed_rejection_with_a_slip(self, tmp_path: Path) -> None:
        with pytest.raises(InputError, match="unknown field 'lable'"):
            read_corrections(lines(tmp_path, {**REJECT, "finding": None, "field": "lable"}))


class TestTheSheet:
    def test_a_csv_gives_the_same_decisions(self, tmp_path: Path) -> None:
        decision = {
            "id": "r1",
            "key": KEY,
            "field": "label",
            "old": "no_relation",
            "new": "per:title",
        }
        border = {"id": "r2", "key": KEY, "field": "object_entity.end_idx", "old": "8", "new": "9"}
        text = {"id": "r3", "key": KEY, "field": "sentence", "at": "3", "old": "는", "new": ""}
        rejected = {"id": "r4", "key": KEY, "field": "row", "decision": "거절"}
        undecided = {"id": "r5", "key": KEY, "field": "label", "new": "per:title"}
        file = sheet(
            tmp_path,
            decision | {"decision": "수락"},
            border | {"decision": "7"},
            text | {"decision": "accept"},
            rejected,
            undecided,
        )
        record: dict[str, Any] = {"finding": KEY, "decision": "accept"}
        same = lines(
            tmp_path,
            record
            | {"rows": ["r1"], "field": "label", "value": "per:title", "old": decision["old"]},
            record
            | {"rows": ["r2"], "field": border["field"], "value": 7, "old": 8, "decision": "edit"},
            record | {"rows": ["r3"], "field": "sentence", "value": "", "old": "는", "place": 3},
            record | {"rows": ["r4"], "field": "row", "decision": "reject"},
        )
        assert content_of(read_corrections(file)) == content_of(read_corrections(same))
        assert read_corrections(file).digest == read_corrections(same).digest

    def test_a_sheet_without_keys_as_it_was_written_before(self, tmp_path: Path) -> None:
        old = tmp_path / "old.csv"
        old.write_text(
            "id,finding,rule,field,at,old,new,decision\n"
            "r1,1,label/noise,label,,a,b,reject\nr1,2,label/outlier,label,,a,c,yes\n",
            encoding="utf-8",
        )
        corrections = read_corrections(old)
        assert [entry.new for entry in corrections.entries] == ["c"]
        assert corrections.counts() == {"accepted": 1, "rejected": 1, "edited": 0}

    @pytest.mark.parametrize("mark", [",", ";", "\t"])
    def test_as_korean_excel_saves_it(self, tmp_path: Path, mark: str) -> None:
        row = {"id": "가나-1", "field": "object_entity.word", "old": "한", "decision": "대한민국"}
        file = sheet(tmp_path, row, encoding="cp949")
        file.write_bytes(file.read_bytes().replace(b",", mark.encode()))
        corrections = read_corrections(file)
        assert (corrections.entries[0].id, corrections.entries[0].new) == ("가나-1", "대한민국")
        assert corrections.notes == ("review.csv is not UTF-8: read as CP949",)

    def test_what_is_no_cp949_either(self, tmp_path: Path) -> None:
        (tmp_path / "a.csv").write_bytes(b"id,field\n\xff\xfe\xfd")
        with pytest.raises(InputError, match="is not UTF-8"):
            read_corrections(tmp_path / "a.csv")
        (tmp_path / "a.jsonl").write_bytes('{"id": "가"}'.encode("cp949"))
        with pytest.raises(InputError, match="is not UTF-8"):
            read_corrections(tmp_path / "a.jsonl")


class TestContradictions:
    def test_two_values_name_both_lines(self, tmp_path: Path) -> None:
        file = lines(tmp_path, ACCEPT, ACCEPT | {"value": "per:origin", "finding": None})
        message = (
            "line 2: label of row 'r1' is set to 'per:origin' here, but line 1 says 'per:title'"
        )
        with pytest.raises(InputError, match=message):
            read_corrections(file, on_bad_fix="skip")

    def test_accepted_here_and_rejected_there(self, tmp_path: Path) -> None:
        first = lines(tmp_path, ACCEPT, name="a.jsonl")
        second = lines(tmp_path, ACCEPT | {"decision": "reject"}, name="b.jsonl")
        message = r"b\.jsonl: line 1: label of row 'r1' is rejected here, but line 1 of .*a\.jsonl"
        with pytest.raises(InputError, match=message):
            read_corrections(first, second)
        with pytest.raises(
            InputError, match=r"a\.jsonl: line 1: .* is set to 'per:title' here, but"
        ):
            read_corrections(second, first)

    def test_the_later_of_two_wins_whatever_their_order(self, tmp_path: Path) -> None:
        early = ACCEPT | {"at": EARLY}
        late = ACCEPT | {"at": LATE, "value": "per:origin", "decision": "edit"}
        for pair in ((early, late), (late, early)):
            corrections = read_corrections(lines(tmp_path, *pair))
            assert [entry.new for entry in corrections.entries] == ["per:origin"]
            assert corrections.superseded == 1
        undone = late | {"decision": "reject", "value": None}
        corrections = read_corrections(lines(tmp_path, early, undone))
        assert (corrections.entries, len(corrections.rejected), corrections.superseded) == (
            (),
            1,
            1,
        )

    def test_one_time_is_not_enough(self, tmp_path: Path) -> None:
        for other in (None, EARLY, "2026-03-01T00:00:00Z"):
            late = ACCEPT | {"at": other, "value": "per:origin"}
            with pytest.raises(InputError, match="keep one of the two"):
                read_corrections(lines(tmp_path, ACCEPT | {"at": EARLY}, late))

    def test_one_suggestion_turned_down_and_another_taken(self, tmp_path: Path) -> None:
        other = ACCEPT | {"finding": "f" * 16, "decision": "reject", "value": "per:origin"}
        corrections = read_corrections(lines(tmp_path, ACCEPT, other))
        assert corrections.counts() == {"accepted": 1, "rejected": 1, "edited": 0}
        with pytest.raises(InputError, match="line 1 says 'per:title'"):
            read_corrections(lines(tmp_path, ACCEPT, other | {"value": "per:title"}))
        with pytest.raises(InputError, match="line 1 says 'per:title'"):
            read_corrections(lines(tmp_path, ACCEPT, other | {"value": None, "finding": None}))

    def test_edits_of_two_places_go_together(self, tmp_path: Path) -> None:
        text = ACCEPT | {"field": "sentence", "old": "는", "value": "은"}
        places = [text | {"place": 3}, text | {"place": 9}]
        assert len(read_corrections(lines(tmp_path, *places)).entries) == 2
        keep = {"rows": ["r1"], "field": "sentence", "decision": "reject"}
        with pytest.raises(InputError, match="sentence of row 'r1' is rejected here"):
            read_corrections(lines(tmp_path, *places, keep))

    def test_a_row_that_is_to_go_and_to_stay(self, tmp_path: Path) -> None:
        drop = ACCEPT | {"field": "row", "value": "drop"}
        with pytest.raises(InputError, match="row of row 'r1'"):
            read_corrections(lines(tmp_path, drop, drop | {"decision": "reject"}))


def test_a_repetition_without_a_time_has_the_time_of_the_other(tmp_path: Path) -> None:
    late = ACCEPT | {"at": LATE}
    early = ACCEPT | {"finding": None, "value": "per:origin", "at": EARLY}
    for order in ([late, ACCEPT, early], [early, ACCEPT, late]):
        corrections = read_corrections(lines(tmp_path, *order))
        assert [entry.new for entry in corrections.entries] == ["per:title"]
        assert corrections.superseded == 1


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["accept", "reject", "edit"]),
            st.sampled_from(["per:title", "per:origin", None]),
            st.sampled_from(["a", "b", None]),
            st.sampled_from([EARLY, LATE, "2026-04-01", None]),
        ),
        max_size=5,
    )
)
def test_the_order_of_the_lines_does_not_show(drawn: list[tuple[Any, ...]]) -> None:
    import tempfile

    names = ("decision", "value", "finding", "at")
    values = [{"rows": ["r"], "field": "label", **dict(zip(names, m, strict=True))} for m in drawn]
    with tempfile.TemporaryDirectory() as name:
        results = []
        for order in (values, values[::-1]):
            if not order:
                return
            try:
                corrections = read_corrections(lines(Path(name), *order), on_bad_fix="skip")
                results.append((corrections.digest, corrections.superseded, corrections.counts()))
            except InputError:
                results.append((None, None, None))
    assert results[0][:2] == results[1][:2]


def test_bad_lines_are_counted_and_five_are_named(tmp_path: Path) -> None:
    bad = [ACCEPT | {"rows": [f"r{i}"], "value": None} for i in range(12)]
    with pytest.raises(InputError) as caught:
        read_corrections(lines(tmp_path, ACCEPT | {"rows": ["ok"]}, *bad))
    message = str(caught.value)
    assert "12 lines cannot be used:\n  line 2: there is no suggestion" in message
    assert "line 6: " in message
    assert "line 7: " not in message
    assert "and 7 more" in message
    assert "To leave such lines out: --on-bad-fix skip" in message.splitlines()[-1]


def test_what_belongs_to_a_bad_line_is_left_out_with_it(tmp_path: Path) -> None:
    file = lines(
        tmp_path,
        ACCEPT | {"value": None},
        ACCEPT | {"field": "object_entity.type", "value": "POH"},
        ACCEPT | {"field": "subject_entity.type", "value": "PER", "finding": "f" * 16},
        ACCEPT | {"rows": ["r2"]},
    )
    corrections = read_corrections(file, on_bad_fix="skip")
    assert [(e.id, e.field) for e in corrections.entries] == [
        ("r1", "subject_entity.type"),
        ("r2", "label"),
    ]
    assert [bad.rule for bad in corrections.bad] == ["patch/no-value", "patch/left-with-another"]


def test_a_bad_line_about_several_rows_is_bad_for_each_of_them(tmp_path: Path) -> None:
    several = ACCEPT | {"rows": ["r1", "r2", "r1", "r3"], "value": None}
    kind = {"field": "object_entity.type", "value": "POH"}
    file = lines(tmp_path, several, *[ACCEPT | kind | {"rows": [f"r{i}"]} for i in range(1, 5)])
    corrections = read_corrections(file, on_bad_fix="skip")
    assert [(bad.rule, bad.row, bad.line) for bad in corrections.bad] == [
        ("patch/no-value", "r1", 1),
        ("patch/no-value", "r2", 1),
        ("patch/no-value", "r3", 1),
        ("patch/left-with-another", "r1", 2),
        ("patch/left-with-another", "r2", 3),
        ("patch/left-with-another", "r3", 4),
    ]
    assert [entry.id for entry in corrections.entries] == ["r4"]
    with pytest.raises(InputError, match="line 1: there is no suggestion"):  # one line, told once
        read_corrections(file)


@pytest.mark.parametrize("rows", [[], [7], ["", None], "r1", None, [["r1"]], {"r1": 1}])
def test_a_bad_line_that_names_no_row_is_told_once(tmp_path: Path, rows: Any) -> None:
    corrections = read_corrections(lines(tmp_path, ACCEPT | {"rows": rows}), on_bad_fix="skip")
    assert [(bad.row, bad.line) for bad in corrections.bad] == [(None, 1)]


def test_several_files_and_a_mix(tmp_path: Path) -> None:
    fix = {"id": "r7", "field": "label", "old": "a", "new": "b"}
    first = lines(tmp_path, ACCEPT, fix, name="a.jsonl")
    second = sheet(tmp_path, {"id": "r9", "field": "row", "decision": "drop"})
    corrections = read_corrections(first, second)
    assert corrections.counts() == {"accepted": 1, "rejected": 0, "edited": 2}
    assert corrections.line_of(corrections.entries[-1]) == f"line 2 of {second}"


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text()
    | st.sampled_from(["label", "sentence", "row", "accept", "reject", "edit", "drop", "\ud800"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=2),
    max_leaves=4,
)
NAMES = ("finding", "rows", "field", "decision", "value", "by", "at", "old", "place", "id", "new")


@given(st.lists(st.dictionaries(st.sampled_from(NAMES), VALUES), max_size=4))
def test_any_line_is_a_decision_or_told(drawn: list[dict[str, Any]]) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as name:
        file = Path(name) / "any.jsonl"
        file.write_text("\n".join(["{}", *map(json.dumps, drawn)]), encoding="utf-8")
        try:
            corrections = read_corrections(file, on_bad_fix="skip")
        except InputError:  # two of them contradict each other
            return
        assert len(corrections.digest) == 64
        every = [*corrections.entries, *corrections.rejected, *corrections.bad]
        assert 1 in {entry.line for entry in every} <= set(range(1, len(drawn) + 2))
        "".join(str(part) for entry in every for part in entry).encode("utf-8")


def test_half_a_character(tmp_path: Path) -> None:
    file = tmp_path / "review.jsonl"
    file.write_text(json.dumps(ACCEPT | {"rows": ["r\ud800"]}), encoding="utf-8")
    with pytest.raises(InputError, match=r"line 1: contains an incomplete .*ud800.*; write"):
        read_corrections(file)


def test_a_broken_byte_behind_a_byte_order_mark(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"\xef\xbb\xbfid,field,old,new,decision\n\xb0\xa1,,,,\n")
    with pytest.raises(InputError, match="is not UTF-8"):
        read_corrections(tmp_path / "a.csv")
