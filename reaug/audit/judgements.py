"""Figures about findings and suggestions that people have judged, and the severity that they allow.

The figures are in `judged.csv`, which `benchmarks/audit_rules.py --write-table` makes from
verdicts. It has a line for each rule, severity of the judged findings (empty for all), kind of
verdict (`finding` or `suggestion`) and rule book. `right` of `judged` were right; a verdict on
which two readers disagree counts half. Patterns of a user's own book have their figures in the YAML
of the book. Any book may have counts of people's decisions about findings (`judged`), which `reaug
rules judge` writes.
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
"""The least share of right findings for each severity."""

LEAST_FIX: Final = 0.95
"""The least share of right suggestions with which `--fixes` applies the suggestions of a rule …"""

LEAST_FIX_SURELY: Final = 0.85
"""… and the least value of the lower end of its 95% interval."""

SMALL: Final = 22
"""The least number of judged suggestions with which a rule can reach `LEAST_FIX_SURELY`. Rules of
one kind (`rule/*`, `span/*`) with fewer judged suggestions are judged together.
"""

UNJUDGED_SUGGESTIONS_ARE_WRITTEN: Final = False
"""Whether `--fixes` applies suggestions that nobody has judged, if the findings were judged."""


class Figure(NamedTuple):
    """Result of judging cases: how many of the `judged` cases were right."""

    right: float
    judged: int

    @property
    def share(self) -> float:
        """The share of judged cases that were right."""
        return self.right / self.judged

    @property
    def interval(self) -> tuple[float, float]:
        """The ends of the 95% confidence interval of the share."""
        return wilson(self.right, self.judged)

    def __add__(self, other: object) -> Figure:
        """Return the sum of two figures."""
        if not isinstance(other, Figure):
            return NotImplemented
        return Figure(self.right + other.right, self.judged + other.judged)

    def __str__(self) -> str:
        """Return the figure for tables: `95% of 40 (0.83–0.99)`."""
        low, high = self.interval
        return f"{self.share:.0%} of {self.judged} ({low:.2f}–{high:.2f})"


class Line(NamedTuple):
    """A line of the table of judgements: how many findings or suggestions of a rule were right.

    severity : the severity of the judged findings; "" if they are of any severity.
    own : whether the decisions were made under the rule book in use.
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
    """Return the table in the lines of a CSV file.

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
    """Return the shipped table and a book's counts of people's decisions (`judged`).

    If a rule has at least `SMALL` decisions, these replace its shipped figures; fewer are added to
    the shipped figures.
    """
    if not book.judged:
        return shipped()
    own: list[Line] = []
    for rule, judged in book.judged.items():
        known = Figure(judged.precision * judged.judged, judged.judged)
        own.append(Line(rule, "", "finding", known, book.name, own=True))
        if judged.fix_right is not None and judged.fix_judged is not None:
            known = Figure(judged.fix_right, judged.fix_judged)
            own.append(Line(rule, "", "suggestion", known, book.name, own=True))
    return (*shipped(), *own)


def figure(
    table: Table, rule: Rule, what: What, book: str, severity: Severity | None = None
) -> Figure | None:
    """Return the figure of a rule under a book; None if nobody has judged the rule.

    Parameters
    ----------
    severity
        The severity of the findings to count. If findings of this severity were not judged
        separately, all findings count.
    book
        The name of the rule book. Rules that do not depend on the book count under any book.
    """
    about = [line for line in table if line.rule == rule.id and line.what == what]
    own = _sum(line.figure for line in about if line.own)
    if own is not None and own.judged >= SMALL:
        return own
    lines = [
        line for line in about if not line.own and (line.book == book or not rule.depends_on_book)
    ]
    if what == "suggestion":
        # Suggestions of findings for review are never applied, so they do not count.
        lines = [line for line in lines if line.severity != "review"] or lines
    if severity is not None:
        of_severity = [line for line in lines if line.severity == severity]
        lines = of_severity or [line for line in lines if not line.severity] or lines
    both = [*(line.figure for line in lines), *([] if own is None else [own])]
    return _sum(both)


def is_own(table: Table, rule: str, what: What) -> bool:
    """Return whether all figures of a rule are decisions under the book itself."""
    lines = [line for line in table if line.rule == rule and line.what == what]
    return bool(lines) and all(line.own for line in lines)


def _sum(figures: Iterable[Figure]) -> Figure | None:
    known = list(figures)
    return sum(known[1:], known[0]) if known else None


def allowed(rule: Rule, severity: Severity, book: str, table: Table | None = None) -> Severity:
    """Return the severity of a rule's findings that their judged precision supports.

    This is the claimed `severity` if the share of right findings is high enough for it, otherwise
    the next lower severity for which it is. Rules without any figure keep their severity, since
    they state facts. But rules that depend on the rule book are for review under a book with which
    nobody has judged them.

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
        # The figures of a pattern are in its book; a book whose figures do not suffice is refused.
        unjudged = rule.depends_on_book and rule.precision is None
        return "review" if unjudged else severity
    return next(
        grade for grade in SEVERITIES[SEVERITIES.index(severity) :] if known.share >= LEAST[grade]
    )


