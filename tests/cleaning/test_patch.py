"""Corrections of a file: written whole or not at all, and never against what stands there."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from laws import check_laws, state_of
from reaug.cleaning.patch import Patch
from reaug.core.apply import Applied, apply
from reaug.core.batch import Batch
from reaug.core.changes import Changes
from reaug.core.draws import Draw
from reaug.core.examples import batch_of
from reaug.core.findings import Finding
from reaug.core.row_decisions import Decided, Part
from reaug.errors import InputError
from reaug.review.versions import seen_of
from reaug.rulebook import load
from strategies import LABELS, TYPES, batches

BORN = "[S|PER|이순신]는 [O|DAT|1545]년에 한양에서 났다."
BORN_TEXT = "이순신는 1545년에 한양에서 났다."
RULES = load("klue-re")
OTHER = "org:founded"


def patch(folder: Path, *fixes: dict[str, Any]) -> Patch:
    file = folder / "fixes.jsonl"
    lines = [json.dumps({"id": "row-0", **fix}, ensure_ascii=False) for fix in fixes]
    file.write_text("\n".join(lines) or "\n{}", encoding="utf-8")
    return Patch(path=str(file))


def needed(rows: Batch, request: pytest.FixtureRequest) -> dict[str, Any]:
    """A file with one decision about the rows: tests of every step ask for it."""
    folder: Path = request.getfixturevalue("tmp_path")
    first = rows.row(0)
    step = patch(folder, {"id": first.id, "field": "label", "old": first.label, "new": OTHER})
    return {"path": step.path}


def run(step: Patch, batch: Batch) -> tuple[Applied, Changes]:
    state = state_of(step, [batch], RULES)
    changes = step.propose(batch, state, Draw(batch.keys, seed=0, path="0.patch"))
    return apply(batch, changes, rules=RULES.violations), changes


def test_every_field_at_once(tmp_path: Path) -> None:
    step = patch(
        tmp_path,
        {"field": "label", "old": "no_relation", "new": "per:date_of_birth", "reason": "출생"},
        {"field": "object_entity.end_idx", "old": 8, "new": 9},
        {"field": "subject_entity.type", "old": "PER", "new": "ORG"},
        {"field": "subject_entity.type", "old": "PER", "new": "ORG"},
        {"field": "sentence", "at": 3, "old": "는", "new": "은"},
    )
    batch = batch_of(BORN)
    with pytest.raises(AssertionError):  # a birth of an organisation: law 6 refuses the row whole
        assert not len(run(step, batch)[0].refusals.row)
    step = patch(
        tmp_path,
        {"field": "label", "old": "no_relation", "new": "per:date_of_birth", "reason": "출생"},
        {"field": "object_entity.end_idx", "old": 8, "new": 9},
        {"field": "sentence", "at": 3, "old": "는", "new": "은"},
    )
    applied, changes = run(step, batch)
    row = applied.batch.row(0)
    assert row.sentence == "이순신은 1545년에 한양에서 났다."
    assert (row.object_word, row.label) == ("1545년", "per:date_of_birth")
    assert set(applied.log.entries["reason"].to_pylist()) == {"patch: 출생"}
    assert changes.findings == ()


def test_edits_inside_mentions_and_at_their_borders_change_the_words(tmp_path: Path) -> None:
    batch = batch_of("[S|PER|이\u200b순\u200b신]\u200b는 [O|DAT| 1545]년에 났다.")
    step = patch(
        tmp_path,
        {"field": "sentence", "at": 0, "old": "이\u200b", "new": "이"},
        {"field": "sentence", "at": 2, "old": "순\u200b", "new": "순"},
        {"field": "sentence", "at": 5, "old": "\u200b는", "new": "은"},
        {"field": "sentence", "at": 9, "old": "1", "new": "１"},
        {"field": "object_entity.start_idx", "old": 8, "new": 9},
    )
    applied, _ = run(step, batch)
    row = applied.batch.row(0)
    assert row.sentence == "이순신은  １545년에 났다."
    assert (row.subject_word, row.object_word) == ("이순신", "１545")
    assert not len(applied.refusals.row)


def test_an_edit_across_a_border_leaves_the_row(tmp_path: Path) -> None:
    step = patch(tmp_path, {"field": "sentence", "at": 2, "old": "신는", "new": "신은"})
    applied, _ = run(step, batch_of(BORN))
    assert applied.refusals.reason.to_pylist() == ["edit/touches-mention"]


def test_a_word_moves_the_borders(tmp_path: Path) -> None:
    step = patch(tmp_path, {"field": "object_entity.word", "old": "1545", "new": "1545년"})
    assert run(step, batch_of(BORN))[0].batch.row(0).object == (5, 10)


@pytest.mark.parametrize("new", ["1546년", "한양", "이순신는 1545"])
def test_a_word_that_does_not_stand_over_the_mention(new: str, tmp_path: Path) -> None:
    step = patch(tmp_path, {"field": "object_entity.word", "old": "1545", "new": new})
    applied, changes = run(step, batch_of(BORN))
    assert applied.batch.row(0).object_word == "1545"
    if new.startswith("이"):
        assert applied.refusals.reason.to_pylist() == ["span/overlap"]
    else:
        assert changes.skipped.to_pylist() == ["patch/word-not-there"]
        assert len(changes.findings) == 1


def test_a_word_that_stands_twice_over_the_mention(tmp_path: Path) -> None:
    batch = batch_of("[S|PER|가나]의 하[O|POH|하]하")
    step = patch(tmp_path, {"field": "object_entity.word", "old": "하", "new": "하하"})
    assert run(step, batch)[1].skipped.to_pylist() == ["patch/word-not-there"]


@pytest.mark.parametrize(
    "fix",
    [
        {"field": "label", "old": "per:title", "new": "per:origin"},
        {"field": "object_entity.type", "old": "LOC", "new": "POH"},
        {"field": "object_entity.end_idx", "old": 7, "new": 9},
        {"field": "object_entity.word", "old": "1544", "new": "1545년"},
        {"field": "sentence", "at": 99, "old": "는", "new": "은"},
    ],
)
def test_an_old_value_that_is_not_there_leaves_the_whole_row(
    fix: dict[str, Any], tmp_path: Path
) -> None:
    right = {"field": "subject_entity.end_idx", "old": 2, "new": 1}
    applied, changes = run(patch(tmp_path, right, fix), batch_of(BORN))
    assert applied.batch.table.equals(batch_of(BORN).table)
    assert changes.skipped.to_pylist() == ["patch/old-differs"]
    (finding,) = changes.findings
    assert finding.field == fix["field"]
    assert "line 2 of the patch" in finding.en


def test_twice_is_once(tmp_path: Path) -> None:
    step = patch(
        tmp_path,
        {"field": "object_entity.word", "old": "1545", "new": "1545년"},
        {"field": "sentence", "at": 3, "old": "는", "new": "은"},
    )
    once = run(step, batch_of(BORN))[0].batch
    applied, changes = run(step, once)
    assert applied.log.entries.num_rows == 0
    assert changes.skipped.to_pylist() == ["patch/done-already"]


@pytest.mark.parametrize("old", ["혜", "는 이", "\u200b"])
def test_a_deletion_of_what_is_not_there_is_told(old: str, tmp_path: Path) -> None:
    step = patch(tmp_path, {"field": "sentence", "at": 3, "old": old, "new": ""})
    applied, changes = run(step, batch_of(BORN))
    assert applied.log.entries.num_rows == 0
    assert changes.skipped.to_pylist() == ["patch/old-differs"]
    (finding,) = changes.findings
    assert (finding.rule, finding.value) == ("patch/old-differs", BORN_TEXT[3 : 3 + len(old)])


@pytest.mark.parametrize(
    ("at", "skipped"), [(-1, None), (0, "patch/done-already"), (1, "patch/old-differs")]
)
def test_a_deletion_at_the_end_is_done_where_the_sentence_ends(
    at: int, skipped: str | None, tmp_path: Path
) -> None:
    fix = {"field": "sentence", "at": len(BORN_TEXT) + at, "old": ".", "new": ""}
    assert run(patch(tmp_path, fix), batch_of(BORN))[1].skipped.to_pylist() == [skipped]


def test_a_row_goes(tmp_path: Path) -> None:
    step = patch(tmp_path, {"field": "row", "old": None, "new": "drop", "reason": "기계 번역"})
    applied, _ = run(step, batch_of(BORN, BORN))
    assert applied.batch.ids.to_pylist() == ["row-1"]
    assert applied.log.dropped["_reason"].to_pylist() == ["patch: 기계 번역"]


def test_a_value_that_the_rules_forbid_is_refused(tmp_path: Path) -> None:
    step = patch(tmp_path, {"field": "label", "old": "no_relation", "new": "org:founded"})
    applied, _ = run(step, batch_of(BORN))
    assert applied.refusals.reason.to_pylist() == ["schema/subject-type"]


@pytest.mark.parametrize(
    ("field", "new", "message"),
    [
        ("label", "per:boss", "line 1: klue-re has no label 'per:boss'"),
        ("label", "no_relatoin", "line 1: .* 'no_relatoin'; did you mean 'no_relation'"),
        ("label", "맞음", "line 1: .* has no label '맞음'"),
        ("object_entity.type", "PRE", "line 1: .* has no type 'PRE'; did you mean 'PER'"),
    ],
)
def test_a_name_that_the_book_lacks_stops_the_run(
    tmp_path: Path, field: str, new: str, message: str
) -> None:
    step = patch(tmp_path, {"field": field, "old": "no_relation", "new": new})
    with pytest.raises(InputError, match=message):
        state_of(step, [batch_of(BORN)], RULES)


def test_an_unknown_row_stops_the_run(tmp_path: Path) -> None:
    fix = {"id": "row-9", "field": "label", "old": "no_relation", "new": "per:origin"}
    step = patch(tmp_path, {**fix, "id": "row-0"}, fix)
    with pytest.raises(InputError, match=r"fixes\.jsonl: line 2: the data has no row 'row-9'"):
        state_of(step, [batch_of(BORN)], RULES)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_the_laws(tmp_path: Path, data: st.DataObject) -> None:
    batch = data.draw(batches(min_rows=1, nulls=False))
    fixes = []
    for row_id, label in zip(batch.ids.to_pylist(), batch.label.to_pylist(), strict=True):
        old = data.draw(st.sampled_from([label, "per:title"]))
        fixes.append({"id": row_id, "field": "label", "old": old, "new": LABELS[0]})
        end = data.draw(st.integers(0, 5))
        spans = batch.spans[len(fixes) // 3].tolist()
        fixes.append(
            {"id": row_id, "field": "subject_entity.end_idx", "old": spans[1] - 1, "new": end}
        )
        fixes.append(
            {"id": row_id, "field": "object_entity.type", "old": TYPES[0], "new": TYPES[1]}
        )
    check_laws(patch(tmp_path, *fixes), batch, rules=RULES)


def test_what_is_left_out_is_a_finding(tmp_path: Path) -> None:
    right = {"field": "object_entity.word", "old": "1545", "new": "1545년"}
    accept = {"rows": ["row-0"], "field": "label", "decision": "accept", "finding": "f"}
    file = tmp_path / "fixes.jsonl"
    lines = [
        {"id": "row-0", **right},
        accept,
        {"id": "row-9", **right},
        accept | {"value": "per:boss", "finding": "g"},
        accept | {"field": "object_entity.type", "value": "DAT", "finding": "g"},
    ]
    file.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        state_of(Patch(path=str(file)), [batch_of(BORN)], RULES)
    message = str(caught.value)
    assert "3 lines cannot be used:\n  line 2: there is no suggestion" in message
    assert (
        "line 3: the data has no row 'row-9'\n  line 4: klue-re has no label 'per:boss'" in message
    )
    step = Patch(path=str(file), on_bad_fix="skip")
    state = state_of(step, [batch_of(BORN)], RULES)
    applied, _ = run(step, batch_of(BORN))
    assert applied.batch.row(0).object_word == "1545년"
    assert [(finding.rule, finding.rows) for finding in step.file_findings(state)] == [
        ("patch/no-value", ("row-0",)),
        ("patch/unknown-row", ("row-9",)),
        ("patch/unknown-name", ("row-0",)),
        ("patch/left-with-another", ("row-0",)),
    ]
    message = step.describe(state)
    assert message["left_out"] == {
        "patch/left-with-another": 1,
        "patch/no-value": 1,
        "patch/unknown-name": 1,
        "patch/unknown-row": 1,
    }
    assert message["decisions"] == {"accepted": 0, "rejected": 0, "edited": 1}


def test_a_line_about_several_rows_of_which_one_is_unknown(tmp_path: Path) -> None:
    file = tmp_path / "fixes.jsonl"
    line = {"rows": ["row-0", "row-9"], "field": "label", "decision": "edit", "value": "per:origin"}
    file.write_text(json.dumps(line), encoding="utf-8")
    step = Patch(path=(str(file),), on_bad_fix="skip")
    assert run(step, batch_of(BORN))[0].batch.row(0).label == "per:origin"


def test_what_is_decided(tmp_path: Path) -> None:
    step = patch(
        tmp_path,
        {"field": "label", "old": "no_relation", "new": "per:origin"},
        {"field": "object_entity.end_idx", "old": 8, "new": 9},
        {"field": "row", "id": "row-1", "old": None, "new": "drop"},
    )
    reject = {"rows": ["row-1", "row-2"], "field": "subject_entity", "decision": "reject"}
    with Path(step.path).open("a", encoding="utf-8") as file:
        file.write("\n" + json.dumps(reject))
        file.write("\n" + json.dumps(reject | {"rows": ["row-2"], "field": "row"}))
    state = state_of(step, [batch_of(BORN, BORN, BORN)], RULES)
    assert dict(
        zip(step.decided(state).ids.to_pylist(), step.decided(state).parts, strict=True)
    ) == {
        "row-0": Part.LABEL | Part.OBJECT,
        "row-1": Part.SUBJECT,
        "row-2": Part.SUBJECT | Part.ROW,
    }


@pytest.mark.parametrize(
    ("line", "fits"),
    [
        ({"field": "label", "old": "no_relation"}, True),
        ({"field": "label", "old": "per:origin"}, False),
        ({"field": "object_entity.end_idx", "old": 8}, True),
        ({"field": "object_entity.end_idx", "old": 9}, False),
        ({"field": "subject_entity", "old": "이순신"}, True),
        ({"field": "subject_entity.word", "old": "순신"}, False),
        ({"field": "sentence", "old": "는", "place": 3}, True),
        ({"field": "sentence", "old": "은", "place": 3}, False),
        ({"field": "sentence", "old": "은"}, True),  # no place: nothing to compare with
        ({"field": "row", "old": "anything"}, True),
        ({"field": "subject_entity.type", "old": None}, True),
        ({"field": "object_entity.end_idx", "old": "1545"}, True),
    ],
)
def test_a_rejection_about_another_value(line: dict[str, Any], fits: bool, tmp_path: Path) -> None:
    file = tmp_path / "fixes.jsonl"
    about = {"rows": ["row-0"], "decision": "reject", "finding": "f", "data": "0" * 16}
    file.write_text(json.dumps(about | line, ensure_ascii=False), encoding="utf-8")
    batch = batch_of(BORN)
    with pytest.raises(InputError, match=r"1 still fit: 'row-0'" if fits else "none of them fits"):
        Patch(path=str(file)).check_version(batch.table)
    step = Patch(path=str(file), on_bad_fix="skip")
    state = state_of(step, [batch], RULES)
    assert step.decided(state).ids.to_pylist() == (["row-0"] if fits else [])
    assert [finding.rule for finding in step.file_findings(state)] == [
        *([] if fits else ["patch/old-differs"])
    ]


@pytest.mark.parametrize("decision", ["accept", "reject"])
@pytest.mark.parametrize(
    ("now", "label", "fits"),
    [
        (BORN, "no_relation", True),
        (BORN + " 서울에서.", "no_relation", False),
        (BORN.replace("[S|PER|이순신]", "이[S|PER|순신]"), "no_relation", False),
        (BORN + " 서울에서.", "per:date_of_birth", None),  # done already, if it was accepted
    ],
)
def test_a_decision_about_another_text(
    now: str, label: str, fits: bool | None, decision: str, tmp_path: Path
) -> None:
    row = batch_of(BORN).row(0)
    file = tmp_path / "fixes.jsonl"
    line = {"rows": ["row-0"], "decision": decision, "finding": "f", "data": "0" * 16}
    line |= {"field": "label", "old": "no_relation", "value": "per:date_of_birth"}
    fits = decision == "accept" if fits is None else fits
    batch = batch_of(now, label=label)
    for seen in (seen_of(row), None):
        more = {} if seen is None else {"seen": seen}
        file.write_text(json.dumps(line | more, ensure_ascii=False), encoding="utf-8")
        if seen is None:  # of an older reaug
            fits = decision == "accept" or label == "no_relation"
        why = r"1 still fit: 'row-0'" if fits else "none of them fits"
        with pytest.raises(InputError, match=why):
            Patch(path=str(file)).check_version(batch.table)
        step = Patch(path=str(file), on_bad_fix="skip")
        step.check_version(batch.table)
        state = state_of(step, [batch], RULES)
        assert step.decided(state).ids.to_pylist() == (["row-0"] if fits else [])
        assert [finding.rule for finding in step.file_findings(state)] == [
            *([] if fits else ["patch/old-differs"])
        ]
        assert ("per:date_of_birth" in run(step, batch)[0].batch.table["label"].to_pylist()) == (
            label == "per:date_of_birth" or (decision == "accept" and fits)
        )


def test_what_was_seen_is_of_one_row(tmp_path: Path) -> None:
    file = tmp_path / "fixes.jsonl"
    line = {"rows": ["row-0", "row-1"], "field": "label", "decision": "reject", "seen": "0" * 16}
    file.write_text(json.dumps(line), encoding="utf-8")
    with pytest.raises(
        InputError, match=("'seen' is the digest of one row, but this line names several rows: 2")
    ):
        state_of(Patch(path=str(file)), [batch_of(BORN, BORN)], RULES)


def test_a_value_that_needs_no_old_one(tmp_path: Path) -> None:
    file = tmp_path / "fixes.jsonl"
    line = {"rows": ["row-0"], "field": "object_entity.word", "decision": "edit"}
    file.write_text(json.dumps(line | {"value": "1545년"}, ensure_ascii=False), encoding="utf-8")
    assert run(Patch(path=str(file)), batch_of(BORN))[0].batch.row(0).object_word == "1545년"


def test_two_findings_that_suggest_one_edit(tmp_path: Path) -> None:
    file = tmp_path / "fixes.jsonl"
    line = {"rows": ["row-0"], "field": "sentence", "decision": "accept", "value": "은"}
    line |= {"old": "는", "place": 3}
    lines = [json.dumps(line | {"finding": name}) for name in "ab"]
    file.write_text("\n".join(lines), encoding="utf-8")
    applied, _ = run(Patch(path=str(file)), batch_of(BORN))
    assert applied.batch.row(0).sentence.startswith("이순신은")


def test_only_what_is_obeyed_is_counted(tmp_path: Path) -> None:
    step = patch(
        tmp_path,
        {"field": "label", "old": "per:title", "new": "per:origin"},  # another value stands there
        {"field": "object_entity.end_idx", "old": 8, "new": 9},
        {"id": "row-1", "field": "label", "old": "no_relation", "new": "org:founded"},  # illegal
        {"id": "row-2", "field": "label", "old": "no_relation", "new": "per:origin"},
        {"id": "row-3", "field": "label", "old": "per:title", "new": "no_relation"},  # done already
        {"id": "row-4", "field": "label", "old": "no_relation", "new": "per:origin"},
    )
    batch = batch_of(*[BORN] * 5)
    decided = Decided.of({"row-4": Part.LABEL})
    state = step.finish_heeding(step.summarise(batch), RULES, decided)
    description = step.describe(state)
    assert description["decisions"] == {"accepted": 0, "rejected": 0, "edited": 2}
    assert (description["corrections"], description["not_written"]) == (6, 4)


class TestCellsThatAreNotRead:
    """A sheet shows label and types; who changes them there is told, row by row."""

    def sheet(self, folder: Path, **cells: str) -> Patch:
        from reaug.audit.run import audit_table
        from reaug.review import sheet

        table = batch_of(BORN, label="per:date_of_birth").table
        file = folder / "sheet.csv"
        with file.open("w", encoding="utf-8", newline="") as target:
            sheet.write(audit_table(table, RULES, select=["span/number-unit"]), "en", target)
        text = file.read_text("utf-8")
        for old, new in cells.items():
            text = text.replace(f",{old.replace('__', ':')},", f",{new},", 1)
        file.write_text(text, encoding="utf-8")
        return Patch(path=str(file))

    def findings(self, step: Patch) -> list[Finding]:
        batch = batch_of(BORN, label="per:date_of_birth")
        state = state_of(step, [batch], RULES)
        description = step.describe(state)
        notes = " ".join(description.get("notes", []))
        findings = [
            finding
            for finding in step.file_findings(state)
            if finding.rule == "patch/cell-not-read"
        ]
        assert ("(use column decision): 1 rows" in notes) == bool(findings)
        return findings

    def test_an_untouched_sheet_says_nothing(self, tmp_path: Path) -> None:
        assert self.findings(self.sheet(tmp_path)) == []

    def test_a_label_and_a_type(self, tmp_path: Path) -> None:
        [finding] = self.findings(self.sheet(tmp_path, **{"per__date_of_birth": "per:origin"}))
        assert (
            finding.rows,
            finding.field,
            finding.value,
            finding.suggestion,
            finding.applied,
        ) == (
            ("row-0",),
            "label",
            "per:date_of_birth",
            "per:origin",
            False,
        )
        assert "line 2 of the patch: the column label is not read" in finding.en
        [finding] = self.findings(self.sheet(tmp_path, **{"PER__DAT": "PER:POH"}))
        assert (finding.field, finding.suggestion) == ("object_entity.type", "POH")
        [finding] = self.findings(self.sheet(tmp_path, **{"PER__DAT": "날짜"}))
        assert "'날짜'" in finding.en
