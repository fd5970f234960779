"""Build the internal table, with row ids, from the typed columns of a source."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reaug.core.arrays import I64
from reaug.core.draws import text_keys
from reaug.core.schema import CORE_SCHEMA, GUID, KEY, LABEL, POSITION, ROW_ID, SENTENCE, SOURCE
from reaug.core.text import contiguous
from reaug.data.digest import row_ids
from reaug.data.parents import with_lineage
from reaug.data.raw import FEATURE, Raw
from reaug.data.rows_to_klue import NAMED
from reaug.data.typed_columns import chunked
from reaug.data.typed_rows import Lifted
from reaug.errors import InputError

NO_ID: Final = "\0no id\0"


def table_of(
    lifted: Lifted, extras: Mapping[str, pa.ChunkedArray], keep: I64, raw: Raw
) -> pa.Table:
    """Return the internal table of the rows `keep`, with row ids.

    Raises
    ------
    InputError
        The row ids of the source are not unique.
    """
    table, named = _content(lifted, extras, keep, raw)
    given = table[GUID]
    ids = row_ids(named, given, table)
    if named is not None and not ids.equals(contiguous(named)):
        raise no_row_ids(raw.origin)
    if named is None and given.null_count < len(given) and not ids.equals(contiguous(given)):
        distinct = pc.count_distinct(given, mode="only_valid").as_py()
        lifted.notes.append(hashed_note(given.null_count, len(given) - given.null_count - distinct))
    return with_lineage(_with_ids(table, ids, pc.coalesce(given, ids), keep))


def piece_of(
    lifted: Lifted, extras: Mapping[str, pa.ChunkedArray], keep: I64, raw: Raw
) -> pa.Table:
    """Return the internal table of a piece of a source, with the ids of the source.

    A row without an id gets `NO_ID`. The final ids depend on all rows of the source; see
    `row_names`.
    """
    table, named = _content(lifted, extras, keep, raw)
    ids = contiguous((table[GUID] if named is None else named).fill_null(NO_ID))
    return _with_ids(table, ids, table[GUID], keep)


def no_row_ids(origin: str) -> InputError:
    """Return the error for row ids that are not unique."""
    problem = f"column '{NAMED}' is used as the row id, but some values repeat or are missing"
    return InputError(f"{origin}: {problem}; rename the column")


def hashed_note(blank: int, repeated: int) -> str:
    """Return the note that row ids are hashes, with the numbers of blank and repeated ids."""
    return (
        f"not every row has a unique id ({blank:,} blank, {repeated:,} repeated): "
        "hashes of their content are used instead"
    )


def _content(
    lifted: Lifted, extras: Mapping[str, pa.ChunkedArray], keep: I64, raw: Raw
) -> tuple[pa.Table, pa.ChunkedArray | None]:
    """Return the columns with the content of the rows, and the row ids of the source (or None)."""
    subject, object_ = lifted.mentions
    columns = {
        GUID: lifted.guid,
        SENTENCE: lifted.sentence,
        "subject_start": subject.start,
        "subject_end": subject.end,
        "object_start": object_.start,
        "object_end": object_.end,
        "subject_type": subject.type,
        "object_type": object_.type,
        LABEL: lifted.label,
        SOURCE: lifted.source,
    }
    is_complete = len(keep) == raw.rows
    fields, arrays = [], []
    for name, column in {**columns, **extras}.items():
        if isinstance(column, np.ndarray):
            column = chunked(pa.array(column[keep].astype(np.int32)))
        elif not is_complete:
            column = column.take(pa.array(keep))
        arrays.append(column)
        fields.append(_field(name, column, raw))
    named = lifted.named
    if named is not None and not is_complete:
        named = named.take(pa.array(keep))
    return pa.Table.from_arrays(arrays, schema=pa.schema(fields)), named


def _with_ids(
    table: pa.Table, ids: pa.Array, guid: pa.Array | pa.ChunkedArray, keep: I64
) -> pa.Table:
    table = table.set_column(0, CORE_SCHEMA.field(GUID), guid)
    keys = pa.array(text_keys(ids))
    for name, column in ((KEY, keys), (POSITION, pa.array(keep)), (ROW_ID, ids)):
        table = table.add_column(0, CORE_SCHEMA.field(name), column)
    return table


def _field(name: str, column: pa.ChunkedArray, raw: Raw) -> pa.Field:
    if name in CORE_SCHEMA.names:
        return CORE_SCHEMA.field(name)
    feature = raw.features.get(name)
    if feature is None or (isinstance(feature, dict) and feature.get("_type") == "Value"):
        return pa.field(name, column.type)
    return pa.field(name, column.type, metadata={FEATURE: json.dumps(feature)})
