"""Where buckets of lengths end: at quantiles, or as they are lectured."""

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
        """The size of both."""
        return Sizes(self.units + other.units, self.characters + other.characters)


def quantiles(counts: Counter[int], buckets: int, by: str) -> tuple[int, ...]:
    """Greatest lengths of all buckets but the last, such that the buckets are about equal.

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
        # Leave a length for every bucket that is still to come.
        room = up_to[at : len(lengths) - (buckets - j)]
        # Whole numbers only: times `buckets`, so that no rounding decides between two lengths.
        at += int(np.argmin(np.abs(room * buckets - up_to[-1] * j)))
        thresholds.append(lengths[at])
        at += 1
    return tuple(thresholds)


def lectured(sizes: Sizes, by: str, *, line: int, max_tokens: int) -> tuple[int, ...]:
    """Greatest length of short rows, about a line, and of middle ones, half of a model's tokens.

    Parameters
    ----------
    sizes
        Of all rows; from them comes how many units a code point makes. For `char` they are not
        used.
    by
        The unit. By `token` half of `max_tokens` is exact; for other units a token counts as
        `CHARACTERS_PER_TOKEN` code points.
    line
        Code points of a line.
    max_tokens
        The most tokens that the model takes.

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
