"""Read the probabilities of a user's model, for `--pred-probs` of `reaug audit`.

There are three formats, recognised by the suffix of the file. A file with more rows than the data
is refused.

- `.parquet`: one column per label, by name.
- `.npy`: an array of rows and labels. The names of the columns are in a file beside it,
  `NAME.labels.json` (a JSON list) or `NAME.labels.txt` (one name per line).
- `.jsonl`: one object per row: `{"per:title": 0.9, …}`, or `{"id": …, "probs": {…}}`.

Rows are matched by id if the file has a column `id`, `guid` or `row_id`, otherwise by order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reaug.audit.noise.probability_checks import check, check_labels
from reaug.audit.noise.training import Probabilities
from reaug.core.arrays import F64
from reaug.core.text import contiguous
from reaug.errors import InputError, ReaugError
from reaug.rulebook import RuleBook
from reaug.strict_json import RepeatedKeyError, loads

if TYPE_CHECKING:
    import numpy.typing as npt

IDS: Final = ("row_id", "guid", "id")


class Given(NamedTuple):
    """The contents of a file of probabilities: names of columns, values, row ids (None if none)."""

    labels: Sequence[str]
    values: npt.NDArray[np.generic]
    ids: pa.StringArray | None


def read_probabilities(
    path: str | PathLike[str], rows: pa.StringArray, rules: RuleBook
) -> Probabilities:
    """Return the probabilities of the rule book's labels for the rows of a set, read from a file.

    Parameters
    ----------
    path
        A `.parquet`, `.npy` or `.jsonl` file.
    rows
        The ids of the n rows.
    rules
        The rule book.

    Raises
    ------
    InputError
        The file cannot be read, or does not fit the rows or labels; the message says where.
    """
    path = Path(path)
    readers: dict[str, Callable[[Path, int, RuleBook], Given]] = {
        ".parquet": _parquet,
        ".npy": _npy,
        ".jsonl": _jsonl,
    }
    read = readers.get(path.suffix.lower())
    try:
        if read is None:
            known = ", ".join(readers)
            raise InputError(
                f"probabilities can be read from {known}; this file ends in {path.suffix!r}"
            )
        if path.exists() and not path.is_file():
            raise InputError("is a pipe or folder, not a file; save the probabilities in a file")
        given = read(path, len(rows), rules)
        values = given.values if given.ids is None else _in_row_order(given, rows)
        return check(values, given.labels, rows, rules)
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror or error}") from error
    except ReaugError as error:
        raise InputError(f"{path}: {error}") from error


def _in_row_order(given: Given, rows: pa.StringArray) -> npt.NDArray[np.generic]:
    """Return the values in the order of the rows, matched by id."""
    ids = given.ids
    assert ids is not None
    if ids.null_count:
        raise InputError(f"row number {ids.is_null().index(True).as_py() + 1} has no id")
    counts = pc.value_counts(ids)
    if len(counts) < len(ids):
        twice = counts.filter(pc.greater(counts.field("counts"), 1))[0]["values"].as_py()
        raise InputError(f"the id {twice!r} appears more than once")
    place = pc.index_in(rows, value_set=ids)
    if place.null_count:
        lost = rows.filter(place.is_null())[0].as_py()
        raise InputError(f"there are no probabilities for the row {lost}")
    unknown = ids.filter(pc.invert(pc.is_in(ids, value_set=rows)))
    if len(unknown):
        raise InputError(f"there is no row with the id {unknown[0].as_py()!r}")
    return given.values[place.to_numpy(zero_copy_only=False)]


def _counted(count: int, rows: int) -> None:
    if count != rows:
        raise InputError(f"has probabilities for {count} rows, but the data has {rows}")


def _parquet(path: Path, rows: int, rules: RuleBook) -> Given:
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path) as file:
            # This is checked before a column is read, because a wrong file may be large.
            _counted(file.metadata.num_rows, rows)
            names = file.schema_arrow.names
            ids = next((name for name in IDS if name in names), None)
            labels = [name for name in names if name != ids]
            check_labels(labels, rules)
            for field in file.schema_arrow:
                _check_type(field, is_id=field.name == ids)
            table = file.read()
    except pa.ArrowException as error:
        reason = str(error).partition("\n")[0]
        raise InputError(f"is not a readable Parquet file: {reason}") from error
    # A null becomes NaN, which `check` refuses.
    columns = [table.column(name).cast(pa.float64()).to_numpy() for name in labels]
    named = None if ids is None else contiguous(table.column(ids).cast(pa.string()))
    return Given(labels, np.column_stack(columns), named)


def _check_type(field: pa.Field, *, is_id: bool) -> None:
    kind, is_a = field.type, pa.types
    texts = is_a.is_string(kind) or is_a.is_large_string(kind)
    if is_id and not (texts or is_a.is_integer(kind)):
        raise InputError(f"the column {field.name} holds {kind}, not row ids")
    if not is_id and not (is_a.is_floating(kind) or is_a.is_integer(kind)):
        raise InputError(f"the column {field.name} holds {kind}, not numbers")


def _npy(path: Path, rows: int, rules: RuleBook) -> Given:
    path.open("rb").close()  # a missing file is reported before missing column names
    labels = _names_of_columns(path)
    if labels is None:
        raise InputError(f"has no column names: write them to {path.stem}.labels.json next to it")
    check_labels(labels, rules)
    try:
        # The file is mapped, so that a wrong size in the header uses no memory. Pickles are never
        # loaded.
        values = np.lib.format.open_memmap(path, mode="r")
    except (ValueError, EOFError, TypeError, SyntaxError, OverflowError) as error:
        reason = str(error).partition("\n")[0]
        raise InputError(f"is not a readable array: {reason}") from error
    if values.ndim != 2:
        raise InputError("must hold an array with two dimensions: rows and labels")
    _counted(len(values), rows)
    return Given(labels, values, None)


def _jsonl(path: Path, rows: int, rules: RuleBook) -> Given:
    ids, values = _json_lines(path, rows, rules.labels, IDS)
    _counted(len(values), rows)
    return Given(rules.labels, values, ids)


_LONGEST: Final = 1 << 20
"""The greatest size of a line, or of a list of labels, in bytes."""
_PROBS: Final = "probs"
_OF_WRONG: Final = {"label", "predicted"}
"""Keys that only the list of wrong rows of `reaug probe --wrong` has."""


def _names_of_columns(path: Path) -> list[str] | None:
    """Return the labels of an array's columns from the file beside it; None if there is no file."""
    for suffix in (".labels.json", ".labels.txt"):
        file = path.with_name(path.stem + suffix)
        if not file.exists():
            continue
        if file.stat().st_size > _LONGEST:
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


