"""Write rows as files that others read: whole, or not at all."""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from reaug.core.schema import GUID, LABEL, ROLES, SENTENCE, SOURCE
from reaug.data.border import to_klue
from reaug.data.cells import SHIELD, SHIELDED, is_formula, shielded
from reaug.data.dataset import to_dataset
from reaug.data.formats import Format
from reaug.data.tacred_rows import tacred_rows
from reaug.data.text_files import json_of, text_file
from reaug.data.text_values import check_values
from reaug.errors import OutputError, UsageError
from reaug.files.atomic import whole

_BATCH: Final = 4_096
_MENTIONS: Final = tuple(f"{role}_entity" for role in ROLES)
_COMPETITION: Final = {
    "id": GUID,
    SENTENCE: SENTENCE,
    "subject_entity": "subject_entity",
    "object_entity": "object_entity",
    LABEL: LABEL,
    SOURCE: SOURCE,
}
"""Columns of the competition's CSV, and their names in KLUE's schema."""


def write(table: pa.Table, path: Path, fmt: Format, *, labels: Sequence[str]) -> None:
    """Write internal rows in KLUE's schema.

    Parameters
    ----------
    table
        n rows of `CORE_SCHEMA` with the user's columns behind.
    path
        File to write, or folder for "disk". It is written under another name beside it and then
        renamed, so that a file is replaced as a whole; a folder must not exist yet; a device or
        pipe is written into. Text is packed where the name ends in `.gz`.
    fmt
        One of `WRITABLE`; "disk" is the folder of datasets' `save_to_disk`. Labels are names, but
        ids of a ClassLabel for "disk".
    labels
        The names of that ClassLabel, in the order of their ids.

    Raises
    ------
    OutputError
        If `path` cannot be written, or the format cannot hold a value.
    UsageError
        If the format is unknown.

    Examples
    --------
    >>> import tempfile
    >>> from reaug.core.examples import batch_of
    >>> table = batch_of("[S|ORG|삼성]의 [O|PER|이재용]").table
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write(table, Path(folder) / "rows.csv", "competition-csv", labels=["no_relation"])
    ...     (Path(folder) / "rows.csv").read_text(encoding="utf-8").splitlines()[0]
    'id,sentence,subject_entity,object_entity,label,source'
    """
    writer = _WRITERS.get(fmt)
    if writer is None:
        raise UsageError(f"unknown format '{fmt}'; rows are written as {', '.join(_WRITERS)}")
    path = Path(path)
    if fmt == "disk" and path.exists():
        raise OutputError(f"{path}: exists already")
    check_values(table, fmt)
    with whole(path) as beside:
        try:
            writer(table, beside, labels)
        except pa.ArrowException as error:
            raise OutputError(f"{path}: cannot be written as {fmt}: {error}") from error


def _rows(table: pa.Table) -> Iterator[dict[str, Any]]:
    for batch in to_klue(table).to_batches(max_chunksize=_BATCH):
        yield from batch.to_pylist()


def _write_json(table: pa.Table, path: Path, _: Sequence[str]) -> None:
    _write_list(_rows(table), path)


def _write_tacred(table: pa.Table, path: Path, _: Sequence[str]) -> None:
    _write_list(tacred_rows(to_klue(table)), path)


def _write_list(rows: Iterable[dict[str, Any]], path: Path) -> None:
    with text_file(path) as file:
        between = "[\n"
        for row in rows:
            file.write(between + json_of(row))
            between = ",\n"
        file.write("[]\n" if between == "[\n" else "\n]\n")


def _write_jsonl(table: pa.Table, path: Path, _: Sequence[str]) -> None:
    with text_file(path) as file:
        for row in _rows(table):
            file.write(json_of(row) + "\n")


