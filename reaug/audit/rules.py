"""The rules of an audit: how sure the findings of each are, and how they are put right."""

from __future__ import annotations

from typing import Literal, NamedTuple

from reaug.core.findings import Severity

Cure = Literal["clean", "patch", "review"]
"""`clean`: `reaug clean` puts it right. `patch`: the findings suggest values, which `reaug clean
--patch` writes. `review`: a person has to look."""


class Rule(NamedTuple):
    """A rule of the audit: its id, how sure its findings are, and what it says.

    What a check declares is the most that it claims. `audit.catalogue` gives the rule as it is
    under a rule book: with the figures that were judged there (`audit.judged`), and no severity or
    cure that they do not allow.

    id : as in `span/number-unit`.
    severity : of its findings, where they say nothing else.
    cure : what puts its findings right.
    en, ko : one line each: what is wrong with the rows.
    precision : share of its findings that are real defects, as judged; None where nobody judged.
    judged : findings that were judged for that.
    fix_right, fix_judged : of so many suggestions judged, so many were right; None where nobody
        judged.
    depends_on_book : whether what it finds hangs on the rule book (its types, labels, word lists,
        counts). Under another book than that of the rows it was judged on, such a rule is for
        review until it is judged there.
    needs_labels, needs_labels_there : whether it says nothing of rows without a label, such as
        those of a test set; and nothing where the other set has none.
    of_foreign : what it says of a set that follows another scheme than the book: "nothing"; or
        "labels", something only where the labels are the book's; None: nothing if it depends on
        the book.
    weaker_unlabelled : whether labels are a part of its evidence, and were when it was judged:
        without them what it finds is for a person.
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
    """What to do about findings of a severity: what is for review is for a person to decide.

    >>> remedy("error", "patch"), remedy("review", "patch"), remedy("error", "review")
    ('patch', 'review', 'review')
    """
    return "review" if severity == "review" else cure
