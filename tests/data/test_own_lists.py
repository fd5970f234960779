"""Lists of words and names that a person keeps, in the encodings that Korean Excel writes."""

from __future__ import annotations

from pathlib import Path

import pytest

from reaug.errors import InputError
from reaug.rulebook import load
from reaug.transforms._word_list import word_list
from reaug.transforms.entity_swap.user_names import read_names

ENCODINGS = ("utf-8", "utf-8-sig", "cp949", "utf-16")


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_names(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "names.csv"
    path.write_text("word,type\n서하늘,PER\n민나래,PER\n", encoding=encoding)
    assert read_names(str(path), load("klue-re"))["word"].to_pylist() == ["서하늘", "민나래"]


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_words(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "words.txt"
    path.write_text("모임,회의\n", encoding=encoding)
    words = word_list("s", str(path), both_ways=True, relation_pattern=None, alone=False)
    assert words.heads.to_pylist() == ["모임", "회의"]


def test_bytes_in_no_encoding_are_named(tmp_path: Path) -> None:
    path = tmp_path / "words.txt"
    path.write_bytes(b"\xb0\xa1,\xff\xfe\n")
    with pytest.raises(InputError, match=r"words\.txt.*line 1"):
        word_list("s", str(path), both_ways=True, relation_pattern=None, alone=False)
