"""Suggest known names for a misspelt name ("did you mean …?")."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from typing import Final
from unicodedata import normalize

_MOST_FILES: Final = 1_000
"""The maximum number of files of a folder that are compared with a name."""
_LETTERS: Final = 0.75
"""The least similarity of two Korean names that are compared letter by letter.

It is high because short words share many letters.
"""
_LEAST: Final = 2
"""The least length of a name for which longer names that begin with the name are suggested."""


def closest(name: str, known: Iterable[str], *, most: int = 1, cutoff: float = 0.6) -> list[str]:
    """Return the known names that are similar to a wrong name, the most similar first.

    If some known names differ from the wrong name only in capitalisation, only they are returned.
    If no known name is similar, the names that begin with the wrong name are returned, the shortest
    first. Korean names are compared by syllables, then by letters.

    Parameters
    ----------
    most
        The maximum number of names.
    cutoff
        The least similarity, from 0 (any name) to 1 (only the same name).

    Examples
    --------
    >>> closest("dup", ["leak", "duplicate/exact", "duplicate"], most=2)
    ['duplicate', 'duplicate/exact']
    >>> closest("고욘", ["고용", "투자", "인수"])
    ['고용']
    """
    from difflib import get_close_matches

    names = list(known)
    same = [other for other in names if other != name and other.casefold() == name.casefold()]
    spelled = {normalize("NFD", other): other for other in reversed(names)}
    letters = max(cutoff, _LETTERS)
    close = get_close_matches(normalize("NFD", name), list(spelled), n=most, cutoff=letters)
    like = same or get_close_matches(name, names, n=most, cutoff=cutoff)
    like = like or [spelled[other] for other in close]
    if not like and len(name) >= _LEAST:
        like = sorted((other for other in names if other.startswith(name)), key=len)
    return like[:most]


def did_you_mean(name: str, known: Iterable[str], *, most: int = 1, cutoff: float = 0.6) -> str:
    """Return "; did you mean …?" to append to a message; "" if no known name is similar.

    Examples
    --------
    >>> "no label 'per:titel'" + did_you_mean("per:titel", ["per:title", "per:origin"])
    "no label 'per:titel'; did you mean 'per:title'?"
    """
    names = closest(name, known, most=most, cutoff=cutoff)
    return f"; did you mean {' or '.join(map(repr, names))}?" if names else ""


def files_like(path: Path) -> str:
    """Return "; did you mean …?" for a missing file; "" if no file is similar.

    The names of the files in the same folder are compared first. If none is similar, a file with
    exactly this name in a subfolder is suggested.

    Examples
    --------
    >>> files_like(Path("no-such-folder/rules.yaml"))
    ''
    """
    try:
        neighbours = sorted(islice(path.parent.iterdir(), _MOST_FILES))
        files = {file.name: file for file in neighbours if file.suffix == path.suffix}
        below = [
            folder / path.name
            for folder in neighbours
            if folder.is_dir() and (folder / path.name).is_file()
        ]
    except (OSError, ValueError):
        return ""
    like = [files[name] for name in closest(path.name, files)] or below[:1]
    return f"; did you mean {str(like[0])!r}?" if like else ""


def unknown(what: str, name: str, known: Iterable[str], groups: Iterable[str] = ()) -> str:
    """Return the message for an unknown name: similar names, then all known names.

    `groups` are further names that may be suggested but are not listed.

    Examples
    --------
    >>> unknown("step", "adea", ["aeda", "encode"])
    "unknown step 'adea'; did you mean 'aeda'? There are: aeda, encode"
    >>> unknown("step", "x", ["aeda", "encode"])
    "unknown step 'x'; there are: aeda, encode"
    """
    names = list(known)
    hint = did_you_mean(name, [*names, *groups], most=3 if groups else 1)
    introduction = f"{hint} There are" if hint else "; there are"
    return f"unknown {what} {name!r}{introduction}: {', '.join(names)}"
