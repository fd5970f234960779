"""CSV tables, such as the competition's: `id,sentence,subject_entity,object_entity,label,source`.

The mentions are Python dict literals. A CSV stores only text, so the user's own columns become
text, and an empty field is a missing value.
"""

from __future__ import annotations

import csv
import json
import math
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from reaug.data.cells import SHIELD, SHIELDED, is_formula, shielded, unshielded
from reaug.data.compressed_files import without_packing
from reaug.data.formats._format import FileFormat
from reaug.data.text_files import json_of, read_text, text_file
from reaug.errors import OutputError

if TYPE_CHECKING:
    import pyarrow as pa

    from reaug.data.column_layout import Layout, MentionCells
    from reaug.data.raw import Raw

_BATCH: Final = 4_096
_MENTIONS: Final = ("subject_entity", "object_entity")
_KLUE: Final = {
    "id": "guid",
    "sentence": "sentence",
    **{name: name for name in _MENTIONS},
    "label": "label",
    "source": "source",
}
"""The name in KLUE's schema of each column of the file."""


_LINES: Final = 20
"""The number of lines by which a table without a header is recognised."""


def _decoded(line: bytes) -> str:
    try:
        return line.decode("utf-8-sig")
    except UnicodeDecodeError:
        return line.decode("cp949", "replace")


def _are_cells(lines: list[str]) -> bool:
    """Return whether lines are rows of a table with tabs, and each has a cell of several words."""
    rows = [line.split("\t") for line in lines if line.strip()]
    same = len({len(row) for row in rows[:-1] or rows}) == 1
    return same and len(rows[0]) > 3 and all(any(c.count(" ") > 1 for c in row) for row in rows)


class CompetitionCsv(FileFormat):
    """A text table with commas, semicolons, | or tabs, with or without a header."""

    summary = "a text table, such as the competition's CSV; separated by , ; | or tabs (.csv, .tsv)"
    suffix = ".csv"
    suffixes = (".csv", ".tsv")

    def sniff(self, data: bytes) -> bool:
        """Return whether the first line is a header with a column of sentences and others.

        Lines with the same number of tabs, at least three, and a sentence in each, also count.
        """
        from reaug.data.column_names import field_called

        if data[:1] in (b"[", b"{"):
            return False
        lines = data.split(b"\n")[:_LINES]
        first, *others = (_decoded(line) for line in lines)
        if _are_cells([first, *others]):
            return True
        cells = re.split(r"[,;|\t]", first.strip())
        fields = [field_called(cell.strip('" ')) for cell in cells]
        return "sentence" in fields and len(fields) > 1

    def check(self, table: pa.Table) -> None:
        """Raise an error for values that are neither text nor JSON.

        NaN and infinity are allowed: they are written as text.
        """
        from reaug.data.text_values import check_cells

        check_cells(table, self.name)

    def row_losses(self, table: pa.Table) -> list[str]:
        """Return what a CSV cannot store: the types of the user's columns, which become text."""
        from reaug.core.schema import extra_columns
        from reaug.data.typed_columns import is_text

        others = [name for name in extra_columns(table.schema) if not is_text(table[name].type)]
        return [f"the type of column '{name}', whose values become text" for name in others]

    def read(self, path: Path) -> Raw:
        """Return the rows of a table with any separator, with or without a header.

        Raises
        ------
        InputError
            The file contains a NUL, its header has a name twice, or its quotes do not match.
        """
        from dataclasses import replace

        from reaug.data.text_tables import (
            above_note,
            cells_of,
            names_columns,
            raw_table,
            rows_above_header,
        )

        text = read_text(path)
        rows, lines, delimiter = cells_of(text, path)
        above = rows_above_header(rows)
        title, rows, lines = rows[:above], rows[above:], lines[above:]
        named = bool(rows) and names_columns(rows[0])
        header = rows[0] if named else None
        if named:
            rows, lines = rows[1:], lines[1:]
        if header and header[-1] == SHIELD:
            header, rows = unshielded_rows(header, rows)
        raw = raw_table(
            header, rows, path=path, fmt=self.name, lines=lines, delimiter=delimiter, text=text
        )
        return replace(raw, notes=(*raw.notes, above_note(path, title))) if title else raw

    def write(self, table: pa.Table, path: Path, labels: Sequence[str]) -> None:
        """Write rows as a CSV with the competition's columns first.

        Text is written as it is, other values as JSON. A missing value is an empty field, so "" in
        a user's column is read back as missing. If a spreadsheet might run a cell, the cells of its
        row are `shielded`, and a last column records this.
        """
        from reaug.core.schema import ROW_ID
        from reaug.data.column_layout import Layout
        from reaug.data.rows_to_klue import NAMED, klue_batches, klue_columns

        columns = _header_of(klue_columns(table))
        names = list(columns.values())
        tabs = without_packing(path.name.lower()).endswith(".tsv")
        layout = Layout((), (), delimiter="\t") if tabs else Layout((), ())
        batches = (batch.select(names) for batch in klue_batches(table, _BATCH))
        texts = [
            table[ROW_ID if name == NAMED else name] for name in names if name not in _MENTIONS
        ]
        _write(path, list(columns), batches, layout, texts)

    def write_like(
        self, table: pa.Table, path: Path, labels: Sequence[str], layout: Layout
    ) -> None:
        """Write rows with the same columns, column names and order as in the input.

        Columns that steps added come last. Mentions are written as in the input, in one cell or in
        separate columns, with offsets counted in the same way. Values that have no column in the
        input, such as the row id of a copy, are not written.
        """
        header, cells = _in_source_columns(table, layout)
        _write(path, header, cells.to_batches(max_chunksize=_BATCH), layout, cells.columns)


