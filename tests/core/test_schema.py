"""The columns of a row inside reaug: others build on their names, so these are pinned."""

from __future__ import annotations

import pyarrow as pa

from reaug.core import schema


def test_the_columns_of_a_row() -> None:
    assert {field.name: str(field.type) for field in schema.CORE_SCHEMA} == {
        "_row_id": "string",
        "_position": "int64",
        "_key": "uint64",
        "guid": "string",
        "sentence": "string",
        "subject_start": "int32",
        "subject_end": "int32",
        "object_start": "int32",
        "object_end": "int32",
        "subject_type": "string",
        "object_type": "string",
        "label": "string",
        "source": "string",
    }
    assert schema.FIELDS == ("label", "subject_type", "object_type")


def test_the_users_columns_stand_behind() -> None:
    own = [pa.field("연도", pa.int32()), pa.field("note", pa.string())]
    mixed = pa.schema([own[0], *schema.CORE_SCHEMA, own[1]])
    assert schema.extra_columns(mixed) == ["연도", "note"]
    assert schema.extra_columns(schema.CORE_SCHEMA) == []
