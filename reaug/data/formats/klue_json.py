"""KLUE's JSON: one list of objects. JSON lines in a `.json` file are also read."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from reaug.data.formats._format import klue_rows
from reaug.data.formats._json import JsonFormat, list_of, write_list
from reaug.data.text_files import may_be_utf8, read_bytes, text_of

if TYPE_CHECKING:
    import pyarrow as pa

    from reaug.data.raw import Raw


class KlueJson(JsonFormat):
    """A list of rows in KLUE's schema."""

    summary = "KLUE's JSON, a list of rows (.json)"
    suffix = ".json"
    suffixes = (".json",)

    def sniff(self, data: bytes) -> bool:
        """Whether the file is a list."""
        return data.startswith(b"[")

    def read(self, path: Path) -> Raw:
        """Read a list of rows; see `list_of`."""
        from reaug.data.formats._klue_list import klue_list

        data = read_bytes(path)

        def all_rows() -> Raw:
            return list_of(text_of(data, path), path)

        raw = None
        if may_be_utf8():
            raw = klue_list(
                data,
                origin=str(path),
                fmt=self.name,
                original=lambda wanted: all_rows().original(wanted),
            )
        return all_rows() if raw is None else raw

    def write(self, table: pa.Table, path: Path, labels: Sequence[str]) -> None:
        """Write a list with one row per line."""
        write_list(klue_rows(table), path)
