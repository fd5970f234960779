"""Finds what sentences are about, by the topics of a rule book."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reaug.core.arrays import I64, as_mask
from reaug.core.word_search import WordList, WordSearch
from reaug.rulebook.name_rules import Topic
from reaug.rulebook.pattern_words import split
from reaug.rulebook.word_tests import any_of


class _Rest(NamedTuple):
    """What of a topic is not a list of words: a pattern, and the words of which it needs one."""

    bit: int
    pattern: str
    needed: int | None


class TopicSearch:
    """Searches for all topics of a rule book.

    The words of a lexicon count where a word of the text begins with them, a pattern anywhere.

    Examples
    --------
    >>> topics = [
    ...     Topic(name="sea", axis="place", pattern="바다|섬"),
    ...     Topic(name="past", axis="era", pattern="[0-9]세기"),
    ... ]
    >>> texts = pa.array(["19세기의 섬", "큰 바다", "세기의 만남"])
    >>> TopicSearch(topics, {}).of(texts).tolist()
    [3, 1, 0]
    """

    def __init__(self, topics: Sequence[Topic], lexicons: Mapping[str, tuple[str, ...]]) -> None:
        lists, self._bits, self._rests = list[WordList](), list[tuple[int, int]](), list[_Rest]()

        def listed(words: Sequence[str], *, begins: bool) -> int:
            lists.append(WordList(words, begins))
            return len(lists) - 1

        for bit, topic in enumerate(topics):
            if topic.lexicon is not None:
                self._bits.append((listed(lexicons[topic.lexicon], begins=True), bit))
            pattern = any_of(topic.pattern, topic.endings)
            if pattern is None:
                continue
            words, rest, needed = split(pattern)
            self._bits.append((listed(words, begins=False), bit))
            if rest is not None:
                needs = listed(needed, begins=False) if needed else None
                self._rests.append(_Rest(bit, rest, needs))
        self._search = WordSearch(lists)

    def of(self, texts: pa.StringArray) -> I64:
        """`int64[n]`: a bit for each topic that a text is about, usual ones only where found.

        `texts` are n texts in NFC, without nulls.
        """
        bits = np.zeros(len(texts), dtype=np.int64)
        holds = self._search.holds(texts)
        for place, bit in self._bits:
            bits |= holds[:, place].astype(np.int64) << bit
        for bit, pattern, needed in self._rests:
            left = bits >> bit & 1 == 0
            left &= True if needed is None else holds[:, needed]
            rows = np.flatnonzero(left)
            some = texts.take(pa.array(rows))
            bits[rows[as_mask(pc.match_substring_regex(some, pattern))]] |= 1 << bit
        return bits
