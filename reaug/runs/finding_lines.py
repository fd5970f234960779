"""Findings of steps as the lines of `findings.jsonl`, in the words of the audit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from reaug.core.finding_key import finding_key

_FIELDS: Final = {
    "subject_type": "subject_entity.type",
    "object_type": "object_entity.type",
    "subject": "subject_entity",
    "object": "object_entity",
}
"""Fields as steps name them, by KLUE's path."""

_NUMBERS: Final = ("start_idx", "end_idx")
_TEXTS: Final = ("label", "type", "word")


def finding_line(row: dict[str, Any]) -> dict[str, Any]:
    """A finding of `FINDINGS_SCHEMA` as a line, with its key, and `fixes` for what it suggests.

    A finding of several fields (`subject_type,label`, with as many values and suggestions) is about
    the first; its fixes are to be decided together.
    """
    fields = [_FIELDS.get(name, name) for name in (row["field"] or "").split(",")]
    values, suggestions = [row["value"]], [row["suggestion"]]
    if len(fields) > 1 and row["suggestion"]:
        values, suggestions = (row["value"] or "").split(","), row["suggestion"].split(",")
        if not len(fields) == len(values) == len(suggestions):  # a name holds a comma
            fields, values, suggestions = [",".join(fields)], [row["value"]], [row["suggestion"]]
    rows = [] if row["row_id"] is None else [row["row_id"]]
    field, value, suggestion = fields[0], values[0], suggestions[0]
    line = {
        "rule": row["rule"],
        "severity": row["severity"],
        "rows": rows,
        "field": field,
        "value": value,
        "suggestion": suggestion,
        **{name: row[name] for name in ("score", "applied", "message")},
        "key": finding_key(row["rule"], rows, field, value, suggestion),
    }
    fixes = [*_fixes(fields, values, suggestions)]
    return line | {"fixes": fixes} if fixes else line


def _fixes(
    fields: list[str], values: list[str | None], suggestions: list[str | None]
) -> Iterator[dict[str, Any]]:
    for field, old, new in zip(fields, values, suggestions, strict=True):
        part = field.rpartition(".")[2]
        if not new:
            continue
        if part in _TEXTS:
            yield {"field": field, "old": old, "new": new}
        elif part in _NUMBERS and (old or "").isdecimal() and new.isdecimal():
            yield {"field": field, "old": int(old or 0), "new": int(new)}
