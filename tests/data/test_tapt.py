"""Sentences as text: each once, a line each, and none that a test set holds."""

from __future__ import annotations

import gzip
import json
import tempfile
import unicodedata
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from normal_oracle import followed, nfc
from reaug.data.formats.tapt import LeftOut, Written, write_sentences
from reaug.data.read_data import sentences_of
from reaug.errors import InputError, OutputError
from strategies import texts

NFD = unicodedata.normalize("NFD", "이순신은 한산도에서 이겼다.")
NFC = unicodedata.normalize("NFC", NFD)


def same(text: str) -> str:
    """The text as it is compared."""
    return nfc(followed(text)[0])


def column(sentences: list[str]) -> pa.ChunkedArray:
    return pa.chunked_array([pa.array(sentences, pa.string())])


def exported(sentences: list[str], *without: list[str]) -> tuple[list[str], Written]:
    sets = [(f"set {i}", column(texts)) for i, texts in enumerate(without)]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.txt"
        written = write_sentences(column(sentences), path, sets)
        text = path.read_bytes().decode("utf-8")
        assert [path.name for path in Path(folder).iterdir()] == ["a.txt"]
    assert text == "" or text.endswith("\n")
    return text.split("\n")[:-1], written


def test_each_once_in_order_of_first_appearance() -> None:
    lines, written = exported(["나", "가", "나 ", "LG", "가", "金九", "😀"])
    assert lines == ["나", "가", "LG", "金九", "😀"]
    assert written == Written(rows=7, distinct=5, blank=0, lines=5, without=())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (NFC, NFD),
        ("가 나", "가  나"),
        ("가 나", " 가\u3000나\n"),
        ("가 나", "가\r\n나\t"),
        ("가 나", "\x85가\u00a0\u2028나\x1c"),
        ("é", "e\u0301"),
        ("가", "\ufeff가\u200b"),
        ("👨👩", "👨\u200d👩\ufe0f"),
    ],
)
def test_sentences_that_are_the_same(one: str, other: str) -> None:
    for first, second in ((one, other), (other, one)):
        assert exported([first, second])[0] == exported([first])[0] != []
        assert exported([first], [second])[0] == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("가 나", "가나"),
        ("가", "가."),
        ("LG", "lg"),
        ("LG", "ＬＧ"),
        ("1", "①"),
    ],
)
def test_sentences_that_are_not(one: str, other: str) -> None:
    assert exported([one, other])[0] == [one, other]
    assert exported([one], [other])[0] == [one]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("가\n나", "가 나"),
        ("가\r\n나", "가 나"),
        ("가\r나\n", "가 나 "),
        ("\n\n가", "  가"),
        ("가\u2028나\x85다\x0b라", "가 나 다 라"),
        (" 가  나\t다\u3000", " 가  나\t다\u3000"),
        (NFD, NFD),
        ("", None),
        (" \n\u3000", None),
        ("나", "나"),
    ],
)
def test_text_stays_but_for_line_breaks(text: str, line: str | None) -> None:
    lines, written = exported([text])
    assert lines == ([] if line is None else [line])
    assert written.blank == (line is None)


def test_what_is_left_out_is_counted() -> None:
    lines, written = exported(
        ["가", "나", "다", "가", " "], ["나", "x", "나 ", ""], ["다", "나"], []
    )
    assert lines == ["가"]
    assert written.without == (
        LeftOut("set 0", sentences=2, left_out=1),
        LeftOut("set 1", sentences=2, left_out=1),
        LeftOut("set 2", sentences=0, left_out=0),
    )
    assert (written.rows, written.distinct, written.blank, written.lines) == (5, 3, 1, 1)


MANY = st.lists(texts(max_size=4), max_size=8)


@given(MANY, MANY)
def test_any_text(sentences: list[str], test: list[str]) -> None:
    lines, written = exported(sentences, test)
    gone = {same(text) for text in test} | {""}
    first = {same(text): text for text in reversed(sentences)}
    expected = [text for text in sentences if same(text) not in gone]
    expected = [text for text in dict.fromkeys(expected) if first[same(text)] == text]
    assert [same(line) for line in lines] == [same(text) for text in expected]
    assert all(len(line.splitlines()) == 1 for line in lines)
    assert written.lines == len(lines) == written.distinct - written.without[0].left_out


def test_any_number_of_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    sentences = [f"문장 {i % 7}" for i in range(40)]
    at_once = exported(sentences, ["문장 3"])
    monkeypatch.setattr("reaug.data.formats.tapt._BATCH", 3)
    assert exported(sentences, ["문장 3"]) == at_once
    assert len(at_once[0]) == 6


def test_a_gz_file_is_compressed(tmp_path: Path) -> None:
    path = tmp_path / "a.txt.gz"
    write_sentences(column(["가", "나"]), path)
    assert gzip.decompress(path.read_bytes()).decode() == "가\n나\n"


def test_a_place_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="cannot be written"):
        write_sentences(column(["가"]), tmp_path / "no" / "a.txt")


class TestSentencesOf:
    def test_rows_need_neither_labels_nor_mentions(self, save):
        path = save([{"sentence": "가"}, {"sentence": "나", "label": 100}])
        assert sentences_of(path) == (str(path), column(["가", "나"]))

    def test_sentences_of_tacred_are_joined_tokens(self, save):
        row = {"token": ["LG", "는"], "subj_start": 0, "subj_end": 0}
        row |= {"obj_start": 1, "obj_end": 1}
        assert sentences_of(save([row]))[1].to_pylist() == ["LG 는"]
        with pytest.raises(InputError, match=r"row 0 \(from 0\), subj_end: is 9, but"):
            sentences_of(save([row | {"subj_end": 9}]))

    @pytest.mark.parametrize(
        ("rows", "message"),
        [
            ([], "has no rows"),
            ([{"memo": "가"}], "has no column 'sentence'; found: memo"),
            ([{"sentence": "가"}, {"sentence": None}], "1 of 2 rows have no .*row 1.*is null"),
            ([{"sentence": "가"}, {"label": "x"}], "row 1 .from 0., sentence: is missing"),
            ([{"sentence": 3}], "must be text, not 3"),
            ([{"sentence": "가"}, 3], "row 1 .from 0., row: must be an object, not 3"),
            ([{"sentence": "\ud800"}], "half of a surrogate pair"),
        ],
    )
    def test_a_set_that_is_not_whole_is_refused(self, save, rows, message):
        with pytest.raises(InputError, match=message):
            sentences_of(save(rows))

    def test_no_text_at_all(self):
        with pytest.raises(InputError, match="column 'sentence' contains int64; text is expected"):
            sentences_of(pa.table({"sentence": [1]}))

    def test_no_file(self, tmp_path):
        with pytest.raises(InputError, match="no such file"):
            sentences_of(tmp_path / "none.json")
        (tmp_path / "cut.json").write_text(json.dumps([{"sentence": "가"}])[:-3])
        with pytest.raises(InputError, match="broken JSON"):
            sentences_of(tmp_path / "cut.json")
