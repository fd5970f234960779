"""Figures from human judgement of findings and suggestions, and the severity that they allow.

The figures are in `judged.csv`, which `benchmarks/audit_rules.py --write-table` makes from
verdicts: one line for each rule, severity of the findings judged (empty: all), what was judged
(`finding` or `suggestion`) and rule book of the rows, with `right` of `judged` (half a one where
two readers disagree). A pattern of a user's own book has its figures in the YAML, and any book has
what people decided about findings under it (`judged`, which `reaug rules judge` writes).
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final, Literal, NamedTuple, get_args

from reaug.audit.rules import Rule
from reaug.core.findings import SEVERITIES, Severity
from reaug.core.intervals import wilson

if TYPE_CHECKING:
    from reaug.rulebook import RuleBook

What = Literal["finding", "suggestion"]

LEAST: Final[dict[Severity, float]] = {"error": 0.95, "warning": 0.8, "review": 0.0}
"""The share of right findings that a severity needs."""

LEAST_FIX: Final = 0.95
"""The share of right suggestions that a rule needs for `--fixes` to apply them …"""

LEAST_FIX_SURELY: Final = 0.85
"""… and the least that the lower end of its interval may be."""

SMALL: Final = 22
"""With fewer judged suggestions than this no rule reaches `LEAST_FIX_SURELY` by itself, even if all
are right: small rules of one kind (`rule/*`, `span/*`) are judged together.
"""

UNJUDGED_SUGGESTIONS_ARE_WRITTEN: Final = False
"""Whether `--fixes` applies suggestions of judged rules whose suggestions nobody has judged."""


class Figure(NamedTuple):
    """How many of those judged were right."""

    right: float
    judged: int

    @property
    def share(self) -> float:
        """Return the share that was right."""
        return self.right / self.judged

    @property
    def interval(self) -> tuple[float, float]:
        """Return the ends of its 95% interval."""
        return wilson(self.right, self.judged)

    def __add__(self, other: object) -> Figure:
        """Add two figures."""
        if not isinstance(other, Figure):
            return NotImplemented
        return Figure(self.right + other.right, self.judged + other.judged)

    def __str__(self) -> str:
        """Format the figure for tables: `95% of 40 (0.83–0.99)`."""
        low, high = self.interval
        return f"{self.share:.0%} of {self.judged} ({low:.2f}–{high:.2f})"


class Line(NamedTuple):
    """A line of the table; `severity` is "" where the figure is of all findings of the rule.

    `own` lines are what people decided about findings under the rule book itself.
    """

    rule: str
    severity: Severity | Literal[""]
    what: What
    figure: Figure
    book: str
    own: bool = False


Table = tuple[Line, ...]


@cache
def shipped() -> Table:
    """Return the table that ships with reaug."""
    text = files("reaug.audit").joinpath("judged.csv").read_text(encoding="utf-8")
    return read(text.splitlines())


def read(lines: Iterable[str]) -> Table:
    """Parse a table from the lines of a CSV file.

    Raises
    ------
    ValueError
        A line cannot be parsed; the message quotes it.

    Examples
    --------
    >>> [line] = read(["rule,severity,what,right,judged,book", "a/b,,finding,9.5,10,klue-re"])
    >>> str(line.figure)
    '95% of 10 (0.66–0.99)'
    """
    table: list[Line] = []
    seen = set()
    for row in csv.DictReader(lines):
        figure = Figure(float(row["right"]), int(row["judged"]))
        key = row["rule"], row["severity"], row["what"], row["book"]
        fits = row["severity"] in ("", *SEVERITIES) and row["what"] in get_args(What)
        if not fits or key in seen or not 0 <= figure.right <= figure.judged or not figure.judged:
            raise ValueError(f"not a line of judged.csv, or there twice: {row}")
        seen.add(key)
        table.append(Line(row["rule"], row["severity"], row["what"], figure, row["book"]))  # type: ignore[arg-type]  # looked at above
    return tuple(table)


def table_of(book: RuleBook) -> Table:
    """Return the shipped table with what people decided about findings under a book (`judged`).

    From `SMALL` of these on they stand alone; fewer are added to the shipped figures of the rule.
    """
    if not book.judged:
        return shipped()
    own: list[Line] = []
    for rule, one in book.judged.items():
        known = Figure(one.precision * one.judged, one.judged)
        own.append(Line(rule, "", "finding", known, book.name, own=True))
        if one.fix_right is not None and one.fix_judged is not None:
            known = Figure(one.fix_right, one.fix_judged)
            own.append(Line(rule, "", "suggestion", known, book.name, own=True))
    return (*shipped(), *own)


def figure(
    table: Table, rule: Rule, what: What, book: str, severity: Severity | None = None
) -> Figure | None:
    """Return what was judged of a rule under a book; None where nothing was.

    Parameters
    ----------
    severity
        Return the figure for findings of this severity; if they were not judged separately, of all.
    book
        Name of the rule book. Rules that do not depend on it count wherever they were judged.
    """
    about = [line for line in table if line.rule == rule.id and line.what == what]
    own = _sum(line.figure for line in about if line.own)
    if own is not None and own.judged >= SMALL:
        return own
    lines = [
        line for line in about if not line.own and (line.book == book or not rule.depends_on_book)
    ]
    if what == "suggestion":
        # Findings for review are never applied, so they say nothing about those that are.
        lines = [line for line in lines if line.severity != "review"] or lines
    if severity is not None:
        of_severity = [line for line in lines if line.severity == severity]
        lines = of_severity or [line for line in lines if not line.severity] or lines
    both = [*(line.figure for line in lines), *([] if own is None else [own])]
    return _sum(both)


def is_own(table: Table, rule: str, what: What) -> bool:
    """Whether all figures of a rule were decided under the book itself."""
    lines = [line for line in table if line.rule == rule and line.what == what]
    return bool(lines) and all(line.own for line in lines)


def _sum(figures: Iterable[Figure]) -> Figure | None:
    known = list(figures)
    return sum(known[1:], known[0]) if known else None


def allowed(rule: Rule, severity: Severity, book: str, table: Table | None = None) -> Severity:
    """Return the severity that a rule's findings may have: the lower of claimed and proven.

    Rules without any figure state facts, and keep their severity; but those that depend on the rule
    book are for review under a book that they were not judged under.

    Examples
    --------
    >>> rule = Rule("a/b", "error", "patch", "", "", depends_on_book=True)
    >>> table = read(["rule,severity,what,right,judged,book", "a/b,,finding,9,10,klue-re"])
    >>> allowed(rule, "error", "klue-re", table), allowed(rule, "error", "mine", table)
    ('warning', 'review')
    """
    table = shipped() if table is None else table
    known = figure(table, rule, "finding", book, severity)
    if known is None:
        # The figures of a pattern are in its book, which was refused if they did not suffice.
        unjudged = rule.depends_on_book and rule.precision is None
        return "review" if unjudged else severity
    return next(
        one for one in SEVERITIES[SEVERITIES.index(severity) :] if known.share >= LEAST[one]
    )


def under(rules: Mapping[str, Rule], book: str, table: Table | None = None) -> dict[str, Rule]:
    """Return rules as they apply under a rule book: with figures, and the severity they allow.

    Parameters
    ----------
    rules
        By id, as the checks declare them.
    book
        Name of the rule book.
    table
        The figures; by default those shipped.
    """
    table = shipped() if table is None else table
    full = {name: _with_figures(rule, book, table) for name, rule in rules.items()}
    pools = _pools(full.values())
    return {name: _cured(rule, pools) for name, rule in full.items()}


def _with_figures(rule: Rule, book: str, table: Table) -> Rule:
    """Return a rule with its figures, the table's before its own, and the severity they allow."""
    finding, suggestion = (figure(table, rule, what, book) for what in get_args(What))
    # A pattern has figures in the book: few decisions are added to these, as to shipped ones.
    finding = _added(table, rule, "finding", finding, findings_of(rule))
    suggestion = _added(table, rule, "suggestion", suggestion, suggestions_of(rule))
    if finding is not None:
        rule = rule._replace(precision=finding.share, judged=finding.judged)
    if suggestion is not None:
        rule = rule._replace(fix_right=suggestion.right, fix_judged=suggestion.judged)
    return rule._replace(severity=allowed(rule, rule.severity, book, table))


