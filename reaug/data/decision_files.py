"""Files of decisions: JSON lines, or the CSV of an audit with its column `decision` filled in.

In a CSV `decision` says accept or reject (in English or Korean); any other text is the value
itself, and an empty cell that nobody has decided.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from reaug.data.cells import unguarded
from reaug.data.contradictions import settled
from reaug.data.corrections import (
    SPAN_FIELDS,
    BadFix,
    Correction,
    Corrections,
    OnBadFix,
    refuse,
)
from reaug.data.decision_lines import BadLineError, check_text, correction_of, decisions_of, shown
from reaug.data.readers.files import any_length, read_bytes, text_of
from reaug.errors import InputError
from reaug.strict_json import RepeatedKeyError, loads

_ACCEPT: Final = frozenset({"accept", "accepted", "yes", "y", "1", "ok", "수락", "예", "네"})
_BOM: Final = b"\xef\xbb\xbf"
_REJECT: Final = frozenset({"reject", "rejected", "no", "n", "0", "거절", "아니요", "아니오"})


def read_corrections(*paths: Path, on_bad_fix: OnBadFix = "stop") -> Corrections:
    """Read the decisions of files; a name that ends in `.csv` is a filled-in CSV.

    Parameters
    ----------
    on_bad_fix
        `stop`: an error counts the lines that cannot be written; `skip`: they are left out, and
        stand in `bad`.

    Raises
    ------
    InputError
        A file cannot be read, or is no JSON lines or CSV; two decisions contradict each other, and
        no times say which is the later one; or, with `stop`, lines cannot be written.
    """
    good: list[Correction] = []
    bad: list[BadFix] = []
    notes: list[str] = []
    for number, path in enumerate(paths):
        text, note = _text(path)
        notes += [note] if note else []
        lines = _of_csv if path.suffix.lower() == ".csv" else _of_lines
        for found in lines(text, path):
            for one in found:
                if isinstance(one, BadFix):
                    bad.append(one._replace(file=number))
                else:
                    good.append(one._replace(file=number))
    if bad and on_bad_fix == "stop":
        raise refuse(paths, bad, WAY_OUT)
    read = Corrections.of(paths, good).leaving_out(bad)
    standing, against, superseded = settled((*read.entries, *read.rejected), paths)
    if against:
        raise refuse(paths, against, "; keep one of the two")
    return replace(
        Corrections.of(paths, standing), bad=read.bad, superseded=superseded, notes=tuple(notes)
    )


WAY_OUT: Final = " (to leave such lines out: --on-bad-fix skip, in a recipe on_bad_fix: skip)"


def _text(path: Path) -> tuple[str, str | None]:
    """The text of a file; Korean Excel saves a CSV in CP949, which is taken where it is whole."""
    data = read_bytes(path)
    try:
        return text_of(data, path), None
    except InputError:
        if path.suffix.lower() != ".csv" or data.startswith(_BOM):
            raise
        try:
            return data.decode("cp949"), f"{path.name} is not UTF-8: read as CP949"
        except UnicodeDecodeError:
            pass
        raise


def _error(path: Path, line: int, problem: str) -> InputError:
    return InputError(f"{path}: line {line}: {problem}")


def _of_lines(text: str, path: Path) -> Iterator[Sequence[Correction | BadFix]]:
    # Not `splitlines`: U+2028 and its like may stand inside a JSON string.
    for number, line in enumerate(text.split("\n"), start=1):
        if not line or line.isspace():
            continue
        try:
            value = loads(line)
        except RepeatedKeyError as error:
            raise _error(path, number, str(error)) from error
        except (ValueError, RecursionError) as error:
            raise _error(path, number, f"is not JSON: {error}") from error
        if not isinstance(value, dict):
            known = '"rows", "field" and "decision", or with "id", "field", "old" and "new"'
            raise _error(path, number, f"is not an object with {known}")
        yield _taken(value, number)


def _taken(value: dict[str, Any], line: int) -> Sequence[Correction | BadFix]:
    """The decisions of a line; or what is wrong with it, for each row that it is about."""
    is_decision = "decision" in value or "rows" in value
    try:
        check_text(value)
        return decisions_of(value, line) if is_decision else [correction_of(value, line)]
    except BadLineError as fault:
        field, finding = value.get("field"), value.get("finding")
        new = value.get("value", value.get("new"))
        told = BadFix(
            fault.rule,
            None,
            shown(field),
            shown(new) or "",
            str(fault),
            shown(finding),
            line,
        )
        return [told._replace(row=row) for row in _rows_of(value)] or [told]


def _rows_of(value: dict[str, Any]) -> list[str]:
    """The rows that a bad line names, each once; what is no row id is left out."""
    rows = value.get("rows") or [value.get("id")]
    named = map(shown, rows) if isinstance(rows, list) else ()
    return list(dict.fromkeys(row for row in named if row))


def _of_csv(text: str, path: Path) -> Iterator[Sequence[Correction | BadFix]]:
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True, delimiter=_delimiter(text))
    for line, row in _rows(reader, text, path):
        if None in row or None in row.values():
            raise _error(path, line, "has another number of fields than the header")
        cells = {name: unguarded(cell) for name, cell in row.items()}
        if cells["decision"].strip():
            yield _taken(_record(cells), line)


def _rows(
    reader: csv.DictReader[str], text: str, path: Path
) -> list[tuple[int, dict[str | Any, str | Any]]]:
    """The rows of a CSV, each with its first line; fields may be of any length."""
    rows: list[tuple[int, dict[str | Any, str | Any]]] = []
    line = 1
    with any_length(text):
        try:
            _check_header(list(reader.fieldnames or ()), path)
            line = 2
            for row in reader:
                rows.append((line, row))
                line = reader.line_num + 1
        except csv.Error as error:
            raise _error(path, line, f"is broken CSV: {error}") from error
    return rows


def _check_header(names: list[str], path: Path) -> None:
    lacking = [name for name in ("id", "field", "old", "new", "decision") if name not in names]
    if lacking:
        raise _error(path, 1, f"lacks the columns {', '.join(lacking)}")
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:  # which of the two a person has filled in cannot be known
        raise _error(path, 1, f"the column {twice!r} occurs twice; take one of them away")


def _record(cells: dict[str, str]) -> dict[str, Any]:
    """A line of a CSV as the record that a line of JSON is."""
    decision, field = cells["decision"].strip(), cells["field"]
    word = decision.casefold()
    kind = "reject" if word in _REJECT else "accept" if word in _ACCEPT else "edit"
    number = cells.get("finding", "")
    place = _number(cells["at"]) if cells.get("at") else None
    value: Any = decision if kind == "edit" else cells["new"]
    # What a suggestion deletes has its place; without one there was no suggestion.
    if kind == "accept" and not value and not (field == "sentence" and place is not None):
        value = None
    old: Any = cells["old"]
    if field in SPAN_FIELDS:
        old, value = _number(old), None if value is None else _number(value)
    return {
        "finding": cells.get("key") or (f"#{number}" if number else None),
        "rows": [cells["id"]],
        "field": field,
        "decision": kind,
        "value": value,
        "by": cells.get("by") or None,
        "at": cells.get("time") or None,
        "old": old,
        "place": place,
        "reason": cells.get("reason") or cells.get("rule") or "",
    }


def _delimiter(text: str) -> str:
    """What parts the names of the header: spreadsheets of some countries write semicolons."""
    header = text.partition("\n")[0]
    return max(",;\t", key=header.count)


def _number(text: str) -> int | str:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else text
