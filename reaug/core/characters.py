"""Unicode tables: invisible code points, white space, plain text, and Hangul.

The tables are written out as ranges, so that they do not depend on the version of Python.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import numpy as np

from reaug.core.arrays import Bool

Ranges = tuple[tuple[int, int], ...]

REMOVED: Final[Ranges] = (
    (0x00, 0x08),  # control characters, except those in `WHITE`
    (0x0E, 0x1B),
    (0x7F, 0x84),
    (0x86, 0x9F),
    (0xAD, 0xAD),  # soft hyphen
    (0x34F, 0x34F),  # combining grapheme joiner
    (0x61C, 0x61C),
    (0x115F, 0x1160),  # fillers of conjoining jamo
    (0x17B4, 0x17B5),
    (0x180B, 0x180F),
    (0x200B, 0x200F),  # zero-width space and joiners, marks of direction
    (0x202A, 0x202E),
    (0x2060, 0x206F),
    (0xFE00, 0xFE0F),  # variation selectors
    (0xFEFF, 0xFEFF),  # byte order mark
    (0xFFF0, 0xFFFB),
    (0x1BCA0, 0x1BCA3),
    (0x1D173, 0x1D17A),
    (0xE0000, 0xE0FFF),  # tags, more variation selectors
)
"""Invisible characters: Default_Ignorable_Code_Point, control and annotation characters."""

WHITE: Final[Ranges] = (
    (0x09, 0x0D),
    (0x1C, 0x20),
    (0x85, 0x85),
    (0xA0, 0xA0),
    (0x1680, 0x1680),
    (0x2000, 0x200A),
    (0x2028, 0x2029),
    (0x202F, 0x202F),
    (0x205F, 0x205F),
    (0x2800, 0x2800),  # Braille without a dot
    (0x3000, 0x3000),
    (0x3164, 0x3164),  # Hangul filler, which fonts draw as a blank
    (0xFFA0, 0xFFA0),
)
"""Characters that look like a space: those of `str.isspace`, and letters that fonts draw blank."""

PLAIN: Final[Ranges] = (
    (0x20, 0x7E),
    (0xA1, 0xAC),
    (0xAE, 0x2FF),
    (0x388, 0x3FF),
    (0x400, 0x482),
    (0x48A, 0x52F),
    (0x2010, 0x2027),
    (0x2030, 0x205E),
    (0x20A0, 0x20C0),
    (0x2100, 0x2125),
    (0x2150, 0x218B),
    (0x2190, 0x2328),
    (0x2460, 0x27BF),
    (0x3001, 0x3029),
    (0x3030, 0x3036),
    (0x3041, 0x3094),
    (0x30A0, 0x30FF),
    (0x3131, 0x3163),
    (0x3165, 0x318E),
    (0x3190, 0x31BF),
    (0x31F0, 0x33FF),
    (0x3400, 0x9FFF),
    (0xAC00, 0xD7FF),
    (0xFF01, 0xFF9F),
    (0xFFE0, 0xFFE6),
)
"""The plain space and many visible code points, chosen so that any text of them is in NFC."""

HANGUL: Final[Ranges] = (
    (0x1100, 0x11FF),
    (0x302E, 0x302F),
    (0x3131, 0x318E),
    (0x3200, 0x321E),
    (0x3260, 0x327E),
    (0xA960, 0xA97C),
    (0xAC00, 0xD7A3),
    (0xD7B0, 0xD7C6),
    (0xD7CB, 0xD7FB),
    (0xFFA0, 0xFFBE),
    (0xFFC2, 0xFFC7),
    (0xFFCA, 0xFFCF),
    (0xFFD2, 0xFFD7),
    (0xFFDA, 0xFFDC),
)
"""The code points of the Hangul script: those that `\\p{Hangul}` matches in a rule book."""


def table_of(ranges: Iterable[tuple[int, int]]) -> Bool:
    """Return a `bool[0x110000]` that is true for the code points in the ranges."""
    table = np.zeros(0x110000, dtype=np.bool_)
    for first, last in ranges:
        table[first : last + 1] = True
    return table


def class_of(ranges: Iterable[tuple[int, int]]) -> str:
    r"""Return ranges of code points as a character class of an RE2 pattern.

    >>> class_of([(0x20, 0x20), (0x2000, 0x200A)])
    '[\\x{20}-\\x{20}\\x{2000}-\\x{200a}]'
    """
    return "[" + "".join(rf"\x{{{first:x}}}-\x{{{last:x}}}" for first, last in ranges) + "]"


def leads_of(table: Bool) -> Bool:
    """Return which bytes can be the first byte, in UTF-8, of a code point of a table (`bool[256]`).

    `table` is `bool[0x110000]`, as from `table_of`.

    >>> (leads_of(table_of([(0x20, 0x21), (0xAC00, 0xAC01)])).nonzero()[0]).tolist()
    [32, 33, 234]
    """
    leads = np.zeros(256, dtype=np.bool_)
    leads[:0x80] = table[:0x80]
    for first_byte, count, bits, least in _LEADS:
        for place in range(count):
            first, stop = place << bits, (place + 1) << bits
            if first_byte + place == _BEFORE_SURROGATES:
                stop = 0xD800  # UTF-8 has no surrogates
            leads[first_byte + place] = table[max(first, least) : stop].any()
    return leads


_LEADS: Final = ((0xC0, 32, 6, 0x80), (0xE0, 16, 12, 0x800), (0xF0, 5, 18, 0x10000))
"""For code points of two, three and four bytes: the lowest first byte, the number of first bytes,
the number of bits in the other bytes, and the lowest code point."""
_BEFORE_SURROGATES: Final = 0xED

IS_REMOVED: Final = table_of(REMOVED)
IS_WHITE: Final = table_of(WHITE)
IS_PLAIN: Final = table_of(PLAIN)
WHITE_CHARS: Final = frozenset(chr(code) for a, b in WHITE for code in range(a, b + 1))
