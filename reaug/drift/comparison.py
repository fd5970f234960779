"""The comparison of two data sets: how far their labels, types and lengths differ."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, NamedTuple

import numpy as np

from reaug.drift.aspects import FEWEST, Aspect, Given, aspect_of, conditional, length_cells
from reaug.drift.bands import ALPHA
from reaug.drift.coded_rows import Coded, Column, sentence_counts
from reaug.drift.gates import Gate, GateResult, evaluate
from reaug.drift.grid import Grid, grid_of
from reaug.drift.homogeneity import Homogeneity, chance_of_none, homogeneity
from reaug.drift.measures import Measures, measure
from reaug.drift.profile import NO_VALUE, Profile
from reaug.drift.ratio import simultaneous_intervals
from reaug.drift.resampling import RESAMPLES
from reaug.drift.reuse import Reuse, reuse_of
from reaug.drift.sentence_counts import SentenceCounts
from reaug.errors import InputError

__all__ = ["DRIFT_NAMES", "Drift", "Shift", "compare"]

DRIFT_NAMES: Final = (
    "rows",
    "too_few",
    "drifted",
    "p_value",
    "label",
    "labels",
    "new",
    "missing",
    "type_pair",
    "type_pairs",
    "conditional",
    "left_out",
    "source",
    "sources",
    "length",
    "reuse",
    "by",
)
"""The first names that a gate on a drift may use; `check_names` needs them before any data are
read.
"""

PERCENTILES: Final = {"min": 0, "p05": 5, "p25": 25, "p50": 50, "p75": 75, "p95": 95, "max": 100}
"""The names of the quantiles of lengths, and the percentage of rows that each quantile covers."""


class Shift(NamedTuple):
    """The change of one category: rows, shares in [0, 1], and the ratio of the shares.

    ratio : share_after / share_before; None for a category without rows before.
    ratio_ci : the confidence interval of the ratio; the intervals of all categories hold together
        in 98% of cases. It contains 1 exactly if `p_value` is above 2% or a set has too few rows.
        See `simultaneous_intervals`.
    p_value : how often chance changes a category as much, corrected for the number of categories.
    chance : for a new or missing category, how often chance alone leaves a set of this size without
        rows of the category; otherwise None.
    """

    before: int
    after: int
    share_before: float
    share_after: float
    ratio: float | None
    ratio_ci: tuple[float, float | None] | None = None
    p_value: float = 1.0
    chance: float | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the shift as JSON-able data."""
        both = None if self.ratio_ci is None else list(self.ratio_ci)
        return {**self._asdict(), "ratio_ci": both}


