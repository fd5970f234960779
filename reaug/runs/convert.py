"""`reaug convert`: data in any format that is read, out in any that is written."""

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
from reaug.data.documents.pairing import Pairing
from reaug.data.formats._documents import Documents
from reaug.data.formats._format import FolderFormat
from reaug.data.formats.disk import is_run
from reaug.data.inward import Rules
from reaug.data.large import PIECE, Large, open_large
from reaug.data.packed import without_packing
from reaug.data.read_as import PLAINLY, ReadAs
from reaug.data.reading import checked
from reaug.data.source import open_source
from reaug.data.writing import write, write_documents
from reaug.errors import OutputError, UsageError
from reaug.files.apart import check_apart
from reaug.files.atomic import beside, take_place
from reaug.runs.manifest import read_manifest
from reaug.suggestions import unknown

if TYPE_CHECKING:
    from reaug.data.documents.document import Document
    from reaug.data.formats._format import Format
    from reaug.data.raw import Raw

DISK: Final = "disk"
_PIECE: Final = 1 << 16
"""Rows of a chunk for a format of columns: with fewer its pages are cut elsewhere."""
_COLUMNS: Final = ("parquet", DISK)

_KINDS: Final = {
    "a text table": (".csv", ".tsv"),
    "a workbook": (".xlsx", ".xlsm"),
    "JSON": (".json", ".jsonl", ".ndjson"),
    "Parquet": (".parquet", ".pq"),
}


@dataclass(frozen=True, repr=False)
class Conversion:
    """Data that were written in another format.

    Attributes
    ----------
    format, path
        What was written, and where.
    reading
        What reading the data met: dropped and repaired rows, and notes.
    documents
        How many documents were written; None where rows were.
    lost
        What the format has no place for, in a line each.
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
        """The conversion as JSON values."""
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
    """The format that is asked for, else the one whose files end as the path does.

    Raises
    ------
    UsageError
        There is no such format, none whose files end so, or the name says another kind of file.

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
        (len(suffix), one.name)
        for one in FORMATS.values()
        if one.name in WRITABLE
        for suffix in (one.suffix, *getattr(one, "suffixes", ()))
        if suffix and name.endswith(suffix)
    ]
    read_only = [
        one
        for one in FORMATS.values()
        if one.name not in WRITABLE and name.endswith(tuple(getattr(one, "suffixes", ())) or "/")
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
    """The error of a format that is not written, with the one that stands in for it."""
    if _kind(path.name) == "a workbook" or fmt.name == "excel":
        return UsageError(
            f"--output {path}: Excel is read, not written; use .csv, which Excel opens"
        )
    return UsageError(f"{fmt.name} is not written by convert; there are: {', '.join(WRITABLE)}")


def _check_name(path: Path, into: Format) -> None:
    """Refuse a name that makes readers take the file for another kind: JSON called `.csv`."""
    suffixes = (into.suffix, *getattr(into, "suffixes", ()))
    named = _kind(path.name)
    if named is not None and named not in map(_kind, suffixes):
        ending = next(filter(None, suffixes), "")
        other = f"make it end in {ending}" if ending else "leave the suffix out"
        raise UsageError(
            f"--output {path}: its suffix means {named}, and {into.name} is not that; {other}"
        )


def _kind(name: str) -> str | None:
    """What a file of this name is for whoever reads it; None where the name does not say."""
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
    """Read data and write them in another format; see `reaug.api.convert`.

    `labels` come first in the order of a ClassLabel; others follow by name.
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
    """Write rows; `lost` is what they lack already of the data that were read."""
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
    """That the data are rows, of which no others can be made."""
    asked = [f"--negatives {pairing.negatives}"] if pairing.negatives not in ("none", 0) else []
    asked += [f"--sentences {pairing.sentences}"] if pairing.sentences is not None else []
    return (
        f"{raw.origin}: {' and '.join(asked)} changes nothing: {raw.fmt} has rows of one pair "
        "each, and no documents with further mentions"
    )


def _documents(read: Large, into: Documents, pairing: Pairing) -> Collection[Document]:
    """The documents to write: those that were read, where their rows are all there and no others.

    So mentions without a relation, and documents without any, are carried over.
    """
    untouched = not read.reading.problems and not pairing.changes
    if read.documents is not None and untouched and into.whole_documents:
        return read.documents
    return into.documents(read.reading.table)


def _not_carried(read: Large, documents: Collection[Document] | None) -> list[str]:
    """What of the documents that were read no row holds."""
    from reaug.data.documents.joining import told_unused

    if documents is read.documents is not None:
        return []
    if read.documents is None:
        return [] if documents is None else list(_left_by_a_run(read.reading.origin))
    return told_unused(read.unused)


def _left_by_a_run(origin: str) -> Iterator[str]:
    """What a run never had of the documents that it was made of: they are rows there."""
    folder = Path(origin).expanduser()
    for _ in range(_LONGEST_CHAIN):
        if not is_run(folder):
            return
        source = read_manifest(folder).input
        if isinstance(FORMATS.get(source.format or ""), Documents):
            yield (
                f"what the documents of {source.source} ({source.format}) hold beside their "
                "relations: a run has rows alone"
            )
            return
        # A run named its input as it was seen from where it was made.
        folder = Path(source.source)


_LONGEST_CHAIN: Final = 20


def _check_target(target: Path, into: Format, source: Any, *, force: bool) -> None:
    """Refuse a place that must not be written to.

    Raises
    ------
    OutputError
        It is there already, or lies where data are read; with `force` only what is no file, or no
        folder of nothing but this format.
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
    """Write the content whole or not at all; a folder takes the place of the one that is there."""

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
