"""Find the tokens of a tokenizer that are whole Korean words, and their kind: common noun, name,
adverb or determiner.
"""

from __future__ import annotations

import unicodedata
from typing import Any, Final

import numpy as np

from reaug.core.arrays import I8, I64
from reaug.korean.mecab import tagged_morphemes

NOUN: Final = 1
NAME: Final = 2
ADVERB: Final = 4
DETERMINER: Final = 8
KINDS: Final = {"NNG": NOUN, "NNP": NAME, "MAG": ADVERB, "MM": DETERMINER}
"""The kinds of words by mecab's tag; each kind is a bit."""

_UNASKED: Final = -1
_ANCHOR: Final = "서울"
"""A word to write before the word in question, so that it is not at the beginning of the text."""


def kind_of(word: str, tags: list[str]) -> int:
    """Return the kind of a word of one morpheme, as a bit of `KINDS`; 0 for all other words.

    `tags` are the tags of the word's morphemes, by mecab. A word must have two or more Hangul
    syllables: most words of one syllable (안, 못, 때, 등) are function words.

    >>> kind_of("대표", ["NNG"]), kind_of("대표님", ["NNG", "XSN"]), kind_of("못", ["MAG"])
    (1, 0, 0)
    """
    return KINDS.get(tags[0], 0) if len(tags) == 1 and _is_long_hangul(word) else 0


class WholeWords:
    """The tokens of a tokenizer that are whole words; each is examined when it is first needed.

    A token is a word if the tokenizer turns the text of the token, written after another word and a
    space, into exactly this token. So with every kind of tokenizer, word pieces (`##은`), marks,
    special tokens and unknown tokens are not words.
    """

    def __init__(self, tokenizer: Any) -> None:
        self._tokenizer = tokenizer
        self._anchor: list[int] = self._encoded([_ANCHOR])[0]
        self._special = frozenset(tokenizer.all_special_ids)
        self._text: dict[int, str] = {}
        self._kind = np.full(len(tokenizer), _UNASKED, dtype=np.int8)

    def kinds(self, tokens: I64) -> I8:
        """Return the kinds of tokens as bits of `KINDS`, 0 for no whole word; same shape as
        `tokens`.
        """
        in_vocabulary = tokens < len(self._kind)  # a model may have more embeddings than tokens
        inside = np.where(in_vocabulary, tokens, 0)
        unknown = np.unique(inside[self._kind[inside] == _UNASKED]).tolist()
        if unknown:
            self._examine(unknown)
        return np.where(in_vocabulary, self._kind[inside], np.int8(0))

    def text(self, token: int) -> str:
        """Return the word of a token whose kind is not 0."""
        return self._text[token]

    def _examine(self, tokens: list[int]) -> None:
        self._kind[tokens] = 0
        plain = [token for token in tokens if token not in self._special]
        words = [unicodedata.normalize("NFC", self._tokenizer.decode([t])).strip() for t in plain]
        long_words = [word if _is_long_hangul(word) else "" for word in words]
        encoded = self._encoded([f"{_ANCHOR} {word}" for word in long_words])
        morphemes, tags = tagged_morphemes(long_words)
        first = np.searchsorted(morphemes.row, np.arange(len(long_words) + 1)).tolist()
        for i, (token, word) in enumerate(zip(plain, long_words, strict=True)):
            if encoded[i] == [*self._anchor, token]:
                self._kind[token] = kind_of(word, tags[first[i] : first[i + 1]])
                self._text[token] = word

    def _encoded(self, texts: list[str]) -> list[list[int]]:
        if not texts:  # transformers 5.23 fails on an empty list
            return []
        return list(self._tokenizer(texts, add_special_tokens=False)["input_ids"])


def _is_long_hangul(word: str) -> bool:
    return len(word) > 1 and all("가" <= c <= "힣" for c in word)
