"""Read the rows of a file in batches, without the whole file in memory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

from reaug.data.documents.documents_to_rows import Survey, rows_of
from reaug.data.documents.pair_options import Pairing
from reaug.data.formats import FORMATS
from reaug.data.input_rules import Rules
from reaug.data.raw import Raw
from reaug.data.read_data import Reading, checked
from reaug.data.source import file_format
from reaug.errors import InputError

SIZE: Final = 4_096
"""Number of lines or rows to read at a time."""


def read_batches(
    path: Path,
    *,
    size: int = SIZE,
    fmt: str | None = None,
    pairing: Pairing | None = None,
    require_label: bool = True,
) -> Iterator[Reading]:
    r"""Yield the rows of a file in batches, in order; bad rows are dropped and listed.

    JSON lines of any format are read in batches. If they contain documents, the file is read twice,
    since the way of counting offsets, and the pairs of types with relations, must be known before
    the first row. Formats that are a single value (JSON lists) or a table are one batch.

    Parameters
    ----------
    path
        A file.
    size
        Number of lines per batch; a document can become several rows.
    fmt, pairing
        See `read`.

    Yields
    ------
    Reading
        The good rows of a batch, possibly none. Row ids are unique within a batch; whether guids
        are unique in the whole file is left to the caller.

    Raises
    ------
    InputError
        The file cannot be read, or its batches have different formats.

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
        elif any(document.mentions or document.flaws for document in raw.documents):
            shapes.add(raw.fmt)  # empty documents look the same in several formats
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
        if not raw.rows:  # a batch without rows; its notes are given with the next
            notes = (*notes, *raw.notes)
            continue
        reading = checked(raw, rules)
        reading = replace(reading, notes=(*notes, *reading.notes))
        notes = ()
        moved = [replace(problem, row=problem.row + base) for problem in reading.problems]
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
