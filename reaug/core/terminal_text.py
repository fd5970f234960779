"""Make text safe for a terminal: control characters are shown as symbols."""

from __future__ import annotations

import unicodedata
from typing import Final

# Symbols for the control characters; characters that change the text direction have none.
_SHOWN: Final = {
    **{code: 0x2400 + code for code in range(0x20)},
    0x7F: 0x2421,
    **dict.fromkeys((*range(0x80, 0xA0), 0x200E, 0x200F), 0xFFFD),
    **dict.fromkeys((*range(0x2028, 0x202F), *range(0x2066, 0x206A)), 0xFFFD),
}


def visible(text: str) -> str:
    r"""Return a text with each control character replaced by a symbol; the length stays the same.

    >>> visible("가\x1b[31m\n")
    '가␛[31m␊'
    """
    return text.translate(_SHOWN)


def columns(text: str) -> int:
    """Return the width of a text in terminal columns: Hangul and hanja 2, combining marks 0.

    >>> columns("LG는")
    4
    """
    return sum(map(_columns, text))


def _columns(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me") or "\u1160" <= character <= "\u11ff":
        return 0  # vowels and finals of decomposed Hangul are drawn in the initial's block
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1


def padded(text: str, width: int) -> str:
    """Return a text with spaces up to a width in columns.

    >>> padded("행", 4)
    '행  '
    """
    return text + " " * (width - columns(text))
