"""What the first screen and the page of an audit say first: how many rows, causes, commands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from reaug.audit import Audit
from reaug.audit.causes import Cause, causes
from reaug.choices import Lang
from reaug.core.findings import SEVERITIES, Severity
from reaug.data.problems import rules_of
from reaug.drift import GateResult
from reaug.report.commands import NOISE, Asked, all_fixes, command_of
from reaug.report.noise import was_computed
from reaug.report.words import title


class CauseWithCommand(NamedTuple):
    """A cause, and what to do about it."""

    cause: Cause
    title: str
    command: str

    def to_json(self) -> dict[str, Any]:
        """The cause's fields, `title` and `command`."""
        return {**self.cause._asdict(), "title": self.title, "command": self.command}


def causes_with_commands(
    audit: Audit, asked: Asked, lang: Lang, most: int = 5
) -> list[CauseWithCommand]:
    """The causes that spoil most rows, each with its one command."""
    again = _completed(asked, audit)
    return [
        CauseWithCommand(cause, title(audit.catalogue[cause.rule], lang), command_of(again, cause))
        for cause in causes(audit, most)
    ]


def every_fix(audit: Audit, asked: Asked) -> str | None:
    """The command that applies all sure suggestions, where several rules make some.

    What needs label noise or the other set is asked for where a rule with suggestions needs it.
    """
    rules = {fix.rule for fix in audit.patch.fixes}
    return all_fixes(_completed(asked, audit), rules) if len(rules) >= 2 else None


def _completed(asked: Asked, audit: Audit) -> Asked:
    """With the rules that need the other set: those that it was not asked by itself."""
    if audit.against is None:
        return asked
    alone = {*audit.against.catalogue, NOISE}
    return asked._replace(beside=frozenset(audit.catalogue).difference(alone))


def spoiled_rows(audit: Audit) -> dict[str, int]:
    """By severity, the rows whose worst finding it is."""
    worst: dict[str, int] = {}
    for finding in audit.findings:
        rank = SEVERITIES.index(finding.severity or audit.catalogue[finding.rule].severity)
        for row in finding.rows:
            worst[row] = min(rank, worst.get(row, rank))
    ranks = list(worst.values())
    return {severity: ranks.count(rank) for rank, severity in enumerate(SEVERITIES)}


COUNTED: Final = ("errors", "warnings", "reviews", "rows")
"""What a gate may name beside the rules: findings by severity, and the rows of the set."""


def gate_values(audit: Audit) -> dict[str, int | None]:
    """What gates compare: the findings of every rule that was asked, and `COUNTED`.

    None for a rule that could look at no row.
    """
    counts: dict[str, int | None] = {
        name: count.findings if was_computed(audit, name, NOISE) else None
        for name, count in audit.counts.items()
    }
    by_severity = dict(zip(COUNTED, audit.severities.values(), strict=False))
    return {**counts, **by_severity, "rows": audit.rows}


def document(
    audit: Audit, asked: Asked, lang: Lang, gates: Sequence[GateResult] = ()
) -> dict[str, Any]:
    """The audit as `--json` prints it; `failed` are the gates that failed, as they were given."""
    against = None
    if audit.against is not None:
        other = audit.against.to_json()
        against = {key: other[key] for key in ("rows", "unread", "counts")}
    return {
        **audit.to_json(),
        "failed": [gate.expr for gate in gates if not gate.passed],
        "gates": [gate.to_json() for gate in gates],
        "spoiled": spoiled_rows(audit),
        "causes": [one.to_json() for one in causes_with_commands(audit, asked, lang)],
        "against": against,
    }


def unread_rows(unread: dict[str, int], say: dict[str, str]) -> str:
    """How many rows of a set could not be read, and why."""
    return say["unread"].format(n=f"{sum(unread.values()):,}", rules=rules_of(unread))


class Counted(NamedTuple):
    """A rule's findings of one severity, as a line of a table; `there`: the other set's share."""

    rule: str
    title: str
    severity: Severity
    findings: int
    rows: int
    share: str
    there: str


def counted(audit: Audit, lang: Lang) -> tuple[list[Counted], list[str]]:
    """What the rules found here or there, the severest and most rows first; the silent rules.

    A rule has a line for each severity of its findings.
    """
    here, there = _by_severity(audit), _by_severity(audit.against)
    beside = 0 if audit.against is None else audit.against.rows
    shown = []
    for rule, severity in {**here, **there}:
        if rule not in audit.catalogue:
            continue
        findings, rows = here.get((rule, severity), _NONE)
        share = _share(there.get((rule, severity), _NONE)[1], beside)
        heading = title(audit.catalogue[rule], lang)
        shown.append(
            Counted(rule, heading, severity, findings, rows, _share(rows, audit.rows), share)
        )
    rules_with_findings = {one.rule for one in shown}
    silent = sorted(
        name
        for name in audit.catalogue
        if name not in rules_with_findings and was_computed(audit, name, NOISE)
    )
    return sorted(shown, key=_by_severity_and_rows), silent


_NONE: Final = (0, 0)


def _by_severity(audit: Audit | None) -> dict[tuple[str, Severity], tuple[int, int]]:
    """Findings and distinct rows of each rule and severity."""
    groups_of: dict[tuple[str, Severity], list[tuple[str, ...]]] = {}
    if audit is None:
        return {}
    for one in audit.findings:
        severity = one.severity or audit.catalogue[one.rule].severity
        groups_of.setdefault((one.rule, severity), []).append(one.rows)
    return {
        key: (len(groups), len({row for rows in groups for row in rows}))
        for key, groups in groups_of.items()
    }


def _by_severity_and_rows(one: Counted) -> tuple[int, int, str]:
    return SEVERITIES.index(one.severity), -one.rows, one.rule


def _share(rows: int, of: int) -> str:
    return f"{rows / of:.2%}" if of else ""


def about(cause: Cause, say: dict[str, str]) -> str:
    """How many rows are really wrong: by precision; else all of an error's, at most the rest's."""
    rows, key = cause.rows, "exactly" if cause.severity == "error" else "up to"
    if cause.spoiled is not None:
        rows, key = cause.spoiled, "about"
    text = say[key].format(rows=f"{rows:,}")
    return text.removesuffix("s") if rows == 1 else text
