"""Compute how many copies each label needs to reach a target distribution."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Annotated, Literal, Self

from pydantic import BaseModel, Field, model_validator

Shape = Literal["natural", "uniform", "sqrt"]


class Balance(BaseModel, frozen=True, extra="forbid", defer_build=True):
    """The target distribution of an `augment` block, which is reached by adding copies.

    `to: 500` raises every label with fewer than 500 rows to 500 rows; `uniform` raises every label
    to the count of the most frequent label; `sqrt` makes shares proportional to the square roots of
    the counts; `natural` keeps the shares and needs a budget. `match` takes the shares of another
    set. A budget limits the number of copies, and the target is scaled down to it.
    """

    to: Annotated[int, Field(strict=True, ge=1, lt=2**31)] | Shape | None = Field(
        None, description="rows per label, or natural, uniform, sqrt"
    )
    match: str | None = Field(
        None, min_length=1, description="a data set whose shares are the target"
    )
    by: Literal["label", "label_types"] = Field(
        "label", description="what to count: labels, or labels with their type pair"
    )
    budget: int | None = Field(
        None, strict=True, ge=1, lt=2**31, description="at most this many copies in all"
    )
    max_copies: int = Field(
        10, strict=True, ge=1, le=1000, description="at most this many copies per row"
    )
    tries: int = Field(
        4,
        strict=True,
        ge=1,
        le=100,
        description="how often to retry a copy until a step changes it",
    )

    @model_validator(mode="after")
    def _one_target(self) -> Self:
        if (self.to is None) == (self.match is None):
            raise ValueError("give either to or match")
        if self.to == "natural" and self.budget is None:
            raise ValueError("to: natural needs a budget, since it raises no label by itself")
        return self


def quotas(
    counts: Mapping[str, int],
    able: Mapping[str, int],
    balance: Balance,
    other: Mapping[str, int] | None = None,
) -> dict[str, int]:
    """Return the number of copies for each group: a label, or a label with its type pair.

    Each group has the target `scale * weight`, but never fewer rows than now. The weight of a group
    is 1 for a number and for `uniform`, its number of rows for `natural`, the square root of this
    number for `sqrt`, and its number of rows in the other set for `match`.

    For a number, the scale is the number. For `natural`, the budget gives the scale. Otherwise, it
    is the smallest scale for which no row would have to be removed. If the budget is too small for
    all copies, the scale is lower.

    The numbers of copies are rounded by largest remainders, with ties by name.

    Parameters
    ----------
    counts
        The number of rows of each group.
    able
        The number of rows of each group that can be copied. Groups without such rows get none of
        the budget.
    other
        The number of rows of each group in the set to match.

    Returns
    -------
    The number of copies of each group below its target, by name, even if too few rows can be
    copied.

    Examples
    --------
    >>> quotas({"a": 90, "b": 40, "c": 10}, {"a": 90, "b": 40, "c": 10}, Balance(to=50))
    {'b': 10, 'c': 40}
    >>> quotas({"a": 90, "b": 40, "c": 10}, {"a": 90, "b": 40, "c": 10}, Balance(to="sqrt"))
    {'b': 20, 'c': 20}
    >>> quotas({"a": 9, "b": 4}, {"a": 9, "b": 4}, Balance(match="dev"), {"a": 1, "b": 2})
    {'b': 14}
    """
    weights = _weights(counts, balance, other)
    wanted = _adds(counts, weights, _full_scale(counts, weights, balance))
    if balance.budget is None:
        return _whole_numbers(wanted, sum(wanted.values()))
    spent = {group: wanted[group] for group in wanted if able.get(group)}
    if sum(spent.values()) > balance.budget:
        within = {group: counts.get(group, 0) for group in spent}
        scale = _scale_for(within, weights, balance.budget)
        spent = _adds(within, {group: weights[group] for group in within}, scale)
    return _whole_numbers(spent, min(sum(spent.values()), balance.budget))


def _weights(
    counts: Mapping[str, int], balance: Balance, other: Mapping[str, int] | None
) -> dict[str, float]:
    if other is not None:
        return {group: float(rows) for group, rows in other.items() if rows}
    if balance.to == "natural":
        return {group: float(rows) for group, rows in counts.items() if rows}
    if balance.to == "sqrt":
        return {group: math.sqrt(rows) for group, rows in counts.items() if rows}
    return {group: 1.0 for group, rows in counts.items() if rows}


def _full_scale(counts: Mapping[str, int], weights: Mapping[str, float], balance: Balance) -> float:
    if isinstance(balance.to, int):
        return float(balance.to)
    if balance.to == "natural" and balance.budget is not None:
        rows = sum(counts.values())
        return (rows + balance.budget) / rows if rows else 0.0
    return max((counts.get(group, 0) / weight for group, weight in weights.items()), default=0.0)


def _adds(
    counts: Mapping[str, int], weights: Mapping[str, float], scale: float
) -> dict[str, float]:
    missing = {group: scale * weight - counts.get(group, 0) for group, weight in weights.items()}
    return {group: want for group, want in sorted(missing.items()) if want > 1e-9}


def _scale_for(counts: Mapping[str, int], weights: Mapping[str, float], budget: int) -> float:
    """Return the scale at which the copies of all groups sum up to a budget."""
    order = sorted(counts, key=lambda group: (counts[group] / weights[group], group))
    rows = weight = 0.0
    scale = 0.0
    for i, group in enumerate(order):
        rows, weight = rows + counts[group], weight + weights[group]
        scale = (budget + rows) / weight
        if i + 1 == len(order) or scale <= counts[order[i + 1]] / weights[order[i + 1]]:
            break
    return scale


def _whole_numbers(wanted: Mapping[str, float], total: float) -> dict[str, int]:
    """Return numbers rounded to whole numbers with the same sum, by largest remainders."""
    counts = {group: math.floor(want + 1e-9) for group, want in wanted.items()}
    rest = round(total) - sum(counts.values())
    order = sorted(wanted, key=lambda group: (counts[group] - wanted[group], group))
    for group in order[: max(0, rest)]:
        counts[group] += 1
    return {group: want for group, want in sorted(counts.items()) if want}
