"""The real data, where it lies beside the checkout."""

from __future__ import annotations

import json
import time
import unicodedata
from collections import Counter
from pathlib import Path

import pytest

from reaug.core.text import slices
from reaug.data import content_digest, read, to_klue, write
from reaug.data.formats.tapt import write_sentences
from reaug.data.read_data import sentences_of
from reaug.errors import InputError

SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "data"
TRAIN = SHARED / "klue-re" / "klue-re-v1.1_train.json"
COMPETITION = SHARED / "klue-re" / "competition-format.csv"
BROKEN = SHARED / "broken" / "back-translated.csv"

pytestmark = pytest.mark.skipif(not TRAIN.is_file(), reason="../shared/data is absent")


@pytest.fixture(scope="module")
def train():
    return read(TRAIN)


def test_klue_train(train):
    assert (train.rows_in, train.table.num_rows, train.problems) == (32_470, 32_470, [])
    assert train.table["_row_id"][0].as_py() == train.table["guid"][0].as_py()


def test_klue_train_comes_out_as_it_went_in(train):
    with TRAIN.open(encoding="utf-8") as file:
        assert to_klue(train.table).to_pylist() == json.load(file)


def test_klue_train_as_a_data_set(train, tmp_path):
    relations = json.loads((SHARED / "klue-re" / "relation_list.json").read_text(encoding="utf-8"))
    labels = relations["relations"] if isinstance(relations, dict) else relations
    write(train.table, tmp_path / "set", "disk", labels=labels)
    again = read(tmp_path / "set", labels=labels)
    assert content_digest(again.table) == content_digest(train.table)


def test_klue_train_as_tacred(train, tmp_path):
    write(train.table, tmp_path / "train.json", "tacred", labels=[])
    again = read(tmp_path / "train.json")
    assert (again.fmt, again.rows_in, again.problems) == ("tacred", 32_470, [])
    assert content_digest(again.table) == content_digest(train.table)
    assert again.table["_row_id"].equals(train.table["_row_id"])


def test_klue_train_as_text(train, tmp_path):
    file = tmp_path / "train.txt"
    written = write_sentences(train.table["sentence"], file, [sentences_of(COMPETITION)])
    lines = file.read_text(encoding="utf-8").splitlines()
    sentences = train.table["sentence"].to_pylist()
    test = {same(text) for text in read(COMPETITION).table["sentence"].to_pylist()}
    assert len(lines) == written.lines == len({same(text) for text in sentences} - test)
    assert written.without[0].left_out == len(test)
    assert (written.rows, written.distinct, written.blank) == (32_470, 28_803, 0)
    assert not {same(line) for line in lines} & test
    assert set(lines) <= {" ".join(text.splitlines()) for text in sentences}


def same(text):
    return " ".join(unicodedata.normalize("NFC", text).split())


def test_reading_costs_little_more_than_json(train):
    def seconds(what):
        began = time.process_time()
        what()
        return time.process_time() - began

    def load():
        with TRAIN.open(encoding="utf-8") as file:
            json.load(file)

    alone = min(seconds(load) for _ in range(3))
    read_seconds = min(seconds(lambda: read(TRAIN)) for _ in range(3))
    print(f"json.load {alone:.3f} s, read {read_seconds:.3f} s")
    assert read_seconds < alone * 2.5 + 0.2


def test_the_competitions_file(train):
    reading = read(COMPETITION)
    assert reading.rows_in == reading.table.num_rows == 153
    known = set(train.table["sentence"].to_pylist())
    assert all(sentence in known for sentence in reading.table["sentence"].to_pylist())


def test_the_back_translated_file_stops():
    with pytest.raises(InputError) as caught:
        read(BROKEN)
    lines = str(caught.value).splitlines()
    assert "2,534 of 2,985 rows are bad: span/word-mismatch" in lines[0]
    assert len([line for line in lines if line.startswith("  line ")]) == 5


def test_the_back_translated_file_without_its_bad_rows():
    reading = read(BROKEN, on_bad_row="drop", max_bad_share=0.85)
    assert (reading.rows_in, reading.table.num_rows, len(reading.problems)) == (2985, 451, 2534)
    assert {problem.rule for problem in reading.problems} == {
        "span/word-mismatch",
        "span/out-of-range",
    }


def test_the_back_translated_file_repaired():
    reading = read(BROKEN, on_bad_row="repair")
    actions = Counter(problem.action for problem in reading.problems)
    rows = {action: {p.row for p in reading.problems if p.action == action} for action in actions}
    assert len(rows["dropped"]) == actions["dropped"]
    assert not rows["dropped"] & rows["repaired"]
    assert len(rows["dropped"]) + len(rows["repaired"]) == 2534
    assert reading.table.num_rows == 2985 - actions["dropped"]
    # The span of each mention that was found by its word alone holds it, and it is the only one.
    table = reading.table
    at = {position: i for i, position in enumerate(table["_position"].to_pylist())}
    sentences = table["sentence"].combine_chunks()
    words = {
        f"{role}_entity": slices(
            sentences, table[f"{role}_start"].to_numpy(), table[f"{role}_end"].to_numpy()
        ).to_pylist()
        for role in ("subject", "object")
    }
    for problem in reading.problems:
        if problem.how == "once":
            word = words[problem.field][at[problem.row]]
            assert repr(word) in json.loads(problem.raw)[problem.field].replace('"', "'")
            assert sentences[at[problem.row]].as_py().count(word) == 1
