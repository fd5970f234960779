"""Compute inter-annotator agreement (Cohen's and Fleiss' kappa, Krippendorff's alpha).

Intervals are bootstrapped over units (Efron and Tibshirani 1993): units are resampled with
replacement 1,000 times, and the interval is the middle 95% of the statistic. Equal units are
counted together, so that the cost does not depend on their number. The draws come from the
generator Philox with a fixed key, so the order of units and people does not matter.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Final, NamedTuple

import numpy as np
import xxhash

from reaug.core.arrays import F64, I64

DRAWS: Final = 1_000
_ENDS: Final = (2.5, 97.5)


class Coefficient(NamedTuple):
    """A coefficient of agreement: 1 is full agreement, 0 what chance alone would give.

    value : None if it is undefined: no unit has two answers, or all answers are equal.
    low, high : the ends of the 95% interval; None if half of the resamples have no value.
    units : number of units that the coefficient was computed from.
    """

    value: float | None
    low: float | None
    high: float | None
    units: int

    def to_json(self) -> dict[str, Any]:
        """Return the fields as JSON data, rounded to six digits."""
        return {k: round(v, 6) if isinstance(v, float) else v for k, v in self._asdict().items()}

    def __str__(self) -> str:
        """Return the coefficient as text for tables: `0.81 (0.74 to 0.88)`."""
        if self.value is None:
            return "–"
        ends = "" if self.low is None else f" ({self.low:.2f} to {self.high:.2f})"
        return f"{self.value:.2f}{ends}"


@dataclass(frozen=True, eq=False)
class Ratings:
    """The answers of k people about n units (rows, or findings).

    raters : the names of the people.
    categories : the names of the possible answers.
    codes : `int64[n, k]`, each answer as an index of `categories`; -1 if a person did not answer.
    """

    raters: tuple[str, ...]
    categories: tuple[str, ...]
    codes: I64

    @classmethod
    def of(cls, raters: Sequence[str], answers: Sequence[Sequence[str | None]]) -> Ratings:
        """Return ratings from texts, one list per unit; None stands for no answer.

        >>> Ratings.of(["가람", "나래"], [["a", "b"], ["a", None]]).codes.tolist()
        [[0, 1], [0, -1]]
        """
        names = sorted({answer for unit in answers for answer in unit if answer is not None})
        place = {name: number for number, name in enumerate(names)}
        codes = [[-1 if answer is None else place[answer] for answer in unit] for unit in answers]
        return cls(
            tuple(raters),
            tuple(names),
            np.array(codes, dtype=np.int64).reshape(len(codes), len(raters)),
        )

    def __len__(self) -> int:
        return len(self.codes)

    def take(self, units: I64) -> Ratings:
        """Return the ratings of the units at the given positions."""
        return Ratings(self.raters, self.categories, self.codes[units])

    @property
    def counts(self) -> I64:
        """The number of people who gave each answer, `int64[n, categories]`."""
        counts = np.zeros((len(self), len(self.categories)), dtype=np.int64)
        unit, rater = np.nonzero(self.codes >= 0)
        np.add.at(counts, (unit, self.codes[unit, rater]), 1)
        return counts


@dataclass(frozen=True)
class Agreement:
    """How far people agree.

    units : number of units with an answer.
    shared : number of units with two or more answers.
    differing : number of these whose answers are not all equal.
    pairs : Cohen's kappa for every two people who answered the same units.
    fleiss : Fleiss' kappa; None if units have different numbers of answers.
    alpha : Krippendorff's alpha for nominal data.
    """

    raters: tuple[str, ...]
    units: int
    shared: int
    differing: int
    pairs: dict[tuple[str, str], Coefficient]
    fleiss: Coefficient | None
    alpha: Coefficient

    def to_json(self) -> dict[str, Any]:
        """Return the figures as JSON data."""
        return {
            "raters": list(self.raters),
            "units": self.units,
            "shared": self.shared,
            "differing": self.differing,
            "cohen": [
                {"raters": list(names), **kappa.to_json()} for names, kappa in self.pairs.items()
            ],
            "fleiss": None if self.fleiss is None else self.fleiss.to_json(),
            "alpha": self.alpha.to_json(),
        }


def agreement(ratings: Ratings, *, seed: int = 42) -> Agreement:
    """Return all coefficients for some ratings.

    Examples
    --------
    >>> answers = [["a", "a"], ["a", "a"], ["b", "b"], ["b", "a"]]
    >>> result = agreement(Ratings.of(["가람", "나래"], answers))
    >>> result.differing, result.pairs["가람", "나래"].value, round(result.alpha.value, 3)
    (1, 0.5, 0.533)
    """
    given = (ratings.codes >= 0).sum(axis=1)
    counts = ratings.counts
    shared = given >= 2
    differing = shared & ((counts > 0).sum(axis=1) > 1)
    pairs = {}
    for a, b in combinations(range(len(ratings.raters)), 2):
        both = (ratings.codes[:, a] >= 0) & (ratings.codes[:, b] >= 0)
        if both.any():
            names = ratings.raters[a], ratings.raters[b]
            pairs[names] = cohen(ratings.codes[both][:, [a, b]], seed=seed)
    answered = counts[given > 0]
    sizes = np.unique(answered.sum(axis=1))
    is_even = len(sizes) == 1 and sizes[0] >= 2
    return Agreement(
        ratings.raters,
        int((given > 0).sum()),
        int(shared.sum()),
        int(differing.sum()),
        pairs,
        fleiss(answered, seed=seed) if is_even else None,
        krippendorff(counts, seed=seed),
    )


def cohen(codes: I64, *, seed: int = 42) -> Coefficient:
    """Return Cohen's kappa for two people.

    Parameters
    ----------
    codes
        `int64[n, 2]`, the answers of both; none is missing.

    Source: Cohen 1960, "A coefficient of agreement for nominal scales".

    Examples
    --------
    >>> str(cohen(np.array([[0, 0], [1, 1], [0, 1], [1, 1]]))).partition(" ")[0]
    '0.50'
    """
    size = int(np.max(codes, initial=0)) + 1

    def kappa(weights: F64, kinds: I64) -> F64:
        total = weights.sum(axis=1)
        same = weights @ (kinds[:, 0] == kinds[:, 1]) / total
        first, second = (weights @ np.eye(size)[kinds[:, at]] / total[:, None] for at in (0, 1))
        return _over_chance(same, (first * second).sum(axis=1))

    return _coefficient(kappa, codes, "cohen", seed)


def fleiss(counts: I64, *, seed: int = 42) -> Coefficient:
    """Return Fleiss' kappa for units that all have the same number of answers.

    Parameters
    ----------
    counts
        `int64[n, categories]`, the number of people who gave each answer; all rows have the same
        sum, at least 2.

    Source: Fleiss 1971, "Measuring nominal scale agreement among many raters".

    Examples
    --------
    >>> str(fleiss(np.array([[3, 0], [0, 3], [2, 1], [1, 2]]))).partition(" ")[0]
    '0.33'
    """
    times = int(counts[0].sum()) if len(counts) else 0

    def kappa(weights: F64, kinds: I64) -> F64:
        total = weights.sum(axis=1)
        pairs = (kinds * (kinds - 1)).sum(axis=1) / (times * (times - 1))
        shares = weights @ kinds / (total * times)[:, None]
        return _over_chance(weights @ pairs / total, (shares**2).sum(axis=1))

    return _coefficient(kappa, counts, "fleiss", seed)


def krippendorff(counts: I64, *, seed: int = 42) -> Coefficient:
    """Return Krippendorff's alpha for nominal data, any number of people, and missing answers.

    Parameters
    ----------
    counts
        `int64[n, categories]`, the number of people who gave each answer. Units with fewer than two
        answers are left out.

    Source: Krippendorff 2011, "Computing Krippendorff's alpha-reliability".

    Examples
    --------
    >>> str(krippendorff(np.array([[2, 0], [0, 2], [1, 1], [0, 1]]))).partition(" ")[0]
    '0.44'
    """
    counts = counts[counts.sum(axis=1) >= 2]

    def alpha(weights: F64, kinds: I64) -> F64:
        sizes = kinds.sum(axis=1)
        disagreement = (sizes**2 - (kinds**2).sum(axis=1)) / np.maximum(sizes - 1, 1)
        named = weights @ kinds
        total = named.sum(axis=1)
        observed = weights @ disagreement / total
        expected = (total**2 - (named**2).sum(axis=1)) / (total * (total - 1))
        return _over_chance(1 - observed, 1 - expected)

    return _coefficient(alpha, counts, "krippendorff", seed)


def _over_chance(same: F64, chance: F64) -> F64:
    """Return (same - chance) / (1 - chance); NaN if `chance` is 1."""
    room = 1 - chance
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(room > 1e-12, (same - chance) / room, np.nan)


def _coefficient(
    statistic: Callable[[F64, I64], F64], units: I64, name: str, seed: int
) -> Coefficient:
    """Return a statistic of units, with its interval from resampled units.

    Parameters
    ----------
    statistic
        A function of weights (`float64[m, k]`) and the k distinct units, which returns the value
        for each row of weights (`float64[m]`). A weight is the number of times that a unit occurs.
    units
        `int64[n, …]`, one row per unit.
    name, seed
        The draws depend on both.
    """
    if not len(units):
        return Coefficient(None, None, None, 0)
    kinds, number = np.unique(units, axis=0, return_counts=True)
    value = float(statistic(number[None, :].astype(np.float64), kinds)[0])
    if np.isnan(value):
        return Coefficient(None, None, None, len(units))
    key = xxhash.xxh64_intdigest(f"reaug.agreement\x00{seed}\x00{name}".encode())
    random = np.random.Generator(np.random.Philox(key=key))
    resampled = random.multinomial(len(units), number / number.sum(), size=DRAWS).astype(np.float64)
    values = statistic(resampled, kinds)
    values = values[~np.isnan(values)]
    if len(values) < DRAWS / 2:
        return Coefficient(value, None, None, len(units))
    low, high = np.percentile(values, _ENDS)
    # In small samples the resampled values may all lie on one side of the value itself.
    return Coefficient(value, min(float(low), value), max(float(high), value), len(units))
