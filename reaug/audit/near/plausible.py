"""How well the words of a sentence follow one another, by how words do in all sentences."""

from __future__ import annotations

from typing import Final

import numpy as np
import pyarrow.compute as pc

from reaug.audit.near.sentences import Sentences
from reaug.core.arrays import F64, I64

_ENDING: Final = 2
_SMOOTH: Final = 0.5


def plausibility(sentences: Sentences) -> F64:
    """`float64[n]`: the mean logarithm of how often its endings follow one another, over chance.

    The ending of a word is its last two letters: in Korean particles and endings stand there, and
    say what may come next. A sentence is left out of the counts that it is held against.

    Examples
    --------
    >>> import pyarrow as pa
    >>> texts = [f"{name}은 {place}에서 태어났다" for name in "가나다" for place in "라마바"]
    >>> made = Sentences(pa.array([*texts, "태어났다 한양에서 이순신은"]))
    >>> int(plausibility(made).argmin()) == made.texts.index("태어났다 한양에서 이순신은")
    True
    """
    n = len(sentences)
    endings = pc.utf8_slice_codeunits(sentences.words_column, -_ENDING)
    coded = endings.dictionary_encode()
    kinds = len(coded.dictionary) + 1  # 0 stands before and behind a sentence
    of_word = coded.indices.to_numpy(zero_copy_only=False).astype(np.int64) + 1
    before, behind, row = _steps(of_word[sentences.ids], sentences.first)
    step = before * kinds + behind
    names, which, seen = np.unique(step, return_inverse=True, return_counts=True)
    first, last = (np.bincount(side, minlength=kinds) for side in (before, behind))
    own = _own_counts(step, row, n)
    chance = first[before] * last[behind] / max(len(step), 1)
    weight = np.log((seen[which] - own + _SMOOTH) / (chance + _SMOOTH))
    length = np.maximum(np.bincount(row, minlength=n), 1)
    return np.bincount(row, weight, minlength=n) / length


def _steps(kinds: I64, first: I64) -> tuple[I64, I64, I64]:
    """The kind before and behind each gap between words, the ends too, and its sentence."""
    n = len(first) - 1
    places = np.arange(len(kinds)) + np.repeat(np.arange(n), np.diff(first))
    before, behind = (np.zeros(len(kinds) + n, dtype=np.int64) for _ in range(2))
    behind[places] = kinds
    before[places + 1] = kinds
    return before, behind, np.repeat(np.arange(n), np.diff(first) + 1)


def _own_counts(step: I64, row: I64, n: int) -> I64:
    """How often each step stands in its own sentence."""
    _, which, count = np.unique(step * n + row, return_inverse=True, return_counts=True)
    return count[which]