def under(rules: Mapping[str, Rule], book: str, table: Table | None = None) -> dict[str, Rule]:
    """Return rules as they apply under a rule book, with figures and the severities that these
    allow.

    Parameters
    ----------
    rules
        The rules by id, as the checks declare them.
    book
        The name of the rule book.
    table
        The figures; by default the shipped ones.
    """
    about: dict[str, list[Line]] = {}
    for line in shipped() if table is None else table:
        about.setdefault(line.rule, []).append(line)
    full = {
        name: _with_figures(rule, book, tuple(about.get(rule.id, ())))
        for name, rule in rules.items()
    }
    pools = _figures_by_kind(full.values())
    return {name: _with_allowed_cure(rule, pools) for name, rule in full.items()}


def _with_figures(rule: Rule, book: str, table: Table) -> Rule:
    """Return a rule with its figures, and with the severity that they allow."""
    # The figures come from the lines of the table about this rule, or else from the rule itself.
    finding, suggestion = (figure(table, rule, what, book) for what in get_args(What))
    # A pattern has figures in its book. A small number of decisions is added to these figures.
    finding = _with_declared(table, rule, "finding", finding, findings_of(rule))
    suggestion = _with_declared(table, rule, "suggestion", suggestion, suggestions_of(rule))
    if finding is not None:
        rule = rule._replace(precision=finding.share, judged=finding.judged)
    if suggestion is not None:
        rule = rule._replace(fix_right=suggestion.right, fix_judged=suggestion.judged)
    return rule._replace(severity=allowed(rule, rule.severity, book, table))


def _with_declared(
    table: Table, rule: Rule, what: What, known: Figure | None, before: Figure | None
) -> Figure | None:
    """Return the figure `known`, plus the rule's own figure `before` if `known` is small."""
    # `known` comes from the table; `before` is what a pattern of the rule book declares. `before`
    # is added if `known` counts fewer than `SMALL` decisions, all under the book itself. The result
    # is None if `known` is None.
    if known is None or before is None or known.judged >= SMALL:
        return known
    return known + before if is_own(table, rule.id, what) else known


def findings_of(rule: Rule) -> Figure | None:
    """Return the figure of a rule's findings; None if nobody has judged them."""
    if rule.precision is None or not rule.judged:
        return None
    return Figure(rule.precision * rule.judged, rule.judged)


def suggestions_of(rule: Rule) -> Figure | None:
    """Return the figure of a rule's suggestions; None if nobody has judged them."""
    return None if rule.fix_right is None else Figure(rule.fix_right, rule.fix_judged)


def _kind(rule: Rule) -> str:
    return rule.id.partition("/")[0]


def _figures_by_kind(rules: Iterable[Rule]) -> dict[str, Figure]:
    """Return the common figure of rules with few judged suggestions, by kind of rule."""
    # A kind is the first part of an id, as `span` of `span/overlap`. The figure counts the right
    # and the judged suggestions of all rules of the kind with fewer than `SMALL` judged
    # suggestions, which is too few for each rule alone. Only rules with the cure `patch` count.
    pools: dict[str, Figure] = {}
    for rule in rules:
        known = suggestions_of(rule)
        if rule.cure == "patch" and known is not None and known.judged < SMALL:
            pools[_kind(rule)] = known + pools.get(_kind(rule), Figure(0, 0))
    return pools


def _with_allowed_cure(rule: Rule, pools: Mapping[str, Figure]) -> Rule:
    """Return the rule; its cure becomes `review` unless enough of its suggestions were right."""
    # If a rule has fewer than `SMALL` judged suggestions, the figure of its kind in `pools`
    # decides.
    if rule.cure != "patch":
        return rule
    known = suggestions_of(rule)
    if known is None:
        # Rules without any figure state facts (a blank at an edge), so their suggestions are right.
        is_fact = findings_of(rule) is None
        written = UNJUDGED_SUGGESTIONS_ARE_WRITTEN or is_fact
        return rule if written else rule._replace(cure="review")
    if known.judged < SMALL:
        # Small rules count together, unless the rule's own figure is clearly too low.
        right = known.interval[1] >= LEAST_FIX and _is_sure(pools[_kind(rule)])
        return rule if right else rule._replace(cure="review")
    return rule if _is_sure(known) else rule._replace(cure="review")


def _is_sure(known: Figure) -> bool:
    return known.share >= LEAST_FIX and known.interval[0] >= LEAST_FIX_SURELY
