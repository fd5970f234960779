from __future__ import annotations

import unicodedata
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from reaug.core.examples import batch_of
from reaug.errors import UsageError
from reaug.korean.tokenizer import load_tokenizer, token_counts, tokens

TEXTS = [
    "이순신은 한산도에서 이겼다.",
    "LG and SK",
    "1592년 7월",
    "漢字와 한글",
    "웃음 😀👨‍👩‍👧 웃음",
    unicodedata.normalize("NFD", "각도"),
    "",
    "가",
]


def test_counts_are_those_of_the_tokenizer(shared_data: Path) -> None:
    name = str(shared_data / "tokenizer")
    tokenizer = load_tokenizer(name)
    expected = [len(tokenizer.tokenize(text)) for text in TEXTS]
    assert token_counts(pa.array(TEXTS), name).tolist() == expected


def test_no_rows_have_no_tokens(tmp_path: Path) -> None:
    assert token_counts(pa.array([], pa.string()), str(tmp_path)).tolist() == []
    assert len(tokens(batch_of("[S|PER|가][O|PER|나]").take(np.zeros(0, np.int64)), "").row) == 0


def test_token_spans_cover_what_the_tokenizer_saw(shared_data: Path) -> None:
    batch = batch_of("[S|PER|이순신]은  [O|LOC|한산도]에서 LG 1592년 漢字 이겼다 ")
    spans = tokens(batch, str(shared_data / "tokenizer"))
    sentence = batch.row(0).sentence
    pieces = [sentence[a:b] for a, b in zip(spans.start, spans.end, strict=True)]
    assert "".join(pieces) == "".join(sentence.split())


def test_a_tokenizer_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no tokenizer can be loaded"):
        load_tokenizer(str(tmp_path / "none"))
