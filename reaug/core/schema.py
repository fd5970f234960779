"""The columns of a row inside reaug, and the border to KLUE's schema.

Inside, a row is flat and spans are half-open code-point offsets. Outside, in KLUE's schema, a
mention is a struct `{word, start_idx, end_idx, type}` whose `end_idx` is inclusive; `data/`
converts at the border, once. The word of a mention is not stored inside: it *is* the text of its
span, so it cannot disagree with it.
"""

from __future__ import annotations

from typing import Final, Literal

import pyarrow as pa

ROW_ID: Final = "_row_id"
POSITION: Final = "_position"
KEY: Final = "_key"
PARENT: Final = "_parent"
"""Column that may stand behind the core's: for copies, the id of the row that they come from."""
LOGGED: Final = ("_step", "_reason")
"""Columns that the log puts before a dropped row's own."""
GUID: Final = "guid"
SENTENCE: Final = "sentence"
SUBJECT_TYPE: Final = "subject_type"
OBJECT_TYPE: Final = "object_type"
LABEL: Final = "label"
SOURCE: Final = "source"
SPANS: Final = ("subject_start", "subject_end", "object_start", "object_end")
FIELDS: Final = (LABEL, SUBJECT_TYPE, OBJECT_TYPE)
"""The values, other than text and spans, that a change may set."""

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
"""Arrow schema of a row inside reaug. Columns of the user follow behind it, untouched.

`_row_id` names the row for ever, `_position` is its place in the input (a copy has its parent's),
`_key` is the 64-bit hash of the row id from which every draw comes (see `core.draws`).
"""

Role = Literal["subject", "object"]
ROLES: Final[tuple[Role, ...]] = ("subject", "object")


TAKEN: Final = frozenset({*CORE_SCHEMA.names, "id", "subject_entity", "object_entity"})
"""Names that a column which a step adds cannot have: those of the data's own."""


def extra_columns(schema: pa.Schema) -> list[str]:
    """Names of the user's own columns, in order: everything behind `CORE_SCHEMA` but `PARENT`.

    >>> extra_columns(CORE_SCHEMA.append(pa.field("year", pa.int32())))
    ['year']
    """
    core = {*CORE_SCHEMA.names, PARENT}
    return [name for name in schema.names if name not in core]
