"""JSON lines: one object per line. A JSON list in a `.jsonl` file is read, too."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from reaug.data.formats._format import klue_rows
from reaug.data.formats._json import JsonFormat, lines_of, list_of
from reaug.data.text_files import json_of, read_text, text_file

if TYPE_CHECKING:
    import pyarrow as pa

    from reaug.data.raw import Raw


class JsonLines(JsonFormat):
    """Rows in KLUE's schema, one per line."""

    summary = "JSON lines, nested as KLUE or flat: subject_entity.word and so on (.jsonl, .ndjson)"
    suffix = ".jsonl"
    suffixes = (".jsonl", ".ndjson")

    def sniff(self, data: bytes) -> bool:
        """Return whether the file begins with an object."""
        return data.startswith(b"{")

    def read(self, path: Path) -> Raw:
        """Return one row per line; see `lines_of`."""
        text = read_text(path)
        return (list_of if text.lstrip().startswith("[") else lines_of)(text, path)

    def pieces(self, path: Path, size: int, codec: str | None = None) -> Iterator[Raw]:
        """Yield up to `size` lines at a time; a JSON list is one piece."""
        from reaug.data.text_files import pieces_of_lines

        for first, text in pieces_of_lines(path, size):
            if first == 1 and text.lstrip().startswith("["):
                yield self.read(path)
                return
            if text.strip():
                yield lines_of(text, path, first)

    def write(self, table: pa.Table, path: Path, labels: Sequence[str]) -> None:
        """Write one row per line."""
        with text_file(path) as file:
            for row in klue_rows(table):
                file.write(json_of(row) + "\n")