def _write_csv(table: pa.Table, path: Path, _: Sequence[str]) -> None:
    """Write the competition's columns first; texts stay texts, other values become JSON.

    A missing value is an empty field, so that "" in a user's column is read as missing. Where a
    spreadsheet may run a cell, the cells of its row are `shielded`, and the last column says so.
    """
    with text_file(path) as file:
        plain = csv.writer(file, lineterminator="\n")
        # The csv module of Python 3.11 leaves a lone carriage return unquoted.
        careful = csv.writer(file, lineterminator="\n", quoting=csv.QUOTE_ALL)

        def put(cells: Sequence[str]) -> None:
            writer = careful if any("\r" in cell for cell in cells) else plain
            writer.writerow(cells)

        klue = to_klue(table)
        extras = [name for name in klue.column_names if name not in _COMPETITION.values()]
        columns = dict(_COMPETITION)
        if "id" in extras:  # the user's own: the guid goes under its own name, which is read first
            columns = {GUID: GUID} | {out: name for out, name in columns.items() if out != "id"}
        columns |= {name: name for name in extras}
        shield = _has_formulas(klue, columns)
        if any("\0" in name for name in columns):
            raise OutputError("a column has a NUL character in its name, which a CSV cannot hold")
        if SHIELD in columns:
            raise OutputError(f"column '{SHIELD}' has a name that a CSV of reaug uses; rename it")
        head = [*map(shielded, columns), SHIELD] if shield else list(columns)
        put(head)
        for batch in klue.to_batches(max_chunksize=_BATCH):
            for row in batch.to_pylist():
                cells = [_cell(name, row[name]) for name in columns.values()]
                if shield:
                    safe = list(map(shielded, cells))
                    cells = [*safe, SHIELDED if safe != cells else ""]
                put(cells)


def _has_formulas(klue: pa.Table, names: Iterable[str]) -> bool:
    """Whether a spreadsheet may run some cell of a table, or some name of a column."""
    if any(map(is_formula, names)):
        return True
    for column in klue.columns:
        if pa.types.is_string(column.type):
            odd = column.filter(pc.match_substring_regex(column, r"^[^\pL\pN]"))
            if any(is_formula(text) for text in odd.to_pylist()):
                return True
    return False


def _cell(name: str, value: Any) -> str:
    if value is None:
        return ""
    if name in _MENTIONS:
        return repr(value)
    if isinstance(value, float) and not math.isfinite(value):  # a text here, not JSON
        return json.dumps(value)
    text = value if isinstance(value, str) else json_of(value)
    if "\0" in text:
        raise OutputError(
            f"column '{name}' holds a NUL character, which a CSV cannot; write klue-json"
        )
    return text


def _write_parquet(table: pa.Table, path: Path, _: Sequence[str]) -> None:
    if path.suffix == ".gz":
        raise OutputError("Parquet is packed by itself; leave the .gz away")
    import pyarrow.parquet as pq

    pq.write_table(to_klue(table), path)


def write_splits(parts: Mapping[str, pa.Table], path: Path, *, labels: Sequence[str]) -> None:
    """Write internal rows as the splits of a `DatasetDict`, as its `save_to_disk` does.

    Parameters
    ----------
    parts
        By name, the rows of each split.
    path
        A folder that does not exist yet.
    labels
        As for `write`.
    """
    import datasets

    sets = {name: to_dataset(table, labels=labels) for name, table in parts.items()}
    with _quiet():
        datasets.DatasetDict(sets).save_to_disk(str(path))


def _write_disk(table: pa.Table, path: Path, labels: Sequence[str]) -> None:
    rows = to_dataset(table, labels=labels)
    with _quiet():
        rows.save_to_disk(str(path))


@contextmanager
def _quiet() -> Iterator[None]:
    """No bars of datasets: progress is the business of who calls us."""
    import datasets

    quiet = datasets.are_progress_bars_disabled()
    datasets.disable_progress_bars()
    try:
        yield
    finally:
        if not quiet:
            datasets.enable_progress_bars()


_Writer = Callable[[pa.Table, Path, Sequence[str]], None]

_WRITERS: Final[dict[Format, _Writer]] = {
    "klue-json": _write_json,
    "competition-csv": _write_csv,
    "jsonl": _write_jsonl,
    "parquet": _write_parquet,
    "tacred": _write_tacred,
    "disk": _write_disk,
}
