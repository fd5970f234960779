"""Rows a batch at a time: what a file holds need not be in memory at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

from reaug.data.documents.pairing import Pairing
from reaug.data.documents.pairs import Survey, rows_of
from reaug.data.formats import FORMATS
from reaug.data.inward import Rules
from reaug.data.raw import Raw
from reaug.data.reading import Reading, checked
from reaug.data.source import file_format
from reaug.errors import InputError

SIZE: Final = 4_096
"""Lines, or rows, that are read at a time."""


def read_batches(
    path: Path,
    *,
    size: int = SIZE,
    fmt: str | None = None,
    pairing: Pairing | None = None,
    require_label: bool = True,
) -> Iterator[Reading]:
    r"""Read the rows of a file in batches, in its order; bad rows are left out and listed.

    JSON lines, whatever they hold, are read a batch at a time, twice where they hold documents: how
    a file counts its offsets, and which types go together, is known of the whole file before its
    first row. Formats that are one value (JSON lists) or one table are one batch.

    Parameters
    ----------
    path
        A file.
    size
        Lines of a batch; a document may become several rows.
    fmt, pairing
        As for `read`.

    Yields
    ------
    Reading
        The good rows of a batch, which may be none. A row's id is certain within its batch: whether
        guids name the rows of the whole file is for whoever has seen it.

    Raises
    ------
    InputError
        The file cannot be read, or its batches are of several formats.

    Examples
    --------
    >>> import tempfile
    >>> line = '{"text": "LG의 구광모", "h": {"name": "LG", "pos": [0, 2]}, '
    >>> line += '"t": {"name": "구광모", "pos": [4, 7]}, "relation": "대표"}\n'
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "rows.jsonl"
    ...     _ = file.write_text(line * 5, encoding="utf-8")
    ...     [batch.table.num_rows for batch in read_batches(file, size=2)]
    [2, 2, 1]
    """
    pairing = pairing or Pairing()
    survey = Survey()
    shapes = set()
    for raw in _pieces(path, size, fmt):
        if raw.documents is None:
            shapes.add("rows")
        elif any(one.mentions or one.flaws for one in raw.documents):
            shapes.add(raw.fmt)  # documents without anything are alike in several formats
        if raw.documents is not None:
            survey.add(raw.documents, pairing)
    if len(shapes) > 1:
        raise InputError(f"{path}: has {' and '.join(sorted(shapes))} in one file; split it")
    rules = Rules(None, None, "drop", require_label, none_left=True)
    base = 0
    notes = () if survey.votes.note is None else (survey.votes.note,)
    for raw in _pieces(path, size, fmt):
        if raw.documents is not None:
            raw = rows_of(raw, pairing, survey)
        if not raw.rows:  # what is told of them goes with the next batch
            notes = (*notes, *raw.notes)
            continue
        reading = checked(raw, rules)
        reading = replace(reading, notes=(*notes, *reading.notes))
        notes = ()
        moved = [replace(one, row=one.row + base) for one in reading.problems]
        unread = {row + base: sentence for row, sentence in reading.unread.items()}
        yield replace(reading, problems=moved, unread=unread)
        base += raw.rows


def _pieces(path: Path, size: int, fmt: str | None) -> Iterator[Raw]:
    for piece in file_format(path, None).pieces(path, size):
        raw = piece
        for data_format in FORMATS.values():
            if raw.documents is None and fmt in (None, data_format.name):
                raw = data_format.reshape(raw)
        yield raw
