"""Find the rule book of a data set: a run folder or split may contain its own book."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from reaug.errors import InputError
from reaug.files.output_paths import place_of
from reaug.files.run_files import file_digest, is_run, recorded
from reaug.files.split_files import split_around, split_digests

BOOK: Final = "rules.yaml"
"""The file name of a user's rule book in the folder of a run or split that was made with it."""
DEFAULT: Final = "klue-re"


def book_of(*sources: Any, given: str | None = None) -> str:
    """Return the name or path of the rule book with which data sets are checked.

    Parameters
    ----------
    sources
        Paths, names on the hub, or data in memory. The folder that a run or `reaug split` wrote may
        contain the rule book that was used. The first such book is used for all sources.
    given
        The book that the user names; it is used instead of any other.

    Returns
    -------
    A name or path for `load`; `klue-re` by default.

    Raises
    ------
    InputError
        The book was changed after the run or the split wrote it.

    Examples
    --------
    >>> book_of("rows.csv"), book_of("rows.csv", given="mine.yaml")
    ('klue-re', 'mine.yaml')
    """
    if given is not None:
        return given
    for source in sources:
        place = place_of(source)
        if place is not None and (book := _own_book(place)) is not None:
            return str(book)
    return DEFAULT


def _own_book(place: Path) -> Path | None:
    """Return the book in a run folder, or in the folder of the split to which a file belongs.

    The result is None if `place` is neither, or if the folder contains no book.

    Raises
    ------
    InputError
        The book was changed after it was written.
    """
    if place.is_dir() and is_run(place):
        folder, files = place, recorded(place) or {}
        message = (
            f"{folder / BOOK}: is not the rule book that the run used; give one with --rules, or "
            f"see reaug verify {folder}"
        )
    elif (around := split_around(place)) is not None:
        folder, files = around, split_digests(around)
        message = (
            f"{folder / BOOK}: is not the rule book that reaug split wrote; name one with --rules"
        )
    else:
        return None
    if BOOK not in files:
        return None
    if not _is_same(folder / BOOK, files[BOOK]):
        raise InputError(message)
    return folder / BOOK


def _is_same(path: Path, digest: str) -> bool:
    try:
        return file_digest(path) == digest
    except OSError:
        return False
