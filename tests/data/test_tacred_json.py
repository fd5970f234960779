"""TACRED's JSON: what is written, what is read, and that the way there and back loses nothing."""

from __future__ import annotations

import json
import tempfile
import unicodedata
from pathlib import Path
from typing import Any

import datasets
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reaug.core.batch import Batch
from reaug.data import content_digest, read, to_klue, write
from reaug.data.formats import FORMATS
from reaug.data.formats.tacred.from_tacred import klue_shaped
from reaug.data.input_rules import Rules
from reaug.data.klue_to_rows import from_klue
from reaug.data.raw import from_rows
from reaug.errors import InputError, OutputError
from strategies import batches

# As TACRED's own files are: English, tokens of the Penn Treebank, columns of a parser.
THEIRS: dict[str, Any] = {
    "id": "e1",
    "docid": "NEWS-1",
    "relation": "org:founded_by",
    "token": ["Hangang", "Books", "-LRB-", "HB", "-RRB-", "was", "founded", "by", "Kim", "."],
    "subj_start": 0,
    "subj_end": 1,
    "obj_start": 8,
    "obj_end": 8,
    "subj_type": "ORGANIZATION",
    "obj_type": "PERSON",
    "stanford_pos": ["NNP", "NNS", "-LRB-", "NN", "-RRB-", "VBD", "VBN", "IN", "NNP", "."],
    "stanford_head": [2, 7, 4, 2, 4, 7, 0, 9, 7, 7],
}
OURS: dict[str, Any] = {
    "id": "a",
    "docid": None,
    "relation": "no_relation",
    "token": ["LG", "의", "구광모", "회장"],
    "subj_start": 0,
    "subj_end": 0,
    "obj_start": 2,
    "obj_end": 2,
    "subj_type": "ORG",
    "obj_type": "PER",
    "sentence": "LG의  구광모\n회장",
}


def theirs(**more: Any) -> dict[str, Any]:
    return THEIRS | more


def ours(**more: Any) -> dict[str, Any]:
    return OURS | more


def lacking(*names: str) -> dict[str, Any]:
    return {name: value for name, value in OURS.items() if name not in names}


def written(table: pa.Table, path: Path) -> list[dict[str, Any]]:
    write(table, path, "tacred", labels=[])
    document: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    return document


class TestWriting:
    def test_an_object_as_tacred_has_it(self, rows, tmp_path):
        table = read(pa.Table.from_pylist(rows)).table
        first, second, *_ = written(table, tmp_path / "a.json")
        assert first == {
            "id": "test-0",
            "docid": "written",
            "relation": "per:date_of_birth",
            "token": ["세종대왕", "은", "1397년", "에", "태어났다."],
            "subj_start": 0,
            "subj_end": 0,
            "obj_start": 2,
            "obj_end": 2,
            "subj_type": "PER",
            "obj_type": "DAT",
            "sentence": "세종대왕은 1397년에 태어났다.",
        }
        assert second["token"] == ["LG", "U+", "의", "대표는", "홍길동", "이다."]
        assert (second["subj_start"], second["subj_end"]) == (0, 1)

    def test_a_line_is_a_row(self, rows, tmp_path):
        write(read(pa.Table.from_pylist(rows)).table, tmp_path / "a", "tacred", labels=[])
        assert len((tmp_path / "a").read_text(encoding="utf-8").splitlines()) == len(rows) + 2

    @pytest.mark.parametrize("name", ["token", "docid", "relation", "subj_end", "obj_type"])
    def test_names_that_are_taken(self, rows, tmp_path, name):
        table = read(pa.Table.from_pylist([row | {name: "x"} for row in rows])).table
        with pytest.raises(OutputError, match=f"column '{name}' is also a field of TACRED"):
            write(table, tmp_path / "a", "tacred", labels=[])
        assert list(tmp_path.iterdir()) == []


