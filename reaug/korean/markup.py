"""Text between a noun and its particle that is not read aloud: tags, footnotes, marks.

Scraped or typed text contains layout marks: <b>박지훈</b>은, **박지훈**은, [[박지훈]]은, 박지훈¹은.
The particle still agrees with the noun.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

from reaug.korean.sounds import is_read

_SPOKEN_NOT: Final = re.compile(
    r"<(?P<tag>sup|sub|ref|rt|rp|small)\b[^<>]{0,200}(?<!/)>[^<>]{0,200}</(?P=tag)\s*>"
    r"|</?[A-Za-z][A-Za-z0-9]{0,15}(?:\s[^<>]{0,300})?/?>"  # </b>, <br/>
    r"|<!--.{0,200}?-->"
    r"|&lt;/?[A-Za-z][A-Za-z0-9]{0,15}/?&gt;"
    r"|&(?:quot|apos|rsquo|rdquo|reg|trade|copy|zwj|zwnj|shy|#(?:34|39|8217|8221|8203));"
    r"|\]\((?:https?://|www\.|/|#)[^()\s]{0,300}\)"  # [박지훈](https://…)
    r"|\]\]"  # [[박지훈]]
    r"|\^\[?[0-9]{1,3}\]?"
    r"|[\u00b9\u00b2\u00b3\u2070-\u2079]+"
)
_WIKI_QUOTES: Final = re.compile(r"'{2,5}|\"{2,5}")
_MARKS: Final = frozenset(
    "!?∞™®©㈜♡♥★☆†‡*♪＊⁎∗※¶§^_`~∼～´¸#♯\u00ad\u200b\u200c\u200d\u2060\ufeff\ufe0e\ufe0f"
)
"""Marks that are not read aloud and do not separate clauses."""
_PLACEHOLDERS: Final = frozenset("○◯●◎△▲▽▼□■◇◆×✕✖〇")
"""Marks that stand for syllables of a name (김○○)."""


def past_markup(text: str, start: int, place: int) -> int | None:
    """Return the end of the mark or markup that begins at `place`, after a noun.

    The result is None if there is none. `start` is the beginning of the noun.

    >>> past_markup("<b>박지훈</b>은", 3, 6), past_markup("박지훈＊은", 0, 3)
    (10, 4)
    >>> past_markup("박지훈은", 0, 3)
    """
    if _is_mark(text[place]):
        return place + 1
    mark = _SPOKEN_NOT.match(text, place)
    if mark:
        if mark[0] == "]]" and text.rfind("[[", 0, start) <= text.rfind("]]", 0, start):
            return None
        return mark.end()
    mark = _WIKI_QUOTES.match(text, place)
    if mark and text.endswith(mark[0], 0, start):
        return mark.end()
    return None


@lru_cache(maxsize=1 << 12)
def _is_mark(mark: str) -> bool:
    """Return whether a code point is a mark: in the list, or a pictogram."""
    if mark in _MARKS:
        return True
    if mark.isascii() or mark in _PLACEHOLDERS or is_read(mark):
        return False
    return unicodedata.category(mark) in ("So", "Sk") or "\ue000" <= mark <= "\uf8ff"
