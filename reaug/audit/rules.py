"""The rules of an audit: how reliable the findings of each rule are, and how they are fixed."""

from __future__ import annotations

from typing import Literal, NamedTuple

from reaug.core.findings import Severity

Cure = Literal["clean", "patch", "review"]
"""How findings are fixed. `clean`: `reaug clean` fixes them. `patch`: they suggest values, which
`reaug clean --patch` applies. `review`: a person has to decide.
"""


class Rule(NamedTuple):
    """A rule of the audit: its id, the reliability of its findings, and its description.

    A check declares the highest severity and cure that it claims. `audit.catalogue` returns the
    rule as it applies under a rule book, with figures from human judgement (`audit.judgements`),
    and with the severity and cure that these figures allow.

    id : the id, as in `span/number-unit`.
    severity : the severity of findings that set none themselves.
    cure : how the findings are fixed.
    en, ko : what is wrong with the rows, in one line.
    precision : the share of judged findings that are real defects; None if nobody has judged any.
    judged : the number of findings that were judged.
    fix_right, fix_judged : how many suggestions people judged, and how many of these were right
        (None if nobody has judged any).
    depends_on_book : whether the findings depend on the rule book (its types, labels, word lists,
        counts). Such a rule is for review under every book with which nobody has judged it.
    needs_labels : whether the rule applies only to rows with a label.
    needs_labels_there : whether the rule also needs labels in the other set.
    of_foreign : whether the rule applies to a set most of whose labels or types are not in the
        book. "nothing": never; "labels": if most labels are in the book; None: only if the rule
        does not depend on the book.
    weaker_unlabelled : whether the rule uses labels as evidence. Its findings about rows without
        labels are for review.
    """

    id: str
    severity: Severity
    cure: Cure
    en: str
    ko: str
    precision: float | None = None
    judged: int = 0
    fix_right: float | None = None
    fix_judged: int = 0
    depends_on_book: bool = False
    needs_labels: bool = False
    needs_labels_there: bool = False
    of_foreign: Literal["nothing", "labels"] | None = None
    weaker_unlabelled: bool = False


def remedy(severity: Severity, cure: Cure) -> Cure:
    """Return how findings are fixed: by `cure`, or by a person if their severity is `review`.

    >>> remedy("error", "patch"), remedy("review", "patch"), remedy("error", "review")
    ('patch', 'review', 'review')
    """
    return "review" if severity == "review" else cure
