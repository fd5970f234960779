"""Parse one line of a file of decisions, or report why it cannot be applied."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from reaug.core.fields import SPAN_FIELDS, TEXT_FIELDS, VALUE_FIELDS, WORD_FIELDS
from reaug.core.quotes import shorten
from reaug.errors import InputError
from reaug.review.decisions import (
    DECISIONS,
    DROP,
    BadFix,
    Correction,
)

NO_VALUE: Final = "patch/no-value"
BAD_LINE: Final = "patch/bad-line"

_CORRECTION: Final = ("id", "field", "old", "new", "reason", "at")
_DECISION: Final = (
    "finding",
    "rows",
    "field",
    "decision",
    "value",
    "by",
    "at",
    "old",
    "place",
    "reason",
    "data",
    "seen",
)
_MENTIONS: Final = ("subject_entity", "object_entity")


class BadLineError(ValueError):
    """A line that cannot be applied; `rule` is the rule of the finding that reports it."""

    def __init__(self, problem: str, rule: str = BAD_LINE) -> None:
        super().__init__(problem)
        self.rule = rule


def check_text(value: Any) -> None:
    """Raise an error for a line whose JSON escapes contain half of a surrogate pair."""
    try:
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError as error:
        half = error.object[error.start]
        raise BadLineError(
            f"contains an incomplete Unicode escape ({half!r}); write the character itself"
        ) from None


def shown(value: Any) -> str | None:
    """Return a value of a bad line as text that can be written; None if it is not text."""
    if not isinstance(value, str):
        return None
    return value.encode("utf-8", "backslashreplace").decode("utf-8")


def correction_of(value: dict[str, Any], line: int) -> Correction:
    """Return the decision in a line `{"id", "field", "old", "new"}`.

    `reason` and `at` (a code point) are optional.

    >>> correction_of({"id": "r1", "field": "label", "old": "a", "new": "b"}, 1).new
    'b'
    """
    check_keys(value, _CORRECTION)
    for name in ("id", "field", "old", "new"):
        if name not in value:
            raise BadLineError(f"is missing {name!r}")
    row_id, field, old, new = (value[name] for name in ("id", "field", "old", "new"))
    if not isinstance(row_id, str) or not row_id:
        raise BadLineError(f"the id must be a row id as text, not {row_id!r}")
    field = _check_field(field)
    at = value.get("at")
    _check_place(field, at, "at")
    _check_value(field, "old", old)
    _check_value(field, "new", new)
    return Correction(row_id, field, old, new, reason_of(value), at, line)


def decisions_of(value: dict[str, Any], line: int) -> list[Correction]:
    """Return the decisions in a line with `rows`, `field` and `decision`, one per row.

    >>> line = {"rows": ["r1", "r2"], "field": "label", "decision": "reject"}
    >>> [(decision.id, decision.decision) for decision in decisions_of(line, 1)]
    [('r1', 'reject'), ('r2', 'reject')]
    """
    check_keys(value, _DECISION)
    rows, decision = rows_of(value), value.get("decision")
    if decision not in DECISIONS:
        raise BadLineError(f"decision must be {', '.join(DECISIONS)}, not {shorten(decision)}")
    names = ("finding", "by", "data", "seen")
    finding, by, data, seen = (text_or_none(value, name) for name in names)
    if seen is not None and len(set(rows)) > 1:
        raise BadLineError(
            f"'seen' is the digest of one row, but this line names several rows: {len(set(rows))}"
        )
    time, place = time_of(value.get("at")), value.get("place")
    if place is not None and not _is_place(place):
        raise BadLineError(
            f"place must be an offset of the sentence in code points, from 0 on, not {place!r}"
        )
    field = _field_of(value, decision, finding)
    old, new = value.get("old"), value.get("value")
    if decision == "reject":
        new = new if isinstance(new, str | int) and new != "" else None
        checked = "old" in value and _is_comparable(field, old, place)
        old = old if checked else None
    else:
        _check_new(value, field, rows, decision, place)
        checked = "old" in value
    reason = reason_of(value)
    correction = Correction(
        "",
        field,
        old,
        new,
        reason,
        place,
        line,
        decision,
        finding,
        by,
        time,
        checked,
        data=data,
        seen=seen,
    )
    return [correction._replace(id=row_id) for row_id in dict.fromkeys(rows)]


def _is_comparable(field: str, old: Any, place: int | None) -> bool:
    """Return whether `old`, the old value in a line, can be compared with the row's present value.

    It can be compared in these cases:

    - `field` is the start or end of a mention, and `old` is an integer.
    - `field` is a label, type or word, and `old` is a text.
    - `field` is the sentence, `old` is a text, and the place of the edit is given.
    """
    if field in SPAN_FIELDS:
        return _is_place(old)
    is_text = field in (*TEXT_FIELDS, *WORD_FIELDS) or (field == "sentence" and place is not None)
    return is_text and isinstance(old, str)


def rows_of(value: dict[str, Any]) -> list[str]:
    """Return the ids of the rows that a line names.

    Raises
    ------
    BadLineError
        The line has no row ids, or they are not text.
    """
    rows = value.get("rows")
    if not isinstance(rows, list) or not rows or not all(isinstance(r, str) and r for r in rows):
        raise BadLineError(f"rows must be a list of row ids as text, not {shorten(rows)}")
    return rows


def _field_of(value: dict[str, Any], decision: str, finding: str | None) -> str:
    field = value.get("field")
    if field in _MENTIONS:
        return f"{field}.word"
    # A rejection of a finding was written by a program, so its field may be any. Other lines were
    # written by people, and may contain a typo.
    if decision == "reject" and finding is not None and isinstance(field, str):
        return field
    return _check_field(field)


def _check_new(
    value: dict[str, Any], field: str, rows: list[str], decision: str, place: int | None
) -> None:
    """Raise `BadLineError` if a line that accepts or edits a field has no valid values."""
    # The new value must be there and valid; the old value must be valid if it is there.
    new = value.get("value")
    if new is None or (new == "" and field != "sentence"):
        raise BadLineError(_nothing_to_accept(field, rows, decision), NO_VALUE)
    if field == "sentence" and "old" not in value:
        raise BadLineError("an edit of the sentence needs 'old', the text to replace")
    _check_place(field, place, "place")
    if "old" in value:
        _check_value(field, "old", value["old"])
    _check_value(field, "value", new)


def _nothing_to_accept(field: str, rows: list[str], decision: str) -> str:
    wanted = repr(DROP) if field == "row" else f"the right {field}"
    more = f" and {len(rows) - 1} more" if len(rows) > 1 else ""
    if decision == "edit":
        return f"the new {field} of row {rows[0]!r}{more} is missing; write {wanted}"
    return (
        f"there is no suggestion to accept for {field} of row {rows[0]!r}{more}; write {wanted} "
        "itself as the decision (in JSON: edit, with the value)"
    )


def check_keys(value: dict[str, Any], known: tuple[str, ...]) -> None:
    """Raise an error for a line with unknown keys."""
    unknown = sorted(set(value) - set(known))
    if unknown:
        raise BadLineError(
            f"has an unknown key {shorten(unknown[0])}; known keys are {', '.join(known)}"
        )


def _check_field(field: Any) -> str:
    if field not in VALUE_FIELDS:
        raise BadLineError(
            f"unknown field {shorten(field)}; known fields are {', '.join(VALUE_FIELDS)}"
        )
    return str(field)


def _check_place(field: str, at: Any, name: str) -> None:
    if (field == "sentence") != (at is not None):
        raise BadLineError(f"only an edit of the sentence has a place in {name!r}")
    if at is not None and not _is_place(at):
        raise BadLineError(
            f"{name} must be an offset of the sentence in code points, from 0 on, not {at!r}"
        )


def _check_value(field: str, name: str, value: Any) -> None:
    is_old = name == "old"
    if field in SPAN_FIELDS:
        if not _is_place(value):
            raise BadLineError(f"{name} of {field} must be a whole number, not {shorten(value)}")
    elif field == "row":
        if not is_old and value != DROP:
            raise BadLineError(f"to drop a row, write {name}: {DROP!r}, not {shorten(value)}")
    elif not isinstance(value, str) and not (is_old and value is None):
        raise BadLineError(f"{name} of {field} must be text, not {shorten(value)}")
    elif not is_old and field in (*TEXT_FIELDS, *WORD_FIELDS) and not value:
        raise BadLineError(f"the new value of {field} is empty", NO_VALUE)


def reason_of(value: dict[str, Any]) -> str:
    """Return the reason that a person gave for a decision; "" if there is none."""
    reason = value.get("reason") or ""
    if not isinstance(reason, str):
        raise BadLineError(f"the reason must be text, not {shorten(reason)}")
    return reason


def text_or_none(value: dict[str, Any], name: str) -> str | None:
    """Return the text under a key; None if it is missing or empty."""
    text = value.get(name)
    if text is not None and not isinstance(text, str):
        raise BadLineError(f"{name} must be text, not {shorten(text)}")
    return text or None


def time_of(at: Any) -> str | None:
    """Return the time of a line; None if it has none."""
    if at is None or at == "":
        return None
    try:
        datetime.fromisoformat(at)
    except (TypeError, ValueError):
        raise BadLineError(
            f"at must be a time like 2026-05-01T14:30:00+09:00, not {shorten(at)}"
        ) from None
    return str(at)


def _is_place(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**31


def taken(value: dict[str, Any], line: int) -> Sequence[Correction | BadFix]:
    """Return the decisions in a line.

    If the line cannot be applied, its problem is returned instead, once for each row.
    """
    is_decision = "decision" in value or "rows" in value
    try:
        check_text(value)
        return decisions_of(value, line) if is_decision else [correction_of(value, line)]
    except BadLineError as fault:
        return bad_fixes(value, fault, line)


def bad_fixes(value: dict[str, Any], fault: BadLineError, line: int) -> list[BadFix]:
    """Return the problem of a bad line, once per row that it names."""
    new = value.get("value", value.get("new"))
    bad = BadFix(
        fault.rule,
        None,
        shown(value.get("field")),
        shown(new) or "",
        str(fault),
        shown(value.get("finding")),
        line,
    )
    return [bad._replace(row=row) for row in _named_rows(value)] or [bad]


def _named_rows(value: dict[str, Any]) -> list[str]:
    """Return the row ids that a bad line names, each once."""
    rows = value.get("rows") or [value.get("id")]
    named = map(shown, rows) if isinstance(rows, list) else ()
    return list(dict.fromkeys(row for row in named if row))


def line_error(path: Path, line: int, problem: str) -> InputError:
    """Return the error for a file that cannot be read because of a line."""
    return InputError(f"{path}: line {line}: {problem}")
