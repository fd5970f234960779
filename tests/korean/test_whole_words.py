from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from masked_models import (
    ADVERBS,
    MARKS,
    NAMES,
    NOUNS,
    SPECIAL,
    byte_level,
    bytes_of,
    metaspace,
    wordpiece,
)
from reaug.korean.whole_words import ADVERB, DETERMINER, NAME, NOUN, WholeWords


def kinds(tokenizer: Any, tokens: list[str]) -> list[int]:
    ids = np.array(tokenizer.convert_tokens_to_ids(tokens), dtype=np.int64)
    return WholeWords(tokenizer).kinds(ids).tolist()


def test_kinds_by_mecab():
    tokenizer = wordpiece()
    assert set(kinds(tokenizer, NOUNS)) == {NOUN}
    assert set(kinds(tokenizer, NAMES)) == {NAME}
    assert set(kinds(tokenizer, ADVERBS)) == {ADVERB}
    assert kinds(tokenizer, ["모든", "여러"]) == [DETERMINER] * 2


def test_special_tokens_marks_and_pieces_are_no_words():
    tokenizer = wordpiece()
    for tokens in (SPECIAL, MARKS, [t for t in tokenizer.get_vocab() if t.startswith("##")]):
        assert set(kinds(tokenizer, list(tokens))) == {0}


def test_neither_are_words_of_one_syllable_verbs_or_a_noun_with_its_particle():
    assert kinds(wordpiece(), ["그", "배", "적은", "이겼다", "회장이", "으로"]) == [0] * 6


def test_neither_are_other_scripts():
    special = list(SPECIAL)
    words = ["Samsung", "1592", "漢字", "😀", "ㅋㅋ", "서울"]
    assert kinds(wordpiece([*special, *words]), words) == [0, 0, 0, 0, 0, NAME]


def test_a_word_that_the_tokenizer_writes_otherwise_is_none():
    # 대표 is a token, but the tokenizer lowers nothing and reads 대표님 as two pieces.
    words = [*SPECIAL, "대표", "##님", "서울"]
    assert kinds(wordpiece(words), ["대표", "##님"]) == [NOUN, 0]


def test_tokens_of_bytes():
    word, piece = bytes_of("회장"), bytes_of("회장")[1:]
    tokenizer = byte_level([bytes_of("서울"), word, piece])
    assert kinds(tokenizer, [word, piece, piece[:2], "<mask>"]) == [NOUN, 0, 0, 0]


def test_tokens_that_begin_with_a_space():
    tokenizer = metaspace(["▁서울", "▁회장", "회장", "▁", "은"])
    assert kinds(tokenizer, ["▁회장", "회장", "▁", "은", "<unk>", "<mask>"]) == [
        NOUN,
        0,
        0,
        0,
        0,
        0,
    ]


def test_tokens_beyond_the_tokenizer_are_none():
    tokenizer = wordpiece()
    words = WholeWords(tokenizer)
    ids = np.array([[len(tokenizer) + 3, tokenizer.convert_tokens_to_ids("회장")]])
    assert words.kinds(ids).tolist() == [[0, NOUN]]
    assert words.text(int(ids[0, 1])) == "회장"


@pytest.mark.parametrize("shape", [(0,), (0, 5)])
def test_no_tokens(shape):
    assert WholeWords(wordpiece()).kinds(np.zeros(shape, np.int64)).shape == shape
