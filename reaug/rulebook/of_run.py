"""The rule book of a set: a run folder brings its own."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from reaug.errors import InputError
from reaug.files.apart import place_of
from reaug.files.run_files import file_digest, is_run, recorded

BOOK: Final = "rules.yaml"
"""The rule book in the folder of a run that was made under a book of a person's own."""
DEFAULT: Final = "klue-re"


def book_of(*sources: Any, given: str | None = None) -> str:
    """The rule book that some sets are held against.

    Parameters
    ----------
    sources
        Paths, names on the hub, or data in memory; a run folder brings the book that it was made
        under, and the first that does says it for all.
    given
        The book that a person names; it stands above all.

    Returns
    -------
    A name or path as `load` takes it; `klue-re` where nothing else is said.

    Raises
    ------
    InputError
        The book in a run folder is not as the run wrote it.

    Examples
    --------
    >>> book_of("rows.csv"), book_of("rows.csv", given="mine.yaml")
    ('klue-re', 'mine.yaml')
    """
    if given is not None:
        return given
    for source in sources:
        folder = place_of(source)
        if folder is not None and folder.is_dir() and is_run(folder):
            digest = (recorded(folder) or {}).get(BOOK)
            if digest is not None:
                return str(_unchanged(folder / BOOK, digest))
    return DEFAULT


def _unchanged(path: Path, digest: str) -> Path:
    try:
        same = file_digest(path) == digest
    except OSError:
        same = False
    if not same:
        raise InputError(
            f"{path}: is not the rule book that the run was made under; name one with --rules, or "
            f"see reaug verify {path.parent}"
        )
    return path
