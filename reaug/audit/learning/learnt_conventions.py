"""Find the conditions whose rows nearly always have the same label in a data set."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import combinations
from typing import Final, NamedTuple

import numpy as np

from reaug.audit.divergence.condition_counts import Counting
from reaug.audit.divergence.lattice import Lattice
from reaug.audit.rows import Rows
from reaug.rulebook import Convention, When

SUPPORT: Final = 20
"""The least number of sentences that meet the condition of a convention."""
SHARE: Final = 0.8
"""The least share of these sentences with the label of the convention."""
SURE: Final = 0.95
"""The least share with which the audit reports rows that have another label."""
_NO_BETTER: Final = 0.02
"""The least difference between the share of a longer condition and of a condition in it."""


class _Candidate(NamedTuple):
    condition: When
    label: str
    share: float
    support: int


def conventions(rows: Rows) -> tuple[Convention, ...]:
    """Return the conventions of a data set, by label, the most frequent first.

    A condition is left out if a shorter one, with some of its parts, has the label in about the
    same share of its sentences. "the object is ORG, 소속 between" is left out beside "소속
    between".
    """
    known = rows.rules
    kept = [
        convention
        for convention in _without_repeats(_telling_conditions(rows))
        if convention.label in known.relations
        and _types(convention.condition) <= known.types.keys()
    ]
    number: Counter[str] = Counter()
    made = []
    place = {label: at for at, label in enumerate(known.labels)}
    for candidate in sorted(
        kept, key=lambda f: (place[f.label], -f.support, -f.share, f.condition.en)
    ):
        # Labels that differ only in signs are numbered together.
        stem = re.sub(r"[^0-9A-Za-z가-힣_]+", "-", candidate.label)
        number[stem] += 1
        name = f"{stem}-{number[stem]}"
        made.append(
            Convention(
                name=name,
                when=candidate.condition,
                label=candidate.label,
                share=candidate.share,
                support=candidate.support,
            )
        )
    return tuple(made)


def _telling_conditions(rows: Rows) -> Iterator[_Candidate]:
    """Yield the conditions for which nearly all sentences have one label."""
    lattice = Lattice(rows, support=SUPPORT)
    count = Counting(lattice)
    for meets in lattice.meets():
        table = count.table(meets)
        # A sentence with several pairs may have several labels, which then share it.
        _, place = np.unique(table.condition, return_inverse=True)
        labelled = np.bincount(place, weights=table.new)[place]
        share = table.new / np.maximum(np.maximum(table.of_new, labelled), 1)
        for at in np.flatnonzero((table.of_new >= SUPPORT) & (share >= SHARE)).tolist():
            condition = lattice.condition(int(table.condition[at]))
            if condition.parts:
                label = lattice.labels[int(table.label[at])]
                yield _Candidate(
                    condition, label, round(float(share[at]), 4), int(table.of_new[at])
                )


def _without_repeats(candidates: Iterator[_Candidate]) -> Iterator[_Candidate]:
    """Yield the candidates that no shorter candidate makes superfluous."""
    # The shorter one has the same label, only parts of the longer condition, and about the same
    # share of rows with the label.
    kept: dict[tuple[str, frozenset[tuple[str, str]]], float] = {}

    def key(candidate: _Candidate) -> tuple[int, float, str]:
        return len(candidate.condition.parts), -candidate.share, candidate.condition.en

    for candidate in sorted(candidates, key=key):
        parts = sorted(candidate.condition.parts.items())
        shares = [
            kept.get((candidate.label, frozenset(some)), 0.0)
            for size in range(1, len(parts))
            for some in combinations(parts, size)
        ]
        if max(shares, default=0.0) < candidate.share - _NO_BETTER:
            kept[candidate.label, frozenset(parts)] = candidate.share
            yield candidate


def _types(condition: When) -> set[str]:
    return {code for code in (condition.subject_type, condition.object_type) if code is not None}