class TestThereAndBack:
    @given(batches(min_rows=1, nulls=False))
    def test_every_row_that_klue_can_hold(self, batch: Batch) -> None:
        table = read(to_klue(batch.table)).table
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "a.json"
            write(table, path, "tacred", labels=[])
            again = read(path)
        assert again.fmt == "tacred"
        assert content_digest(again.table) == content_digest(table)
        assert again.table["_row_id"].to_pylist() == table["_row_id"].to_pylist()

    @pytest.mark.parametrize(
        ("sentence", "subject", "object_"),
        [
            (unicodedata.normalize("NFD", "한강은 서울을 흐른다"), (0, 6), (10, 15)),
            ("👨‍👩‍👧 가족은 🇰🇷에 산다", (0, 5), (10, 12)),
            ("金九는  大韓民國의 주석", (0, 2), (5, 9)),
            ("삼성이재용", (0, 2), (2, 5)),
            ("제1차 세계  대전은 1914년에", (0, 11), (13, 18)),
            ("나는 삼성 을 안다", (2, 6), (0, 1)),
            ("나는   을", (3, 4), (0, 1)),
            ("나는\r한산도\r에서", (3, 6), (2, 3)),
            ("\t이순신\t\t한산도\t", (1, 4), (6, 9)),
            ("\n\r\n가나\u2028다\u00a0", (3, 5), (6, 7)),
            ("대한민국의", (2, 4), (0, 2)),
            ("대한민국의", (0, 4), (2, 4)),
            ("가", (0, 1), (0, 1)),
        ],
    )
    def test_hard_mentions_come_back_unchanged(self, sentence, subject, object_, tmp_path):
        def mention(span: tuple[int, int]) -> dict[str, Any]:
            start, end = span
            return {
                "word": sentence[start:end],
                "start_idx": start,
                "end_idx": end - 1,
                "type": "PER",
            }

        row = {
            "guid": "a",
            "sentence": sentence,
            "subject_entity": mention(subject),
            "object_entity": mention(object_),
            "label": "no_relation",
            "source": None,
            "empty": "",
            "nothing": None,
        }
        table = read(pa.Table.from_pylist([row])).table
        [example] = written(table, tmp_path / "a.json")
        words = example["token"][example["subj_start"] : example["subj_end"] + 1]
        assert "".join(words).split() == "".join(sentence[slice(*subject)].split()).split()
        assert to_klue(read(tmp_path / "a.json").table).to_pylist() == [row]

    def test_their_rows_written_again(self, save, tmp_path):
        table = read(save([theirs(), theirs(id="e2")])).table
        again = written(table, tmp_path / "again.json")
        plain = [*THEIRS["token"][:2], "(", "HB", ")", *THEIRS["token"][5:]]
        assert [row["token"] for row in again] == [plain, plain]
        for name in set(THEIRS) - {"token", "id"}:
            assert again[1][name] == THEIRS[name]
        assert content_digest(read(tmp_path / "again.json").table) == content_digest(table)


