"""An audit: every check over the rows of a set, and what came of it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import pyarrow as pa

from reaug.audit.catalogue import Room, checks
from reaug.audit.catalogue import rules as rules_of_rooms
from reaug.audit.fixes import Patch, patch_of
from reaug.audit.label_noise import NoiseAsked, noise_of, noise_rules
from reaug.audit.rows import Rows
from reaug.audit.rules import Rule
from reaug.audit.selection import chosen
from reaug.audit.tables import TABLES, further_tables
from reaug.core.findings import Finding, in_order
from reaug.core.html_table import html_table
from reaug.data.problems import Problem, by_rule, rules_of
from reaug.errors import InputError
from reaug.rulebook import RuleBook

if TYPE_CHECKING:
    import pandas as pd


class Count(NamedTuple):
    """How often a rule spoke: findings, and distinct rows in them."""

    severity: str
    findings: int
    rows: int


class Watcher(Protocol):
    """Who is told how far an audit has come; a progress bar."""

    def begin(self, what: str, rows: int) -> None:
        """So many steps begin."""

    def advance(self, rows: int) -> None:
        """So many more steps are done."""


@dataclass(frozen=True)
class Audit:
    """What an audit found.

    rows : number of rows of the set.
    book : name of the rule book.
    catalogue : every rule that was asked, by id.
    findings : in order of severity, rule, score and row id.
    table : the rows themselves, `core.schema.CORE_SCHEMA`; not compared.
    against : what the same rules say of the other set by itself; None where there is none.
    ambiguities, shortcuts, divergences : further tables, a line each.
    unread : rows that could not be read, by the rule that they break; among `rows`.
    notes : what to know of how the sets were read, in a line each.
    """

    rows: int
    book: str
    catalogue: dict[str, Rule]
    findings: list[Finding]
    table: pa.Table | None = field(default=None, compare=False, repr=False)
    against: Audit | None = None
    ambiguities: tuple[Any, ...] = ()
    shortcuts: tuple[Any, ...] = ()
    divergences: tuple[Any, ...] = ()
    unread: dict[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def __repr__(self) -> str:
        told = ", ".join(
            f"{name} {count.rows:,}" for name, count in self.counts.items() if count.findings
        )
        return f"<Audit of {self.rows:,} rows by {self.book}; rows found: {told or 0}>"

    def _repr_html_(self) -> str:
        rows = [
            (name, count.severity, f"{count.findings:,}", f"{count.rows:,}")
            for name, count in self.counts.items()
            if count.findings
        ]
        return html_table(repr(self), ("rule", "severity", "findings", "rows"), rows)

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

    @property
    def severities(self) -> dict[str, int]:
        """Number of findings by severity, as each finding says or its rule does."""
        counts = dict.fromkeys(("error", "warning", "review"), 0)
        for finding in self.findings:
            counts[finding.severity or self.catalogue[finding.rule].severity] += 1
        return counts

    @cached_property
    def patch(self) -> Patch:
        """The fixes of all findings that go together; made once, when it is first asked for."""
        return patch_of(self.findings, self.catalogue)

    def to_json(self) -> dict[str, Any]:
        """`rows`, `unread`, `rules` (the book), `counts` by rule id, and the further tables."""
        counts = {name: count._asdict() for name, count in self.counts.items()}
        tables = {name: [line.to_json() for line in getattr(self, name)] for name in TABLES}
        told = {"rows": self.rows, "unread": self.unread, "rules": self.book}
        return {**told, "counts": counts, **tables}

    def to_pandas(self, lang: str = "en") -> pd.DataFrame:
        """The findings as a table: the columns of `findings.jsonl`."""
        import pandas as pd

        columns = ("rule", "severity", "rows", "field", "value", "suggestion", "score", "message")
        lines = [one.to_json(self.catalogue[one.rule].severity, lang) for one in self.findings]
        return pd.DataFrame(lines, columns=[*columns, "key", "fixes"])


def audit_table(
    table: pa.Table,
    rules: RuleBook,
    gold: pa.Table | None = None,
    *,
    problems: Sequence[Problem] = (),
    select: Collection[str] | None = None,
    noise: NoiseAsked | None = None,
    watcher: Watcher | None = None,
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
    select
        Ids of the rules to ask; all by default. A check none of whose rules is asked is not run.
    noise
        How to rank label noise; None does not.
    watcher
        Is told of each check that is done.

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
    beside = None if gold is None else Rows(gold, rules)
    rooms: dict[Room, tuple[Rows, ...]] = {"checks": (rows,)}
    if beside is not None:
        rooms["against"] = (rows, beside)
    catalogue = rules_of_rooms(rules, *rooms) | ({} if noise is None else noise_rules())
    if select is not None:
        catalogue = {name: rule for name, rule in catalogue.items() if name in select}
    tasks = [
        partial(check.run, *sets)
        for room, sets in rooms.items()
        for check in checks(room)
        if any(rule.id in catalogue for rule in check.rules_of(rules))
    ]
    if noise is not None and not catalogue.keys().isdisjoint(noise_rules()):
        tasks.insert(0, partial(noise_of, rows, noise))  # first: its file may be broken
    severities = {name: rule.severity for name, rule in catalogue.items()}
    found = in_order(_findings(tasks, catalogue, watcher), severities)
    tables = further_tables(rows, beside, catalogue, whole=select is None)
    bad = len({problem.row for problem in problems if problem.action == "dropped"})
    unread = by_rule(problems, "dropped")
    return Audit(len(rows) + bad, rules.name, catalogue, found, table, unread=unread, **tables)


def _findings(
    tasks: Sequence[Callable[[], Iterable[Finding]]],
    catalogue: dict[str, Rule],
    watcher: Watcher | None,
) -> Iterator[Finding]:
    """What the tasks find by the rules of the catalogue."""
    if watcher is not None:
        watcher.begin("checks", len(tasks))
    for task in tasks:
        yield from (one for one in task() if one.rule in catalogue)
        if watcher is not None:
            watcher.advance(1)


def audit_sets(
    data: Any,
    rules: str = "klue-re",
    against: Any = None,
    *,
    noise: bool = False,
    pred_probs: Any = None,
    select: Sequence[str] | None = None,
    ignore: Sequence[str] | None = None,
    seed: int = 42,
    watcher: Watcher | None = None,
) -> Audit:
    """Read one set, or two, and audit the first; sources as of `reaug.load`.

    The other set is asked the same rules, so that a rule that speaks in both is seen: to clean one
    side alone makes the two differ.
    """
    from dataclasses import replace

    from reaug.rulebook import load

    book = load(rules)
    wanted = NoiseAsked(pred_probs, seed) if noise or pred_probs is not None else None
    picked = rules_to_ask(book, select, ignore, against=against is not None, noise=wanted)
    sources = [data] if against is None else [data, against]
    asked: dict[str, Any] = {"select": picked, "watcher": watcher}
    one, *others = _read_all(sources, watcher)
    gold = others[0] if others else None
    if gold is not None and not gold.table.num_rows:
        raise nothing_to_compare(gold.problems)
    found = audit_table(
        one.table,
        book,
        None if gold is None else gold.table,
        problems=one.problems,
        noise=wanted,
        **asked,
    )
    found = replace(found, notes=tuple(note for each in (one, *others) for note in each.notes))
    if gold is None:
        return found
    beside = audit_table(gold.table, book, problems=gold.problems, **asked)
    return replace(found, against=beside)


def rules_to_ask(
    book: RuleBook,
    select: Sequence[str] | None = None,
    ignore: Sequence[str] | None = None,
    *,
    against: bool = False,
    noise: NoiseAsked | None = None,
) -> frozenset[str] | None:
    """The ids of the rules that an audit asks, None for all; see `selection.chosen`.

    Raises
    ------
    UsageError
        As of `selection.chosen`.
    """
    if select is None and ignore is None:
        return None
    needs = []
    if not against:
        needs.append((frozenset(rules_of_rooms(book, "against")), "another set (--against)"))
    if noise is None:
        needs.append((frozenset(noise_rules()), "--noise or --pred-probs"))
    return chosen(known_rules(book), select, ignore, out_of_reach=needs)


def known_rules(book: RuleBook) -> dict[str, Rule]:
    """Every rule that an audit may ask, by id."""
    return dict(sorted((rules_of_rooms(book, "checks", "against") | noise_rules()).items()))


class Readable(NamedTuple):
    """The rows of a source that can be read, and what is wrong with the others."""

    table: pa.Table
    problems: list[Problem]
    notes: tuple[str, ...] = ()


def _read_all(sources: Sequence[Any], watcher: Watcher | None) -> list[Readable]:
    if watcher is not None:
        watcher.begin("reading", len(sources))
    found = []
    for position, source in enumerate(sources):
        # A test set hides its labels; its sentences are compared all the same.
        found.append(readable(source, require_label=position == 0))
        if watcher is not None:
            watcher.advance(1)
    return found


def nothing_to_compare(problems: Sequence[Problem]) -> InputError:
    """The error of another set of which no row can be read: "nothing was found" would be wrong."""
    first, counts = problems[0], rules_of(by_rule(problems, "dropped"))
    return InputError(
        f"{first.file}: none of its rows can be read ({counts}), so that nothing can be compared "
        f"with it; row {first.row} (from 0), {first.field}: {first.message}"
    )


def readable(source: Any, *, require_label: bool = True) -> Readable:
    """Read what can be read: labels and types that the book lacks are findings here, no errors.

    A source with bad rows is read once more, to learn which spans reading knows how to mend.
    """
    from reaug.data.reading import read_good

    reading = read_good(source, require_label=require_label)
    if not reading.problems:
        return Readable(reading.table, [], reading.notes)
    mended = read_good(source, "repair", require_label=require_label).problems
    told = [problem for problem in mended if problem.action == "repaired"]
    return Readable(reading.table, [*reading.problems, *told], reading.notes)
