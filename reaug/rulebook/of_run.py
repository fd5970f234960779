"""The rule book of a set: a run folder brings its own, and so does what `reaug split` wrote."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from reaug.errors import InputError
from reaug.files.apart import place_of
from reaug.files.run_files import file_digest, is_run, recorded
from reaug.files.split_files import split_around, split_digests

BOOK: Final = "rules.yaml"
"""The rule book in the folder of a run or split that was made under a book of a person's own."""
DEFAULT: Final = "klue-re"


def book_of(*sources: Any, given: str | None = None) -> str:
    """The rule book that some sets are held against.

    Parameters
    ----------
    sources
        Paths, names on the hub, or data in memory. A run folder brings the book that it was made
        under, a set of a split the book of the rows that were split; the first that does says it
        for all.
    given
        The book that a person names; it stands above all.

    Returns
    -------
    A name or path as `load` takes it; `klue-re` where nothing else is said.

    Raises
    ------
    InputError
        The book is not as the run, or the split, wrote it.

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
    """The book that a run, or the split that a set lies in, was made under.

    Raises
    ------
    InputError
        It is not as it was written.
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
