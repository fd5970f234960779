"""Compute the thresholds of length buckets: quantiles, or groups by a line and a model's limit."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from typing import Final, NamedTuple

import numpy as np

from reaug.errors import UsageError

CHARACTERS_PER_TOKEN: Final = Fraction(11, 5)
"""Code points per token of Korean text, for lengths in another unit than tokens.

KLUE-RE train has 2.24 with a WordPiece vocabulary of 35,000 entries, special tokens left out.
"""


class Sizes(NamedTuple):
    """The total length of some text: in the unit of the lengths, and in code points."""

    units: int
    characters: int

    def plus(self, other: Sizes) -> Sizes:
        """Return the sum of both sizes."""
        return Sizes(self.units + other.units, self.characters + other.characters)


def quantiles(counts: Counter[int], buckets: int, by: str) -> tuple[int, ...]:
    """Return the thresholds (greatest length of all buckets but the last) for equal buckets.

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
        # Integers only (multiplied by `buckets`), so that rounding never decides.
        at += int(np.argmin(np.abs(room * buckets - up_to[-1] * j)))
        thresholds.append(lengths[at])
        at += 1
    return tuple(thresholds)


def lectured(sizes: Sizes, by: str, *, line: int, max_tokens: int) -> tuple[int, ...]:
    """Return the greatest length of short rows (about a line) and medium ones (half the tokens).

    Parameters
    ----------
    sizes
        The total size of all rows, from which the number of units per code point is computed. Not
        used for `char`.
    by
        The unit. For `token`, half of `max_tokens` is exact; for other units, a token is counted as
        `CHARACTERS_PER_TOKEN` code points.
    line
        Number of code points of a line.
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
            f"curriculum: a line of {line} characters (by {by}: {short}) is not shorter than half "
            f"of {max_tokens} tokens ({middle}); use a shorter line, or a larger max_tokens"
        )
    return short, middle