def _added(
    table: Table, rule: Rule, what: What, known: Figure | None, before: Figure | None
) -> Figure | None:
    """Return a figure, adding that of the book's pattern where it has few decisions by itself."""
    if known is None or before is None or known.judged >= SMALL:
        return known
    return known + before if is_own(table, rule.id, what) else known


def findings_of(rule: Rule) -> Figure | None:
    """Return the figure of a rule's findings; None where nobody judged them."""
    if rule.precision is None or not rule.judged:
        return None
    return Figure(rule.precision * rule.judged, rule.judged)


def suggestions_of(rule: Rule) -> Figure | None:
    """Return the figure of a rule's suggestions; None where nobody judged them."""
    return None if rule.fix_right is None else Figure(rule.fix_right, rule.fix_judged)


def _kind(rule: Rule) -> str:
    return rule.id.partition("/")[0]


def _pools(rules: Iterable[Rule]) -> dict[str, Figure]:
    """Pool the suggestions of the small rules of each kind."""
    pools: dict[str, Figure] = {}
    for rule in rules:
        known = suggestions_of(rule)
        if known is not None and known.judged < SMALL:
            pools[_kind(rule)] = known + pools.get(_kind(rule), Figure(0, 0))
    return pools


def _cured(rule: Rule, pools: Mapping[str, Figure]) -> Rule:
    """Return the rule with its suggestions applied only where enough of them were right."""
    if rule.cure != "patch":
        return rule
    known = suggestions_of(rule)
    if known is None:
        # Rules without any figure state facts (a blank at an edge), and know the right value.
        is_fact = findings_of(rule) is None
        written = UNJUDGED_SUGGESTIONS_ARE_WRITTEN or is_fact
        return rule if written else rule._replace(cure="review")
    if known.judged < SMALL:
        # Together they may be surer than each is; but not a rule that its own figure speaks
        # against.
        right = known.interval[1] >= LEAST_FIX and _is_sure(pools[_kind(rule)])
        return rule if right else rule._replace(cure="review")
    return rule if _is_sure(known) else rule._replace(cure="review")


def _is_sure(known: Figure) -> bool:
    return known.share >= LEAST_FIX and known.interval[0] >= LEAST_FIX_SURELY
