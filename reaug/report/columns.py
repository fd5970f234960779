"""View of how data were read: the column of each field, with sample rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from reaug.language.translation import translated

if TYPE_CHECKING:
    from rich.table import Table

    from reaug.data import Reading

_LONGEST: Final = 40


def document(reading: Reading, rows: int = 3) -> dict[str, Any]:
    """Return the column of each field, the first rows by field, and notes, as JSON-able data."""
    return {
        "source": reading.origin,
        "format": reading.fmt,
        "columns": reading.columns,
        "rows": [_fields(row, reading) for row in _rows(reading, rows)],
        "rows_in": reading.rows_in,
        "bad": reading.dropped,
        "notes": list(reading.notes),
    }


def columns_view(reading: Reading, rows: int = 3) -> Table:
    """Return a table with a line for each field: its column, and its values in the first rows."""
    from rich.table import Table

    from reaug.core.terminal_text import visible

    shown = [_fields(row, reading) for row in _rows(reading, rows)]
    view = Table(box=None, pad_edge=False)
    view.add_column(translated("read as"), no_wrap=True)
    view.add_column(translated("column"), no_wrap=True)
    for number in range(len(shown)):
        view.add_column(translated(f"row {number}"), overflow="fold")
    for field, column in reading.columns.items():
        cells = [_cell(row[field]) for row in shown]
        view.add_row(field, *(visible(cell) for cell in (column, *cells)))
    if reading.counted is not None:
        view.caption_justify = "left"
        view.caption = translated("offsets as KLUE counts them: characters from 0, ends inclusive")
    return view


def _rows(reading: Reading, number: int) -> list[dict[str, Any]]:
    from reaug.data import to_klue

    return to_klue(reading.table.slice(0, number)).to_pylist()


def _fields(row: dict[str, Any], reading: Reading) -> dict[str, Any]:
    """Return the values of a row as they were read, with offsets as in KLUE."""
    return {field: _value(row, field) for field in reading.columns}


def _value(row: dict[str, Any], field: str) -> Any:
    role, _, part = field.partition(".")
    if role not in ("subject", "object"):
        return row["guid" if field == "id" else field]
    mention = row[f"{role}_entity"]
    if not part:
        return f"{mention['word']} {mention['start_idx']}..{mention['end_idx']} {mention['type']}"
    return mention[{"start": "start_idx", "end": "end_idx"}.get(part, part)]


def _cell(value: Any) -> str:
    text = "" if value is None else str(value)
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"
