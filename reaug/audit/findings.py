"""What an audit finds: a rule, the rows, the evidence, and how to put it right."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final, Literal, NamedTuple

from reaug.core.finding_key import finding_key

Severity = Literal["error", "warning", "review"]
SEVERITIES: Final[tuple[Severity, ...]] = ("error", "warning", "review")
"""By precision, on 40 findings that were judged, or all: at least 95%, at least 80%, below."""

Cure = Literal["clean", "patch", "review"]
"""`clean`: `reaug clean` puts it right. `patch`: the findings suggest values, which `reaug clean
--patch` writes. `review`: a person has to look."""


class Rule(NamedTuple):
    """A rule of the audit: its id, how sure its findings are, and what it says.

    id : as in `span/number-unit`.
    severity : of its findings, where they say nothing else.
    precision : share of its findings that are real defects, as judged; None where nobody judged.
    judged : findings that were judged for that.
    cure : what puts its findings right.
    en, ko : one line each: what is wrong with the rows.
    """

    id: str
    severity: Severity
    cure: Cure
    en: str
    ko: str
    precision: float | None = None
    judged: int = 0


def remedy(severity: Severity, cure: Cure) -> Cure:
    """What to do about findings of a severity: what is for review is for a person to decide.

    >>> remedy("error", "patch"), remedy("review", "patch"), remedy("error", "review")
    ('patch', 'review', 'review')
    """
    return "review" if severity == "review" else cure


class Fix(NamedTuple):
    """One field of a row, with the value that stands and the one that should.

    `field` is KLUE's path: `label`, `subject_entity.type`, `object_entity.end_idx` (inclusive), or
    `sentence` for an edit of the text: `old` at code point `at` becomes `new`.
    """

    field: str
    old: str | int
    new: str | int
    at: int | None = None

    def to_json(self) -> dict[str, Any]:
        """The fix as data; `at` only where it says something."""
        told: dict[str, Any] = {"field": self.field, "old": self.old, "new": self.new}
        return told if self.at is None else told | {"at": self.at}


class Finding(NamedTuple):
    """One thing that is wrong, or may be.

    rule : id of the rule.
    rows : row ids; the fixes are for the first.
    field : KLUE's path of what is wrong, `sentence`, or `row` for the row as a whole.
    value : what stands there.
    suggestion : what should stand there, "" where nobody can say.
    fixes : the fields that would put the row right together; empty where nobody can say.
    score : the evidence's weight, greater is surer; None where a rule knows no degrees.
    severity : None for the rule's own.
    en, ko : the message.
    """

    rule: str
    rows: tuple[str, ...]
    field: str
    value: str
    en: str
    ko: str
    suggestion: str = ""
    fixes: tuple[Fix, ...] = ()
    score: float | None = None
    severity: Severity | None = None

    @property
    def key(self) -> str:
        """The key by which a decision names the finding; see `core.finding_key`."""
        return finding_key(self.rule, self.rows, self.field, self.value, self.suggestion)

    def to_json(self, rule: Rule, lang: str = "en") -> dict[str, Any]:
        """The finding as a line of `findings.jsonl`; `fixes` only where there are some."""
        line: dict[str, Any] = {
            "rule": self.rule,
            "severity": self.severity or rule.severity,
            "rows": list(self.rows),
            "field": self.field,
            "value": self.value,
            "suggestion": self.suggestion or None,
            "score": None if self.score is None else round(self.score, 6),
            "message": self.ko if lang == "ko" else self.en,
            "key": self.key,
        }
        if self.fixes:
            line["fixes"] = [fix.to_json() for fix in self.fixes]
        return line


def in_order(findings: Iterable[Finding], rules: dict[str, Rule]) -> list[Finding]:
    """Findings by severity, rule, score and row id: the order of the rows does not show."""

    def key(finding: Finding) -> tuple[int, str, float, tuple[str, ...], str]:
        severity = SEVERITIES.index(finding.severity or rules[finding.rule].severity)
        score = -finding.score if finding.score is not None else 0.0
        return severity, finding.rule, score, finding.rows, finding.field

    return sorted(findings, key=key)
