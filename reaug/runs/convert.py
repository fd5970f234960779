"""Read data in any supported format, and write it in another; for `reaug convert`."""

from __future__ import annotations

import os
import shutil
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from reaug.choices import MAX_BAD_SHARE, OnBadRow
from reaug.core.schema import LABEL, PARENT
from reaug.data import FORMATS, WRITABLE, Reading
from reaug.data.compressed_files import without_packing
from reaug.data.documents.pair_options import Pairing
from reaug.data.formats._documents import Documents
from reaug.data.formats._format import FolderFormat
from reaug.data.formats.disk import is_run
from reaug.data.input_rules import Rules
from reaug.data.large_files import PIECE, Large, open_large
from reaug.data.read_data import checked
from reaug.data.read_options import PLAINLY, ReadAs
from reaug.data.source import open_source
from reaug.data.write_data import write, write_documents
from reaug.errors import OutputError, UsageError
from reaug.files.atomic import beside, take_place
from reaug.files.output_paths import check_apart
from reaug.runs.manifest import read_manifest
from reaug.suggestions import unknown

if TYPE_CHECKING:
    from reaug.data.documents.document import Document
    from reaug.data.formats._format import Format
    from reaug.data.raw import Raw

DISK: Final = "disk"
_PIECE: Final = 1 << 16
"""Number of rows per chunk for columnar formats; other numbers would change the files' bytes."""
_COLUMNS: Final = ("parquet", DISK)

_KINDS: Final = {
    "a text table": (".csv", ".tsv"),
    "a workbook": (".xlsx", ".xlsm"),
    "JSON": (".json", ".jsonl", ".ndjson"),
    "Parquet": (".parquet", ".pq"),
}


@dataclass(frozen=True, repr=False)
class Conversion:
    """The result of a conversion.

    Attributes
    ----------
    format, path
        The format and the path of the output.
    reading
        The result of reading: dropped and repaired rows, and notes.
    documents
        Number of written documents; None if rows were written.
    lost
        Descriptions of what the output format cannot store, one per item.
    """

    format: str
    path: Path
    reading: Reading
    documents: int | None
    lost: tuple[str, ...]

    def __repr__(self) -> str:
        return (
            f"<Conversion of {self.reading.table.num_rows:,} rows from {self.reading.fmt} to "
            f"{self.format} → {self.path}>"
        )

    def to_json(self) -> dict[str, Any]:
        """Return the conversion as JSON data."""
        reading = self.reading
        return {
            "format": self.format,
            "output": str(self.path),
            "input": {"path": reading.origin, "format": reading.fmt},
            "rows": {
                "read": reading.rows_in,
                "dropped": reading.dropped,
                "dropped_by_rule": reading.dropped_by_rule,
                "repaired_by_rule": reading.repaired_by_rule,
                "kept": reading.table.num_rows,
            },
            "documents": self.documents,
            "lost": list(self.lost),
            "notes": list(reading.notes),
            "problems": [vars(problem) for problem in reading.problems],
        }


def format_for(path: Path, to: str | None) -> str:
    """Return the format `to`; if it is None, the format that has the suffix of the path.

    Raises
    ------
    UsageError
        The format does not exist, no format has this suffix, or the suffix is that of another kind
        of file.

    Examples
    --------
    >>> format_for(Path("a.doccano.jsonl.gz"), None), format_for(Path("a"), "brat")
    ('doccano', 'brat')
    """
    if to is not None:
        if to in FORMATS and to not in WRITABLE:
            raise _read_only(path, FORMATS[to])
        if to not in WRITABLE:
            raise UsageError(unknown("format", to, list(WRITABLE)))
        _check_name(path, FORMATS[to])
        return to
    name = without_packing(path.name.lower())
    ending = [
        (len(suffix), fmt.name)
        for fmt in FORMATS.values()
        if fmt.name in WRITABLE
        for suffix in (fmt.suffix, *getattr(fmt, "suffixes", ()))
        if suffix and name.endswith(suffix)
    ]
    read_only = [
        fmt
        for fmt in FORMATS.values()
        if fmt.name not in WRITABLE and name.endswith(tuple(getattr(fmt, "suffixes", ())) or "/")
    ]
    if not ending and read_only:
        raise _read_only(path, read_only[0])
    if not ending:
        raise UsageError(
            f"--output {path}: no format has this suffix; add --to, with one of "
            f"{', '.join(WRITABLE)}"
        )
    return max(ending)[1]


