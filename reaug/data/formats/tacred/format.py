"""TACRED's JSON, which is recognised by its fields in any kind of file or table."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from reaug.data.formats._json import JsonFormat, write_list

if TYPE_CHECKING:
    import pyarrow as pa

    from reaug.data.raw import Raw


class Tacred(JsonFormat):
    """TACRED's JSON: a list of rows with TACRED's fields."""

    summary = "TACRED's JSON, tokens and token spans; has the fields token and subj_start (.json)"
    suffix = ".tacred.json"

    def reshape(self, raw: Raw) -> Raw:
        """Convert rows with the fields of TACRED to KLUE's schema."""
        from reaug.data.formats.tacred.from_tacred import klue_shaped

        return klue_shaped(raw)

    def write(self, table: pa.Table, path: Path, labels: Sequence[str]) -> None:
        """Write a list with one row per line."""
        from reaug.data.formats.tacred.to_tacred import tacred_rows
        from reaug.data.rows_to_klue import klue_batches

        write_list((row for batch in klue_batches(table) for row in tacred_rows(batch)), path)