class TestReading:
    def test_rows_of_tacred_are_read(self, save):
        [row] = to_klue(read(save([theirs()])).table).to_pylist()
        assert row["sentence"] == "Hangang Books ( HB ) was founded by Kim ."
        assert row["subject_entity"] == {
            "word": "Hangang Books",
            "start_idx": 0,
            "end_idx": 12,
            "type": "ORGANIZATION",
        }
        assert row["object_entity"]["word"] == "Kim"
        assert (row["guid"], row["source"], row["label"]) == ("e1", "NEWS-1", "org:founded_by")
        assert row["stanford_head"] == THEIRS["stanford_head"]

    def test_rows_that_we_wrote_are_read(self, save):
        [row] = to_klue(read(save([ours()])).table).to_pylist()
        assert row["object_entity"] == {
            "word": "구광모",
            "start_idx": 5,
            "end_idx": 7,
            "type": "PER",
        }
        assert (row["sentence"], row["source"]) == (OURS["sentence"], None)
        assert "docid" not in row

    def test_both_kinds_in_one_file(self, save):
        table = read(save([theirs(), ours(), ours(id="b", sentence=None)])).table
        assert table["sentence"].to_pylist()[1:] == [OURS["sentence"], "LG 의 구광모 회장"]

    def test_in_any_file_or_table(self, save, tmp_path):
        rows = [ours(), ours(id="b", relation="per:title")]
        digest = content_digest(read(save(rows)).table)
        lines = tmp_path / "rows.jsonl"
        lines.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
        frame = pd.DataFrame(rows)
        parquet = tmp_path / "rows.parquet"
        frame.to_parquet(parquet)
        frame["token"] = frame["token"].map(np.array)
        names = datasets.ClassLabel(names=["per:title", "no_relation"])
        coded = datasets.Dataset.from_list(rows).cast_column("relation", names)
        table = pa.Table.from_pylist(rows)
        for source in (lines, parquet, frame, pd.read_parquet(parquet), coded, table):
            reading = read(source)
            assert reading.fmt == "tacred"
            assert content_digest(reading.table) == digest

    def test_mentions_that_share_tokens_are_read_as_in_klue(self, save):
        [row] = to_klue(read(save([ours(obj_start=0, obj_end=2)])).table).to_pylist()
        assert row["object_entity"]["word"] == "LG의  구광모"

    def test_klue_with_tokens_of_its_own_is_klue(self, rows, save):
        more = [row | {"token": ["x"], "subj_start": 0} for row in rows]
        reading = read(save(more))
        assert reading.fmt == "klue-json"
        assert reading.table["token"][0].as_py() == ["x"]

    def test_what_is_not_tacred_is_left_alone(self, rows, save):
        raw = FORMATS["klue-json"].read(save(rows))
        assert klue_shaped(raw) is raw

    def test_labels_and_types_are_checked_by_their_names(self, save):
        path = save([ours(relation="per:titel"), ours(id="b", obj_type="PRE")])
        with pytest.raises(InputError) as caught:
            read(path, labels=["per:title", "no_relation"], types=["ORG", "PER"])
        message = str(caught.value)
        assert "row 0 (id 'a'), relation: 'per:titel' is not known; did you mean 'per:t" in message
        assert "row 1 (id 'b'), obj_type: 'PRE' is not known" in message


