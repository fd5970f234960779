"""Measure how plausible the order of words in a sentence is, compared with all sentences."""

from __future__ import annotations

from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reaug.audit.near.sentences import Sentences
from reaug.core.arrays import F64, I64, distinct

_ENDINGS: Final = (1, 2, 3, 64)
"""The lengths of the endings that are counted, in letters; their scores are added. Long endings, up
to the whole word, are more specific, and short ones are more frequent.
"""
_SMOOTH: Final = 1.0


def plausibility(sentences: Sentences) -> F64:
    """Return how plausible the word order of each sentence is (`float64[n]`).

    The endings of neighbouring words are compared with chance: the result is the log of how much
    more often they follow one another.

    In Korean, particles and endings at the end of a word determine what may come next. The counts
    of a sentence itself are left out of its score. The score is a sum over the words, so a longer
    sentence is more plausible if its extra words are in the right place. The score distinguishes an
    original from its copy, but it is too weak to show that the order of a single sentence is broken
    (benchmarks/README.md, `eda.py`).

    Examples
    --------
    >>> import pyarrow as pa
    >>> texts = [f"{name}은 {place}에서 태어났다" for name in "가나다" for place in "라마바"]
    >>> made = Sentences(pa.array([*texts, "태어났다 한양에서 이순신은"]))
    >>> int(plausibility(made).argmin()) == made.texts.index("태어났다 한양에서 이순신은")
    True
    """
    if not len(sentences.numbers):
        return np.zeros(len(sentences))
    made: F64 = np.zeros(len(sentences))
    for length in _ENDINGS:
        made += _plausibility(sentences, length)
    return made


def _plausibility(sentences: Sentences, length: int) -> F64:
    """Return the plausibility of each sentence, by the last `length` letters of its words."""
    n = len(sentences)
    coded = pc.utf8_slice_codeunits(sentences.words_column, -length).dictionary_encode()
    kinds = len(coded.dictionary) + 1  # 0 is the beginning and the end of a sentence
    of_word = coded.indices.to_numpy(zero_copy_only=False).astype(np.int64) + 1
    before, after, row = _steps(of_word[sentences.numbers], sentences.first)
    step = before * kinds + after
    which = pa.array(step).dictionary_encode().indices.to_numpy().astype(np.int64)
    seen = np.bincount(which)
    first, last = (np.bincount(side, minlength=kinds) for side in (before, after))
    chance = first[before] * last[after] / len(step)
    own = _own_counts(which, row, n)
    weight = np.log((seen[which] - own + _SMOOTH) / (chance + _SMOOTH))
    return np.bincount(row, weight, minlength=n).astype(np.float64)


def _steps(kinds: I64, first: I64) -> tuple[I64, I64, I64]:
    """Return, for each gap between words, the endings before and after it, and its sentence.

    There is also a gap before the first word and one after the last, where the missing ending is 0.
    `kinds` has the number of each word's ending, sentence by sentence; `first` is where each
    sentence begins in `kinds`.
    """
    n = len(first) - 1
    places = np.arange(len(kinds)) + np.repeat(np.arange(n), np.diff(first))
    before, after = (np.zeros(len(kinds) + n, dtype=np.int64) for _ in range(2))
    after[places] = kinds
    before[places + 1] = kinds
    return before, after, np.repeat(np.arange(n), np.diff(first) + 1)


def _own_counts(step: I64, row: I64, n: int) -> I64:
    """Return how often each step occurs in its own sentence.

    A step is a number for the endings of two consecutive words; `row` is its sentence, of n.
    """
    key = step * n + row
    own: I64 = np.ones(len(key), dtype=np.int64)
    in_order = np.sort(key)
    repeated = distinct(in_order[1:][in_order[1:] == in_order[:-1]])
    if len(repeated):  # few are
        place = np.minimum(np.searchsorted(repeated, key), len(repeated) - 1)
        several = np.flatnonzero(repeated[place] == key)
        own[several] = np.bincount(place[several])[place[several]]
    return own
