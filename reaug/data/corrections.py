"""Corrections that a person has made or accepted: JSON lines, or a filled-in CSV.

A line of JSON is `{"id", "field", "old", "new"}`, with `reason` where there is something to say and
`at` (a code point of the sentence) for an edit of its text. A CSV has these columns and `decision`:
`accept` takes `new`, `reject` or nothing leaves the row, anything else is the value itself.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final, NamedTuple

from reaug.data.cells import unguarded
from reaug.data.problems import shorten
from reaug.data.readers.files import read_text
from reaug.errors import InputError

SPAN_FIELDS: Final = tuple(
    f"{role}_entity.{part}" for role in ("subject", "object") for part in ("start_idx", "end_idx")
)
"""Borders of mentions, as KLUE has them: code points, the end inclusive."""
WORD_FIELDS: Final = ("subject_entity.word", "object_entity.word")
TYPE_FIELDS: Final = ("subject_entity.type", "object_entity.type")
TEXT_FIELDS: Final = ("label", *TYPE_FIELDS)
FIELDS: Final = (*TEXT_FIELDS, *WORD_FIELDS, *SPAN_FIELDS, "sentence", "row")
DROP: Final = "drop"
"""The new value of the field `row`: the row goes."""

_ACCEPT: Final = frozenset({"accept", "accepted", "yes", "y", "1", "ok", "수락", "예", "네"})
_REJECT: Final = frozenset({"", "reject", "rejected", "no", "n", "0", "거절", "아니요", "아니오"})
_KEYS: Final = frozenset({"id", "field", "old", "new", "reason", "at"})


class Correction(NamedTuple):
    """One field of one row: what it held, and what it is to hold.

    Borders are whole numbers, all else is text. `line` is where it stands in the file.
    """

    id: str
    field: str
    old: str | int | None
    new: str | int
    reason: str
    at: int | None
    line: int


@dataclass(frozen=True)
class Corrections:
    """The corrections of a file, by line. `digest` is the SHA-256 of what they say."""

    path: str
    entries: tuple[Correction, ...]

    @cached_property
    def by_row(self) -> dict[str, list[Correction]]:
        """The corrections of each row id."""
        found: dict[str, list[Correction]] = {}
        for entry in self.entries:
            found.setdefault(entry.id, []).append(entry)
        return found

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the corrections, the same for any order and for both formats."""
        told = sorted(json.dumps(entry[:-1], ensure_ascii=False) for entry in self.entries)
        return hashlib.sha256("\n".join(told).encode("utf-8", "surrogatepass")).hexdigest()


def read_corrections(path: Path) -> Corrections:
    """Read the corrections of a file; a name that ends in `.csv` is a filled-in CSV.

    Raises
    ------
    InputError
        The file cannot be read; a line has an unknown or missing field, or a value that its field
        cannot hold; or two lines want one field of a row to hold different things.
    """
    text = read_text(path)
    lines = _of_csv(text, path) if path.suffix.lower() == ".csv" else _of_lines(text, path)
    kept: dict[tuple[str, str, int | None], Correction] = {}
    for entry in lines:
        key = (entry.id, entry.field, entry.at)
        before = kept.setdefault(key, entry)
        if before.new != entry.new:
            raise _error(
                path,
                entry.line,
                f"{entry.field} of row {entry.id!r} is to be {shorten(entry.new)}, but line "
                f"{before.line} says {shorten(before.new)}",
            )
    return Corrections(str(path), tuple(kept.values()))


def _error(path: Path, line: int, problem: str) -> InputError:
    return InputError(f"{path}: line {line}: {problem}")


def _of_lines(text: str, path: Path) -> Iterator[Correction]:
    # Not `splitlines`: U+2028 and its like may stand inside a JSON string.
    for number, line in enumerate(text.split("\n"), start=1):
        if not line or line.isspace():
            continue
        try:
            value = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise _error(path, number, f"is no JSON: {error}") from error
        if not isinstance(value, dict):
            raise _error(path, number, 'is no object with "id", "field", "old" and "new"')
        unknown = sorted(set(value) - _KEYS)
        if unknown:
            known = "id, field, old, new, reason, at"
            raise _error(path, number, f"has an unknown key {unknown[0]!r}; known are {known}")
        yield _correction(value, path, number)


def _of_csv(text: str, path: Path) -> Iterator[Correction]:
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True, delimiter=_delimiter(text))
    needed = ("id", "field", "old", "new", "decision")
    lacking = [name for name in needed if name not in (reader.fieldnames or ())]
    if lacking:
        raise _error(path, 1, f"lacks the columns {', '.join(lacking)}")
    line = 2
    try:
        for row in reader:
            if None in row or None in row.values():
                raise _error(path, line, "has another number of fields than the header")
            value: dict[str, Any] = {name: unguarded(row[name]) for name in row if name in _KEYS}
            value.setdefault("reason", unguarded(row.get("rule") or ""))  # as `audit` writes it
            decision = unguarded(row["decision"]).strip()
            if decision.casefold() not in _REJECT:
                if decision.casefold() not in _ACCEPT:
                    value["new"] = decision
                elif not value["new"]:
                    raise _error(
                        path, line, "there is no suggestion to accept: write the value itself"
                    )
                value["at"] = _number(value["at"]) if value.get("at") else None
                for name in ("old", "new"):
                    if value["field"] in SPAN_FIELDS:
                        value[name] = _number(value[name])
                yield _correction(value, path, line)
            line = reader.line_num + 1
    except csv.Error as error:
        raise _error(path, line, f"is broken CSV: {error}") from error


def _delimiter(text: str) -> str:
    """What parts the names of the header: spreadsheets of some countries write semicolons."""
    header = text.partition("\n")[0]
    return max(",;\t", key=header.count)


def _number(text: str) -> int | str:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else text


def _correction(value: dict[str, Any], path: Path, line: int) -> Correction:
    for name in ("id", "field", "old", "new"):
        if name not in value:
            raise _error(path, line, f"lacks {name!r}")
    row_id, field, old, new = (value[name] for name in ("id", "field", "old", "new"))
    if not isinstance(row_id, str) or not row_id:
        raise _error(path, line, f"the id must be a row id as text, not {row_id!r}")
    if field not in FIELDS:
        raise _error(path, line, f"unknown field {field!r}; known are {', '.join(FIELDS)}")
    at = value.get("at")
    if (field == "sentence") != (at is not None):
        raise _error(path, line, "an edit of the sentence has its place in 'at', nothing else has")
    if at is not None and not _is_place(at):
        raise _error(path, line, f"at is a code point of the sentence, from 0 on, not {at!r}")
    _check_values(field, old, new, path, line)
    reason = value.get("reason") or ""
    if not isinstance(reason, str):
        raise _error(path, line, f"the reason must be a text, not {reason!r}")
    return Correction(row_id, field, old, new, reason, at, line)


def _check_values(field: str, old: Any, new: Any, path: Path, line: int) -> None:
    for name, value in (("old", old), ("new", new)):
        if field in SPAN_FIELDS:
            if not _is_place(value):
                raise _error(
                    path, line, f"{name} of {field} is a whole number, not {shorten(value)}"
                )
        elif field == "row":
            continue
        elif not isinstance(value, str) and not (name == "old" and value is None):
            raise _error(path, line, f"{name} of {field} is a text, not {shorten(value)}")
    if field == "row" and new != DROP:
        raise _error(
            path, line, f"a row can be given up with new: {DROP!r} only, not {shorten(new)}"
        )
    if field in (*TEXT_FIELDS, *WORD_FIELDS) and not new:
        raise _error(path, line, f"the new value of {field} is empty")


def _is_place(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**31