BAD: dict[str, tuple[dict[str, Any], str]] = {
    "no tokens": (lacking("token"), "token: is missing"),
    "null tokens": (ours(token=None), "token: is null"),
    "a text of tokens": (ours(token="LG 의"), "token: must be a list of text values, not 'LG 의'"),
    "an empty list": (ours(token=[]), "token: must be a list of text values, not []"),
    "a number among them": (ours(token=["LG", 3]), "token: contains 3 at 1, which is not a word"),
    "a list among them": (ours(token=[["LG"]]), "token: contains ['LG'] at 0, which is not a word"),
    "an empty token": (ours(token=["LG", ""]), "token: contains '' at 1, which is not a word"),
    "other tokens": (
        ours(token=["LG", "의", "구인회", "회장"]),
        "token: contains '구인회' at 2, but the sentence continues with '구광모\\n회장'",
    ),
    "one too few": (
        ours(token=["LG", "의", "구광모"]),
        "token: ends, but the sentence continues with '회장'",
    ),
    "one too many": (
        ours(token=[*OURS["token"], "x"]),
        "token: contains 'x' at 4, but the sentence continues with ''",
    ),
    "a sentence that is none": (ours(sentence=3), "sentence: must be text, not 3"),
    "an empty sentence": (
        ours(sentence=""),
        "token: contains 'LG' at 0, but the sentence continues",
    ),
    "no start": (lacking("subj_start"), "subj_start: is missing"),
    "no end": (lacking("obj_end"), "obj_end: is missing"),
    "a null": (ours(obj_start=None), "obj_start: is null"),
    "behind the tokens": (ours(obj_end=4), "obj_end: is 4, but the tokens are 0 to 3"),
    "before them": (ours(subj_start=-1), "subj_start: is -1, but the tokens are 0 to 3"),
    "the end before the start": (ours(obj_end=1), "obj_end: is 1, before obj_start, which is 2"),
    "a text": (ours(subj_end="0"), "subj_end: must be a whole number, not '0'"),
    "a float": (ours(subj_end=0.0), "subj_end: must be a whole number, not 0.0"),
    "a truth value": (ours(subj_end=False), "subj_end: must be a whole number, not False"),
    "huge": (ours(obj_end=10**300), "obj_end: is 1000000000"),
    "no type": (lacking("subj_type"), "subj_type: is missing"),
    "an empty type": (ours(obj_type=""), "obj_type: is empty"),
    "no relation": (lacking("relation"), "relation: is missing"),
    "a relation that is none": (ours(relation=["x"]), "relation: must be text, not ['x']"),
    "half a character": (
        ours(token=["\ud800", "x", "y"], sentence=None),
        "sentence: holds half",
    ),
    "half a type": (ours(obj_type="\ud800"), "obj_type: holds half of a surrogate pair"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_rows(name, tmp_path):
    row, message = BAD[name]
    path = tmp_path / "rows.json"
    path.write_text(json.dumps([theirs(id="good"), {**row, "id": "bad"}, 7]), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read(path)
    lines = str(caught.value).splitlines()
    assert lines[0].startswith(f"{path}: 2 of 3 rows are bad: ")
    assert f"  row 1 (id 'bad'), {message}" in lines[1]
    assert lines[2] == "  row 2, row: must be an object, not 7"
    assert len(str(caught.value)) < 2000
    reading = read(path, on_bad_row="drop", max_bad_share=1)
    assert reading.table["guid"].to_pylist() == ["good"]
    first, second = reading.problems
    assert message in f"{first.field}: {first.message}"
    assert json.loads(first.raw) == {**row, "id": "bad"}
    assert second.action == "dropped"


def test_lines_are_named(tmp_path):
    path = tmp_path / "rows.jsonl"
    lines = [json.dumps(OURS), "", json.dumps(ours(id="b", subj_end=9))]
    path.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(InputError, match=r"  line 3 \(id 'b'\), subj_end: is 9"):
        read(path)


def test_all_rows_bad(save):
    with pytest.raises(InputError, match="1 of 1 rows are bad"):
        read(save([ours(subj_end=9)]), on_bad_row="drop", max_bad_share=1)


def test_without_relation_where_none_is_needed(save):
    table = read(save([lacking("relation")]), require_label=False).table
    assert table["label"].to_pylist() == [None]


ANYTHING = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-2, 5),
    st.integers(),
    st.floats(),
    st.text(max_size=3),
    st.lists(st.one_of(st.text(max_size=2), st.integers(), st.none()), max_size=4),
    st.dictionaries(st.text(max_size=2), st.integers(), max_size=2),
)


@given(st.lists(st.dictionaries(st.sampled_from([*OURS]), ANYTHING), min_size=1, max_size=4))
def test_whatever_stands_in_the_fields(rows: list[dict[str, Any]]) -> None:
    """Each row is read, or is a fault of its own; nothing else happens."""
    rows = [OURS | row for row in rows] + [THEIRS]
    raw = from_rows(rows, origin="x.json", fmt="klue-json")
    rules = Rules(None, None, "drop", require_label=True, max_bad_share=1)
    table, problems, *_ = from_klue(klue_shaped(raw), rules)
    assert table.num_rows + len(problems) == len(rows)
    assert table["sentence"].to_pylist()[-1].startswith("Hangang Books (")
    for at in table["_position"].to_pylist():
        assert set(map(type, rows[at]["token"])) == {str}