@dataclass(frozen=True, repr=False)
class Drift:
    """The comparison of two data sets; `compare` makes it.

    Attributes
    ----------
    before, after : Profile
        The counts of both sets.
    label : Measures
        The distance between the two distributions of labels.
    test : Homogeneity
        The test on the labels: noise bands and the decision.
    labels, type_pairs, sources : dict of str to Shift
        The change of each label, of each pair of entity types, and of each source.
    type_pair, lengths, source : Aspect
        The decisions about type pairs, lengths and sources; `source` is None if the rows of a set
        have none.
    conditional : dict of str to Given
        The differences in labels within each type pair; `left_out` has the reason why a pair is
        missing.
    grid : dict
        The rows of each type pair and label in both sets, for reports; not in `to_json`.
    reuse : Reuse, optional
        The shares of mentions that occur in both sets.
    by : dict of str to Any
        The comparison for each value of a column, if requested.
    gates : tuple of GateResult
        The gates evaluated so far (see `judged`).
    unlabelled : tuple of str
        The sets ("before", "after") without any label, such as a test set. Labels are not compared
        then, and are None in `to_json`.
    """

    before: Profile
    after: Profile
    label: Measures
    test: Homogeneity
    labels: dict[str, Shift]
    type_pairs: dict[str, Shift]
    sources: dict[str, Shift]
    type_pair: Aspect
    lengths: Aspect
    source: Aspect | None = None
    conditional: dict[str, Given] = field(default_factory=dict)
    left_out: dict[str, str] = field(default_factory=dict)
    grid: Grid = field(default_factory=dict)
    reuse: Reuse | None = None
    by: dict[str, Any] = field(default_factory=dict)
    gates: tuple[GateResult, ...] = ()
    unlabelled: tuple[str, ...] = ()

    def __repr__(self) -> str:
        """Return the drift in one line; `to_json` has all figures."""
        rows = f"{self.before.rows} to {self.after.rows} rows"
        if self.unlabelled:
            return f"<Drift {rows}, labels not compared: {', '.join(self.unlabelled)} has none>"
        return f"<Drift {rows}, JS distance of the labels {self.label.js:.4f}>"

    @property
    def decisions(self) -> dict[str, float]:
        """The p-values by aspect; for `conditional` the least p-value of all pairs."""
        p_values = {} if self.unlabelled else {"label": self.test.p_value}
        if self.conditional:
            p_values["conditional"] = min(pair.aspect.p_value for pair in self.conditional.values())
        p_values |= {"type_pair": self.type_pair.p_value, "length": self.lengths.p_value}
        if self.source is not None:
            p_values["source"] = self.source.p_value
        return p_values

    @property
    def p_value(self) -> float:
        """The p-value of all decisions together: the least p-value times their number
        (Bonferroni).
        """
        return min(1.0, min(self.decisions.values()) * len(self.decisions))

    @property
    def too_few(self) -> bool:
        """Whether a set has too few rows to decide anything; see `FEWEST`."""
        return min(self.before.rows, self.after.rows) < FEWEST

    @property
    def drifted(self) -> bool | None:
        """Whether the sets differ in any aspect; wrong in at most 2 of 100 cases.

        None if a set has too few rows to decide.
        """
        return None if self.too_few else self.p_value <= ALPHA

    @property
    def new(self) -> list[str]:
        """The labels that have rows only in the set after."""
        return [name for name, shift in self.labels.items() if shift.after and not shift.before]

    @property
    def missing(self) -> list[str]:
        """The labels that have rows only in the set before."""
        return [name for name, shift in self.labels.items() if shift.before and not shift.after]

    @property
    def length(self) -> dict[str, Any]:
        """The lengths of sentences in code points: mean, quantiles, and the decision about them."""
        sides = {"before": self.before, "after": self.after}
        return {
            "mean": {side: _mean(profile) for side, profile in sides.items()},
            "quantiles": {
                name: {side: _quantile(profile, percent) for side, profile in sides.items()}
                for name, percent in PERCENTILES.items()
            },
            **self.lengths.to_json(),
        }

    def judged(self, gates: Sequence[Gate], more: Mapping[str, object] | None = None) -> Drift:
        """Return this drift with the results of gates; `more` has further values by name.

        Raises
        ------
        UsageError
            A gate starts with a name that is neither in the drift nor in `more`.
        """
        own = self.to_json()
        values = {**{name: own[name] for name in DRIFT_NAMES}, **(more or {})}
        return replace(self, gates=(*self.gates, *evaluate(gates, values)))

    def to_json(self) -> dict[str, Any]:
        """Return the document of `reaug drift --json` as JSON-able data, with keys in a stable
        order.
        """
        shifts = {"labels": self.labels, "type_pairs": self.type_pairs, "sources": self.sources}
        shifts_as_json = {
            name: {key: s.to_json() for key, s in kind.items()} for name, kind in shifts.items()
        }
        # An undecided value is None, not False, so that a gate on it fails with a reason.
        decided: dict[str, Any] = {"drifted": None} if self.too_few else {}
        figures = {
            "rows": {"before": self.before.rows, "after": self.after.rows},
            "too_few": self.too_few,
            "drifted": self.drifted,
            "p_value": self.p_value,
            "label": {
                **self.label.to_json(),
                "noise_band": self.test.noise_band,
                "p_value": self.test.p_value,
                "drifted": self.test.drifted,
                **decided,
            },
            "labels": shifts_as_json["labels"],
            "new": self.new,
            "missing": self.missing,
            "type_pair": {**self.type_pair.to_json(), **decided},
            "type_pairs": shifts_as_json["type_pairs"],
            "conditional": {name: pair.to_json() for name, pair in self.conditional.items()},
            "left_out": self.left_out,
            "source": None if self.source is None else {**self.source.to_json(), **decided},
            "sources": shifts_as_json["sources"],
            "length": {**self.length, **decided},
            "reuse": None if self.reuse is None else self.reuse._asdict(),
            "by": self.by,
            "gates": [result.to_json() for result in self.gates],
        }
        if not self.unlabelled:
            return figures
        # A value that was not computed is None, not an empty list, so that a gate on it fails.
        nothing = dict.fromkeys(("label", "labels", "new", "missing", "conditional", "left_out"))
        return {**figures, **nothing, "unlabelled": list(self.unlabelled)}


