"""Grapheme boundaries: which cuts would separate a base letter from its combining marks.

Almost every code point of Korean text is a grapheme by itself, whatever is next to it; it is called
"plain" here. Only a row with a cut next to another code point is segmented with the `regex` library
(UAX #29, extended grapheme clusters).
"""

from __future__ import annotations

from itertools import accumulate
from typing import Final

import numpy as np
import regex

from reaug.core.arrays import U32, Bool
from reaug.core.characters import leads_of
from reaug.core.text import CodePoints, decoded, looked_up

_PLAIN_RANGES: Final = (
    (0x20, 0x7E),
    (0xA1, 0xA8),
    (0xB0, 0x2FF),
    (0x0391, 0x03FF),
    (0x0410, 0x0451),
    (0x2010, 0x2027),
    (0x2030, 0x203B),
    (0x20A0, 0x20BF),
    (0x2150, 0x2193),
    (0x2200, 0x22FF),
    (0x2460, 0x24C1),
    (0x2500, 0x25A9),
    (0x25AC, 0x25B5),
    (0x3000, 0x3029),
    (0x3041, 0x3096),
    (0x30A0, 0x3296),
    (0x329A, 0x33FF),
    (0x3400, 0x9FFF),
    (0xAC00, 0xD7A3),
    (0xF900, 0xFAFF),
    (0xFF01, 0xFF9D),
)
"""Plain code points: those with the grapheme property Other, except pictographs, and whole Hangul
syllables.
"""

_GRAPHEME: Final = regex.compile(r"\X")


def _plain_table() -> Bool:
    table = np.zeros(0x110000, dtype=np.bool_)
    for first, last in _PLAIN_RANGES:
        table[first : last + 1] = True
    return table


_PLAIN: Final = _plain_table()
_BEFORE_HANGUL: Final = (0xEA, 0xB0)
"""A code point with this first byte, and a second byte lower than this, is not plain."""
_HANGUL_ENDS: Final = (0xED, 0x9E)
"""A code point with this first byte, and a second byte lower than this, is plain."""


def _doubtful_leads() -> bytes:
    """Return a table of 256 bytes: 1 for the first bytes of code points that are not plain."""
    # Two bytes with which Hangul syllables begin also have 0, although other characters begin with
    # them, too. For these, `may_combine` looks at the second byte.
    leads = leads_of(~_PLAIN)
    leads[[_BEFORE_HANGUL[0], _HANGUL_ENDS[0]]] = False
    return leads.tobytes()


_DOUBTFUL: Final = _doubtful_leads()


def plain(values: U32) -> Bool:
    """Return whether code points are plain (`bool[n]`): a grapheme boundary lies between any two.

    >>> plain(np.array([ord("가"), 0x1100, 0x301], dtype=np.uint32)).tolist()
    [True, False, False]
    """
    return _PLAIN[values]


def may_combine(points: CodePoints) -> Bool:
    r"""Return the rows with a code point that is not plain (`bool[n]`).

    All other rows can be cut anywhere.

    >>> import pyarrow as pa
    >>> from reaug.core.text import codepoints
    >>> may_combine(codepoints(pa.array(["세종은 “왕”", "e\u0301", ""]))).tolist()
    [False, True, False]
    """
    raw = np.frombuffer(points.buffer, dtype=np.uint8)
    some = np.flatnonzero(looked_up(points.lead, _DOUBTFUL) > 0)
    unusual = points.byte[some[~plain(points.at(some))]]
    before = np.flatnonzero((raw[:-1] == _BEFORE_HANGUL[0]) & (raw[1:] < _BEFORE_HANGUL[1]))
    after_hangul = np.flatnonzero((raw[:-1] == _HANGUL_ENDS[0]) & (raw[1:] >= _HANGUL_ENDS[1]))
    after_hangul = after_hangul[~plain(decoded(raw, after_hangul, np.full(len(after_hangul), 3)))]
    result = np.zeros(len(points.first) - 1, dtype=np.bool_)
    first = points.byte[points.first]
    for places in (unusual, before, after_hangul):
        result[np.searchsorted(first, places, side="right") - 1] = True
    return result


def borders(text: str) -> frozenset[int]:
    r"""Return the positions, in code points, at which `text` can be cut, including both ends.

    >>> sorted(borders("e\u0301a"))
    [0, 2, 3]
    """
    return frozenset(accumulate(map(len, _GRAPHEME.findall(text)), initial=0))
