"""The summary of an audit for the terminal and the page: rows, causes, commands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from reaug.audit import Audit
from reaug.audit.causes import Cause, causes
from reaug.audit.checks.unreadable_rows import RULES as READING
from reaug.audit.other_scheme import way_out
from reaug.choices import Lang
from reaug.core.findings import SEVERITIES, Severity
from reaug.data.problems import LABELLED, rules_of
from reaug.drift import GateResult
from reaug.files.free_names import own_book
from reaug.report.noise_notes import was_computed
from reaug.report.shell_commands import (
    NOISE,
    AuditOptions,
    clean_all,
    command_of,
    past_bad_rows,
    reading,
    with_decisions,
)
from reaug.report.words import title

# The titles of these rules do not name the field or the file; only the messages of findings do.
_SAYS_LITTLE: Final = ("schema/missing-field", "schema/bad-value")
READ: Final = frozenset(rule.id for rule in READING)
"""Rules about rows that could not be read. Such rows are dropped if they have no fix."""


class CauseWithCommand(NamedTuple):
    """A cause, and the command that corrects its findings or lists them for review."""

    cause: Cause
    title: str
    command: str

    def to_json(self) -> dict[str, Any]:
        """Return the fields of the cause, `title` and `command` as JSON-able data."""
        return {**self.cause._asdict(), "title": self.title, "command": self.command}


def causes_with_commands(
    audit: Audit, options: AuditOptions, lang: Lang, most: int = 5
) -> list[CauseWithCommand]:
    """Return the causes that affect the most rows, each with its command."""
    again = _completed(options, audit)
    return [
        CauseWithCommand(cause, _title(audit, cause, lang), command_of(again, cause))
        for cause in causes(audit, most)
    ]


def _title(audit: Audit, cause: Cause, lang: Lang) -> str:
    """Return the title of a rule, with the first finding if the title alone is too vague."""
    about = title(audit.catalogue[cause.rule], lang)
    if cause.rule not in _SAYS_LITTLE:
        return about
    first = next(
        (finding.message(lang) for finding in audit.findings if finding.rule == cause.rule), ""
    )
    return f"{about}: {first}" if first else about


class Best(NamedTuple):
    """The command that corrects the most rows, and its effect.

    rows, of : the number of rows whose errors it corrects, and of all rows that have an error.

    doubled : the number of corrected rows that are duplicates or have two labels, and are dropped.
    dropped : the number of rows that are left out, because no run can use them.
    book : the rule book in the command, if it must be made first; None if it exists.
    """

    command: str
    rows: int
    of: int
    doubled: int = 0
    dropped: int = 0
    book: str | None = None


def best_command(audit: Audit, options: AuditOptions) -> Best | None:
    """Return the command that applies every certain fix and cleans; None if it would correct no
    row.
    """
    settled, doubled = _settled(audit)
    if not settled:
        return None
    again = _completed(options, audit)
    errors = spoiled_rows(audit)["error"]
    return Best(clean_all(again), settled, errors, doubled, again.dropped, again.learnt)


def decisions_command(audit: Audit, options: AuditOptions) -> str:
    """Return the command that applies the decisions that the page exports."""
    return with_decisions(_completed(options, audit))


def best_line(best: Best, say: dict[str, str]) -> str:
    """Return the effect of the best command as a sentence with figures."""
    doubled = say["doubled"].format(n=f"{best.doubled:,}") if best.doubled else ""
    line = say["settles"].format(rows=f"{best.rows:,}", of=f"{best.of:,}", doubled=doubled)
    line += say["drops"].format(n=f"{best.dropped:,}") if best.dropped else ""
    return line + (say["once made"].format(book=best.book) if best.book else "")


def command_advice(audit: Audit, options: AuditOptions, say: dict[str, str]) -> str:
    """Return advice on the suggested commands, such as to make a rule book first."""
    book = _completed(options, audit).learnt
    line = say["each alone"]
    return line if book is None else f"{line} {say['make first'].format(book=book)}"


def _settled(audit: Audit) -> tuple[int, int]:
    """Return how many rows with errors the best command corrects, and how many it drops."""
    # A row is corrected if all its errors are fixed, or if it is dropped. Rows that no run can use
    # are not counted.
    fixed = {(fix.row, fix.fix) for fix in audit.patch.fixes}
    by_row: dict[str, bool] = {}
    doubled = set[str]()
    for finding in audit.findings:
        rule = audit.catalogue[finding.rule]
        if (finding.severity or rule.severity) != SEVERITIES[0]:
            continue
        done = rule.cure == "clean" and rule.id not in READ and not audit.unlabelled
        if done:
            doubled.update(finding.rows)
        if finding.fixes and finding.rows:
            done = done or all((finding.rows[0], fix) in fixed for fix in finding.fixes)
        for row in finding.rows:
            by_row[row] = by_row.get(row, True) and done
    rows = {row for row, done in by_row.items() if done and row not in audit.unknown}
    return len(rows), len(rows & doubled)


def _completed(options: AuditOptions, audit: Audit) -> AuditOptions:
    """Return the options with what the audit has found out about the data."""
    # This is the share of rows that a run cannot use, and which rules compare the set with another
    # one. If most labels or types are not in the rule book, the commands use a book that is learnt
    # from the set. The learnt book has all names of the set, so rows with unknown names count as
    # usable.
    unread, unknown = sum(audit.unread.values()), len(audit.unknown)
    if audit.foreign is not None:
        options, unknown = options._replace(learnt=own_book()), 0
    options = options._replace(
        bad=(unread + unknown) / max(1, audit.rows),
        dropped=unread + unknown - audit.mendable,
        mendable=audit.mendable > 0,
        unlabelled=options.unlabelled or audit.unlabelled,
    )
    if audit.against is None:
        return options
    alone = {*audit.against.catalogue, NOISE}
    return options._replace(beside=frozenset(audit.catalogue).difference(alone))


def spoiled_rows(audit: Audit) -> dict[str, int]:
    """Return the number of rows by the severity of their worst finding."""
    return audit.tally.worst


COUNTED: Final = ("errors", "warnings", "reviews", "rows")
"""Names that gates can use besides rule ids: numbers of findings by severity, and of rows."""


def gate_values(audit: Audit) -> dict[str, int | None]:
    """Return the values for gates: the findings of every rule that was checked, and `COUNTED`.

    The value is None for a rule with which no row could be checked.
    """
    counts: dict[str, int | None] = {
        name: count.findings if was_computed(audit, name, NOISE) else None
        for name, count in audit.counts.items()
    }
    by_severity = dict(zip(COUNTED, audit.severities.values(), strict=False))
    return {**counts, **by_severity, "rows": audit.rows}


def document(
    audit: Audit, options: AuditOptions, lang: Lang, gates: Sequence[GateResult] = ()
) -> dict[str, Any]:
    """Return the audit as `--json` prints it; `failed` has the expressions of failed gates."""
    against, best = None, best_command(audit, options)
    if audit.against is not None:
        other = audit.against.to_json()
        against = {key: other[key] for key in ("rows", "unread", "unlabelled", "counts")}
        against["compared"] = audit.against.sentences
    return {
        "foreign": foreign_set(audit, options, lang),
        **audit.to_json(),
        "failed": [gate.expr for gate in gates if not gate.passed],
        "gates": [gate.to_json() for gate in gates],
        "spoiled": spoiled_rows(audit),
        "clean": None if best is None else best._asdict(),
        "causes": [entry.to_json() for entry in causes_with_commands(audit, options, lang)],
        "against": against,
    }


def foreign_set(audit: Audit, options: AuditOptions, lang: Lang) -> dict[str, Any] | None:
    """Return a message with commands if the rule book lacks most labels or types, else None."""
    if audit.foreign is None:
        return None
    past = past_bad_rows(_completed(options, audit))
    if audit.unlabelled and not options.unlabelled:  # no book can be learnt from it
        make = way_out(LABELLED, reading(options))[0]
        return audit.foreign.to_json(lang, (make, way_out(options.data, reading(options))[1]))
    foreign = audit.foreign._replace(labelled=True)  # also where labels are hidden on request
    return foreign.to_json(lang, way_out(options.data, reading(options), past))


def unread_rows(unread: dict[str, int], say: dict[str, str]) -> str:
    """Return how many rows of a set could not be read, by rule, as text."""
    return say["unread"].format(n=f"{sum(unread.values()):,}", rules=rules_of(unread))


def rows_read(audit: Audit, say: dict[str, str]) -> list[str]:
    """Return how many rows could be read, as a list of one line; empty if all could be read."""
    if not audit.unread:
        return []
    read = audit.rows - sum(audit.unread.values())
    numbers = {"read": f"{read:,}", "rows": f"{audit.rows:,}"}
    return [say["read"].format(**numbers, rules=rules_of(audit.unread))]


def unlabelled_line(audit: Audit, options: AuditOptions, say: dict[str, str]) -> list[str]:
    """Return the line that the set was read without labels; [] if it was read with labels."""
    return [say["not judged" if options.unlabelled else "test set"]] * audit.unlabelled


def nothing(audit: Audit, say: dict[str, str]) -> str:
    """Return the sentence that nothing was found, with the number of rules that were checked."""
    if not audit.unread and not audit.not_computed:
        return say["nothing"]
    return say["nothing by those"].format(n=len(audit.catalogue))


def no_noise(audit: Audit, say: dict[str, str]) -> list[str]:
    """Return the line that label noise was not computed, if it could be; else an empty list."""
    rules = {*audit.catalogue, *audit.not_computed}
    return [] if NOISE in rules or audit.unlabelled else [say["no noise"]]


def unchecked(audit: Audit, say: dict[str, str]) -> list[str]:
    """Return the rules that looked at a sample and those that could not be checked, a line for
    each reason.
    """
    lines = []
    for words, reasons in (("sampled", audit.sampled), ("not computed", audit.not_computed)):
        for why in sorted(set(reasons.values())):
            rules = ", ".join(name for name, reason in reasons.items() if reason == why)
            lines.append(say[words].format(why=say.get(why, why), rules=rules))
    return lines


class Counted(NamedTuple):
    """A line of the table of findings: the findings of one rule that have one severity.

    share : the share of rows with such a finding.
    other_share : the same share in the set that the audit compares with; "" without such a set.
    """

    rule: str
    title: str
    severity: Severity
    findings: int
    rows: int
    share: str
    other_share: str


def counted(audit: Audit, lang: Lang) -> tuple[list[Counted], list[str]]:
    """Return the counts by rule and severity, and the names of rules without findings.

    The highest severity and the most rows come first.
    """
    own_counts, other_counts = _by_severity(audit), _by_severity(audit.against)
    other_rows = 0 if audit.against is None else audit.against.rows
    shown = []
    for rule, severity in {**own_counts, **other_counts}:
        if rule not in audit.catalogue:
            continue
        findings, rows = own_counts.get((rule, severity), _NONE)
        share = _share(other_counts.get((rule, severity), _NONE)[1], other_rows)
        heading = title(audit.catalogue[rule], lang)
        shown.append(
            Counted(rule, heading, severity, findings, rows, _share(rows, audit.rows), share)
        )
    rules_with_findings = {rule_counts.rule for rule_counts in shown}
    silent = sorted(
        name
        for name in audit.catalogue
        if name not in rules_with_findings and was_computed(audit, name, NOISE)
    )
    return sorted(shown, key=_by_severity_and_rows), silent


_NONE: Final = (0, 0)


def _by_severity(audit: Audit | None) -> dict[tuple[str, Severity], tuple[int, int]]:
    """Return the number of findings and of distinct rows for each rule and severity."""
    return {} if audit is None else audit.tally.by_severity


def _by_severity_and_rows(rule_counts: Counted) -> tuple[int, int, str]:
    return SEVERITIES.index(rule_counts.severity), -rule_counts.rows, rule_counts.rule


def _share(rows: int, of: int) -> str:
    return f"{rows / of:.2%}" if of else ""


def about(cause: Cause, say: dict[str, str]) -> str:
    """Return as text how many rows of a cause are really wrong: exactly, about, or at most.

    "About" stands for a number that the precision of the rule gives as an estimate.
    """
    of = f"{cause.rows:,}"
    if cause.spoiled is not None and cause.spoiled != cause.rows:
        return say["about"].format(rows=f"{cause.spoiled:,}", of=of)
    exact = cause.severity == "error" or cause.spoiled is not None
    return say["exactly" if exact else "up to"].format(rows=of)


def severity_of(audit: Audit, cause: Cause) -> Severity:
    """Return the severity that most rows of a cause have; of equally frequent ones the higher."""
    rows = {
        severity: number
        for (rule, severity), (_, number) in _by_severity(audit).items()
        if rule == cause.rule
    }
    return max(rows, key=lambda row: (rows[row], -SEVERITIES.index(row)), default=cause.severity)
