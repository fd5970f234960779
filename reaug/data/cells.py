"""Protect the cells of a CSV from spreadsheets, which run formulas and rewrite numbers and dates.

`guarded` is for sheets that a person fills in: if the spreadsheet turned `3월 1일` into a date,
this would come back as if the person had corrected it. `shielded` is for rows of data, and changes
only cells that a spreadsheet may run as a formula.
"""

from __future__ import annotations

import re
from typing import Final

_FORMULA: Final = tuple("=+-@＝＋－＠")
_CONTROL: Final = ("\t", "\r", "\n")
_PLAIN_NUMBER: Final = re.compile(r"0|[1-9][0-9]{0,9}")


def guarded(text: str) -> str:
    """Return the text with a `'` before it if a spreadsheet would change or run it.

    `unguarded` removes the `'`. It is added to

    - text that may be run as a formula, since it begins with `= + - @` (also after white space), a
      tab or a line break;
    - text that may become a date (`3월 1일`, `1-2`), since it begins with a digit and is not a
      plain number;
    - text that begins with a `'` itself.

    >>> guarded("=1+1"), guarded("3월 1일"), guarded("1998"), guarded("세종")
    ("'=1+1", "'3월 1일", '1998', '세종')
    """
    return f"'{text}" if _changes(text) else text


def unguarded(cell: str) -> str:
    """Return the text of a cell without the `'` that `guarded` adds; other cells unchanged.

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
"""Name of the last column of a CSV; rows with shielded cells have the value `SHIELDED` in it."""
SHIELDED: Final = "yes"

_RUN: Final = re.compile(rf"'*(?:\s*[{re.escape(''.join(_FORMULA))}]|[{''.join(_CONTROL)}])")
_NUMBER: Final = re.compile(r"[+-](?:\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|Infinity)", re.ASCII)


def is_formula(text: str) -> bool:
    """Return whether a spreadsheet may run a cell as a formula.

    Such a cell begins with `= + - @`, a tab or a line break. White space and `'` before these are
    ignored; a number with a sign is not a formula.

    >>> is_formula("=1+1"), is_formula(" @SUM(A1)"), is_formula("-0.5"), is_formula("'세종'은")
    (True, True, False, False)
    """
    return _RUN.match(text) is not None and not _NUMBER.fullmatch(text)


def shielded(text: str) -> str:
    """Return the text with a `'` before it if a spreadsheet may run it; `unshielded` removes it.

    >>> shielded("=1+1"), shielded("'=1+1"), shielded("3월 1일")
    ("'=1+1", "''=1+1", '3월 1일')
    """
    return f"'{text}" if is_formula(text) else text


def unshielded(cell: str) -> str:
    """Return the text of a cell that `shielded` has written.

    >>> unshielded("'=1+1"), unshielded("''=1+1"), unshielded("'세종'은")
    ('=1+1', "'=1+1", "'세종'은")
    """
    return cell[1:] if cell[:1] == "'" and is_formula(cell[1:]) else cell