def _write(
    path: Path,
    header: list[str],
    batches: Iterable[pa.RecordBatch],
    layout: Layout,
    columns: Sequence[pa.ChunkedArray],
) -> None:
    """Write batches with a header."""
    # If a cell of `columns` may be run as a formula, the cells of its row are shielded.
    form: dict[str, Any] = {"lineterminator": layout.line_end, "delimiter": layout.delimiter}
    with text_file(path) as file:
        plain = csv.writer(file, **form)
        # The csv module of Python 3.11 does not quote a lone carriage return.
        careful = csv.writer(file, quoting=csv.QUOTE_ALL, **form)

        def put(cells: Sequence[str]) -> None:
            writer = careful if any("\r" in cell for cell in cells) else plain
            writer.writerow(cells)

        shield = layout.has_header and _has_formulas(columns, header)
        if layout.has_header:
            put([*map(shielded, header), SHIELD] if shield else header)
        for batch in batches:
            names = batch.schema.names
            for row in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                cells = [_cell(name, value) for name, value in zip(names, row, strict=True)]
                if shield:
                    safe = list(map(shielded, cells))
                    cells = [*safe, SHIELDED if safe != cells else ""]
                put(cells)


def unshielded_rows(header: list[str], rows: list[list[Any]]) -> tuple[list[str], list[list[Any]]]:
    """Undo the shielding by `write`; return header and rows without the column that records it."""
    width = len(header)
    plain = []
    for row in rows:
        if len(row) == width:
            shielded = row.pop() == SHIELDED
            row = list(map(unshielded, row)) if shielded else row
        plain.append(row)
    return list(map(unshielded, header[:-1])), plain


def _header_of(names: Sequence[str]) -> dict[str, str]:
    """Return the columns to write, in order: their names in the file, and in KLUE's schema."""
    # `names` are the columns of the rows in KLUE's schema.
    extras = [name for name in names if name not in _KLUE.values()]
    columns = dict(_KLUE)
    # the user has a column `id`, so the guid is written as `guid`, which readers prefer
    if "id" in extras:
        columns = {"guid": "guid"} | {out: name for out, name in columns.items() if out != "id"}
    columns |= {name: name for name in extras}
    if any("\0" in name for name in columns):
        raise OutputError("a column has a NUL character in its name, which CSV cannot store")
    if SHIELD in columns:
        raise OutputError(f"column '{SHIELD}' has a name that reaug uses in CSV files; rename it")
    return columns


