"""Suggestions for misspelt names ("did you mean …?"), worded the same everywhere."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from typing import Final
from unicodedata import normalize

_MOST_FILES: Final = 1_000
"""How many files of a folder are compared at most."""
_LETTERS: Final = 0.75
"""The least similarity of names by the letters of their syllables (short words share many)."""
_LEAST: Final = 2
"""The least length of a name for which longer names that begin with it are suggested."""


def closest(name: str, known: Iterable[str], *, most: int = 1, cutoff: float = 0.6) -> list[str]:
    """Find the known names that resemble a wrong one, the likeliest first.

    If some differ only in capitalisation, only those are given. If none resembles it, the names
    that begin with it are given, the shortest first. Korean is compared by syllables, then by
    letters.

    Parameters
    ----------
    most
        The largest number of names.
    cutoff
        The least similarity: 0 accepts any name, 1 only the same name.

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
    """Return "did you mean …?" to append to a message; "" if no known name resembles it.

    Examples
    --------
    >>> "no label 'per:titel'" + did_you_mean("per:titel", ["per:title", "per:origin"])
    "no label 'per:titel'; did you mean 'per:title'?"
    """
    names = closest(name, known, most=most, cutoff=cutoff)
    return f"; did you mean {' or '.join(map(repr, names))}?" if names else ""


def files_like(path: Path) -> str:
    """Return "did you mean …?" for a missing file; "" if no file resembles it.

    Files in the same folder are compared first, then files of exactly this name in its subfolders.

    Examples
    --------
    >>> files_like(Path("no-such-folder/rules.yaml"))
    ''
    """
    try:
        beside = sorted(islice(path.parent.iterdir(), _MOST_FILES))
        files = {one.name: one for one in beside if one.suffix == path.suffix}
        below = [one / path.name for one in beside if one.is_dir() and (one / path.name).is_file()]
    except (OSError, ValueError):
        return ""
    like = [files[name] for name in closest(path.name, files)] or below[:1]
    return f"; did you mean {str(like[0])!r}?" if like else ""


def unknown(what: str, name: str, known: Iterable[str], groups: Iterable[str] = ()) -> str:
    """Build the message for an unknown name: the likely ones, then all known names.

    `groups` are names that may be suggested, too, but are not listed.

    Examples
    --------
    >>> unknown("step", "adea", ["aeda", "encode"])
    "unknown step 'adea'; did you mean 'aeda'? There are: aeda, encode"
    >>> unknown("step", "x", ["aeda", "encode"])
    "unknown step 'x'; there are: aeda, encode"
    """
    names = list(known)
    hint = did_you_mean(name, [*names, *groups], most=3 if groups else 1)
    there = f"{hint} There are" if hint else "; there are"
    return f"unknown {what} {name!r}{there}: {', '.join(names)}"
