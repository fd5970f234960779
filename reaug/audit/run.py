"""Run an audit: all checks on the rows of a data set."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final, Protocol

import pyarrow as pa

from reaug.audit.catalogue import Room, checks
from reaug.audit.catalogue import rules as rules_of_rooms
from reaug.audit.extra_tables import further_tables
from reaug.audit.judgements import allowed, table_of
from reaug.audit.label_noise import noise_rules
from reaug.audit.noise import NoiseOptions, Ranking, noise_findings, ranked
from reaug.audit.other_scheme import foreign
from reaug.audit.result import Audit
from reaug.audit.rows import Rows
from reaug.audit.rule_request import RuleRequest, lacking_rules, noise_options
from reaug.audit.rules import Rule
from reaug.audit.sorted_findings import sorted_findings
from reaug.audit.sources import Readable, comparable, readable
from reaug.audit.unlabelled_sets import needs_labels, weaker, weaker_findings, without_labels
from reaug.choices import NoiseRanking
from reaug.core.findings import Finding, Fix
from reaug.data.problems import Problem, by_rule
from reaug.rulebook import RuleBook
from reaug.rulebook.exchanged_roles import traded_roles

if TYPE_CHECKING:
    from reaug.data.read_options import ReadAs


_LOG: Final = logging.getLogger("reaug.data")


class Watcher(Protocol):
    """A receiver of the progress of an audit, such as a progress bar."""

    def begin(self, what: str, rows: int) -> None:
        """Begin a task with a number of steps."""

    def advance(self, rows: int) -> None:
        """Report that a number of steps are done."""


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
    noise: NoiseOptions | None = None,
    watcher: Watcher | None = None,
) -> Audit:
    """Return the findings of all checks on the rows of a table.

    Parameters
    ----------
    table
        n rows of `core.schema.CORE_SCHEMA`.
    rules
        The rule book with which the rows are checked.
    gold
        The rows of another set, for checks that compare two sets.
    problems
        Problems of rows of the same source that could not be read. These rows are counted and
        reported.
    unread, gold_unread
        Sentences of rows that could not be read, of this set and of the other set, by index. They
        are compared, too.
    unlabelled
        Whether to ignore all labels, as in a test set.
    select
        Ids of the rules to check; all by default. A check with none of these rules is not run.
    without
        Ids of rules to leave out, even if selected.
    noise
        Options of the ranking of label noise; None for no ranking.
    watcher
        A receiver of the progress, which is notified after each check.

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
    gold_rows = None if gold is None else Rows(gold, rules, (), gold_unread)
    rows = Rows(table, rules, problems, unread, gold_rows)
    rooms: dict[Room, tuple[Rows, ...]] = {"checks": (rows,)}
    if gold_rows is not None:
        rooms["against"] = (rows, gold_rows)
    scheme = foreign(rows)
    if scheme is not None:
        noise = None  # the model would learn the labels of the book
    catalogue = _catalogue(rows, [*rooms], noise, foreign_set=scheme is not None)
    catalogue = _narrowed(catalogue, rules, select, without, unlabelled=unlabelled)
    tasks = _Tasks([], [], rows)
    for room, sets in rooms.items():
        for check in checks(room):
            if any(rule.id in catalogue for rule in check.rules_of(rules)):
                if check.by_row:
                    tasks.by_row.append(check.run)
                else:
                    tasks.others.append(partial(check.run, *sets))
    ranking = None
    if noise is not None and not catalogue.keys().isdisjoint(noise_rules(rules)):
        ranking = made = _ranking(rows, noise, watcher)  # first: its file may be broken
        tasks.others.insert(0, lambda: noise_findings(made))
    severities = {name: rule.severity for name, rule in catalogue.items()}
    of_checks = _findings(tasks, catalogue, watcher)
    limited: Iterable[Finding] = _with_allowed_severity(of_checks, catalogue, rows)
    if unlabelled:
        limited = weaker_findings(limited, catalogue)
    findings = sorted_findings(limited, severities)
    all_tables = select is None and not unlabelled  # the other tables are all about labels
    tables = further_tables(rows, gold_rows, catalogue, whole=all_tables)
    dropped = {problem.row for problem in problems if problem.action == "dropped"}
    repaired = {problem.row for problem in problems if problem.action == "repaired"}
    return Audit(
        len(rows) + len(dropped),
        rules.name,
        catalogue,
        findings,
        table,
        unread=by_rule(problems, "dropped"),
        unknown=rows.unknown,
        mendable=len(dropped & repaired),
        sentences=len(rows) + len(rows.unread),
        unlabelled=unlabelled,
        foreign=scheme,
        sampled={name: why for name, why in sorted(rows.samples.items()) if name in catalogue},
        noise=ranking,
        **tables,
    )


def _catalogue(
    rows: Rows, rooms: Sequence[Room], noise: NoiseOptions | None, *, foreign_set: bool
) -> dict[str, Rule]:
    """Return the rules that apply to a set, by id: of the given packages and of label noise."""
    # `foreign_set` is whether the set follows another scheme than the rule book.
    noisy = {} if noise is None else noise_rules(rows.rules)
    catalogue = rules_of_rooms(rows.rules, *rooms) | noisy
    if not foreign_set:
        return catalogue
    return {name: rule for name, rule in catalogue.items() if not _does_not_apply(rule, rows)}


