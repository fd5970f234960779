"""Read and write rows as a JSON list or as JSON lines, for all JSON formats."""

from __future__ import annotations

import json
import shlex
import sys
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reaug.data.formats._format import FileFormat
from reaug.data.text_files import json_of, text_file
from reaug.errors import InputError
from reaug.strict_json import RepeatedKeyError, loads, place_of_repeated

if TYPE_CHECKING:
    import pyarrow as pa

    from reaug.data.raw import Raw


class JsonFormat(FileFormat):
    """Base class of JSON formats; JSON cannot store NaN and infinity."""

    def check(self, table: pa.Table) -> None:
        """Raise an error for a value that JSON cannot store."""
        from reaug.data.text_values import check_json

        check_json(table, self.name)


def list_of(text: str, path: Path) -> Raw:
    """Return the rows of a JSON list; a text that is JSON lines is read, too.

    Raises
    ------
    InputError
        The text is not JSON (the message names line and column); it is not a list; or an object has
        a key twice (the message names row, line and key).
    """
    from reaug.data.column_names import field_called
    from reaug.data.raw import from_rows

    try:
        rows = loads(text)
    except RepeatedKeyError as error:
        row, line = place_of_repeated(text)
        raise InputError(f"{path}: row {row} (from 0), line {line}: {error}") from error
    except json.JSONDecodeError as error:
        if error.msg == "Extra data" and text.lstrip().startswith("{"):
            return lines_of(text, path)
        raise _broken(path, error.lineno, error) from error
    except (ValueError, RecursionError) as error:
        raise InputError(f"{path}: is JSON that cannot be read: {_beyond(error)}") from error
    notes: tuple[str, ...] = ()
    if isinstance(rows, dict):
        whole = rows
        rows = rows_of_columns(whole) or whole
        lists = [name for name, value in whole.items() if _are_objects(value)]
        if rows is whole and len(lists) == 1:
            rows = whole[lists[0]]
            notes = _notes_of_field(whole, lists[0], path)
    if not isinstance(rows, list):
        inner = ""
        if isinstance(rows, dict) and rows and all(isinstance(row, str) for row in rows.values()):
            inner = (
                " (it holds labels by row id, as a patch of Re-TACRED does: "
                f"{shlex.join(['reaug', 'clean', 'DATA', '--patch', str(path), '-o', 'cleaned'])})"
            )
        elif isinstance(rows, dict) and len(lists) > 1:
            inner = f" (its fields {', '.join(lists)} are lists: write each to a file of its own)"
        elif isinstance(rows, dict) and (
            other := next((n for n, value in rows.items() if isinstance(value, list)), None)
        ):
            inner = f" (its field '{other}' is one: take it out)"
        elif isinstance(rows, dict) and "sentence" in map(field_called, rows):
            inner = " (if it is a row, put [ and ] around it)"
        raise InputError(f"{path}: is JSON but not a list of rows: {_kind(rows)}{inner}")
    if rows and not any(isinstance(row, dict) for row in rows):
        raise InputError(
            f"{path}: is a JSON list, but its items are not rows (objects); the first is "
            f"{_kind(rows[0])}"
        )
    return replace(from_rows(rows, origin=str(path), fmt="klue-json"), notes=notes)


def _are_objects(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(row, dict) for row in value)


def _notes_of_field(whole: dict[str, Any], name: str, path: Path) -> tuple[str, ...]:
    """Return notes about an object of which one field contains the rows."""
    note = f"{path}: the rows are those of its field '{name}'"
    others = [other for other in whole if other != name]
    return (note, f"{path}: left out: {', '.join(others)}") if others else (note,)


def rows_of_columns(value: dict[str, Any]) -> list[dict[str, Any]] | None:
    """Return the rows of a JSON object that pandas' `to_json` has written; None for other objects.

    Any `orient` is recognised: columns of values by index, columns of lists, rows by index, "split"
    and "table".

    Examples
    --------
    >>> rows_of_columns({"sentence": {"0": "가", "1": "나"}, "label": {"0": "x", "1": "y"}})
    [{'sentence': '가', 'label': 'x'}, {'sentence': '나', 'label': 'y'}]
    """
    from reaug.data.column_names import field_called

    def names_fields(names: Iterable[Any]) -> bool:
        return sum(field_called(str(name)) is not None for name in names) > 1

    names, data = value.get("columns"), value.get("data")
    if isinstance(names, list) and isinstance(data, list) and names_fields(names):
        if all(isinstance(row, list) and len(row) == len(names) for row in data):
            return [dict(zip(names, row, strict=True)) for row in data]
        return None
    schema = value.get("schema")
    if (
        isinstance(data, list)
        and isinstance(schema, dict)
        and all(isinstance(x, dict) for x in data)
    ):
        index = schema.get("primaryKey") or []
        return [{name: item for name, item in row.items() if name not in index} for row in data]
    columns = list(value.values())
    if not columns:
        return None
    if names_fields(value):
        if all(isinstance(column, dict) for column in columns):
            index = list(columns[0])
            if all(column.keys() == columns[0].keys() for column in columns):
                return [{name: value[name][i] for name in value} for i in index]
        elif all(isinstance(column, list) and len(column) == len(columns[0]) for column in columns):
            rows = zip(*columns, strict=True)
            return [dict(zip(value, row, strict=True)) for row in rows]
    elif all(isinstance(row, dict) and names_fields(row) for row in columns):
        return columns
    return None


def lines_of(text: str, path: Path, first: int = 1) -> Raw:
    """Return the rows of JSON lines with their line numbers; empty lines are skipped.

    `first` is the number of the first line.

    Raises
    ------
    InputError
        A line is not JSON (the message names line and column), or has a key twice.
    """
    from reaug.data.raw import from_rows

    rows, lines = [], []
    # Not `splitlines`, since a JSON string may contain U+2028 and similar characters.
    for number, line in enumerate(text.split("\n"), start=first):
        if not line or line.isspace():
            continue
        try:
            rows.append(loads(line))
        except RepeatedKeyError as error:
            where = f"row {len(rows)} (from 0), line {number}"
            raise InputError(f"{path}: {where}: {error}") from error
        except json.JSONDecodeError as error:
            raise _broken(path, number, error) from error
        except (ValueError, RecursionError) as error:
            raise InputError(f"{path}: line {number} cannot be read: {_beyond(error)}") from error
        lines.append(number)
    return from_rows(rows, origin=str(path), fmt="jsonl", lines=lines)


def _broken(path: Path, line: int, error: json.JSONDecodeError) -> InputError:
    """Return the error for invalid JSON."""
    return InputError(f"{path}: has broken JSON at line {line}, column {error.colno}: {error.msg}")


def _beyond(error: ValueError | RecursionError) -> str:
    """Return a message about valid JSON that Python cannot represent."""
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    return f"it contains a number of more than {sys.get_int_max_str_digits():,} digits"


def _kind(value: Any) -> str:
    names = {
        dict: "an object",
        list: "a list",
        str: "text",
        bool: "a truth value",
        type(None): "null",
    }
    return names.get(type(value), "a number")


def write_list(rows: Iterable[dict[str, Any]], path: Path) -> None:
    """Write a JSON list of rows, one per line."""
    with text_file(path) as file:
        between = "[\n"
        for row in rows:
            file.write(between + json_of(row))
            between = ",\n"
        file.write("[]\n" if between == "[\n" else "\n]\n")
