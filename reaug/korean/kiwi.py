"""Kiwi (`kiwipiepy`): morphemes of sentences, similar words, and the likelihood of a sentence.

Kiwi is an extra that does not need torch; its model (75 MB) comes with the package. It is loaded
once per process and runs on one core. The result for a text does not depend on other texts.
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
"""The number of similar words to ask the model for, before those with another tag are left out."""


_MUTUAL: Final = 4
"""Two words are mutual neighbours if each is among this many nearest neighbours of the other."""


class Tokens(NamedTuple):
    """The morphemes of several texts, in order.

    `row`, `start` and `end` are `int64[m]`, the latter two in code points.
    """

    row: I64
    start: I64
    end: I64
    form: list[str]
    tag: list[str]


@cache
def analyser() -> Any:
    """Return the analyser; it is loaded at the first call in each process.

    Raises
    ------
    MissingExtraError
        If kiwipiepy is not installed.
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
    """Return the versions of the package and of its model; the results depend on both."""
    from importlib.metadata import version

    analyser()
    return {name: version(name) for name in ("kiwipiepy", "kiwipiepy_model")}


def morphemes(texts: pa.StringArray) -> Tokens:
    """Return the morphemes of n texts; the speed is some hundred sentences a second."""
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
    """Return the words with the same tag that are similar to a word, and their cosines.

    The most similar word comes first. The result is empty if the model does not know the word.
    """
    try:
        similar = analyser().most_similar_morphemes((word, tag), top_n=_ASKED)
    except ValueError:
        return ()
    return tuple(
        (morpheme.form, float(morpheme.score)) for morpheme in similar if morpheme.tag == tag
    )


def mutual_neighbours(word: str, tag: str) -> tuple[tuple[str, float], ...]:
    """Return the neighbours of a word that also have the word among their nearest neighbours.

    Rare words are close to every word (오보, 교류전). Words that are close in both directions have
    much the same meaning (토대, 바탕).
    """
    near = neighbours(word, tag)[: 2 * _MUTUAL]
    return tuple(
        (other, cosine)
        for other, cosine in near
        if any(back == word for back, _ in neighbours(other, tag)[:_MUTUAL])
    )


def scores(texts: Sequence[str]) -> F64:
    """Return the log-likelihood of each text, `float64[n]`.

    It is the score of the analyser's best reading.
    """
    best = [readings[0][1] for readings in analyser().analyze(list(texts))]
    return np.array(best, dtype=np.float64)
