"""Base classes of formats; each format is one file of this folder, or a folder in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Final

if TYPE_CHECKING:
    import pyarrow as pa

    from reaug.data.column_layout import Layout
    from reaug.data.formats.tapt import Written
    from reaug.data.raw import Raw

_BATCH: Final = 4_096


class Format:
    """Base class of all formats; derive from `FileFormat` or `FolderFormat` instead.

    A format that implements `read` or `reshape` can be read, and one that implements `write` can be
    written. The help of the command line lists all formats, so import heavy modules inside the
    methods.

    Attributes
    ----------
    name
        The name of its file with hyphens: `klue_json.py` defines `klue-json`.
    summary
        A description in one line, for help, errors and lists.
    suffix
        The suffix of output files whose names reaug chooses.
    whole_rows
        Whether the format can store a whole row: id, types and the user's columns. Formats that
        cannot are only written by `reaug convert`, which reports what is lost.
    whole_documents
        Whether the format can store mentions without a relation, and texts without mentions.
    """

    summary: ClassVar[str]
    suffix: ClassVar[str] = ""
    whole_rows: ClassVar[bool] = True
    whole_documents: ClassVar[bool] = False

    def __init__(self, name: str) -> None:
        self.name = name

    def reshape(self, raw: Raw) -> Raw:
        """Return `raw` converted to KLUE's schema, or to documents, if it has this format's fields.

        Rows of another format are returned unchanged. Implement this for a format that is
        recognised by its fields, in any kind of file or table.
        """
        return raw

    def check(self, table: pa.Table) -> None:
        """Raise an error for a value that the format cannot store, before any work is done.

        Raises
        ------
        OutputError
            A value cannot be stored; the message names the column, and the row if possible.
        """

    def row_losses(self, table: pa.Table) -> list[str]:
        """Return one text for each kind of content of the rows that the format cannot store."""
        return []

    def write(self, table: pa.Table, path: Path, labels: Sequence[str]) -> None:
        """Write internal rows to a new file or folder; see `reaug.data.write`."""
        raise NotImplementedError

    def write_like(
        self, table: pa.Table, path: Path, labels: Sequence[str], layout: Layout
    ) -> None:
        """Write internal rows with the columns of the table that they were read from.

        Formats that are not tables write the same as with `write`.
        """
        self.write(table, path, labels)

    @property
    def is_read(self) -> bool:
        """Whether the format can be read."""
        return self._defines("read") or self._defines("reshape")

    @property
    def is_written(self) -> bool:
        """Whether rows can be written in this format and read again."""
        return self._defines("write")

    def _defines(self, method: str) -> bool:
        return any(method in vars(kind) for kind in type(self).mro() if kind.__module__ != __name__)


class FileFormat(Format):
    """Base class of formats that are files.

    Attributes
    ----------
    suffixes
        Suffixes of files that `read` reads, in lower case, without `.gz` or `.zst`.
    """

    suffixes: ClassVar[tuple[str, ...]] = ()

    def sniff(self, data: bytes) -> bool:
        """Return whether a file with an unknown suffix is in this format.

        Parameters
        ----------
        data
            Its contents, decompressed, without byte order mark and leading white space.
        """
        return False

    def read(self, path: Path) -> Raw:
        """Return the rows of a file, before they are checked.

        A file whose name ends in `.gz` or `.zst` is decompressed.

        Raises
        ------
        InputError
            The file cannot be read.
        """
        raise NotImplementedError

    def pieces(self, path: Path, size: int, codec: str | None = None) -> Iterator[Raw]:
        """Yield the rows of a file in pieces of up to `size` lines.

        A file that is a single JSON value is one piece. `codec` is the encoding of a text file that
        is not UTF-8.
        """
        yield self.read(path)

    @property
    def reads_files(self) -> bool:
        """Whether the format reads files itself, and not only rows with its fields from other
        formats.
        """
        return self._defines("read")

    def write_sentences(
        self,
        sentences: pa.ChunkedArray,
        path: Path,
        without: Sequence[tuple[str, pa.ChunkedArray]],
    ) -> Written:
        """Write sentences without any other field, for a format of `reaug export`.

        `without` has the name and the sentences of each data set whose sentences are left out.
        Returns counts of the written sentences.
        """
        raise NotImplementedError

    @property
    def is_text(self) -> bool:
        """Whether the format stores sentences only, so that it cannot be read as rows."""
        return self._defines("write_sentences")


class FolderFormat(Format):
    """Base class of formats that are folders."""

    def owns(self, folder: Path) -> bool:
        """Return whether a folder has only files of this format, so that it may be replaced."""
        return False

    def sniff(self, folder: Path) -> bool:
        """Return whether a folder is in this format."""
        return False

    def read(self, folder: Path, split: str | None) -> Raw:
        """Return the rows of a folder, or of one of its splits, before they are checked.

        Raises
        ------
        InputError
            The folder cannot be read, or has no such split.
        UsageError
            A split is given, but the folder has none.
        """
        raise NotImplementedError


def klue_rows(table: pa.Table) -> Iterator[dict[str, Any]]:
    """Yield internal rows in KLUE's schema, for a format that writes them one by one."""
    from reaug.data.rows_to_klue import klue_batches

    for batch in klue_batches(table, _BATCH):
        yield from batch.to_pylist()
