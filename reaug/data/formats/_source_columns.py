"""Convert rows to the columns of the file that they were read from."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from reaug.core.schema import GUID, LABEL, ROLES, SENTENCE, SOURCE

if TYPE_CHECKING:
    import pyarrow as pa

    from reaug.data.column_layout import Layout, MentionCells

_PLAIN: Final = {GUID: GUID, "id": GUID, SENTENCE: SENTENCE, LABEL: LABEL, SOURCE: SOURCE}


def like(table: pa.Table, layout: Layout) -> tuple[list[str], pa.Table]:
    """Return the header of the file, and a table with all of its columns.

    Parameters
    ----------
    table
        n internal rows.
    layout
        The layout of the file that the rows, or their parents, were read from.
    """
    import pyarrow as pa

    from reaug.core.schema import extra_columns
    from reaug.data.rows_to_klue import to_klue
    from reaug.data.typed_columns import chunked

    klue = to_klue(table)
    parts = _parts(table, klue, layout)
    extras = extra_columns(table.schema)
    header, names, columns = [], [], []
    for name, inside in zip(layout.header, layout.columns, strict=True):
        header.append(name)
        names.append(inside)
        if inside == layout.counted:
            columns.append(pa.array(range(table.num_rows)))
        elif inside in extras:  # includes the user's own `id` besides a guid
            columns.append(table[inside])
        elif inside in _PLAIN:
            columns.append(klue[_PLAIN[inside]])
        elif inside in layout.mentions:
            columns.append(_cells(parts, table, inside, layout.mentions[inside]))
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


def _parts(table: pa.Table, klue: pa.Table, layout: Layout) -> dict[str, Any]:
    """The fields of both mentions by flat names, with offsets counted as in the file."""
    import pyarrow as pa
    import pyarrow.compute as pc

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


def _cells(parts: dict[str, Any], table: pa.Table, name: str, cells: MentionCells) -> pa.Array:
    """A mention in one cell, with the keys of the file in their order."""
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
