"""Probabilities as JSON: lines of them, and the column names of an array."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa

from reaug.core.arrays import F64
from reaug.errors import InputError
from reaug.strict_json import RepeatedKeyError, loads

LONGEST: Final = 1 << 20
"""The longest line or list of labels, in bytes; a longer one does not hold probabilities."""
PROBS: Final = "probs"
_OF_WRONG: Final = {"label", "predicted"}
"""Keys of a file of wrong rows besides the probabilities."""


def beside(path: Path) -> list[str] | None:
    """Read the labels of an array's columns from the file beside it; None where there is none."""
    for suffix in (".labels.json", ".labels.txt"):
        file = path.with_name(path.stem + suffix)
        if not file.exists():
            continue
        if file.stat().st_size > LONGEST:
            raise InputError(f"{file.name} next to it is too large for a list of labels")
        try:
            text = file.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError as error:
            raise InputError(f"{file.name} next to it is not UTF-8 text") from error
        if suffix == ".labels.txt":
            return [line.strip() for line in text.splitlines() if line.strip()]
        labels = _loaded(text, file.name)
        if not isinstance(labels, list) or not all(isinstance(name, str) for name in labels):
            raise InputError(f"{file.name} next to it must be a JSON list of label names")
        return labels
    return None


def json_lines(
    path: Path, rows: int, labels: Sequence[str], id_names: Sequence[str]
) -> tuple[pa.StringArray | None, F64]:
    """Read ids, where the rows have them, and `float64[m, k]`; refuse more than `rows` at once."""
    values = np.zeros((rows, len(labels)))
    ids: list[str | None] = []
    number = 0
    for line, text in _lines(path):
        if number == rows:
            raise InputError(f"line {line}: there are more rows than the {rows} of the data")
        row = _loaded(text, f"line {line}")
        if not isinstance(row, dict):
            raise InputError(f"line {line}: is not an object")
        ids.append(_id(row, id_names, line))
        values[number] = _probabilities(row, labels, line)
        number += 1
    if all(name is None for name in ids):
        return None, values[:number]
    return pa.array(ids, pa.string()), values[:number]


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    """Yield non-empty lines, numbered from 1."""
    with path.open("rb") as file:
        number = 0
        while raw := file.readline(LONGEST + 1):
            number += 1
            if len(raw) > LONGEST:
                raise InputError(f"line {number}: is longer than {LONGEST} bytes")
            try:
                text = raw.decode("utf-8-sig" if number == 1 else "utf-8")
            except UnicodeDecodeError as error:
                raise InputError(f"line {number}: is not UTF-8 text") from error
            if text.strip():
                yield number, text


def _loaded(text: str, where: str) -> Any:
    try:
        return loads(text)
    except RepeatedKeyError as error:
        raise InputError(f"{where}: {error}") from error
    except (ValueError, RecursionError) as error:
        raise InputError(f"{where}: is not JSON: {error}") from error


def _id(row: dict[str, Any], id_names: Sequence[str], line: int) -> str | None:
    name = next((name for name in id_names if name in row), None)
    if name is None:
        return None
    value = row.pop(name)
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise InputError(f"line {line}: {name} must be text or a whole number")
    return str(value)


def _probabilities(row: dict[str, Any], labels: Sequence[str], line: int) -> list[float]:
    if PROBS in row:
        if set(row) >= _OF_WRONG:
            raise InputError(
                f"line {line}: this is the list of wrong rows from reaug probe --wrong, which "
                "lacks the others; give the file of all rows next to it (wrong.probs.jsonl)"
            )
        if len(row) > 1:
            other = next(name for name in row if name != PROBS)
            raise InputError(f"line {line}: {other!r} next to {PROBS!r}")
        row = row[PROBS]
        if not isinstance(row, dict):
            raise InputError(f"line {line}: {PROBS!r} must be an object of labels")
    unknown = next((name for name in row if name not in set(labels)), None)
    if unknown is not None:
        raise InputError(f"line {line}: {unknown!r} is not a label of the rule book")
    missing = next((name for name in labels if name not in row), None)
    if missing is not None:
        raise InputError(f"line {line}: the label {missing!r} is missing")
    for name, value in row.items():
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise InputError(f"line {line}: {name} is {type(value).__name__}, not a number")
    try:
        return [float(row[name]) for name in labels]
    except OverflowError as error:
        raise InputError(f"line {line}: a number is too large") from error
