"""Write rows in any format, atomically: a file or folder is complete, or not written at all."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from reaug.data.column_layout import Layout
from reaug.data.formats import FORMATS, WRITABLE
from reaug.data.formats._documents import Documents
from reaug.data.formats._format import FolderFormat, Format
from reaug.errors import OutputError, UsageError
from reaug.files.atomic import whole

if TYPE_CHECKING:
    from reaug.data.documents.document import Document


def write(
    table: pa.Table,
    path: Path,
    fmt: str,
    *,
    labels: Sequence[str],
    layout: Layout | None = None,
) -> None:
    """Write internal rows to a file or folder, in KLUE's schema.

    Parameters
    ----------
    table
        n rows of `CORE_SCHEMA`, followed by the user's columns.
    path
        The file to write, or for "disk" the folder. It is written under a temporary name beside
        `path` and then renamed, so that a file is replaced atomically. A folder must not exist yet.
        A device or pipe is written to directly. Text is compressed if the name ends in `.gz` or
        `.zst`.
    fmt
        One of `WRITABLE`; "disk" is a data set saved by `datasets`. Labels are written as names;
        only "disk" stores them as ids of a ClassLabel.
    labels
        The names of the labels, in the order of their ids.
    layout
        For formats of tables: how the file that the rows were read from represents them.

    Raises
    ------
    OutputError
        `path` cannot be written, or the format cannot store a value.
    UsageError
        The format is unknown.

    Examples
    --------
    >>> import tempfile
    >>> from reaug.core.examples import batch_of
    >>> table = batch_of("[S|ORG|삼성]의 [O|PER|이재용]").table
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write(table, Path(folder) / "rows.csv", "competition-csv", labels=["no_relation"])
    ...     (Path(folder) / "rows.csv").read_text(encoding="utf-8").splitlines()[0]
    'id,sentence,subject_entity,object_entity,label,source'
    """
    data_format = _format(fmt)
    data_format.check(table)
    with _partial_file(path, data_format) as partial:
        if layout is None:
            data_format.write(table, partial, labels)
        else:
            data_format.write_like(table, partial, labels, layout)


def write_documents(documents: Collection[Document], path: Path, fmt: str) -> None:
    """Write annotated documents to a file or folder; see `write`.

    Raises
    ------
    OutputError
        `path` cannot be written, or the format cannot store a document.
    UsageError
        The format is unknown, or stores rows instead of documents.
    """
    data_format = _format(fmt)
    if not isinstance(data_format, Documents):
        raise UsageError(f"{fmt} holds rows, not documents")
    with _partial_file(path, data_format) as partial:
        data_format.write_documents(documents, partial)


def _format(fmt: str) -> Format:
    if fmt not in WRITABLE:
        raise UsageError(f"unknown format '{fmt}'; rows are written as {', '.join(WRITABLE)}")
    return FORMATS[fmt]


@contextmanager
def _partial_file(path: Path, data_format: Format) -> Iterator[Path]:
    """Yield a temporary path to write to; after the block, it is renamed to `path`."""
    path = Path(path)
    if isinstance(data_format, FolderFormat) and path.exists():
        raise OutputError(f"{path}: already exists")
    with whole(path) as partial:
        try:
            yield partial
        except pa.ArrowException as error:
            message = f"cannot be written as {data_format.name}: {error}"
            raise OutputError(f"{path}: {message}") from error
        except UnicodeEncodeError as error:
            message = (
                f"contains half of a surrogate pair, which is not a character: {error.object!r:.60}"
            )
            raise OutputError(f"{path}: {message}") from error
