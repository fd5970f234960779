"""Fields, state and base class of `synonym_replacement` and `random_insertion`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Final, NamedTuple

import numpy as np
import pyarrow as pa
from pydantic import Field

from reaug.core.arrays import I64
from reaug.core.batch import Batch
from reaug.korean.kiwi import versions
from reaug.transforms._context import ContextStep, pattern_of
from reaug.transforms._neighbours import neighbouring
from reaug.transforms._word_list import WordList, Words, word_list
from reaug.transforms._word_places import Places, listed, replaceable

if TYPE_CHECKING:
    from reaug.rulebook import RuleBook

KIWI: Final = "kiwi"
"""The value of `words` for synonyms that are neighbours in Kiwi's model, instead of a list."""

BothWays = Annotated[
    bool, Field(description="whether every word of a line can replace every other")
]
MaxWords = Annotated[int, Field(ge=1, le=50, description="at most this many new words per row")]
TopK = Annotated[
    int, Field(ge=1, le=40, description="with kiwi: how many neighbours of a word to try")
]


class WordState(NamedTuple):
    """The state of a step that uses synonyms.

    words : the user's list; None for neighbours from Kiwi's model.
    relation_pattern : the rule book's regular expression for words that indicate a relation.
    """

    words: WordList | None
    relation_pattern: str | None

    def describe(self) -> dict[str, Any]:
        """Return the size and the digest of the list of words; without a list, Kiwi's versions."""
        if self.words is None:
            return versions()
        many = len(self.words.heads) + len(self.words.alone)
        return {"words": many, "digest": self.words.digest}


class WordStep(ContextStep, frozen=True, extra="forbid"):
    """Base class of steps that use synonyms of the row's words."""

    def describe(self, state: WordState) -> dict[str, Any]:
        """Return what the run's manifest records of the state; see `WordState.describe`."""
        return state.describe()

    def own_words(
        self, batch: Batch, state: WordState, top_k: int
    ) -> tuple[Places, pa.StringArray]:
        """Return the replaceable words of a batch that have synonyms, and all synonyms.

        If there is no list, a word has at most `top_k` neighbours.
        """
        words, pattern = state
        free = self.free(batch, pattern)
        if words is None:
            places, options = neighbouring(batch, free, pattern, top_k)
        else:
            places, options = listed(batch, free, words), words.options
        return replaceable(batch, places), options


def word_state(
    step: str, words: Words, rules: RuleBook | None, *, both_ways: bool, alone: bool
) -> WordState:
    """Return the state of `step`: the list that `word_list` reads, or no list for `KIWI`."""
    pattern = pattern_of(rules)
    if words == KIWI:
        versions()
        return WordState(None, pattern)
    own_list = word_list(step, words, both_ways=both_ways, relation_pattern=pattern, alone=alone)
    return WordState(own_list, pattern)


def wanted_words(count: I64, ratio: float, most: int) -> I64:
    """Return the number of words to change in each row (`int64[n]`).

    `count` (`int64[n]`) is the number of words of each row that could be changed. The share `ratio`
    of them is changed, but at least one and at most `most`; none if `count` is 0.

    >>> wanted_words(np.array([0, 3, 10, 90]), 0.2, 5).tolist()
    [0, 1, 2, 5]
    """
    wanted = np.floor(ratio * count + 0.5).astype(np.int64)
    return np.minimum(np.clip(wanted, 1, most), count)
