"""Compute the thresholds of length buckets, from quantiles or from fixed lengths of text."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from typing import Final, NamedTuple

import numpy as np

from reaug.errors import UsageError

CHARACTERS_PER_TOKEN: Final = Fraction(11, 5)
"""The number of code points per token of Korean text, for lengths that are not in tokens.

In KLUE-RE train it is 2.24, for a WordPiece vocabulary of 35,000 entries and without special
tokens.
"""


class Sizes(NamedTuple):
    """The total length of sentences, in the unit of the step (`units`) and in code points."""

    units: int
    characters: int

    def plus(self, other: Sizes) -> Sizes:
        """Return the sum of both sizes."""
        return Sizes(self.units + other.units, self.characters + other.characters)


def quantiles(counts: Counter[int], buckets: int, by: str) -> tuple[int, ...]:
    """Return the thresholds that make buckets of about equal size.

    A bucket's threshold is its greatest length; the last bucket has none. `counts` is the number of
    rows of each length.

    Raises
    ------
    UsageError
        There are fewer distinct lengths than buckets.

    Examples
    --------
    >>> quantiles(Counter([1, 2, 3, 4, 5, 6]), 3, "char")
    (2, 4)
    """
    if not counts:
        return ()
    lengths = sorted(counts)
    if len(lengths) < buckets:
        some = ", ".join(map(str, lengths))
        raise UsageError(
            f"curriculum: {buckets} buckets need as many distinct lengths, but the rows have only "
            f"{len(lengths)} (by {by}: {some}); ask for fewer buckets, or give thresholds"
        )
    up_to = np.cumsum([counts[length] for length in lengths])
    thresholds: list[int] = []
    at = 0
    for j in range(1, buckets):
        # Leave at least one length for every remaining bucket.
        room = up_to[at : len(lengths) - (buckets - j)]
        # Both sides are multiplied by `buckets`, so that integers are compared, without rounding.
        at += int(np.argmin(np.abs(room * buckets - up_to[-1] * j)))
        thresholds.append(lengths[at])
        at += 1
    return tuple(thresholds)


def lectured(sizes: Sizes, by: str, *, line: int, max_tokens: int) -> tuple[int, ...]:
    """Return two thresholds: the length of a printed line, and half of what a model can read.

    Parameters
    ----------
    sizes
        The total length of all sentences, which gives the number of units per code point. Not used
        for `char`.
    by
        The unit of length. For `token`, half of `max_tokens` is exact; for other units, a token is
        counted as `CHARACTERS_PER_TOKEN` code points.
    line
        The number of code points of a line.
    max_tokens
        The maximum number of tokens of the model.

    Raises
    ------
    UsageError
        A line is not shorter than half of the tokens.

    Examples
    --------
    >>> lectured(Sizes(0, 0), "char", line=40, max_tokens=256)
    (40, 281)
    >>> lectured(Sizes(4_000, 9_000), "token", line=40, max_tokens=256)
    (17, 128)
    """
    if by != "char" and not sizes.characters:
        return ()
    per_character = Fraction(1) if by == "char" else Fraction(*sizes)
    short = int(line * per_character)
    half = Fraction(max_tokens, 2)
    middle = int(half if by == "token" else half * CHARACTERS_PER_TOKEN * per_character)
    if short >= middle:
        raise UsageError(
            "curriculum: with cut: lectured, line must be shorter than half of max_tokens, but "
            f"line {line} (by {by}: {short}) is not shorter than half of {max_tokens} ({middle}); "
            "use a smaller line, or a larger max_tokens"
        )
    return short, middle
