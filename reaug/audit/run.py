"""An audit: every check over the rows of a set, and what came of it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Protocol

import numpy as np
import pyarrow as pa

from reaug.audit.catalogue import Room, checks
from reaug.audit.catalogue import rules as rules_of_rooms
from reaug.audit.fixes import Patch, patch_of
from reaug.audit.foreign import UNKNOWN_NAMES, Foreign, foreign
from reaug.audit.judged import allowed
from reaug.audit.label_noise import noise_rules
from reaug.audit.noise import NoiseAsked, Ranking, noise_findings, ranked
from reaug.audit.rows import Rows
from reaug.audit.rules import Rule
from reaug.audit.selection import chosen
from reaug.audit.sources import Readable, comparable, readable
from reaug.audit.tables import TABLES, further_tables
from reaug.audit.unlabelled import OF_BOTH, needs_labels, weaker, weaker_findings, without_labels
from reaug.choices import NoiseRanking
from reaug.core.findings import Finding, Fix, in_order
from reaug.core.html_table import html_table
from reaug.data.problems import Problem, by_rule
from reaug.errors import UsageError
from reaug.rulebook import RuleBook
from reaug.rulebook.roles import traded_roles

if TYPE_CHECKING:
    import pandas as pd

    from reaug.data.read_as import ReadAs


_LOG: Final = logging.getLogger("reaug.data")


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
    unknown : ids of the other rows with a label or a type that the book lacks: a run takes none.
    mendable : rows that could not be read, and that reading with repair mends.
    foreign : what the set has of its own where the rule book mostly lacks its labels or types; the
        rules that depend on the book are not asked then.
    sentences : rows whose sentence was compared, read or not; the leaks need no more.
    not_computed : rules that could not be asked, and why.
    unlabelled : whether the rows were read as a test set's, without labels.
    noise : every row ranked by label noise; None where that was not asked for.
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
    unknown: frozenset[str] = field(default=frozenset(), repr=False)
    mendable: int = 0
    foreign: Foreign | None = None
    sentences: int = 0
    not_computed: dict[str, str] = field(default_factory=dict)
    unlabelled: bool = False
    noise: Ranking | None = field(default=None, compare=False, repr=False)
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

    @property
    def listed(self) -> list[Finding]:
        """The findings that a page and a sheet list row by row.

        Of a foreign set without its unknown names: nobody decides them in thousands of rows.
        """
        if self.foreign is None:
            return self.findings
        return [one for one in self.findings if one.rule not in UNKNOWN_NAMES]

    @cached_property
    def patch(self) -> Patch:
        """The fixes of all findings that go together; made once, when it is first asked for."""
        return patch_of(self.findings, self.catalogue)

    def to_json(self) -> dict[str, Any]:
        """`rows`, `unread`, `rules` (the book), `counts` by rule id, `noise`, further tables."""
        counts = {name: count._asdict() for name, count in self.counts.items()}
        tables = {name: [line.to_json() for line in getattr(self, name)] for name in TABLES}
        told = {"rows": self.rows, "unread": self.unread, "rules": self.book}
        told |= {"unlabelled": self.unlabelled, "not_computed": self.not_computed}
        noise = None if self.noise is None else self.noise.to_json()
        return {**told, "counts": counts, "noise": noise, **tables}

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
    unread: Mapping[int, str] | None = None,
    gold_unread: Mapping[int, str] | None = None,
    unlabelled: bool = False,
    select: Collection[str] | None = None,
    without: Collection[str] = (),
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
    unread, gold_unread
        Sentences of rows that could not be read, here and in the other set, by index: they are
        compared as well.
    unlabelled
        Whether nothing is asked of labels, whatever stands there, as of a test set.
    select
        Ids of the rules to ask; all by default. A check none of whose rules is asked is not run.
    without
        Ids of rules that are not asked, though they are selected or all are.
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
    if unlabelled:
        table = without_labels(table)
    rows = Rows(table, rules, problems, unread)
    beside = None if gold is None else Rows(gold, rules, (), gold_unread)
    rooms: dict[Room, tuple[Rows, ...]] = {"checks": (rows,)}
    if beside is not None:
        rooms["against"] = (rows, beside)
    strange = foreign(rows)
    if strange is not None:
        noise = None  # the model would learn the labels of the book
    catalogue = rules_of_rooms(rules, *rooms) | ({} if noise is None else noise_rules(rules))
    if strange is not None:
        catalogue = {name: rule for name, rule in catalogue.items() if not _is_silent(rule, rows)}
    if select is not None:
        catalogue = {name: rule for name, rule in catalogue.items() if name in select}
    left_out = {*without, *(needs_labels(catalogue, rules) if unlabelled else ())}
    catalogue = {name: rule for name, rule in catalogue.items() if name not in left_out}
    if unlabelled:
        catalogue = weaker(catalogue)
    tasks: list[Callable[[], Iterable[Finding]]] = [
        partial(check.run, *sets)
        for room, sets in rooms.items()
        for check in checks(room)
        if any(rule.id in catalogue for rule in check.rules_of(rules))
    ]
    ranking = None
    if noise is not None and not catalogue.keys().isdisjoint(noise_rules(rules)):
        if watcher is not None:
            watcher.begin("label noise", 1)
        ranking = made = ranked(rows, noise)  # first: its file may be broken
        if watcher is not None:
            watcher.advance(1)
        tasks.insert(0, lambda: noise_findings(made))
    severities = {name: rule.severity for name, rule in catalogue.items()}
    limited: Iterable[Finding] = _limited(_findings(tasks, catalogue, watcher), catalogue, rows)
    findings = in_order(weaker_findings(limited) if unlabelled else limited, severities)
    whole = select is None and not unlabelled  # the other tables are all about labels
    tables = further_tables(rows, beside, catalogue, whole=whole)
    dropped = {problem.row for problem in problems if problem.action == "dropped"}
    repaired = {problem.row for problem in problems if problem.action == "repaired"}
    return Audit(
        len(rows) + len(dropped),
        rules.name,
        catalogue,
        findings,
        table,
        unread=by_rule(problems, "dropped"),
        unknown=frozenset(rows.named(np.flatnonzero(~rows.known))),
        mendable=len(dropped & repaired),
        sentences=len(rows) + len(rows.unread),
        unlabelled=unlabelled,
        foreign=strange,
        noise=ranking,
        **tables,
    )


def _is_silent(rule: Rule, rows: Rows) -> bool:
    """Whether a rule has nothing to say of a set that follows another scheme than the book.

    Directions do not ask for types: they go on where the labels are the book's.
    """
    by_book = rule.depends_on_book or rule.id == "schema/subject-type"
    return by_book and not (rule.id.startswith("direction/") and rows.knows_labels)


def _limited(
    findings: Iterable[Finding], catalogue: dict[str, Rule], rows: Rows
) -> Iterator[Finding]:
    """Findings with no severity that their rule has not under the book, and no value that nobody
    may set: what the book does not know, it cannot know better.
    """
    unknown = set(rows.named(np.flatnonzero(~rows.known)))
    for one in findings:
        if one.severity is not None and not one.fact:
            most = allowed(catalogue[one.rule], one.severity, rows.rules.name)
            one = one._replace(severity=most)
        if one.fixes and one.rows[0] in unknown and any(map(_is_meaning, one.fixes)):
            one = one._replace(fixes=())
        yield one


def _is_meaning(fix: Fix) -> bool:
    return fix.field == "label" or fix.field.endswith(".type")


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
    ranking: NoiseRanking | None = None,
    top: int | None = None,
    select: Sequence[str] | None = None,
    ignore: Sequence[str] | None = None,
    unlabelled: bool = False,
    seed: int = 42,
    watcher: Watcher | None = None,
    how: ReadAs | None = None,
) -> Audit:
    """Read one set, or two, and audit the first; sources as of `reaug.load`.

    The other set is asked the same rules, so that a rule that speaks in both is seen: to clean one
    side alone makes the two differ. A set of which no row has a label is read as a test set.
    """
    from dataclasses import replace

    from reaug.rulebook import load

    book = load(rules)
    wanted = _noise_asked(NoiseAsked(pred_probs, seed, ranking, top), noise=noise)
    asked = _Asking(book, select, ignore, wanted, against is not None)
    asked.rules()  # a wrong name is told before anything is read
    if watcher is not None:
        watcher.begin("reading", 1 if against is None else 2)
    one = readable(data, require_label="ignore" if unlabelled else "auto", how=how)
    if watcher is not None:
        watcher.advance(1)
    gold = None if against is None else comparable(against, how)
    if gold is not None and watcher is not None:
        watcher.advance(1)
    blind = unlabelled or one.unlabelled
    lacking = _lacking(asked.all_rules, book, blind=blind, gold=gold)
    picked = asked.rules(lacking)
    found = audit_table(
        one.table,
        book,
        None if gold is None else gold.table,
        problems=one.problems,
        unread=one.unread,
        gold_unread=None if gold is None else gold.unread,
        unlabelled=blind,
        noise=wanted,
        select=picked,
        without=lacking,
        watcher=watcher,
    )
    named = asked.rules()
    told = {n: why for n, why in sorted(lacking.items()) if named is None or n in named}
    notes = (*one.notes, *(() if gold is None else gold.notes))
    if not blind and (question := traded_roles(book, one.table, one.columns)) is not None:
        _LOG.warning("%s", question)
        notes = (*notes, question)
    found = replace(found, not_computed=told, notes=notes)
    if gold is None:
        return found
    beside = audit_table(
        gold.table,
        book,
        problems=gold.problems,
        unread=gold.unread,
        unlabelled=blind or gold.unlabelled,
        select=picked,
        watcher=watcher,
    )
    # Of a set of which only sentences could be read no row is counted there.
    return replace(found, against=replace(beside, rows=gold.rows))


NO_LABEL: Final = "no row has a label"
NO_LABEL_THERE: Final = "no row of the other set has a label"
NOT_READ_THERE: Final = "no row of the other set could be read beyond its sentence"


def _lacking(
    known: Collection[str], book: RuleBook, *, blind: bool, gold: Readable | None
) -> dict[str, str]:
    """The rules that cannot be asked of these sets, and why."""
    lacking: dict[str, str] = {}
    if gold is not None:
        if not gold.table.num_rows:
            against = rules_of_rooms(book, "against")
            lacking |= dict.fromkeys(set(against) - {"leak/sentence"}, NOT_READ_THERE)
        elif gold.unlabelled:
            lacking |= dict.fromkeys(OF_BOTH, NO_LABEL_THERE)
    if blind:
        lacking |= dict.fromkeys(needs_labels(known, book), NO_LABEL)
    return lacking


class _Asking(NamedTuple):
    """Which rules are asked for."""

    book: RuleBook
    select: Sequence[str] | None
    ignore: Sequence[str] | None
    noise: NoiseAsked | None
    against: bool

    @property
    def all_rules(self) -> Collection[str]:
        """Every rule that these sets could be asked."""
        rooms: tuple[Room, ...] = ("checks", "against") if self.against else ("checks",)
        more = {} if self.noise is None else noise_rules(self.book)
        return rules_of_rooms(self.book, *rooms) | more

    def rules(self, lacking: Mapping[str, str] | None = None) -> frozenset[str] | None:
        """The ids of the rules to ask, None for all, without those that lack something.

        Raises
        ------
        UsageError
            As of `rules_to_ask`; a rule that is selected by name lacks something.
        """
        ranked = noise_rules(self.book)
        if lacking and self.noise is not None and not lacking.keys().isdisjoint(ranked):
            raise UsageError(f"--noise and --pred-probs rank labels, but {NO_LABEL}")
        return rules_to_ask(
            self.book,
            self.select,
            self.ignore,
            against=self.against,
            noise=self.noise,
            lacking=lacking,
        )


def _noise_asked(asked: NoiseAsked, *, noise: bool) -> NoiseAsked | None:
    """How label noise is ranked; None where it is not asked for."""
    if noise or asked.pred_probs is not None:
        if asked.top is not None and asked.top < 1:
            raise UsageError(f"top must be 1 or more, not {asked.top}")
        return asked
    for name, value in (("ranking", asked.ranking), ("top", asked.top)):
        if value is not None:
            raise UsageError(
                f"{name} is about label noise, which is not asked for: add --noise "
                "(noise=True), or --pred-probs FILE (pred_probs=FILE)"
            )
    return None


def rules_to_ask(
    book: RuleBook,
    select: Sequence[str] | None = None,
    ignore: Sequence[str] | None = None,
    *,
    against: bool = False,
    noise: NoiseAsked | None = None,
    lacking: Mapping[str, str] | None = None,
) -> frozenset[str] | None:
    """The ids of the rules that an audit asks, None for all; see `selection.chosen`.

    Parameters
    ----------
    lacking
        Rules that the sets cannot be asked, and why.

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
        needs.append((frozenset(noise_rules(book)), "--noise or --pred-probs"))
    for why in sorted(set((lacking or {}).values())):
        rules = frozenset(rule for rule, reason in (lacking or {}).items() if reason == why)
        needs.append((rules, f"more than there is: {why}"))
    return chosen(known_rules(book), select, ignore, out_of_reach=needs)


def known_rules(book: RuleBook) -> dict[str, Rule]:
    """Every rule that an audit may ask, by id."""
    return dict(sorted((rules_of_rooms(book, "checks", "against") | noise_rules(book)).items()))
