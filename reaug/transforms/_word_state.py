"""What a step knows that puts words of a list, or Kiwi's neighbours, into the context."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from reaug.core.arrays import I64
from reaug.korean.kiwi import versions
from reaug.transforms._context import pattern_of
from reaug.transforms._word_list import WordList, Words, word_list

if TYPE_CHECKING:
    from reaug.rulebook import RuleBook

KIWI: Final = "kiwi"
"""In place of a list: the neighbours of Kiwi's model."""


class WordState(NamedTuple):
    """What the step knows.

    words : the user's list; None for Kiwi's neighbours.
    relation_pattern : what tells a relation, by the rule book.
    """

    words: WordList | None
    relation_pattern: str | None

    def describe(self) -> dict[str, Any]:
        """How many words the list has, and its digest; or the versions of Kiwi and its model."""
        if self.words is None:
            return versions()
        many = len(self.words.heads) + len(self.words.alone)
        return {"words": many, "digest": self.words.digest}


def word_state(
    step: str, words: Words, rules: RuleBook | None, *, both_ways: bool, alone: bool
) -> WordState:
    """The list, read and checked, without words that tell a relation; see `word_list`."""
    pattern = pattern_of(rules)
    if words == KIWI:
        versions()
        return WordState(None, pattern)
    made = word_list(step, words, both_ways=both_ways, relation_pattern=pattern, alone=alone)
    return WordState(made, pattern)


def wanted_words(count: I64, ratio: float, most: int) -> I64:
    """How many of `count` places of each row get a word: one at least, where there is a place.

    >>> wanted_words(np.array([0, 3, 10, 90]), 0.2, 5).tolist()
    [0, 1, 2, 5]
    """
    wanted = np.floor(ratio * count + 0.5).astype(np.int64)
    return np.minimum(np.clip(wanted, 1, most), count)
