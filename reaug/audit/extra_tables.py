"""The tables of an audit besides its findings; each is a field of `Audit`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from reaug.audit.rows import Rows
from reaug.rulebook.pattern_matches import hits

if TYPE_CHECKING:
    from reaug.audit.rows import Rows

TABLES: Final = ("ambiguities", "shortcuts", "divergences")
"""The fields of `Audit` with such a table; each line of a table has a method `to_json`."""

DIVERGENCE: Final = "rule/divergence"
"""The rule whose findings the table `divergences` summarises as conditions."""


def further_tables(
    rows: Rows, gold: Rows | None, requested: Collection[str], *, whole: bool
) -> dict[str, Any]:
    """Return the audit's tables beside the findings, by name: ambiguities, shortcuts, divergences.

    Parameters
    ----------
    rows, gold
        The set, and the other set (None without one).
    requested
        Ids of the rules that are checked. The table of divergences is made only if its rule is one
        of them.
    whole
        Whether every rule is checked. The other tables belong to no rule and are made only then.
    """
    tables: dict[str, Any] = {}
    if whole:
        from reaug.audit.shortcuts import shortcuts

        tables |= {"ambiguities": spreads(rows), "shortcuts": tuple(shortcuts(rows))}
    if gold is not None and DIVERGENCE in requested:
        from reaug.audit.divergence.search import divergences

        tables["divergences"] = divergences(rows, gold)
    return tables


class Spread(NamedTuple):
    """The labels of the rows that match one ambiguity of the rule book.

    An ambiguity is a condition under which annotators choose between several labels.

    name : the name of the ambiguity in the rule book.
    en, ko : what is ambiguous, in English and in Korean.
    rows : the number of rows that match.
    labels : the number of these rows with each label of the choices, in the book's order.
    others : the number of these rows with another label.
    decision : the label that the book has decided on; None if the book leaves the case open.
    """

    name: str
    en: str
    ko: str
    rows: int
    labels: dict[str, int]
    others: int
    decision: str | None

    def to_json(self) -> dict[str, Any]:
        """Return the spread as JSON-able data."""
        return self._asdict()


def spreads(rows: Rows) -> tuple[Spread, ...]:
    """Return the label counts of every ambiguity of the rule book.

    Examples
    --------
    >>> from reaug.core.examples import batch_of
    >>> from reaug.rulebook import load
    >>> batch = batch_of("[O|LOC|부산] 출신 [S|PER|김나래]가 왔다.", label="per:origin")
    >>> [case.labels for case in spreads(Rows(batch.table, load("klue-re"))) if case.rows]
    [{'per:origin': 1, 'per:employee_of': 0, 'no_relation': 0}]
    """
    number: Counter[str] = Counter()
    labels_of: dict[str, Counter[str]] = {case.name: Counter() for case in rows.rules.ambiguities}
    for piece in rows.pieces():
        judged = piece.judged
        for case in rows.rules.ambiguities:
            [hit] = hits(case, judged.columns, rows.rules.lexicons)
            number[case.name] += len(hit.rows)
            labels_of[case.name].update(judged.labels[row] for row in hit.rows.tolist())
    listed = []
    for case in rows.rules.ambiguities:
        counts = labels_of[case.name]
        labels = {label: counts[label] for label in case.choices}
        n = number[case.name]
        others = n - sum(labels.values())
        listed.append(Spread(case.name, case.en, case.ko, n, labels, others, case.decision))
    return tuple(listed)
