"""The columns of a row inside reaug, and how they relate to KLUE's schema.

Inside reaug, a row is flat and spans are half-open code-point offsets. In KLUE's schema, a mention
is a struct `{word, start_idx, end_idx, type}` with an inclusive `end_idx`. The package `data`
converts rows when they are read and written. The word of a mention is not stored inside reaug: it
is the text of its span, so the two cannot disagree.
"""

from __future__ import annotations

from typing import Final, Literal

import pyarrow as pa

ROW_ID: Final = "_row_id"
POSITION: Final = "_position"
KEY: Final = "_key"
PARENT: Final = "_parent"
"""An optional column after those of `CORE_SCHEMA`: the id of the row from which a copy was made."""
LOGGED: Final = ("_step", "_reason")
"""The first columns of a dropped row in the log; the row's own columns follow."""
GUID: Final = "guid"
SENTENCE: Final = "sentence"
SUBJECT_TYPE: Final = "subject_type"
OBJECT_TYPE: Final = "object_type"
LABEL: Final = "label"
SOURCE: Final = "source"
SPANS: Final = ("subject_start", "subject_end", "object_start", "object_end")
FIELDS: Final = (LABEL, SUBJECT_TYPE, OBJECT_TYPE)
"""The fields that a change can set, besides text and spans."""

CORE_SCHEMA: Final = pa.schema(
    [
        pa.field(ROW_ID, pa.string(), nullable=False),
        pa.field(POSITION, pa.int64(), nullable=False),
        pa.field(KEY, pa.uint64(), nullable=False),
        pa.field(GUID, pa.string()),
        pa.field(SENTENCE, pa.string(), nullable=False),
        *(pa.field(name, pa.int32(), nullable=False) for name in SPANS),
        pa.field(SUBJECT_TYPE, pa.string()),
        pa.field(OBJECT_TYPE, pa.string()),
        pa.field(LABEL, pa.string()),
        pa.field(SOURCE, pa.string()),
    ]
)
"""Arrow schema of a row inside reaug, followed by the user's own columns, which stay unchanged.

`_row_id` is the permanent id of the row. `_position` is its place in the input (a copy has the
place of its parent). `_key` is the 64-bit hash of the row id, from which every random draw is made
(see `core.draws`).
"""

Role = Literal["subject", "object"]
ROLES: Final[tuple[Role, ...]] = ("subject", "object")


TAKEN: Final = frozenset({*CORE_SCHEMA.names, "id", "subject_entity", "object_entity"})
"""Names that a step cannot give to a new column, because the data already has such columns."""


def extra_columns(schema: pa.Schema) -> list[str]:
    """Return the names of the user's own columns, in order: all except `CORE_SCHEMA` and `PARENT`.

    >>> extra_columns(CORE_SCHEMA.append(pa.field("year", pa.int32())))
    ['year']
    """
    core = {*CORE_SCHEMA.names, PARENT}
    return [name for name in schema.names if name not in core]
