"""What a format is. A file of this folder says all there is to say of one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Final

if TYPE_CHECKING:
    import pyarrow as pa

    from reaug.data.formats.tapt import Written
    from reaug.data.layout import Layout
    from reaug.data.raw import Raw

_BATCH: Final = 4_096


class Format:
    """A format: derive from `FileFormat` or `FolderFormat`, and write the methods that it has.

    What is read and written is known by the methods that a format defines, so it is said once. The
    command line's help names the formats: import what is heavy inside the methods.

    Attributes
    ----------
    name
        That of its file, with hyphens: `klue_json.py` holds `klue-json`.
    summary
        What it is, in a line, for help, errors and lists.
    suffix
        How the name of a file ends that reaug itself names.
    whole_rows
        Whether what is written holds all of a row, its id, types and columns. A format without
        them is written by `reaug convert`, which says what is lost.
    whole_documents
        Whether it holds mentions without a relation, and texts without any.
    """

    summary: ClassVar[str]
    suffix: ClassVar[str] = ""
    whole_rows: ClassVar[bool] = True
    whole_documents: ClassVar[bool] = False

    def __init__(self, name: str) -> None:
        self.name = name

    def reshape(self, raw: Raw) -> Raw:
        """Bring rows of this format's own fields into KLUE's schema; other rows stay as they are.

        For a format that is known by its fields, in whatever file or table they came.
        """
        return raw

    def check(self, table: pa.Table) -> None:
        """Refuse values that the format cannot hold, before any work is done.

        Raises
        ------
        OutputError
            With the column, and the row where one is at fault.
        """

    def row_losses(self, table: pa.Table) -> list[str]:
        """What of the rows the format has no place for, in a line each."""
        return []

    def write(self, table: pa.Table, path: Path, labels: Sequence[str]) -> None:
        """Write internal rows to a new file or folder; see `reaug.data.write`."""
        raise NotImplementedError

    def write_like(
        self, table: pa.Table, path: Path, labels: Sequence[str], layout: Layout
    ) -> None:
        """Write internal rows as a table writes them; for all but tables, that is `write`."""
        self.write(table, path, labels)

    @property
    def is_read(self) -> bool:
        """Whether rows of this format are read."""
        return self._defines("read") or self._defines("reshape")

    @property
    def is_written(self) -> bool:
        """Whether rows are written in this format, so that they come back."""
        return self._defines("write")

    def _defines(self, method: str) -> bool:
        return any(method in vars(kind) for kind in type(self).mro() if kind.__module__ != __name__)


class FileFormat(Format):
    """A format of files.

    Attributes
    ----------
    suffixes
        How names of files end that `read` reads, in lower case, and without `.gz` or `.zst`.
    """

    suffixes: ClassVar[tuple[str, ...]] = ()

    def sniff(self, data: bytes) -> bool:
        """Whether a file that no suffix tells is of this format.

        Parameters
        ----------
        data
            What it holds, unpacked, without a byte order mark and white space at its start.
        """
        return False

    def read(self, path: Path) -> Raw:
        """Read the rows of a file, unpacked where its name says that it is packed.

        They are checked later.

        Raises
        ------
        InputError
            The file cannot be read.
        """
        raise NotImplementedError

    def pieces(self, path: Path, size: int) -> Iterator[Raw]:
        """Read a file in pieces of up to `size` lines; whole where it is one value."""
        yield self.read(path)

    @property
    def reads_files(self) -> bool:
        """Whether it reads files itself, and is not only known by the fields of their rows."""
        return self._defines("read")

    def write_sentences(
        self,
        sentences: pa.ChunkedArray,
        path: Path,
        without: Sequence[tuple[str, pa.ChunkedArray]],
    ) -> Written:
        """Write sentences alone: for a format that `reaug export` writes, and nothing reads."""
        raise NotImplementedError

    @property
    def is_text(self) -> bool:
        """Whether the format holds sentences alone, so that no rows come back."""
        return self._defines("write_sentences")


class FolderFormat(Format):
    """A format of folders."""

    def owns(self, folder: Path) -> bool:
        """Whether a folder holds only what this format writes, so that it may be replaced."""
        return False

    def sniff(self, folder: Path) -> bool:
        """Whether a folder is of this format."""
        return False

    def read(self, folder: Path, split: str | None) -> Raw:
        """Read the rows of a folder, or of the one split of it that is asked for.

        Raises
        ------
        InputError
            The folder cannot be read, or has no such split.
        UsageError
            A split is asked for where there are none.
        """
        raise NotImplementedError


def klue_rows(table: pa.Table) -> Iterator[dict[str, Any]]:
    """Yield internal rows in KLUE's schema, for a format that writes them one by one."""
    from reaug.data.outward import klue_batches

    for batch in klue_batches(table, _BATCH):
        yield from batch.to_pylist()
