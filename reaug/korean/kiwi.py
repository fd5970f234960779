"""Kiwi (`kiwipiepy`): morphemes of a sentence, similar words, and the likelihood of a sentence.

An extra without torch: its model (75 MB) comes with the package. It is loaded once per process and
runs on one core; the result for a text does not depend on other texts.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Any, Final, NamedTuple

import numpy as np
import pyarrow as pa

from reaug.core.arrays import F64, I64
from reaug.errors import MissingExtraError

_ASKED: Final = 40
"""How many similar words are requested; those with another tag are left out."""


_MUTUAL: Final = 4
"""A word must be among this many nearest neighbours of its own neighbour."""


class Tokens(NamedTuple):
    """Morphemes of some texts, in order: `row`, `start`, `end` are `int64[m]`, in code points."""

    row: I64
    start: I64
    end: I64
    form: list[str]
    tag: list[str]


@cache
def analyser() -> Any:
    """Load the analyser, at the first call of each process.

    Raises
    ------
    MissingExtraError
        kiwipiepy is not installed.
    """
    try:
        from kiwipiepy import Kiwi
    except ImportError as error:
        raise MissingExtraError(
            "the neighbours from Kiwi need kiwipiepy, which cannot be imported; pip install "
            "'reaug[kiwi]'"
        ) from error
    return Kiwi(num_workers=1)


def versions() -> dict[str, str]:
    """Return the versions of the package and of its model, which determine the results."""
    from importlib.metadata import version

    analyser()
    return {name: version(name) for name in ("kiwipiepy", "kiwipiepy_model")}


def morphemes(texts: pa.StringArray) -> Tokens:
    """Find the morphemes of n texts; some hundred sentences a second."""
    row: list[int] = []
    start: list[int] = []
    end: list[int] = []
    form: list[str] = []
    tag: list[str] = []
    for i, tokens in enumerate(analyser().tokenize(texts.to_pylist())):
        for token in tokens:
            row.append(i)
            start.append(token.start)
            end.append(token.start + token.len)
            form.append(token.form)
            tag.append(token.tag)
    return Tokens(
        np.array(row, dtype=np.int64),
        np.array(start, dtype=np.int64),
        np.array(end, dtype=np.int64),
        form,
        tag,
    )


@lru_cache(maxsize=1 << 15)
def neighbours(word: str, tag: str) -> tuple[tuple[str, float], ...]:
    """List words of the same tag that the model considers similar, with cosines, the nearest first.

    Empty where the model does not know the word.
    """
    try:
        similar = analyser().most_similar_morphemes((word, tag), top_n=_ASKED)
    except ValueError:
        return ()
    return tuple((one.form, float(one.score)) for one in similar if one.tag == tag)


def mutual_neighbours(word: str, tag: str) -> tuple[tuple[str, float], ...]:
    """Among a word's neighbours, list those that have it among their own nearest, the nearest
    first.

    Rare words are close to everything (오보, 교류전); words that are near in both directions mean
    much the same (토대, 바탕).
    """
    near = neighbours(word, tag)[: 2 * _MUTUAL]
    return tuple(
        (other, cosine)
        for other, cosine in near
        if any(back == word for back, _ in neighbours(other, tag)[:_MUTUAL])
    )


def scores(texts: Sequence[str]) -> F64:
    """Score how likely each text is: the logarithm of the analyser's best reading."""
    best = [readings[0][1] for readings in analyser().analyze(list(texts))]
    return np.array(best, dtype=np.float64)
