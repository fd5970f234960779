"""Cells of a spreadsheet: text that no program takes for a formula, a number or a date.

`guarded` is for sheets that a person fills in, where a date that a spreadsheet made of `3월 1일`
would come back as a correction. For rows of data there
is `shielded`, which touches what may be run, and nothing else.
"""

from __future__ import annotations

import re
from typing import Final

_FORMULA: Final = tuple("=+-@＝＋－＠")
_CONTROL: Final = ("\t", "\r", "\n")
_PLAIN_NUMBER: Final = re.compile(r"0|[1-9][0-9]{0,9}")


def guarded(text: str) -> str:
    """The text with a `'` before it where a spreadsheet would change or obey it.

    That is: what begins with `= + - @` (white space before it or not) or with a tab or line break,
    which may be run as a formula; what begins with a digit and is not a plain number, which may
    become a date (`3월 1일`, `1-2`); and what begins with a `'` itself. `unguarded` takes it off
    again.

    >>> guarded("=1+1"), guarded("3월 1일"), guarded("1998"), guarded("세종")
    ("'=1+1", "'3월 1일", '1998', '세종')
    """
    return f"'{text}" if _changes(text) else text


def unguarded(cell: str) -> str:
    """What `guarded` made the cell of; a cell that a person wrote stays as it is.

    >>> unguarded("'=1+1"), unguarded("'80년대'"), unguarded("세종")
    ('=1+1', "80년대'", '세종')
    """
    return cell[1:] if cell[:1] == "'" and _changes(cell[1:]) else cell


def _changes(text: str) -> bool:
    if text.startswith(("'", *_CONTROL)) or text.lstrip().startswith(_FORMULA):
        return True
    first = text.lstrip()[:1]
    return first.isdigit() and not _PLAIN_NUMBER.fullmatch(text)


SHIELD: Final = "reaug_shielded"
"""Last column of a CSV of rows of which some are `shielded`; those have `SHIELDED` in it."""
SHIELDED: Final = "yes"

_RUN: Final = re.compile(rf"'*(?:\s*[{re.escape(''.join(_FORMULA))}]|[{''.join(_CONTROL)}])")
_NUMBER: Final = re.compile(r"[+-](?:\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|Infinity)", re.ASCII)


def is_formula(text: str) -> bool:
    """Whether a spreadsheet may run a cell: it begins with `= + - @`, a tab or a line break.

    White space and `'` before these count as nothing; a number with its sign is not a formula.

    >>> is_formula("=1+1"), is_formula(" @SUM(A1)"), is_formula("-0.5"), is_formula("'세종'은")
    (True, True, False, False)
    """
    return _RUN.match(text) is not None and not _NUMBER.fullmatch(text)


def shielded(text: str) -> str:
    """The text with a `'` before it where a spreadsheet may run it; `unshielded` takes it off.

    >>> shielded("=1+1"), shielded("'=1+1"), shielded("3월 1일")
    ("'=1+1", "''=1+1", '3월 1일')
    """
    return f"'{text}" if is_formula(text) else text


def unshielded(cell: str) -> str:
    """What `shielded` made the cell of.

    >>> unshielded("'=1+1"), unshielded("''=1+1"), unshielded("'세종'은")
    ('=1+1', "'=1+1", "'세종'은")
    """
    return cell[1:] if cell[:1] == "'" and is_formula(cell[1:]) else cell
