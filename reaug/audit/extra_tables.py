"""Further tables of an audit beside its findings: fields of `Audit`, by name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from reaug.audit.rows import Rows
from reaug.rulebook.pattern_matches import hits

if TYPE_CHECKING:
    from reaug.audit.rows import Rows

TABLES: Final = ("ambiguities", "shortcuts", "divergences")
"""Fields of `Audit` that hold such a table; each of its lines has `to_json`."""

DIVERGENCE: Final = "rule/divergence"
"""The rule whose findings `divergences` summarises as conditions."""


def further_tables(
    rows: Rows, gold: Rows | None, asked: Collection[str], *, whole: bool
) -> dict[str, Any]:
    """Compute the further tables that these rows allow.

    Parameters
    ----------
    rows, gold
        The set, and the other one where there is one.
    asked
        Ids of the rules that are checked: a table that belongs to a rule is made with it.
    whole
        Whether every rule is checked: tables that belong to no rule are made only then.
    """
    tables: dict[str, Any] = {}
    if whole:
        from reaug.audit.shortcuts import shortcuts

        tables |= {"ambiguities": spreads(rows), "shortcuts": tuple(shortcuts(rows))}
    if gold is not None and DIVERGENCE in asked:
        from reaug.audit.divergence.search import divergences

        tables["divergences"] = divergences(rows, gold)
    return tables


class Spread(NamedTuple):
    """The labels of the rows that one ambiguous case is about.

    name : of the case in the rule book.
    en, ko : the question.
    rows : how many rows it is about.
    labels : how many of them have each of the case's choices, in the book's order.
    others : how many have another label.
    decision : the label that the book decides for, None where it leaves the case open.
    """

    name: str
    en: str
    ko: str
    rows: int
    labels: dict[str, int]
    others: int
    decision: str | None

    def to_json(self) -> dict[str, Any]:
        """The spread as data."""
        return self._asdict()


def spreads(rows: Rows) -> tuple[Spread, ...]:
    """Count the labels of every ambiguous case of the rule book.

    Examples
    --------
    >>> from reaug.core.examples import batch_of
    >>> from reaug.rulebook import load
    >>> batch = batch_of("[O|LOC|부산] 출신 [S|PER|김나래]가 왔다.", label="per:origin")
    >>> [case.labels for case in spreads(Rows(batch.table, load("klue-re"))) if case.rows]
    [{'per:origin': 1, 'per:employee_of': 0, 'no_relation': 0}]
    """
    rows = rows.judged
    listed = []
    for case in rows.rules.ambiguities:
        [hit] = hits(case, rows.columns, rows.rules.lexicons)
        counts = Counter(rows.labels[row] for row in hit.rows.tolist())
        labels = {label: counts[label] for label in case.choices}
        others = len(hit.rows) - sum(labels.values())
        values = (case.name, case.en, case.ko, len(hit.rows), labels, others, case.decision)
        listed.append(Spread(*values))
    return tuple(listed)
