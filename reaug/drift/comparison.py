"""The comparison of two data sets: how far the labels, the types and the lengths moved."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, NamedTuple

import numpy as np

from reaug.drift.gates import Gate, GateResult, evaluate
from reaug.drift.measures import Measures, js, measure
from reaug.drift.profile import Profile
from reaug.errors import InputError

__all__ = ["DRIFT_NAMES", "Drift", "Shift", "compare"]

DRIFT_NAMES: Final = ("rows", "label", "labels", "new", "missing", "type_pairs", "length")
"""First names that a gate on a drift may use (for `check_names` before any data is read)."""

PERCENTILES: Final = {"min": 0, "p05": 5, "p25": 25, "p50": 50, "p75": 75, "p95": 95, "max": 100}
"""Names of the quantiles of the length, and the percentage of rows that each one covers."""


class Shift(NamedTuple):
    """How one category moved: rows, shares in [0, 1], and the ratio of the shares.

    `ratio` is share_after / share_before, None for a category that had no rows before.
    """

    before: int
    after: int
    share_before: float
    share_after: float
    ratio: float | None


@dataclass(frozen=True, repr=False)
class Drift:
    """Two profiles side by side; made by `compare`.

    Attributes
    ----------
    before, after : Profile
        What was counted.
    label : Measures
        The distance between the two distributions of labels.
    labels, type_pairs : dict of str to Shift
        Each label, each pair of entity types.
    gates : tuple of GateResult
        The gates judged so far (see `judged`).
    """

    before: Profile
    after: Profile
    label: Measures
    labels: dict[str, Shift]
    type_pairs: dict[str, Shift]
    gates: tuple[GateResult, ...] = ()

    def __repr__(self) -> str:
        """One line; `to_json` has the rest."""
        rows = f"{self.before.rows} to {self.after.rows} rows"
        return f"<Drift {rows}, JS distance of the labels {self.label.js:.4f}>"

    @property
    def new(self) -> list[str]:
        """Labels that have rows only after."""
        return [name for name, shift in self.labels.items() if shift.after and not shift.before]

    @property
    def missing(self) -> list[str]:
        """Labels that have rows only before."""
        return [name for name, shift in self.labels.items() if shift.before and not shift.after]

    @property
    def length(self) -> dict[str, Any]:
        """Length of sentences in code points: mean, quantiles, and the JS distance."""
        sides = {"before": self.before, "after": self.after}
        return {
            "mean": {side: _mean(profile) for side, profile in sides.items()},
            "quantiles": {
                name: {side: _quantile(profile, percent) for side, profile in sides.items()}
                for name, percent in PERCENTILES.items()
            },
            "js": _length_js(self.before.lengths, self.after.lengths),
        }

    def judged(self, gates: Sequence[Gate], more: Mapping[str, object] | None = None) -> Drift:
        """The same drift with the gates' results; `more` adds names to those of `to_json`.

        Raises
        ------
        UsageError
            A gate starts with a name that neither the drift nor `more` has.
        """
        own = self.to_json()
        values = {**{name: own[name] for name in DRIFT_NAMES}, **(more or {})}
        return replace(self, gates=(*self.gates, *evaluate(gates, values)))

    def to_json(self) -> dict[str, Any]:
        """The shape of `reaug drift --json`: plain values, keys in a stable order."""
        return {
            "rows": {"before": self.before.rows, "after": self.after.rows},
            "label": self.label.to_json(),
            "labels": {name: shift._asdict() for name, shift in self.labels.items()},
            "new": self.new,
            "missing": self.missing,
            "type_pairs": {name: shift._asdict() for name, shift in self.type_pairs.items()},
            "length": self.length,
            "gates": [result.to_json() for result in self.gates],
        }


def compare(before: Profile, after: Profile, label_order: Sequence[str] | None = None) -> Drift:
    """Compare two data sets by their profiles.

    Parameters
    ----------
    before, after : Profile
        Both with at least one row.
    label_order : sequence of str, optional
        Labels in the order in which they are to be listed, such as the rule book's; those without
        rows are listed too. Labels that it lacks follow, sorted. Default: all sorted.

    Raises
    ------
    InputError
        A side has no rows, so it has no distribution.

    Examples
    --------
    >>> before = Profile(rows=4, labels={"a": 3, "b": 1}, type_pairs={"PER:ORG": 4}, lengths={9: 4})
    >>> after = Profile(rows=4, labels={"a": 2, "c": 2}, type_pairs={"PER:ORG": 4}, lengths={9: 4})
    >>> drift = compare(before, after)
    >>> drift.label.tvd, drift.new, drift.missing
    (0.5, ['c'], ['b'])
    >>> drift.labels["a"].ratio
    0.6666666666666666
    """
    for side, profile in (("before", before), ("after", after)):
        if not profile.rows:
            raise InputError(f"cannot compare: the data {side!r} has no rows")
    names = _names(label_order or (), before.labels, after.labels)
    return Drift(
        before=before,
        after=after,
        label=measure(_counts(before.labels, names), _counts(after.labels, names)),
        labels={
            name: _shift(before, after, before.labels.get(name, 0), after.labels.get(name, 0))
            for name in names
        },
        type_pairs={
            name: _shift(
                before, after, before.type_pairs.get(name, 0), after.type_pairs.get(name, 0)
            )
            for name in _names((), before.type_pairs, after.type_pairs)
        },
    )


def _names(first: Iterable[str], *counts: Mapping[str, int]) -> list[str]:
    """Names in the order asked for, then the others, sorted; each once."""
    return list(dict.fromkeys((*first, *sorted({name for side in counts for name in side}))))


def _counts(counts: Mapping[str, int], names: Iterable[str]) -> np.ndarray[Any, np.dtype[np.int64]]:
    return np.array([counts.get(name, 0) for name in names], dtype=np.int64)


def _shift(before: Profile, after: Profile, rows_before: int, rows_after: int) -> Shift:
    share_before, share_after = rows_before / before.rows, rows_after / after.rows
    ratio = share_after / share_before if rows_before else None
    return Shift(rows_before, rows_after, share_before, share_after, ratio)


def _mean(profile: Profile) -> float:
    return sum(length * count for length, count in profile.lengths.items()) / profile.rows


def _quantile(profile: Profile, percent: int) -> int:
    """The least length that at least `percent` of the rows do not exceed; no interpolation."""
    wanted = max(1, -(-profile.rows * percent // 100))  # rounded up
    covered = 0
    for length, count in sorted(profile.lengths.items()):
        covered += count
        if covered >= wanted:
            return length
    raise InputError(f"a profile of {profile.rows} rows has lengths of {covered} rows only")


def _length_js(before: Mapping[int, int], after: Mapping[int, int]) -> float:
    """JS distance of the lengths in up to ten bins.

    Single lengths would be mostly noise: a few hundred lengths share the rows. The bins are cut
    at the deciles of both sides in equal parts, so neither side is the reference.
    """
    lengths = np.array(sorted({*before, *after}), dtype=np.int64)
    sides = [np.array([side.get(n, 0) for n in lengths.tolist()]) for side in (before, after)]
    covered = np.cumsum(sum(side / side.sum() for side in sides))
    cuts = np.searchsorted(covered, covered[-1] * np.arange(1, 10) / 10)
    starts = np.unique(np.concatenate([[0], cuts[cuts < lengths.size - 1] + 1]))
    return js(*(np.add.reduceat(side, starts) for side in sides))