def _has_formulas(columns: Iterable[pa.ChunkedArray], names: Iterable[str]) -> bool:
    """Return whether a spreadsheet may run any cell, or any column name, as a formula."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if any(map(is_formula, names)):
        return True
    for column in columns:
        if pa.types.is_string(column.type):
            suspicious = column.filter(pc.match_substring_regex(column, r"^[^\pL\pN]"))
            if any(is_formula(text) for text in suspicious.to_pylist()):
                return True
    return False


def _cell(name: str, value: Any) -> str:
    if value is None:
        return ""
    if name in _MENTIONS and not isinstance(value, str):
        return repr(value)
    if isinstance(value, float) and not math.isfinite(value):  # written as text, not as JSON
        return json.dumps(value)
    text = value if isinstance(value, str) else json_of(value)
    if "\0" in text:
        raise OutputError(
            f"column '{name}' contains a NUL character, which CSV cannot store; write klue-json"
        )
    return text


def _in_source_columns(table: pa.Table, layout: Layout) -> tuple[list[str], pa.Table]:
    """Return the header of the file that the rows were read from, and a table with its columns.

    Parameters
    ----------
    table
        n internal rows.
    layout
        How the file represents rows: its columns, cells and offsets.
    """
    import pyarrow as pa

    from reaug.core.schema import GUID, LABEL, SENTENCE, SOURCE, extra_columns
    from reaug.data.rows_to_klue import to_klue
    from reaug.data.typed_columns import chunked

    klue = to_klue(table)
    parts = _mention_columns(table, klue, layout)
    extras = extra_columns(table.schema)
    plain = {GUID: GUID, "id": GUID, SENTENCE: SENTENCE, LABEL: LABEL, SOURCE: SOURCE}
    header, names, columns = [], [], []
    for name, inside in zip(layout.header, layout.columns, strict=True):
        header.append(name)
        names.append(inside)
        if inside == layout.counted:
            columns.append(pa.array(range(table.num_rows)))
        elif inside in extras:  # includes the user's own `id` besides a guid
            columns.append(table[inside])
        elif inside in plain:
            columns.append(klue[plain[inside]])
        elif inside in layout.mentions:
            columns.append(_mention_cells(parts, table, inside, layout.mentions[inside]))
        elif inside in parts:
            columns.append(parts[inside])
        else:  # a mention whose cells could not be read
            columns.append(klue[inside] if inside in klue.column_names else pa.nulls(len(table)))
    in_cells = {
        f"{column}.{key}" for column, cells in layout.mentions.items() for key, _ in cells.keys
    }
    for name in extras:
        if name not in layout.columns and name not in in_cells:
            header.append(name)
            names.append(name)
            columns.append(table[name])
    return header, pa.Table.from_arrays([chunked(column) for column in columns], names=names)


def _mention_columns(table: pa.Table, klue: pa.Table, layout: Layout) -> dict[str, Any]:
    """Return the fields of both mentions as columns, with offsets counted as in the file."""
    # The columns have flat names, such as `subject_entity.start_idx`.
    import pyarrow as pa
    import pyarrow.compute as pc

    from reaug.core.schema import ROLES, SENTENCE
    from reaug.data.offsets import Points, from_points

    parts: dict[str, Any] = {}
    for role in ROLES:
        name = f"{role}_entity"
        points = Points(table[f"{role}_start"].to_numpy(), table[f"{role}_end"].to_numpy())
        span = from_points(table[SENTENCE], points, layout.convention)
        parts[f"{name}.word"] = pc.struct_field(klue[name], "word")
        parts[f"{name}.type"] = pc.struct_field(klue[name], "type")
        parts[f"{name}.start_idx"] = pa.array(span.first)
        parts[f"{name}.end_idx"] = pa.array(span.last)
    return parts


def _mention_cells(
    parts: dict[str, Any], table: pa.Table, name: str, cells: MentionCells
) -> pa.Array:
    """Return each row's mention as one cell, with the file's keys in the file's order."""
    import pyarrow as pa

    columns: dict[str, list[Any]] = {}
    for key, part in cells.keys:
        if part == "span":
            ends = (parts[f"{name}.{side}_idx"].to_pylist() for side in ("start", "end"))
            columns[key] = [list(pair) for pair in zip(*ends, strict=True)]
        else:
            own = f"{name}.{key}"
            column = table[own] if part is None and own in table.column_names else None
            column = parts[f"{name}.{part}"] if part is not None else column
            columns[key] = [None] * table.num_rows if column is None else column.to_pylist()
    rows = zip(*columns.values(), strict=True)
    dicts = (dict(zip(columns, row, strict=True)) for row in rows)
    write = _as_json if cells.as_json else repr
    return pa.array([write(value) for value in dicts], pa.string())


def _as_json(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)
