"""Parquet files, with mentions as structs, as flat columns or as text."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from reaug.data.compressed_files import is_packed
from reaug.data.formats._format import FileFormat
from reaug.data.text_files import check_file
from reaug.errors import InputError, OutputError

if TYPE_CHECKING:
    import pyarrow as pa

    from reaug.data.raw import Raw

_GROUP: Final = 1 << 20
"""Number of rows per row group; a group is in memory as a whole."""


class Parquet(FileFormat):
    """A Parquet file."""

    summary = "Parquet, nested or flat (.parquet)"
    suffix = ".parquet"
    suffixes = (".parquet", ".pq")

    def sniff(self, data: bytes) -> bool:
        """Return whether the file begins like Parquet."""
        return data.startswith(b"PAR1")

    def read(self, path: Path) -> Raw:
        """Return the rows of a file; label ids get their names from its Hugging Face metadata.

        Raises
        ------
        InputError
            The file cannot be read, or belongs to a run and was changed since.
        """
        if is_packed(path):
            raise InputError(
                f"{path}: Parquet has its own compression; unpack the {path.suffix} first"
            )
        import pyarrow as pa
        import pyarrow.parquet as pq

        from reaug.data.raw import from_table
        from reaug.files.run_files import check_unchanged

        check_unchanged(path)
        check_file(path)
        try:
            with pq.ParquetFile(path, memory_map=True) as file:
                table = file.read()
        except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
            reason = (str(error).splitlines() or [type(error).__name__])[0]
            raise InputError(f"{path}: is not a readable Parquet file: {reason}") from error
        return from_table(table, origin=str(path), fmt=self.name)

    def write(self, table: pa.Table, path: Path, labels: Sequence[str]) -> None:
        """Write rows in KLUE's schema."""
        if is_packed(path):
            raise OutputError(f"Parquet has its own compression; leave out the {path.suffix}")
        import pyarrow.parquet as pq

        from reaug.data.rows_to_klue import are_named, to_klue
        from reaug.files.mapped_files import give_back

        named = are_named(table)
        schema = to_klue(table.slice(0, 0), named=named).schema
        with pq.ParquetWriter(path, schema) as writer:
            for at in range(0, max(len(table), 1), _GROUP):
                writer.write_table(to_klue(table.slice(at, _GROUP), named=named), _GROUP)
                give_back()
