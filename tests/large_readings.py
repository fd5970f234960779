"""Readings of the same file, in pieces and as a whole, compared."""

from __future__ import annotations

from dataclasses import replace

from reaug.data.digest import content_digest
from reaug.data.reading import Reading


def check_same(parts: Reading | None, whole: Reading) -> None:
    """Whether a reading in pieces is that of the whole, in all that it says."""
    assert parts is not None
    assert parts.table.equals(whole.table)
    assert parts.table.schema.equals(whole.table.schema, check_metadata=True)
    assert replace(parts, table=whole.table) == whole
    assert content_digest(parts.table) == content_digest(whole.table)
