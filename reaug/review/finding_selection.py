"""Select the findings to export, and assign rows to reviewers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

import numpy as np

from reaug.audit import Audit, Finding
from reaug.choices import SampleBy
from reaug.core.batch import Row
from reaug.core.draws import Draw, row_keys
from reaug.core.findings import SEVERITIES
from reaug.errors import UsageError

_PATH: Final = "review"
"""The path for random draws; no step of a recipe can have this name."""
ALONE: Final = ""
"""Stands for the reviewer's name if none is given."""


def sampled(
    audit: Audit,
    rows: Mapping[str, Row],
    size: int | None,
    by: SampleBy | None = None,
    *,
    seed: int = 42,
) -> list[Finding]:
    """Return a sample of an audit's findings, in their order; all findings if `size` is None.

    Parameters
    ----------
    rows
        The rows of findings, by id.
    size
        The size of the sample, per rule or label, or in total.
    by
        `rule` or `label` (of the finding's first row): draw `size` findings of each. `certainty`:
        take the findings that the audit is least sure of, by severity, the rule's precision and the
        score.

    Raises
    ------
    UsageError
        The size is below 1, or missing.
    """
    candidates = [finding for finding in audit.listed if finding.rows]
    if size is None:
        if by is not None:
            raise UsageError(
                f"by {by}: the size of the sample is missing; give it, e.g. --sample 20 --by {by}"
            )
        return candidates
    if size < 1:
        raise UsageError(f"the size of a sample must be 1 or more, not {size}")
    order = _least_sure(audit, candidates) if by == "certainty" else _drawn(candidates, seed)
    group: Callable[[Finding], str] = {
        "rule": lambda finding: finding.rule,
        "label": lambda finding: _label(rows, finding),
    }.get(by or "", lambda finding: "")
    taken: dict[str, int] = defaultdict(int)
    chosen: set[int] = set()
    for place in order:
        name = group(candidates[place])
        if taken[name] < size:
            taken[name] += 1
            chosen.add(place)
    return [candidate for place, candidate in enumerate(candidates) if place in chosen]


def _label(rows: Mapping[str, Row], finding: Finding) -> str:
    row = rows.get(finding.rows[0])
    return "" if row is None else row.label


def _drawn(candidates: Sequence[Finding], seed: int) -> list[int]:
    """Return the positions of candidates in random order, by a hash of each finding's key."""
    # So the order of two findings does not depend on which other findings there are.
    draw = Draw(
        row_keys([candidate.key for candidate in candidates]), seed=seed, path=_PATH
    ).uniform("sample")
    return [int(place) for place in np.argsort(draw, kind="stable")]


def _least_sure(audit: Audit, candidates: Sequence[Finding]) -> list[int]:
    def place(number: int) -> tuple[int, float, float, str]:
        finding = candidates[number]
        rule = audit.catalogue[finding.rule]
        severity = SEVERITIES.index(finding.severity or rule.severity)
        # A rule whose precision nobody has judged counts as least sure.
        return -severity, rule.precision or 0.0, finding.score or 0.0, finding.key

    return sorted(range(len(candidates)), key=place)


def reviewer_names(asked: str) -> tuple[str, ...]:
    """Return the names of reviewers from a number, or from names separated by commas.

    For a number, names are made up.

    Raises
    ------
    UsageError
        No name is given, or a name is repeated.

    Examples
    --------
    >>> reviewer_names("2"), reviewer_names("가람, 나래")
    (('reviewer-1', 'reviewer-2'), ('가람', '나래'))
    """
    if asked.strip().isdecimal() and asked.isascii():
        number = int(asked)
        if not 1 <= number <= 100:
            raise UsageError(f"--reviewers {asked}: a number from 1 to 100, or names")
        return tuple(f"reviewer-{place}" for place in range(1, number + 1))
    names = tuple(name.strip() for name in asked.split(","))
    if not all(names) or len(set(names)) < len(names):
        raise UsageError(
            f"--reviewers {asked!r}: give a number, or names separated by commas, each once"
        )
    bad = next((name for name in names if set(name) & set("/\\\0") or name.startswith(".")), None)
    if bad is not None:
        raise UsageError(f"--reviewers: {bad!r} cannot be part of a file name")
    return names


def share_of(text: str) -> float:
    """Return a share, given as `20%` or `0.2`, as a number.

    Raises
    ------
    UsageError
        The text is not a share.

    Examples
    --------
    >>> share_of("20%"), share_of("0.2")
    (0.2, 0.2)
    """
    number, percent, rest = text.strip().partition("%")
    try:
        value = float(number) / (100 if percent else 1)
    except ValueError:
        value = -1.0
    if rest or not 0 <= value <= 1:
        raise UsageError(f"--overlap {text!r}: give a share, e.g. 20% or 0.2")
    return value


def dealt(
    rows: Iterable[str], reviewers: Sequence[str], overlap: float, *, seed: int = 42
) -> dict[str, set[str]]:
    """Return the rows of each reviewer: a share goes to all, the other rows are divided evenly.

    Parameters
    ----------
    rows
        Row ids.
    overlap
        The share of rows for all reviewers, from 0 to 1; rounded up, so that it is at least one
        row.

    Examples
    --------
    >>> parts = dealt(map(str, range(10)), ["a", "b"], 0.2)
    >>> [len(part) for part in parts.values()], len(parts["a"] & parts["b"])
    ([6, 6], 2)
    """
    ids = sorted(set(rows))
    draw = Draw(row_keys(ids), seed=seed, path=_PATH).uniform("reviewer")
    mixed = [ids[place] for place in np.argsort(draw, kind="stable")]
    common = len(mixed) if len(reviewers) == 1 else int(np.ceil(overlap * len(mixed) - 1e-9))
    parts = {name: set(mixed[:common]) for name in reviewers}
    for place, row in enumerate(mixed[common:]):
        parts[reviewers[place % len(reviewers)]].add(row)
    return parts