def _read_only(path: Path, fmt: Format) -> UsageError:
    """Return the error for a format that cannot be written; it names alternatives."""
    if _kind(path.name) == "a workbook" or fmt.name == "excel":
        return UsageError(
            f"--output {path}: Excel is read, not written; use .csv, which Excel opens"
        )
    return UsageError(f"{fmt.name} is not written by convert; there are: {', '.join(WRITABLE)}")


def _check_name(path: Path, into: Format) -> None:
    """Raise an error for a file name of another kind of file, such as `.csv` for JSON."""
    suffixes = (into.suffix, *getattr(into, "suffixes", ()))
    named = _kind(path.name)
    if named is not None and named not in map(_kind, suffixes):
        ending = next(filter(None, suffixes), "")
        other = f"make it end in {ending}" if ending else "leave the suffix out"
        raise UsageError(
            f"--output {path}: its suffix means {named}, and {into.name} is not that; {other}"
        )


def _kind(name: str) -> str | None:
    """Return the kind of file that a name suggests; None if it suggests none."""
    name = without_packing(name.lower())
    return next((kind for kind, suffixes in _KINDS.items() if name.endswith(suffixes)), None)


def convert(
    source: Any,
    path: str | os.PathLike[str],
    *,
    to: str | None = None,
    read_as: str | None = None,
    pairing: Pairing | None = None,
    on_bad_row: OnBadRow = "stop",
    max_bad_share: float = MAX_BAD_SHARE,
    unlabelled: bool = False,
    force: bool = False,
    labels: Sequence[str] = (),
    how: ReadAs = PLAINLY,
) -> Conversion:
    """Read data and write it in another format; see `reaug.convert`.

    `labels` are the first labels, in the order of their ids; other labels follow alphabetically.
    """
    target = Path(path).expanduser()
    into = FORMATS[format_for(target, to)]
    _check_target(target, into, source, force=force)
    pairing = pairing or Pairing()
    rules = Rules(None, None, on_bad_row, not unlabelled, max_bad_share=max_bad_share)
    together = _PIECE if into.name in _COLUMNS else PIECE
    large = open_large(source, rules, how, read_as, pairing=pairing, size=PIECE, together=together)
    if large is None:
        raw = open_source(source, None, how, read_as, pairing)
        if raw.read_documents is None and pairing.changes:
            raw = replace(raw, notes=(*raw.notes, _no_documents(raw, pairing)))
        large = Large(checked(raw, rules, how), raw.read_documents, raw.unused_mentions)
    documents = _documents(large, into, pairing) if isinstance(into, Documents) else None
    not_carried = _not_carried(large, documents)
    if documents is None:
        return _written(large.reading, target, into, force=force, labels=labels, lost=not_carried)
    assert isinstance(into, Documents)
    lost = (*into.losses(documents), *not_carried)
    _put(target, into, force=force, content=documents)
    return Conversion(into.name, target, large.reading, len(documents), lost)


def _written(
    reading: Reading,
    target: Path,
    into: Format,
    *,
    force: bool,
    labels: Sequence[str],
    lost: Sequence[str] = (),
) -> Conversion:
    """Write rows, and return the conversion; `lost` describes what was lost by reading them."""
    others = sorted({*reading.table[LABEL].drop_null().unique().to_pylist()} - {*labels})
    lost = (*into.row_losses(reading.table), *lost)
    if PARENT in reading.table.column_names and into.name != DISK:
        lost = (
            *lost,
            "the column parent, which names the row that a copy was made from; disk keeps it",
        )
    _put(target, into, force=force, content=reading, labels=(*labels, *others))
    return Conversion(into.name, target, reading, None, lost)


