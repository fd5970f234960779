"""Findings: certain or possible problems of rows, from an audit or from the steps of a run."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, Literal, NamedTuple

from reaug.core import hooks
from reaug.core.plurals import in_number

Severity = Literal["error", "warning", "review"]
SEVERITIES: Final[tuple[Severity, ...]] = ("error", "warning", "review")
"""Severities by the precision of a rule: the share of its findings that people judged right, among
40 findings, or all if there are fewer. Errors have at least 95%, warnings at least 80%, reviews
less.
"""

OPINIONS: Final = ("yes", "unsure", "no")
"""Opinions of a language model about a finding: the model agrees, does not know, or disagrees."""


class Fix(NamedTuple):
    """The present and the correct value of one field of a row.

    `field` is a path in KLUE's schema, such as `label`, `subject_entity.type` or
    `object_entity.end_idx` (inclusive). For the field `sentence`, the text `old` at code point `at`
    becomes `new`.
    """

    field: str
    old: str | int
    new: str | int
    at: int | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the fix as JSON-able data, with `at` only if it is set."""
        line: dict[str, Any] = {"field": self.field, "old": self.old, "new": self.new}
        return line if self.at is None else line | {"at": self.at}


class Finding(NamedTuple):
    """A certain or possible problem of rows or of a file.

    rule : id of the rule, as in `span/number-unit`.
    rows : row ids; the fixes are for the first row. Empty if the finding is about a file.
    field : one of `core.fields.FIELDS`; "" if the finding is about a file.
    value : the present value of the field.
    en, ko : the message in English and Korean; if `ko` is empty, it is looked up in
        `reaug.language`.
    suggestion : the correct value, "" if it is unknown.
    fixes : fixes that together would correct the row; empty if they are unknown.
    score : confidence, higher is surer; None for a rule without scores.
    severity : None means the severity of the rule; a step always sets its own.
    applied : whether the run has applied the suggestion; None in an audit, which changes nothing.
    fact : whether the finding states a fact, such as a broken hard rule of the rule book, so that
        the measured precision of its rule does not apply. Not written to files.
    opinion : the opinion of a language model (yes, unsure, no), if one was asked.

    >>> finding = Finding("span/overlap", ("row-7",), "row", "", "the mentions overlap")
    >>> finding.key, finding.message("ko")
    ('4c5ca40c2c661c74', 'the mentions overlap')
    """

    rule: str
    rows: tuple[str, ...]
    field: str
    value: str
    en: str
    ko: str = ""
    suggestion: str = ""
    fixes: tuple[Fix, ...] = ()
    score: float | None = None
    severity: Severity | None = None
    applied: bool | None = None
    fact: bool = False
    opinion: str | None = None

    @property
    def key(self) -> str:
        """The key by which decisions refer to the finding: 16 hex digits, a hash of its content.

        The language of the message, the score and the severity are not part of it.
        """
        content = [self.rule, list(self.rows), self.field, self.value, self.suggestion]
        text = json.dumps(content, ensure_ascii=False)
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]

    def message(self, lang: str = "en") -> str:
        """Return the message in English or Korean (`lang`: "en" or "ko").

        If the finding has no Korean text, the translation of its English text is looked up.
        """
        return (self.ko or hooks.korean(self.en)) if lang == "ko" else in_number(self.en)

    def to_json(self, severity: Severity, lang: str = "en") -> dict[str, Any]:
        """Return the finding as the JSON-able data of a line of `findings.jsonl`.

        Parameters
        ----------
        severity
            The severity of the rule, used if the finding has no severity.
        lang
            The language of the message.
        """
        line: dict[str, Any] = {
            "rule": self.rule,
            "severity": self.severity or severity,
            "rows": list(self.rows),
            "field": self.field or None,
            "value": self.value,
            "suggestion": self.suggestion or None,
            "score": None if self.score is None else round(self.score, 6),
            "message": self.message(lang),
            "key": self.key,
        }
        if self.applied is not None:
            line["applied"] = self.applied
        if self.opinion is not None:
            line["opinion"] = self.opinion
        if self.fixes:
            line["fixes"] = [fix.to_json() for fix in self.fixes]
        return line

    @classmethod
    def from_json(cls, line: Mapping[str, Any]) -> Finding:
        """Return the finding of a line of `findings.jsonl`.

        Raises
        ------
        ValueError
            The line is not a finding; the message says which part is wrong.
        """
        fixes = tuple(_fix(fix) for fix in _part(line, "fixes", list, []))
        rows = _part(line, "rows", list)
        if not all(isinstance(row, str) for row in rows):
            raise ValueError("rows must be a list of row ids")
        severity = _part(line, "severity", str)
        if severity not in SEVERITIES:
            raise ValueError(f"severity must be {', '.join(SEVERITIES)}, not {severity!r}")
        if fixes and not rows:
            raise ValueError("a finding with fixes must name at least one row in 'rows'")
        score = _part(line, "score", (int, float), None)
        message = _part(line, "message", str)
        return cls(
            _part(line, "rule", str),
            tuple(rows),
            _part(line, "field", str, "") or "",
            _part(line, "value", str, "") or "",
            message,
            "",
            _part(line, "suggestion", str, "") or "",
            fixes,
            score,
            severity,
            _part(line, "applied", bool, None),
            opinion=_part(line, "opinion", str, None),
        )


def _part(line: Mapping[str, Any], name: str, kind: Any, *default: Any) -> Any:
    value = line.get(name, *default) if default else line.get(name)
    if (default and value is None) or isinstance(value, kind):
        return value
    expected = getattr(kind, "__name__", "a number")
    raise ValueError(f"{name} must be {expected}, not {value!r}")


def _fix(fix: Any) -> Fix:
    if not isinstance(fix, Mapping) or not isinstance(fix.get("field"), str):
        raise ValueError("'fixes' must be a list of objects with field, old and new")
    old, new, at = fix.get("old"), fix.get("new"), fix.get("at")
    if not all(isinstance(value, str | int) for value in (old, new)):
        raise ValueError("'old' and 'new' of a fix must be text or a number")
    if at is not None and not isinstance(at, int):
        raise ValueError("'at' of a fix must be an offset in the sentence, in code points")
    return Fix(fix["field"], old, new, at)  # type: ignore[arg-type]  # checked above


def in_order(
    findings: Iterable[Finding], severities: Mapping[str, Severity] | None = None
) -> list[Finding]:
    """Return findings sorted by severity, rule, score and row ids.

    The result does not depend on the order in which the findings are given.

    Parameters
    ----------
    severities
        The severity of each rule, for findings that have no severity.
    """
    return sorted(findings, key=place_of(severities or {}))


def place_of(severities: Mapping[str, Severity]) -> Callable[[Finding], tuple[Any, ...]]:
    """Return the function by whose result findings are sorted; see `in_order`."""

    def place(finding: Finding) -> tuple[Any, ...]:
        severity = SEVERITIES.index(finding.severity or severities[finding.rule])
        score = -finding.score if finding.score is not None else 0.0
        at = next((fix.at for fix in finding.fixes if fix.at is not None), 0)
        same_row = finding.field, at, finding.value, finding.en
        return severity, finding.rule, score, finding.rows, *same_row

    return place
