"""Store the finished parts of a pass on disk, so that a killed run can continue from there.

The result for a few batches is a **piece**: some files, and `NUMBER.piece.json`, which is written
last (the piece is then *sealed*). It contains checksums of the files and the numbers of the
batches. If the files do not match them, for example after a power cut, the piece is computed
again; so writing need not wait for the disk. The files contain data only, and nothing is unpickled.
"""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, NamedTuple

import pyarrow as pa

from reaug.core.findings import Finding, Fix
from reaug.drift import Profile
from reaug.engine.copy_plan import Reached
from reaug.engine.slice_result import Part
from reaug.engine.stored_rows import Slice, Stored
from reaug.files.run_files import file_checksum

MOST: Final = 8
"""Maximum number of batches per piece; a killed run loses at most one piece per process."""
_SEAL: Final = ".piece.json"
_KNOWN: Final = "known.json"


class Piece(NamedTuple):
    """A finished piece: the result, and the slice of rows that it was computed from."""

    of: Slice
    part: Part


class Known(NamedTuple):
    """What is known about a segment (the nodes of one pass) once its steps have seen all rows.

    states : by step path, the description of the state for the manifest.
    reached : by path of an augment block with a target, how far each group of rows reaches it.
    crashed : by step path and row id, the message of a crash in `summarise`.
    """

    states: dict[str, dict[str, Any]]
    reached: dict[str, dict[str, Reached]]
    crashed: Mapping[str, Mapping[str, str]]

    def keep(self, folder: Path) -> None:
        """Write these values to the folder of the segment."""
        _write(folder / _KNOWN, self._asdict())

    @classmethod
    def kept(cls, folder: Path) -> Known | None:
        """Return the values that `keep` has written to a folder; None if there are none."""
        try:
            value = json.loads((folder / _KNOWN).read_bytes())
            reached = {
                path: {group: Reached(*figures) for group, figures in groups.items()}
                for path, groups in value["reached"].items()
            }
            return cls(value["states"], reached, value["crashed"])
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None


def _write(path: Path, value: Any) -> None:
    """Write a value as JSON; the file gets its name only when it is complete."""
    # ASCII preserves lone surrogates. `dumps` raises an error for values that JSON cannot store.
    text = json.dumps(value)
    partial = path.with_name(path.name + ".begun")
    partial.write_text(text, encoding="ascii")
    partial.replace(path)


def seal(part: Part, of: Slice, stem: Path) -> None:
    """Record that the result for a slice is finished; the names of its files begin with `stem`."""
    work = stem.parents[1]
    profile = part.profile
    record = {
        "of": [of.file.relative_to(work).as_posix(), of.first, of.last],
        "files": {file.name: file_checksum(file) for file in part.files()},
        "rows": None if part.rows is None else [part.rows.files[0].name, part.rows.rows],
        "log": None if part.log is None else part.log.name,
        "dropped": [file.name for file in part.dropped],
        "entries": part.entries,
        "findings": part.findings,
        "counts": [[list(key), count] for key, count in part.counts.items()],
        "columns": part.columns,
        "profile": [
            profile.rows,
            *(
                list(counts.items())
                for counts in (profile.labels, profile.type_pairs, profile.lengths)
            ),
        ],
    }
    # a plugin's finding can contain a value that JSON cannot store
    with suppress(TypeError, ValueError):
        _write(stem.with_suffix(_SEAL), record)


def finished(rows: Stored, folder: Path) -> list[Piece]:
    """Return the sealed pieces in the folder of a pass, in row order."""
    places = {file: i for i, file in enumerate(rows.files)}
    pieces = []
    for path in folder.glob(f"*{_SEAL}"):
        piece = _read(path)
        if piece is not None and piece.of.file in places:
            pieces.append(piece)
    pieces.sort(key=lambda piece: (places[piece.of.file], piece.of.first))
    return [
        piece
        for before, piece in zip([None, *pieces], pieces, strict=False)
        if before is None or before.of.file != piece.of.file or before.of.last <= piece.of.first
    ]


def _read(path: Path) -> Piece | None:
    """Return the piece that a file records; None unless all of its files match their digests."""
    folder = path.parent
    try:
        record = json.loads(path.read_bytes())
        file, first, last = record["of"]
        for name, digest in record["files"].items():
            if Path(name).name != name or file_checksum(folder / name) != digest:
                return None
        return Piece(Slice(folder.parent / file, first, last), _part(record, folder))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, pa.ArrowException):
        return None


def _part(record: Mapping[str, Any], folder: Path) -> Part:
    rows = None
    if record["rows"] is not None:
        name, number = record["rows"]
        with pa.memory_map(str(folder / name)) as source, pa.ipc.open_file(source) as reader:
            rows = Stored((folder / name,), reader.schema, number)
    counts: Counter[tuple[str, str, str, str]] = Counter()
    for (step, what, reason, label), number in record["counts"]:
        counts[step, what, reason, label] = number
    total, labels, pairs, lengths = record["profile"]
    return Part(
        rows=rows,
        log=None if record["log"] is None else folder / record["log"],
        entries=record["entries"],
        dropped=[folder / name for name in record["dropped"]],
        findings=[_finding(line) for line in record["findings"]],
        counts=counts,
        columns={path: tuple(names) for path, names in record["columns"].items()},
        profile=Profile(total, dict(labels), dict(pairs), dict(lengths)),
    )


def _finding(values: Sequence[Any]) -> Finding:
    made = Finding(*values)
    return made._replace(rows=tuple(made.rows), fixes=tuple(Fix(*fix) for fix in made.fixes))


def is_whole(rows: Stored, pieces: Sequence[Piece]) -> bool:
    """Return whether the pieces cover all rows."""
    return not rows.slices(1, without=[piece.of for piece in pieces])


def clear(work: Path) -> None:
    """Remove the files that belong to no sealed piece.

    None of them is reused, since a worker of the killed run may still be writing to it.
    """
    files_in_use: set[Path] = set()
    for seal_file in work.glob(f"segment-*/*{_SEAL}"):
        with suppress(OSError, ValueError, KeyError, TypeError):
            named = json.loads(seal_file.read_bytes())["files"]
            files_in_use.update(seal_file.parent / name for name in named)
    for file in work.glob("segment-*/*.arrow"):
        if file not in files_in_use:
            file.unlink()


def forget(folders: Iterable[Path]) -> None:
    """Remove the finished pieces of passes that must run again because their input will change."""
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)


def in_order(rows: Stored, pieces: Iterable[Piece]) -> list[Part]:
    """Return the results of the pieces, in row order."""
    places = {file: i for i, file in enumerate(rows.files)}
    return [
        piece.part
        for piece in sorted(pieces, key=lambda piece: (places[piece.of.file], piece.of.first))
    ]


def tell(pieces: Sequence[Piece], progress: Callable[[int], None]) -> None:
    """Report the rows of finished pieces to `progress`."""
    if pieces:
        progress(sum(piece.part.rows_in for piece in pieces))