def _no_documents(raw: Raw, pairing: Pairing) -> str:
    """Return the message that options about pairs change nothing in an input of rows."""
    options = [f"--negatives {pairing.negatives}"] if pairing.negatives not in ("none", 0) else []
    options += [f"--sentences {pairing.sentences}"] if pairing.sentences is not None else []
    return (
        f"{raw.origin}: {' and '.join(options)} changes nothing: {raw.fmt} has one pair of "
        "mentions per row, and no documents with further ones"
    )


def _documents(read: Large, into: Documents, pairing: Pairing) -> Collection[Document]:
    """Return the documents to write."""
    # If the rows are unchanged since they were read from documents, and the format can store these
    # documents whole, the result is the original documents. They include mentions without a
    # relation, and documents without relations. Otherwise, documents are made from the rows.
    untouched = not read.reading.problems and not pairing.changes
    if read.documents is not None and untouched and into.whole_documents:
        return read.documents
    return into.documents(read.reading.table)


def _not_carried(read: Large, documents: Collection[Document] | None) -> list[str]:
    """Return what the documents contain that rows cannot hold, a text for each kind of content."""
    from reaug.data.documents.rows_to_documents import notes_of_unused

    if documents is read.documents is not None:
        return []
    if read.documents is None:
        return [] if documents is None else list(_left_out_by_runs(read.reading.origin))
    return notes_of_unused(read.unused)


def _left_out_by_runs(origin: str) -> Iterator[str]:
    """Yield a description of what runs have left out of the documents from which they began."""
    # `origin` is the folder of the last run in a chain of runs. If the first run of the chain read
    # documents, the runs kept only their relations. Otherwise nothing is yielded.
    folder = Path(origin).expanduser()
    for _ in range(_LONGEST_CHAIN):
        if not is_run(folder):
            return
        source = read_manifest(folder).input
        if isinstance(FORMATS.get(source.format or ""), Documents):
            yield (
                f"all but the relations of the documents of {source.source} ({source.format}), "
                "since a run stores only rows"
            )
            return
        # The path of a run's input is relative to the folder where the run was started.
        folder = Path(source.source)


_LONGEST_CHAIN: Final = 20


def _check_target(target: Path, into: Format, source: Any, *, force: bool) -> None:
    """Raise an error for a target that must not be overwritten.

    Raises
    ------
    OutputError
        The target exists and `force` is False; it is (part of) the input; or it is a folder that
        contains other files than those of the format.
    """
    check_apart(target, (source,), "--output")
    if not target.name:
        raise OutputError(f"--output {target}: not a file name; choose another")
    if not target.parent.is_dir():
        raise OutputError(
            f"--output {target}: the folder {target.parent} does not exist; create it first"
        )
    if not os.path.lexists(target) or (not isinstance(into, FolderFormat) and _is_stream(target)):
        return
    if not force:
        raise OutputError(f"--output {target}: already exists; choose another or add --force")
    if isinstance(into, FolderFormat):
        if not target.is_dir() or not (into.owns(target) or not any(target.iterdir())):
            raise OutputError(
                f"--output {target}: contains more than {into.name} files, and is not replaced; "
                "choose another"
            )
    elif target.is_dir():
        raise OutputError(f"--output {target}: is a folder; name a file in it")


def _is_stream(target: Path) -> bool:
    from reaug.files.atomic import is_stream

    return is_stream(target)


def _put(
    target: Path,
    into: Format,
    *,
    force: bool,
    content: Reading | Collection[Document],
    labels: Sequence[str] = (),
) -> None:
    """Write rows or documents completely or not at all; an existing folder is replaced."""

    def put(path: Path) -> None:
        if isinstance(content, Reading):
            write(content.table, path, into.name, labels=labels)
        else:
            write_documents(content, path, into.name)

    if not (isinstance(into, FolderFormat) and target.exists()):
        put(target)
        return
    try:
        with beside(target) as folder:
            put(folder / target.name)
            take_place(folder / target.name, Path(os.path.realpath(target)))
            shutil.rmtree(folder / target.name, ignore_errors=True)
    except OSError as error:
        raise OutputError(f"{target}: cannot be written: {error.strerror or error}") from error
