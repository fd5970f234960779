"""Read a text table (CSV) in pieces, after a pass over all rows that finds its delimiter."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import chain, islice
from pathlib import Path
from typing import Final, Literal, NamedTuple

from reaug.core.schema import SENTENCE
from reaug.data.cells import SHIELD
from reaug.data.compressed_files import unpacked
from reaug.data.encoding_of_file import encoding_of_file
from reaug.data.encodings import note_of
from reaug.data.raw import Raw
from reaug.data.text_tables import (
    DELIMITERS,
    above_note,
    evenness,
    names_columns,
    raw_table,
    rows_above_header,
    usual_width,
)
from reaug.errors import InputError

_FORMAT: Final = "competition-csv"
_FIRST: Final = 16
"""Number of rows at the top of the table in which a title above the header is searched."""

Quoting = Literal[0, 3]


class _Form(NamedTuple):
    """How a text table is written: its encoding, delimiter and quoting.

    codec, encoding : as `encoding_of_file` returns them.
    first : the text of the first line, from which the line ends are recognised.
    """

    codec: str
    encoding: str | None
    first: str
    delimiter: str = ","
    quoting: Quoting = csv.QUOTE_MINIMAL


def pieces_of_table(path: Path, size: int, encoding: str | None = None) -> Iterator[Raw]:
    """Yield the rows of a table, `size` at a time; `encoding` is the user's, None to detect it.

    Raises
    ------
    InputError
        The file is not a table, or must be read whole. The message has no line number; the caller
        then reads the whole file at once, which gives a better message.
    """
    from reaug.files.run_files import check_unchanged

    check_unchanged(path)
    try:
        yield from _pieces(path, _form_of(path, encoding), size)
    except (UnicodeError, csv.Error, OSError) as error:
        raise _unusual(path) from error


def _form_of(path: Path, given: str | None) -> _Form:
    """Return the encoding, delimiter and quoting of a table, the same as if it were read whole."""
    codec, encoding = encoding_of_file(path, given)
    form = _Form(codec, encoding, "")
    with _text(path, form, "\n") as text:
        first = next(text, "").removeprefix("\ufeff")
        line = next((line for line in chain([first], text) if line.strip("\r\n")), "")
    form = form._replace(first=first)
    line = line.lstrip("\r").removesuffix("\n")
    if SENTENCE in line.split(","):
        return form
    marks = [mark for mark in DELIMITERS if mark in line] or [","]
    if len(marks) == 1 and marks != ["\t"]:
        return form._replace(delimiter=marks[0])
    rated = [
        rating
        for mark in marks
        if (rating := _evenness_with_quoting(path, form._replace(delimiter=mark)))
    ]
    if not rated:
        raise _unusual(path)
    return max(rated, key=lambda rating: rating[0])[
        1
    ]  # `max` takes the first of several equal ratings


def _evenness_with_quoting(path: Path, form: _Form) -> tuple[tuple[float, int], _Form] | None:
    """Return how evenly `form` splits the rows, and the form with its quoting."""
    # The returned form is `form` with the quoting by which the table could be read. Returns None if
    # the csv module cannot read the table with this delimiter.
    forms = [form]
    if form.delimiter == "\t":
        forms.append(form._replace(quoting=csv.QUOTE_NONE))
    for candidate in forms:
        try:
            with _text(path, candidate) as text:
                return evenness(
                    Counter(len(row) for _, row in _numbered(path, text, candidate))
                ), candidate
        except csv.Error:
            continue
    return None


@contextmanager
def _text(path: Path, form: _Form, newline: str = "") -> Iterator[io.TextIOWrapper]:
    with unpacked(path) as file:
        text = io.TextIOWrapper(file, encoding=form.codec, newline=newline)
        try:
            yield text
        finally:
            text.detach()


def _pieces(path: Path, form: _Form, size: int) -> Iterator[Raw]:
    from reaug.data.formats.competition_csv import unshielded_rows

    with _text(path, form) as text:
        rows = _numbered(path, text, form)
        ahead = list(islice(rows, _FIRST))
        above = rows_above_header([row for _, row in ahead])
        title, ahead = [row for _, row in ahead[:above]], ahead[above:]
        header = ahead.pop(0)[1] if ahead and names_columns(ahead[0][1]) else None
        notes = [above_note(path, title)] if title else []
        notes += [] if form.encoding is None else [note_of(path, form.encoding)]
        rows, before = chain(ahead, rows), 0
        width = _usual_width(path, form, above) if header is None and ahead else None
        while piece := list(islice(rows, size)):
            names, cells = header, [row for _, row in piece]
            if header is not None and header[-1] == SHIELD:
                names, cells = unshielded_rows(header, cells)
            raw = raw_table(
                names,
                cells,
                path=path,
                fmt=_FORMAT,
                lines=[line for line, _ in piece],
                delimiter=form.delimiter,
                text=form.first,
                first=before,
                width=width,
            )
            yield replace(raw, notes=(*raw.notes, *notes))
            before += len(piece)


def _usual_width(path: Path, form: _Form, above: int) -> int:
    """Return the number of cells that most rows have, without the first `above` rows (a title)."""
    with _text(path, form) as text:
        rows = islice(_numbered(path, text, form), above, None)
        return usual_width(Counter(len(row) for _, row in rows))


def _numbered(path: Path, text: Iterator[str], form: _Form) -> Iterator[tuple[int, list[str]]]:
    """Yield the number of the first line, and the cells, of each row that is not empty."""
    # A field longer than the csv module's limit is an error; the file is then read whole.
    reader = csv.reader(
        _lines(path, text), delimiter=form.delimiter, quoting=form.quoting, strict=True
    )
    line = 1
    for row in reader:
        if row:
            yield line, row
        line = reader.line_num + 1


def _lines(path: Path, text: Iterator[str]) -> Iterator[str]:
    for number, line in enumerate(text):
        if not number:
            # a byte order mark, which the codec of the user's encoding may not remove
            line = line.removeprefix("\ufeff")
        if "\0" in line:
            raise _unusual(path)
        yield line


def _unusual(path: Path) -> InputError:
    return InputError(f"{path}: only the whole file shows how the table is written")
