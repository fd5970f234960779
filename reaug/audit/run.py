"""An audit: every check over the rows of a set, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import pyarrow as pa

from reaug.audit.ambiguities import Spread, spreads
from reaug.audit.catalogue import checks
from reaug.audit.catalogue import rules as rules_of_rooms
from reaug.audit.divergence import Divergence, divergences
from reaug.audit.findings import Finding, Rule, in_order
from reaug.audit.rows import Rows
from reaug.audit.shortcuts import Shortcut, shortcuts
from reaug.data.problems import Problem
from reaug.rulebook import RuleBook


class Count(NamedTuple):
    """How often a rule spoke: findings, and distinct rows in them."""

    severity: str
    findings: int
    rows: int


@dataclass(frozen=True)
class Audit:
    """What an audit found.

    rows : number of rows of the set.
    book : name of the rule book.
    catalogue : every rule that was asked, by id.
    findings : in order of severity, rule, score and row id.
    ambiguities : how the set labels the cases that the rule book leaves open; no findings.
    shortcuts : surface features that alone predict a label, the strongest first.
    divergences : where the set labels otherwise than the other one, the strongest first.
    """

    rows: int
    book: str
    catalogue: dict[str, Rule]
    findings: list[Finding]
    ambiguities: tuple[Spread, ...] = ()
    shortcuts: tuple[Shortcut, ...] = ()
    divergences: tuple[Divergence, ...] = ()

    @property
    def counts(self) -> dict[str, Count]:
        """What each rule found, by rule id; rules that found nothing count 0."""
        rows: dict[str, set[str]] = {name: set() for name in self.catalogue}
        found = dict.fromkeys(self.catalogue, 0)
        for finding in self.findings:
            rows[finding.rule].update(finding.rows)
            found[finding.rule] += 1
        return {
            name: Count(rule.severity, found[name], len(rows[name]))
            for name, rule in sorted(self.catalogue.items())
        }

    def to_json(self) -> dict[str, Any]:
        """`rows`, `rules` (the book), `counts` by rule id, and the tables."""
        return {
            "rows": self.rows,
            "rules": self.book,
            "counts": {name: count._asdict() for name, count in self.counts.items()},
            "ambiguities": [case.to_json() for case in self.ambiguities],
            "shortcuts": [shortcut.to_json() for shortcut in self.shortcuts],
            "divergences": [divergence.to_json() for divergence in self.divergences],
        }


def audit_table(
    table: pa.Table,
    rules: RuleBook,
    gold: pa.Table | None = None,
    problems: Sequence[Problem] = (),
) -> Audit:
    """Ask every check about the rows of a table.

    Parameters
    ----------
    table
        n rows of `core.schema.CORE_SCHEMA`.
    rules
        The rule book they are held against.
    gold
        Rows of another set, for what shows only beside it.
    problems
        Rows of the same source that could not be read; they count as rows, and are told.

    Examples
    --------
    >>> from reaug.core.examples import batch_of
    >>> from reaug.rulebook import load
    >>> twice = ["[S|PER|이순신]은 [O|LOC|한양]에서 났다."] * 2
    >>> batch = batch_of(*twice, label=["per:place_of_birth", "per:origin"])
    >>> [finding.rule for finding in audit_table(batch.table, load("klue-re")).findings]
    ['duplicate/conflict']
    """
    rows = Rows(table, rules, problems)
    catalogue = rules_of_rooms(rules, "checks")
    found = [finding for check in checks("checks") for finding in check.run(rows)]
    differ: tuple[Divergence, ...] = ()
    if gold is not None:
        beside = Rows(gold, rules)
        catalogue |= rules_of_rooms(rules, "against")
        found += [finding for check in checks("against") for finding in check.run(rows, beside)]
        differ = divergences(rows, beside)
    bad = len({problem.row for problem in problems if problem.action == "dropped"})
    return Audit(
        len(rows) + bad,
        rules.name,
        catalogue,
        in_order(found, catalogue),
        spreads(rows),
        tuple(shortcuts(rows)),
        differ,
    )


def audit_sets(data: Any, rules: str = "klue-re", against: Any = None) -> Audit:
    """Read one set, or two, and audit the first; sources as of `reaug.load`.

    Rows that cannot be read as they stand are findings; the others are audited.
    """
    from reaug.data import read
    from reaug.rulebook import load

    book = load(rules)
    # Labels and types that the book lacks are findings here, no errors of reading.
    table, problems = readable(data)
    gold = None if against is None else read(against, on_bad_row="drop").table
    return audit_table(table, book, gold, problems)


def readable(data: Any) -> tuple[pa.Table, list[Problem]]:
    """The rows of a source that can be read, and what is wrong with the others.

    A source with bad rows is read once more, to learn which spans reading knows how to mend.
    """
    from reaug.data import read

    reading = read(data, on_bad_row="drop")
    if not reading.problems:
        return reading.table, []
    mended = read(data, on_bad_row="repair").problems
    return reading.table, [
        *reading.problems,
        *(problem for problem in mended if problem.action == "repaired"),
    ]


def causes(audit: Audit, most: int = 5) -> Sequence[str]:
    """The ids of the rules that spoil most rows, the worst first."""
    counts = audit.counts
    found = [name for name, count in counts.items() if count.rows]
    return sorted(found, key=lambda name: (-counts[name].rows, name))[:most]
