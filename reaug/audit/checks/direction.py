"""`direction/*`: a pair of mentions labelled in both directions, with labels that do not match.

If A is a parent of B, then B is a child of A. How strictly annotators follow this depends on the
relation. The rule book has its measured fidelity, which becomes the score of the finding.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from typing import Final, NamedTuple

import numpy as np

from reaug.audit.alike import alike, hashes, keys_of
from reaug.audit.rows import Rows
from reaug.audit.rules import Rule
from reaug.core.arrays import I32, I64, U64
from reaug.core.findings import Finding, Fix, Severity
from reaug.korean.josa import attach

INVERSE = Rule(
    "direction/inverse",
    "warning",
    "review",
    "the same pair is labelled in both directions, but the labels are not inverses",
    "주체와 객체만 뒤바뀐 두 행의 라벨이 서로 역관계가 아니다",
    depends_on_book=True,
    needs_labels=True,
    of_foreign="labels",  # types are not needed
)
SYMMETRIC = Rule(
    "direction/symmetric",
    "error",
    "review",
    "the pair has a symmetric relation in one direction only",
    "대칭 관계인데 주체와 객체만 뒤바뀐 행의 라벨이 다르다",
    depends_on_book=True,
    needs_labels=True,
    of_foreign="labels",  # types are not needed
)
RULES = (INVERSE, SYMMETRIC)

_SURE: Final = 0.85
"""The least fidelity with which a contradiction is an error; with less it is a warning."""


class Clash(NamedTuple):
    """A contradiction between two rows with the same mentions in opposite directions.

    required : the label that the other row would need.
    by : the position of the row whose label requires it.
    """

    required: str
    by: int
    fidelity: float
    symmetric: bool


def both_ways(rows: Rows) -> list[I64]:
    """Return the rows of each pair of spans that is labelled in both directions, sorted by row
    id.
    """
    groups = rows.groups(rows.normal.batch.sentence, *_ordered(rows).T)
    return [group for group in groups if len(set(rows.subject_first[group].tolist())) == 2]


def _ordered(rows: Rows) -> I32:
    """Return the spans of each row, the one that comes first in the sentence first."""
    spans = rows.normal.batch.spans
    return np.where(rows.subject_first[:, None], spans, spans[:, [2, 3, 0, 1]])


def row_pairs(rows: Rows) -> list[tuple[int, int]]:
    """Return the pairs of rows with opposite directions; in each pair the lower row id comes
    first.
    """
    pairs = []
    for group in both_ways(rows):
        forward, backward = group[rows.subject_first[group]], group[~rows.subject_first[group]]
        pairs += [
            tuple(sorted((a, b), key=rows.rank.__getitem__)) for a in forward for b in backward
        ]
    pairs.sort(key=lambda pair: (rows.rank[pair[0]], rows.rank[pair[1]]))
    return [(int(a), int(b)) for a, b in pairs]


def clash(rows: Rows, first: int, second: int) -> Clash | None:
    """Return how two reversed rows contradict each other; None if they do not.

    Of two contradictions, the one whose inverse has the higher fidelity is returned.
    """
    known = rows.rules.relations
    clashes = []
    for by, other in ((first, second), (second, first)):
        label = rows.labels[by]
        if label not in known or rows.labels[other] not in known:
            continue
        reverse = rows.rules.reverse(label)
        if reverse is not None and reverse.label != rows.labels[other]:
            symmetric = rows.rules.is_symmetric(label)
            clashes.append(Clash(reverse.label, by, reverse.fidelity, symmetric))
    return max(clashes, key=lambda demand: demand.fidelity, default=None)


def check(rows: Rows) -> Iterator[Finding]:
    """Yield one finding for each contradictory pair; the row that is probably wrong comes first."""
    if not rows.knows_labels:
        return
    for some in alike(rows, _sentence_key):
        pairs = row_pairs(some)
        support = _Support(some, {row for pair in pairs for row in pair}) if pairs else None
        for first, second in pairs:
            demand = clash(some, first, second)
            if demand is not None and support is not None:
                yield _finding(some, demand, first, second, support)


def _sentence_key(rows: Rows) -> U64:
    return hashes(rows.normal.batch.sentence, *_ordered(rows).T)


def _words_key(rows: Rows) -> U64:
    return hashes(rows.normal.words("subject"), rows.normal.words("object"))


def _words_keys(rows: Rows) -> U64:
    """Return a hash of both mentions of every row of the whole set."""
    return keys_of(rows, _words_key)


class _Support:
    """Counts of the labels of rows of the whole set with the same subject and object words.

    `asked` are the positions of the rows whose words are looked up.
    """

    def __init__(self, rows: Rows, asked: Collection[int]) -> None:
        self._rows = rows
        self._keys = _words_key(rows).tolist()
        wanted = np.unique(np.array([self._keys[row] for row in asked], dtype=np.uint64))
        every = rows.fact(_words_keys)
        place = np.minimum(np.searchsorted(wanted, every), max(len(wanted) - 1, 0))
        matching_rows = np.flatnonzero(wanted[place] == every)
        labels = rows.whole.some(matching_rows).labels
        self._labels: dict[int, Counter[str]] = {}
        for row, label in zip(matching_rows.tolist(), labels, strict=True):
            self._labels.setdefault(int(every[row]), Counter())[label] += 1

    def count(self, row: int, label: str) -> int:
        """Return how many other rows with the same words have a label."""
        return self._labels[self._keys[row]][label] - (self._rows.labels[row] == label)


def _likelier_wrong(
    rows: Rows, demand: Clash, other: int, support: _Support
) -> tuple[int, str] | None:
    """Return the row that is probably wrong, and a label that would fit, or None."""
    # One of two labels is wrong: that of the row `other`, or that of the row `demand.by`, which
    # requires another label of `other`. Other rows with the same words decide by their labels. If
    # they do not, the types decide: the label whose types do not fit is wrong.
    asks, label = demand.by, rows.labels[other]
    reverse = rows.rules.reverse(label)
    wanted = reverse.label if reverse is not None else rows.rules.negative
    if label == rows.rules.negative:
        wanted = label
    for_other = support.count(other, demand.required) + support.count(asks, rows.labels[asks])
    for_asking = support.count(other, label) + (support.count(asks, wanted) if wanted else 0)
    fits_other, fits_asking = _fits(rows, other, demand.required), _fits(rows, asks, wanted)
    if fits_other and for_other > for_asking:
        return other, demand.required
    if wanted and fits_asking and for_asking > for_other:
        return asks, wanted
    if fits_other != fits_asking:
        return (other, demand.required) if fits_other or not wanted else (asks, wanted)
    return None


def _fits(rows: Rows, row: int, label: str | None) -> bool:
    """Return whether the types of a row are usual for a label."""
    if label is None:
        return False
    relation = rows.rules.relations[label]
    subject, object_ = (rows.types(role)[row].as_py() for role in ("subject", "object"))
    return subject in relation.subject_types and (
        rows.rules.object_grade(label, object_ or "") == "typical"
    )


def _finding(rows: Rows, demand: Clash, first: int, second: int, support: _Support) -> Finding:
    other = second if demand.by == first else first
    wrong = _likelier_wrong(rows, demand, other, support)
    order = [first, second]
    suggestion, fixes = "", tuple[Fix, ...]()
    if wrong is not None:
        row, suggestion = wrong
        order = [row, second if row == first else first]
        fixes = (Fix("label", rows.labels[row], suggestion),)
    sure = demand.symmetric or demand.fidelity >= _SURE
    severity: Severity = "error" if sure else "warning"
    asks, has = rows.labels[demand.by], rows.labels[other]
    share = f"{demand.fidelity:.0%}"
    return Finding(
        rule=(SYMMETRIC if demand.symmetric else INVERSE).id,
        rows=rows.named(order),
        field="label",
        value=" / ".join(rows.labels[row] for row in order),
        suggestion=suggestion,
        fixes=fixes,
        score=demand.fidelity,
        severity=severity,
        en=f"{asks} in one direction requires {demand.required} in the other ({share} of measured "
        f"pairs), but that has {has}",
        ko=f"한쪽이 {attach(asks, '이면')} 반대쪽은 {attach(demand.required, '이어야')} 하는데"
        f"(양방향으로 라벨이 달린 쌍의 {share}) {attach(has, '이다')}",
    )
