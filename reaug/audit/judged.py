"""What readers judged of the rules' findings and suggestions, and what that allows a rule to claim.

The figures lie in `judged.csv`, which `benchmarks/audit_rules.py --write-table` makes of verdicts:
one line for each rule, severity of the findings judged (empty: of all), what was judged (`finding`
or `suggestion`) and rule book of the rows, with `right` of `judged` (half a one where two readers
disagree). A pattern of a user's own book brings its figures in its YAML, and any book what people
decided of findings under it (`judged`, which `reaug rules judge` writes).
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
"""The share of right suggestions from which on a rule's suggestions are written by `--fixes` …"""

LEAST_FIX_SURELY: Final = 0.85
"""… and the least that the lower end of its interval may be."""

SMALL: Final = 22
"""Below so many judged suggestions no rule reaches `LEAST_FIX_SURELY` alone, all right as they may
be: small rules of one kind (`rule/*`, `span/*`) are judged together."""

UNJUDGED_SUGGESTIONS_ARE_WRITTEN: Final = False
"""Whether `--fixes` writes suggestions of judged rules that nobody has judged themselves."""


class Figure(NamedTuple):
    """So many of those judged were right."""

    right: float
    judged: int

    @property
    def share(self) -> float:
        """The share that was right."""
        return self.right / self.judged

    @property
    def interval(self) -> tuple[float, float]:
        """The ends of its 95% interval."""
        return wilson(self.right, self.judged)

    def __add__(self, other: object) -> Figure:
        """Both together."""
        if not isinstance(other, Figure):
            return NotImplemented
        return Figure(self.right + other.right, self.judged + other.judged)

    def __str__(self) -> str:
        """As tables show it: `95% of 40 (0.83–0.99)`."""
        low, high = self.interval
        return f"{self.share:.0%} of {self.judged} ({low:.2f}–{high:.2f})"


class Line(NamedTuple):
    """A line of the table; `severity` is "" where the figure is of all findings of the rule.

    `own` lines are what people made of findings under the rule book itself.
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
    """The table that ships with reaug."""
    text = files("reaug.audit").joinpath("judged.csv").read_text(encoding="utf-8")
    return read(text.splitlines())


def read(lines: Iterable[str]) -> Table:
    """A table from the lines of a CSV file.

    Raises
    ------
    ValueError
        A line makes no sense; the message has it.

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
    """The table that ships, and what people decided of findings under a rule book (`judged`).

    From `SMALL` of these on they stand alone: fewer are added to what ships for the rule.
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
    """What was judged of a rule under a book; None where nothing was.

    Parameters
    ----------
    severity
        Of its findings of one severity; where these were not judged apart, of all.
    book
        Name of the rule book. What does not depend on it counts wherever it was judged.
    """
    about = [line for line in table if line.rule == rule.id and line.what == what]
    own = _sum(line.figure for line in about if line.own)
    if own is not None and own.judged >= SMALL:
        return own
    lines = [
        line for line in about if not line.own and (line.book == book or not rule.depends_on_book)
    ]
    if what == "suggestion":
        # What is for review is never written, so it says nothing of what is.
        lines = [line for line in lines if line.severity != "review"] or lines
    if severity is not None:
        apart = [line for line in lines if line.severity == severity]
        lines = apart or [line for line in lines if not line.severity] or lines
    both = [*(line.figure for line in lines), *([] if own is None else [own])]
    return _sum(both)


def is_own(table: Table, rule: str, what: What) -> bool:
    """Whether all that a table says of a rule was decided under the book itself."""
    lines = [line for line in table if line.rule == rule and line.what == what]
    return bool(lines) and all(line.own for line in lines)


def _sum(figures: Iterable[Figure]) -> Figure | None:
    known = list(figures)
    return sum(known[1:], known[0]) if known else None


def allowed(rule: Rule, severity: Severity, book: str, table: Table | None = None) -> Severity:
    """The severity that findings of a rule may have: the lower of what is claimed and what holds.

    Rules without any figure state facts, and keep what they claim; but what depends on the rule
    book is for review under a book that it was not judged under.

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
        # The figures of a pattern stand in its book, which was refused if they did not suffice.
        unjudged = rule.depends_on_book and rule.precision is None
        return "review" if unjudged else severity
    return next(
        one for one in SEVERITIES[SEVERITIES.index(severity) :] if known.share >= LEAST[one]
    )


def under(rules: Mapping[str, Rule], book: str, table: Table | None = None) -> dict[str, Rule]:
    """Rules as they are under a rule book: with figures, and what these allow.

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
    """A rule with its figures, the table's before its own, and the severity that they allow."""
    finding, suggestion = (figure(table, rule, what, book) for what in get_args(What))
    # A pattern has figures in the book: few decisions are added to these, as to those that ship.
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
    """A figure, with that of the book's pattern where it is of few decisions alone."""
    if known is None or before is None or known.judged >= SMALL:
        return known
    return known + before if is_own(table, rule.id, what) else known


def findings_of(rule: Rule) -> Figure | None:
    """What was judged of a rule's findings; None where nobody did."""
    if rule.precision is None or not rule.judged:
        return None
    return Figure(rule.precision * rule.judged, rule.judged)


def suggestions_of(rule: Rule) -> Figure | None:
    """What was judged of a rule's suggestions; None where nobody did."""
    return None if rule.fix_right is None else Figure(rule.fix_right, rule.fix_judged)


def _kind(rule: Rule) -> str:
    return rule.id.partition("/")[0]


def _pools(rules: Iterable[Rule]) -> dict[str, Figure]:
    """The suggestions of the small rules of each kind together."""
    pools: dict[str, Figure] = {}
    for rule in rules:
        known = suggestions_of(rule)
        if known is not None and known.judged < SMALL:
            pools[_kind(rule)] = known + pools.get(_kind(rule), Figure(0, 0))
    return pools


def _cured(rule: Rule, pools: Mapping[str, Figure]) -> Rule:
    """A rule whose suggestions are written only where enough of them were right."""
    if rule.cure != "patch":
        return rule
    known = suggestions_of(rule)
    if known is None:
        # Rules without any figure state facts (a blank at an edge), and know what should stand.
        is_fact = findings_of(rule) is None
        written = UNJUDGED_SUGGESTIONS_ARE_WRITTEN or is_fact
        return rule if written else rule._replace(cure="review")
    if known.judged < SMALL:
        # Together they may be surer than each is; but none that its own figure speaks against.
        right = known.interval[1] >= LEAST_FIX and _is_sure(pools[_kind(rule)])
        return rule if right else rule._replace(cure="review")
    return rule if _is_sure(known) else rule._replace(cure="review")


def _is_sure(known: Figure) -> bool:
    return known.share >= LEAST_FIX and known.interval[0] >= LEAST_FIX_SURELY