def _json_lines(
    path: Path, rows: int, labels: Sequence[str], id_names: Sequence[str]
) -> tuple[pa.StringArray | None, F64]:
    """Return the row ids (None if the lines have none) and the probabilities (`float64[m, k]`)."""
    # More than `rows` lines are an error.
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
    """Yield the non-empty lines with their numbers, from 1."""
    with path.open("rb") as file:
        number = 0
        while raw := file.readline(_LONGEST + 1):
            number += 1
            if len(raw) > _LONGEST:
                raise InputError(f"line {number}: is longer than {_LONGEST} bytes")
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
    if _PROBS in row:
        if set(row) >= _OF_WRONG:
            raise InputError(
                f"line {line}: this is the list of wrong rows from reaug probe --wrong, which "
                "lacks the other rows; give the file of all rows next to it (wrong.probs.jsonl)"
            )
        if len(row) > 1:
            other = next(name for name in row if name != _PROBS)
            raise InputError(f"line {line}: the key {other!r} is not allowed next to {_PROBS!r}")
        row = row[_PROBS]
        if not isinstance(row, dict):
            raise InputError(
                f"line {line}: {_PROBS!r} must be an object that gives each label its probability"
            )
    unknown = next((name for name in row if name not in set(labels)), None)
    if unknown is not None:
        raise InputError(f"line {line}: {unknown!r} is not a label of the rule book")
    missing = next((name for name in labels if name not in row), None)
    if missing is not None:
        raise InputError(f"line {line}: no probability for the label {missing!r}")
    for name, value in row.items():
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise InputError(f"line {line}: {name} is {type(value).__name__}, not a number")
    try:
        return [float(row[name]) for name in labels]
    except OverflowError as error:
        raise InputError(f"line {line}: a number is too large") from error
