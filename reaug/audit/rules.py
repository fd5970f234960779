"""The rules of an audit: how sure the findings of each are, and how they are fixed."""

from __future__ import annotations

from typing import Literal, NamedTuple

from reaug.core.findings import Severity

Cure = Literal["clean", "patch", "review"]
"""How findings are fixed. `clean`: `reaug clean` fixes them. `patch`: they suggest values, which
`reaug clean --patch` applies. `review`: a person has to look.
"""


class Rule(NamedTuple):
    """A rule of the audit: its id, how sure its findings are, and its description.

    What a check declares is the most that it may claim. `audit.catalogue` returns the rule as it
    applies under a rule book: with the figures that were judged there (`audit.judged`), and only
    the severity and cure that these allow.

    id : as in `span/number-unit`.
    severity : of its findings, unless they set their own.
    cure : how its findings are fixed.
    en, ko : one line each: what is wrong with the rows.
    precision : share of its findings that are real defects, as judged; None where nobody judged.
    judged : the number of findings that were judged.
    fix_right, fix_judged : the number of suggestions that were right, and that were judged; None
        where nobody judged.
    depends_on_book : whether its findings depend on the rule book (its types, labels, word lists,
        counts). Under another book than that of the rows it was judged on, such a rule is for
        review until it is judged there.
    needs_labels, needs_labels_there : whether it applies only to rows with a label, unlike those of
        a test set; and only if the other set has labels.
    of_foreign : how it applies to a set that follows another scheme than the book: "nothing": not
        at all; "labels": only where the labels are the book's; None: not if it depends on the book.
    weaker_unlabelled : whether labels are part of its evidence, and were when it was judged:
        without them its findings are for review.
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
    """Return what to do about findings of a severity: `review` always means a person decides.

    >>> remedy("error", "patch"), remedy("review", "patch"), remedy("error", "review")
    ('patch', 'review', 'review')
    """
    return "review" if severity == "review" else cure