def _narrowed(
    catalogue: dict[str, Rule],
    rules: RuleBook,
    select: Collection[str] | None,
    without: Collection[str],
    *,
    unlabelled: bool,
) -> dict[str, Rule]:
    """Return the rules of the catalogue that are selected, not left out, and apply to the set."""
    # If the set is unlabelled, rules that need labels are removed, and rules for which labels are a
    # part of the evidence are for review.
    if select is not None:
        catalogue = {name: rule for name, rule in catalogue.items() if name in select}
    left_out = {*without, *(needs_labels(catalogue) if unlabelled else ())}
    catalogue = {name: rule for name, rule in catalogue.items() if name not in left_out}
    return weaker(catalogue) if unlabelled else catalogue


def _ranking(rows: Rows, noise: NoiseOptions, watcher: Watcher | None) -> Ranking:
    """Return the ranking of all rows by label noise, and report the progress."""
    if watcher is not None:
        watcher.begin("label noise", 1)
    made = ranked(rows, noise)
    if watcher is not None:
        watcher.advance(1)
    return made


def _does_not_apply(rule: Rule, rows: Rows) -> bool:
    """Return whether a rule does not apply to a set with another scheme of labels."""
    if rule.of_foreign == "labels":
        return not rows.knows_labels
    return rule.of_foreign == "nothing" or rule.depends_on_book


def _with_allowed_severity(
    findings: Iterable[Finding], catalogue: dict[str, Rule], rows: Rows
) -> Iterator[Finding]:
    """Yield findings with the severity that their rule may have under the book."""
    # Fixes of labels and types are removed from rows whose label or types are not in the book.
    unknown, table = rows.unknown, table_of(rows.rules)
    for finding in findings:
        if finding.severity is not None and not finding.fact:
            most = allowed(catalogue[finding.rule], finding.severity, rows.rules.name, table)
            finding = finding._replace(severity=most)
        if finding.fixes and finding.rows[0] in unknown and any(map(_is_meaning, finding.fixes)):
            finding = finding._replace(fixes=())
        yield finding


def _is_meaning(fix: Fix) -> bool:
    return fix.field == "label" or fix.field.endswith(".type")


@dataclass
class _Tasks:
    """The checks to carry out: those that look at each row alone, and the others."""

    by_row: list[Callable[[Rows], Iterable[Finding]]]
    others: list[Callable[[], Iterable[Finding]]]
    rows: Rows

    def __len__(self) -> int:
        return len(self.by_row) * self.rows.piece_count + len(self.others)

    def __iter__(self) -> Iterator[Callable[[], Iterable[Finding]]]:
        """Yield functions that return findings, and free the memory for one before the next."""
        for piece in self.rows.pieces() if self.by_row else ():
            for check in self.by_row:
                yield partial(check, piece)
        self.rows.forget()
        for task in self.others:
            yield task
            self.rows.forget()


def _findings(
    tasks: _Tasks, catalogue: dict[str, Rule], watcher: Watcher | None
) -> Iterator[Finding]:
    """Yield the findings of the checks whose rules are in the catalogue."""
    if watcher is not None:
        watcher.begin("checks", len(tasks))
    for task in tasks:
        yield from (finding for finding in task() if finding.rule in catalogue)
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
    """Return the audit of a set, read from a source, and compared with another set if one is given.

    Sources are those of `reaug.load`. The other set is checked by itself with the same rules,
    because the sets would differ if only one of them were cleaned. A set in which no row has a
    label is read as a test set.
    """
    from dataclasses import replace

    from reaug.rulebook import load

    book = load(rules)
    wanted = noise_options(NoiseOptions(pred_probs, seed, ranking, top), noise=noise)
    request = RuleRequest(book, select, ignore, wanted, against is not None)
    request.rules()  # a wrong name is reported before anything is read
    if watcher is not None:
        watcher.begin("reading", 1 if against is None else 2)
    rows = readable(data, require_label="ignore" if unlabelled else "auto", how=how)
    if watcher is not None:
        watcher.advance(1)
    gold = None if against is None else comparable(against, how)
    if gold is not None and watcher is not None:
        watcher.advance(1)
    blind = unlabelled or rows.unlabelled
    lacking = lacking_rules(request.all_rules, book, blind=blind, gold=gold)
    picked = request.rules(lacking)
    audit = audit_table(
        rows.table,
        book,
        None if gold is None else gold.table,
        problems=rows.problems,
        unread=rows.unread,
        gold_unread=None if gold is None else gold.unread,
        unlabelled=blind,
        noise=wanted,
        select=picked,
        without=lacking,
        watcher=watcher,
    )
    audit = replace(
        audit,
        not_computed=_not_computed(lacking, request.rules()),
        notes=tuple(_notes(book, rows, gold, blind=blind)),
    )
    if gold is None:
        return audit
    gold_audit = audit_table(
        gold.table,
        book,
        problems=gold.problems,
        unread=gold.unread,
        unlabelled=blind or gold.unlabelled,
        select=picked,
        watcher=watcher,
    )
    # If only the sentences of a set could be read, its table has no rows.
    return replace(audit, against=replace(gold_audit, rows=gold.rows))


def _not_computed(lacking: Mapping[str, str], named: Collection[str] | None) -> dict[str, str]:
    """Return the rules that could not be checked, with the reason for each."""
    # If the user named rules, only these are returned.
    return {n: why for n, why in sorted(lacking.items()) if named is None or n in named}


def _notes(book: RuleBook, rows: Readable, gold: Readable | None, *, blind: bool) -> Iterator[str]:
    """Yield notes about how the sets were read."""
    yield from rows.notes
    yield from () if gold is None else gold.notes
    if not blind and (question := traded_roles(book, rows.table, rows.columns)) is not None:
        _LOG.warning("%s", question)
        yield question
