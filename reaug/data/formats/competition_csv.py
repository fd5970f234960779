"""The competition's CSV: `id,sentence,subject_entity,object_entity,label,source`.

The mentions are Python dict literals. A CSV knows text only, so columns of the user's own stay
text, and an empty field means that there is no value.
"""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from reaug.data.cells import SHIELD, SHIELDED, is_formula, shielded, unshielded
from reaug.data.formats._format import FileFormat
from reaug.data.text_files import any_length, json_of, read_text, text_file
from reaug.errors import InputError, OutputError

if TYPE_CHECKING:
    import pyarrow as pa

    from reaug.data.raw import Column, Raw

_BATCH: Final = 4_096
_MENTIONS: Final = ("subject_entity", "object_entity")
_KLUE: Final = {
    "id": "guid",
    "sentence": "sentence",
    **{name: name for name in _MENTIONS},
    "label": "label",
    "source": "source",
}
"""The columns of the file, and their names in KLUE's schema."""


class CompetitionCsv(FileFormat):
    """A CSV with a header."""

    summary = "the competition's CSV, mentions as Python dict literals (.csv)"
    suffix = ".csv"
    suffixes = (".csv",)

    def sniff(self, data: bytes) -> bool:
        """Whether the first line, as a header, names the column of the sentences."""
        return data[:1] not in (b"[", b"{") and b"sentence" in data.split(b"\n", 1)[0]

    def check(self, table: pa.Table) -> None:
        """Refuse what is no text and has no JSON: a number that JSON lacks is a text here."""
        from reaug.data.text_values import check_cells

        check_cells(table, self.name)

    def row_losses(self, table: pa.Table) -> list[str]:
        """A CSV knows text only."""
        from reaug.core.schema import extra_columns
        from reaug.data.lift import is_text

        others = [name for name in extra_columns(table.schema) if not is_text(table[name].type)]
        return [f"the type of column '{name}', whose values become text" for name in others]

    def read(self, path: Path) -> Raw:
        """Read a CSV with a header.

        Raises
        ------
        InputError
            If it holds a NUL, has no header or a name twice, or its quotes do not match.
        """
        text = read_text(path)
        if "\0" in text:
            line = text.count("\n", 0, text.index("\0")) + 1
            raise InputError(f"{path}: holds a NUL character at line {line}; is it UTF-16?")
        header: list[str] = []
        rows: list[list[Any]] = []
        lines: list[int] = []
        line = 1
        with any_length(text):
            reader = csv.reader(io.StringIO(text, newline=""), strict=True)
            try:
                for row in reader:
                    if row and not header:
                        header = _header(row, path)
                    elif row:
                        rows.append(row)
                        lines.append(line)
                    line = reader.line_num + 1
            except csv.Error as error:
                raise InputError(
                    f"{path}: is broken CSV in the row of line {line}: {error}"
                ) from error
        if header and header[-1] == SHIELD:
            header, rows = _unshielded(header, rows)
        return _columns(header, rows, lines, path, self.name)

    def write(self, table: pa.Table, path: Path, labels: Sequence[str]) -> None:
        """Write the competition's columns first; texts stay texts, other values become JSON.

        A missing value is an empty field, so that "" in a user's column is read as missing. Where
        a spreadsheet may run a cell, the cells of its row are `shielded`, and the last column says
        so.
        """
        from reaug.data.border import to_klue

        with text_file(path) as file:
            plain = csv.writer(file, lineterminator="\n")
            # The csv module of Python 3.11 leaves a lone carriage return unquoted.
            careful = csv.writer(file, lineterminator="\n", quoting=csv.QUOTE_ALL)

            def put(cells: Sequence[str]) -> None:
                writer = careful if any("\r" in cell for cell in cells) else plain
                writer.writerow(cells)

            klue = to_klue(table)
            columns = _header_of(klue)
            shield = _has_formulas(klue, columns)
            head = [*map(shielded, columns), SHIELD] if shield else list(columns)
            put(head)
            for batch in klue.to_batches(max_chunksize=_BATCH):
                for row in batch.to_pylist():
                    cells = [_cell(name, row[name]) for name in columns.values()]
                    if shield:
                        safe = list(map(shielded, cells))
                        cells = [*safe, SHIELDED if safe != cells else ""]
                    put(cells)


def _unshielded(header: list[str], rows: list[list[Any]]) -> tuple[list[str], list[list[Any]]]:
    """What `write` shielded, as it was; rows that it did not, or that others wrote, stay."""
    width = len(header)
    plain = []
    for row in rows:
        if len(row) == width:
            shielded = row.pop() == SHIELDED
            row = list(map(unshielded, row)) if shielded else row
        plain.append(row)
    return list(map(unshielded, header[:-1])), plain


def _header(names: list[str], path: Path) -> list[str]:
    from reaug.core.schema import SENTENCE

    if SENTENCE not in names:
        raise InputError(
            f"{path}: has no header that names a column 'sentence'; its first line is: "
            f"{', '.join(names)[:80]}"
        )
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise InputError(f"{path}: column '{twice[0]}' occurs twice in the header")
    # An index that pandas saved has no name in the file; this is the name that pandas reads.
    return ["Unnamed: 0", *names[1:]] if names[0] == "" else names


def _columns(
    header: list[str], rows: list[list[Any]], lines: list[int], path: Path, fmt: str
) -> Raw:
    from reaug.core.schema import ROLES, SENTENCE
    from reaug.data.mentions import PARTS
    from reaug.data.raw import MISSING, Raw

    width = len(header)
    broken = {
        i: f"has {len(row)} fields where the header has {width}"
        for i, row in enumerate(rows)
        if len(row) != width
    }
    filled = rows
    if broken:
        filled = [[MISSING] * width if i in broken else row for i, row in enumerate(rows)]
    columns: dict[str, Column] = {}
    numbers = {f"{role}_entity.{part}" for role in ROLES for part in PARTS if part.endswith("idx")}
    by_column = zip(*filled, strict=True) if filled else [()] * width
    for name, values in zip(header, by_column, strict=True):
        if name in numbers:
            columns[name] = [_number(value) for value in values]
        elif name == SENTENCE:
            columns[name] = list(values)
        else:
            columns[name] = [None if value == "" else value for value in values]
    return Raw(
        columns=columns,
        rows=len(rows),
        origin=str(path),
        fmt=fmt,
        original=lambda wanted: [dict(zip(header, rows[i], strict=False)) for i in wanted],
        lines=lines,
        broken=broken,
    )


def _number(value: Any) -> Any:
    """Whole numbers of flat columns; whatever else stands there stays as it is."""
    text = value.removeprefix("-") if isinstance(value, str) else ""
    return int(value) if text.isascii() and text.isdigit() and len(text) < 10 else value


def _header_of(klue: pa.Table) -> dict[str, str]:
    """The columns of the file, and their names in the table."""
    extras = [name for name in klue.column_names if name not in _KLUE.values()]
    columns = dict(_KLUE)
    if "id" in extras:  # the user's own: the guid goes under its own name, which is read first
        columns = {"guid": "guid"} | {out: name for out, name in columns.items() if out != "id"}
    columns |= {name: name for name in extras}
    if any("\0" in name for name in columns):
        raise OutputError("a column has a NUL character in its name, which a CSV cannot hold")
    if SHIELD in columns:
        raise OutputError(f"column '{SHIELD}' has a name that a CSV of reaug uses; rename it")
    return columns


def _has_formulas(klue: pa.Table, names: Iterable[str]) -> bool:
    """Whether a spreadsheet may run some cell of a table, or some name of a column."""
    import pyarrow as pa
    import pyarrow.compute as pc

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
