"""Base classes of formats. Each format is defined completely by one file of this folder."""

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
    """A format. Derive from `FileFormat` or `FolderFormat`, and implement its methods.

    Whether a format can be read and written is known from the methods that it implements. The help
    of the command line lists the formats, so import heavy modules inside of the methods.

    Attributes
    ----------
    name
        The name of its file with hyphens: `klue_json.py` defines `klue-json`.
    summary
        A description in one line, for help, errors and lists.
    suffix
        The suffix of files that reaug names itself.
    whole_rows
        Whether the format represents a whole row with id, types and columns. Other formats are
        written by `reaug convert`, which reports what is lost.
    whole_documents
        Whether it can represent mentions without a relation, and texts without mentions.
    """

    summary: ClassVar[str]
    suffix: ClassVar[str] = ""
    whole_rows: ClassVar[bool] = True
    whole_documents: ClassVar[bool] = False

    def __init__(self, name: str) -> None:
        self.name = name

    def reshape(self, raw: Raw) -> Raw:
        """Convert rows with the fields of this format to KLUE's schema; other rows stay the same.

        For a format that is recognised by its fields, in any kind of file or table.
        """
        return raw

    def check(self, table: pa.Table) -> None:
        """Refuse values that the format cannot represent, before any work is done.

        Raises
        ------
        OutputError
            There is such a value; the message names the column, and the row if possible.
        """

    def row_losses(self, table: pa.Table) -> list[str]:
        """Return what the format cannot represent of the rows, one line each."""
        return []

    def write(self, table: pa.Table, path: Path, labels: Sequence[str]) -> None:
        """Write internal rows to a new file or folder; see `reaug.data.write`."""
        raise NotImplementedError

    def write_like(
        self, table: pa.Table, path: Path, labels: Sequence[str], layout: Layout
    ) -> None:
        """Write internal rows with the layout of a table; the same as `write` for other formats."""
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
    """A format of files.

    Attributes
    ----------
    suffixes
        Suffixes of files that `read` reads, in lower case, without `.gz` or `.zst`.
    """

    suffixes: ClassVar[tuple[str, ...]] = ()

    def sniff(self, data: bytes) -> bool:
        """Whether a file with an unknown suffix is in this format.

        Parameters
        ----------
        data
            Its contents, decompressed, without byte order mark and leading white space.
        """
        return False

    def read(self, path: Path) -> Raw:
        """Read the rows of a file, which is decompressed according to its name.

        The rows are checked later.

        Raises
        ------
        InputError
            The file cannot be read.
        """
        raise NotImplementedError

    def pieces(self, path: Path, size: int, codec: str | None = None) -> Iterator[Raw]:
        """Read a file in pieces of up to `size` lines; as one piece if it is a single value.

        `codec` is the encoding of a text file that is not UTF-8.
        """
        yield self.read(path)

    @property
    def reads_files(self) -> bool:
        """Whether the format reads files itself, and is not only recognised by fields of rows."""
        return self._defines("read")

    def write_sentences(
        self,
        sentences: pa.ChunkedArray,
        path: Path,
        without: Sequence[tuple[str, pa.ChunkedArray]],
    ) -> Written:
        """Write sentences only, for a format of `reaug export` that is never read."""
        raise NotImplementedError

    @property
    def is_text(self) -> bool:
        """Whether the format contains sentences only, so that it cannot be read as rows."""
        return self._defines("write_sentences")


class FolderFormat(Format):
    """A format of folders."""

    def owns(self, folder: Path) -> bool:
        """Whether a folder contains only files of this format, so that it may be replaced."""
        return False

    def sniff(self, folder: Path) -> bool:
        """Whether a folder is in this format."""
        return False

    def read(self, folder: Path, split: str | None) -> Raw:
        """Read the rows of a folder, or of one split of it.

        Raises
        ------
        InputError
            The folder cannot be read, or has no such split.
        UsageError
            A split is requested, but there are none.
        """
        raise NotImplementedError


def klue_rows(table: pa.Table) -> Iterator[dict[str, Any]]:
    """Yield internal rows in KLUE's schema, for a format that writes them one by one."""
    from reaug.data.rows_to_klue import klue_batches

    for batch in klue_batches(table, _BATCH):
        yield from batch.to_pylist()
