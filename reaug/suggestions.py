"""What a wrong name is likely to mean, in the same words everywhere."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from typing import Final
from unicodedata import normalize

_MOST_FILES: Final = 1_000
"""Files of a folder that are looked at."""
_LETTERS: Final = 0.75
"""How like names must be by the letters of their syllables: words of a few syllables share many."""
_LEAST: Final = 2
"""Characters of a name from which on others may be meant that begin with it."""


def closest(name: str, known: Iterable[str], *, most: int = 1, cutoff: float = 0.6) -> list[str]:
    """The known names that are like a wrong one, the likeliest first.

    Names that differ in capital letters alone are the only ones then; where none is like it, those
    that begin with it, the shortest first. Korean is compared by syllables, then by letters.

    Parameters
    ----------
    most
        At most so many names.
    cutoff
        How like they must be: 0 takes any, 1 the same alone.

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
    """A question to put behind a message; "" where no known name is like it.

    Examples
    --------
    >>> "no label 'per:titel'" + did_you_mean("per:titel", ["per:title", "per:origin"])
    "no label 'per:titel'; did you mean 'per:title'?"
    """
    names = closest(name, known, most=most, cutoff=cutoff)
    return f"; did you mean {' or '.join(map(repr, names))}?" if names else ""


def files_like(path: Path) -> str:
    """A question to put behind a message of a file that is not there; "" where none is like it.

    Names beside it are looked at, else files of its very name in the folders there.

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
    """A message for an unknown name: what it is likely to mean, then all names there are.

    `groups` are names that may be meant, too, and are not listed.

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