def compare(
    before: Profile,
    after: Profile,
    label_order: Sequence[str] | None = None,
    rows: tuple[Coded, Coded] | None = None,
    *,
    times: int = RESAMPLES,
) -> Drift:
    """Return the comparison of two data sets by their profiles.

    Parameters
    ----------
    before, after : Profile
        The profiles of the sets, both with at least one row.
    label_order : sequence of str, optional
        Labels in the order of the result, such as the labels of the rule book; they are included
        even without rows. Other labels follow, sorted. By default all labels are sorted.
    rows : (Coded, Coded), optional
        The rows of both sets. Without them every row counts as a separate sentence, and labels
        within type pairs, sources and mentions are not compared.
    times : int, optional
        The number of resamples for each decision and band.

    Raises
    ------
    InputError
        A set has no rows.

    Examples
    --------
    >>> both = {"type_pairs": {"PER:ORG": 40}, "lengths": {9: 40}}
    >>> before = Profile(rows=40, labels={"a": 30, "b": 10}, **both)
    >>> after = Profile(rows=40, labels={"a": 20, "c": 20}, **both)
    >>> drift = compare(before, after)
    >>> drift.label.tvd, drift.new, drift.missing, drift.drifted
    (0.5, ['c'], ['b'], True)
    >>> drift.labels["a"].ratio
    0.6666666666666666
    """
    for side, profile in (("before", before), ("after", after)):
        if not profile.rows:
            raise InputError(f"cannot compare: the data {side!r} has no rows")
    rows = rows and (rows[0].numbered(), rows[1].numbered())
    labels = rows and (rows[0].label, rows[1].label)
    pairs = rows and (rows[0].type_pair, rows[1].type_pair)
    test, shifts, counted = _compared(before.labels, after.labels, "labels", rows, labels, times)
    pair_test, pair_shifts, pair_cells = _compared(
        before.type_pairs, after.type_pairs, "type pairs", rows, pairs, times
    )
    bins = length_cells(before.lengths, after.lengths, rows)
    more: dict[str, Any] = {}
    sources: dict[str, Shift] = {}
    if rows is not None:
        more["conditional"], more["left_out"] = conditional(rows, times)
        more["grid"] = grid_of(rows)
        more["reuse"] = reuse_of(rows[0].words, rows[1].words)
        kinds = rows[0].source, rows[1].source
        counts = [_counted(column) for column in kinds]
        source_test, sources, source_cells = _compared(
            counts[0], counts[1], "sources", rows, kinds, times
        )
        # Sources are compared only if both sets have any.
        if len(sources) > 1 and all(set(names) != {NO_VALUE} for names in counts):
            more["source"] = aspect_of(source_cells, source_test)
    none = Shift(0, 0, 0.0, 0.0, None)
    return Drift(
        before=before,
        after=after,
        label=measure(*counted.rows),
        test=test,
        labels={name: shifts.get(name, none) for name in _names(label_order or (), shifts)},
        type_pairs=pair_shifts,
        sources=sources,
        type_pair=aspect_of(pair_cells, pair_test),
        lengths=aspect_of(bins, homogeneity(bins, "lengths", ordered=True, times=times)),
        **more,
    )


def _compared(
    before: Mapping[str, int],
    after: Mapping[str, int],
    name: str,
    rows: tuple[Coded, Coded] | None,
    columns: tuple[Column, Column] | None,
    times: int,
) -> tuple[Homogeneity, dict[str, Shift], SentenceCounts]:
    """Compare the numbers of rows of each category in two sets."""
    # Returns the test of the whole, the change of each category, and the counts that were compared.
    # `before` and `after` have the numbers of rows. If `rows` and the `columns` of the categories
    # are given, whole sentences are resampled instead of rows. `name` is the key of the test's
    # random draws.
    names = _names((), before, after)
    if rows is None or columns is None:
        counted = SentenceCounts.of_counts(before, after, names)
    else:
        counted = sentence_counts(rows, columns, names)
    test = homogeneity(counted, name, times=times)
    sides = counted.rows
    sizes = int(sides[0].sum()), int(sides[1].sum())
    # If there are too few rows to decide, every interval contains 1.
    differs = test.categories if min(sizes) >= FEWEST else np.ones(len(names))
    intervals = simultaneous_intervals(*sides, differs, ALPHA)
    shifts = {}
    for i, category in enumerate(names):
        b, a = int(sides[0][i]), int(sides[1][i])
        share_before, share_after = b / sizes[0], a / sizes[1]
        chance = None
        if not b or not a:
            chance = chance_of_none(b + a, sizes[0] if not b else sizes[1], sum(sizes))
        ratio = share_after / share_before if b else None
        p_value = float(test.categories[i])
        shifts[category] = Shift(
            b, a, share_before, share_after, ratio, intervals[i], p_value, chance
        )
    return test, shifts, counted


def _counted(column: Column) -> dict[str, int]:
    counts = np.bincount(column.codes, minlength=len(column.names)).tolist()
    return dict(zip(column.names, counts, strict=True))


def _names(first: Iterable[str], *counts: Mapping[str, object]) -> list[str]:
    """Return names in the given order, then the others, sorted; each name once."""
    return list(dict.fromkeys((*first, *sorted({name for side in counts for name in side}))))


def _mean(profile: Profile) -> float:
    return sum(length * count for length, count in profile.lengths.items()) / profile.rows


def _quantile(profile: Profile, percent: int) -> int:
    """Return the least length that at least `percent` of the rows do not exceed."""
    wanted = max(1, -(-profile.rows * percent // 100))  # rounded up
    covered = 0
    for length, count in sorted(profile.lengths.items()):
        covered += count
        if covered >= wanted:
            return length
    raise InputError(
        f"the profile is of {profile.rows} rows, but has the lengths of only {covered}"
    )
