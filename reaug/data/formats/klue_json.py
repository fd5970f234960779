"""KLUE's JSON: one list of objects. JSON lines in a `.json` file are also read.

If all rows have exactly the fields of KLUE's schema, as in most files, Arrow parses the file. This
makes no Python objects for rows, and takes a third of the time of Python's parser.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from reaug.data.formats._format import klue_rows
from reaug.data.formats._json import JsonFormat, list_of, write_list
from reaug.data.text_files import may_be_utf8, read_bytes, text_of

if TYPE_CHECKING:
    import pyarrow as pa

    from reaug.data.raw import Column, Raw


class KlueJson(JsonFormat):
    """A list of rows in KLUE's schema."""

    summary = "KLUE's JSON, a list of rows (.json)"
    suffix = ".json"
    suffixes = (".json",)

    def sniff(self, data: bytes) -> bool:
        """Return whether the file is a list."""
        return data.startswith(b"[")

    def read(self, path: Path) -> Raw:
        """Return the rows of a list; see `list_of`."""
        data = read_bytes(path)

        def all_rows() -> Raw:
            return list_of(text_of(data, path), path)

        raw = None
        if may_be_utf8():
            raw = _klue_list(
                data,
                origin=str(path),
                fmt=self.name,
                original=lambda wanted: all_rows().original(wanted),
            )
        return all_rows() if raw is None else raw

    def write(self, table: pa.Table, path: Path, labels: Sequence[str]) -> None:
        """Write a list with one row per line."""
        write_list(klue_rows(table), path)


_MOST: Final = 1 << 30
"""Maximum number of bytes that Arrow reads as one block."""
_ROWS: Final = "rows"


def _klue_list(
    data: bytes, *, origin: str, fmt: str, original: Callable[[Sequence[int]], list[Any]]
) -> Raw | None:
    """Read the rows of a UTF-8 list; None if a row does not have exactly KLUE's schema.

    Additional or missing fields, nulls, values of other types, repeated keys, and invalid JSON or
    text are left to Python's parser, which reports them.

    Parameters
    ----------
    original
        Returns rows, given by index, as plain Python values.

    Examples
    --------
    >>> _klue_list(b'[{"sentence": null}]', origin="a", fmt="klue-json", original=list) is None
    True
    """
    import pyarrow as pa
    from pyarrow.json import ParseOptions, ReadOptions, read_json

    from reaug.data.raw import Raw

    if data[:1] != b"[" or len(data) > _MOST:
        return None
    # Arrow reads a sequence of objects, so the list becomes the only field of one object.
    wrapped = b'{"%s":%s}' % (_ROWS.encode(), data)
    schema = pa.schema([(_ROWS, pa.list_(pa.struct(_fields())))])
    try:
        table = read_json(
            pa.BufferReader(wrapped),
            ReadOptions(use_threads=False, block_size=len(wrapped) + 1),
            ParseOptions(schema, newlines_in_values=True, unexpected_field_behavior="error"),
        )
        table.validate(full=True)
    except pa.ArrowException:
        return None
    lists = table[_ROWS]
    if len(lists) != 1 or lists.null_count:
        return None
    rows = lists.chunk(0).flatten()
    columns = _columns(rows)
    if columns is None:
        return None
    return Raw(columns, len(rows), origin, fmt, original)


def _fields() -> list[tuple[str, pa.DataType]]:
    import pyarrow as pa

    from reaug.core.schema import GUID, LABEL, ROLES, SENTENCE, SOURCE

    text, number = pa.string(), pa.int64()
    mention = pa.struct(
        [("word", text), ("start_idx", number), ("end_idx", number), ("type", text)]
    )
    return [
        (GUID, text),
        (SENTENCE, text),
        *((f"{role}_entity", mention) for role in ROLES),
        (LABEL, text),
        (SOURCE, text),
    ]


def _columns(rows: pa.StructArray) -> dict[str, Column] | None:
    """Return the fields of the rows as columns; None if a field is null or missing in a row."""
    import pyarrow as pa

    columns: dict[str, Column] = {}
    if rows.null_count:
        return None
    for field, column in zip(rows.type, rows.flatten(), strict=True):
        inner = column.flatten() if pa.types.is_struct(column.type) else []
        if any(array.null_count for array in (column, *inner)):
            return None
        columns[field.name] = pa.chunked_array([column])
    return columns
