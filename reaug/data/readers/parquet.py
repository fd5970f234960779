"""Parquet files, with mentions as structs, as flat columns or as text."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from reaug.data.raw import Raw, from_table
from reaug.data.readers.files import check_file
from reaug.errors import InputError
from reaug.files.run_files import check_unchanged


def read_parquet(path: Path) -> Raw:
    """Read a Parquet file; ids of a ClassLabel get their names from its Hugging Face metadata.

    Raises
    ------
    InputError
        If it cannot be read, or is a run's file that was changed since.
    """
    check_unchanged(path)
    import pyarrow.parquet as pq

    check_file(path)
    try:
        with pq.ParquetFile(path, memory_map=True) as file:
            table = file.read()
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        reason = (str(error).splitlines() or [type(error).__name__])[0]
        raise InputError(f"{path}: is no Parquet file that can be read: {reason}") from error
    return from_table(table, origin=str(path), fmt="parquet")
