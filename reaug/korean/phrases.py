"""Decide whether a part of a sentence is a noun phrase, without particle, verb or ending.

If the form shows it (를, 에서, 하여, 했던), a closed table decides. If a name may have the same
ending (마을, 발렌시아가), mecab decides in the sentence. 의 may occur inside the phrase (희망의
새벽), but not at the end.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from reaug.korean.mecab import morphemes_of
from reaug.korean.particles import FAMILIES, INVARIANT

_NEVER: Final = re.compile(
    r".(?:를|에서|에게|께서|에는|에서는|으로써|으로서|부터|까지|처럼|하여|하였다|하며|하던|했던|했다|했으며"
    r"|한다|되어|되는|되었다|됐다|된다|이다|이며|이자|였다|였던|이었다|하고|하는|위한|통한|따른|관한)$"
    r"|^(?:있는|없는|있다|없다|하는|하여|되는|위해|통해|따라|대해|관해|및)$"
)
"""Endings of eojeols that are never nouns."""

_INSIDE: Final = frozenset(("은", "는", "이", "가", "을", "와", "과", "으로"))
"""The particles that are checked in all words but the last. Others are not, since names often end
in 에, 도, 로 or 고.
"""


@lru_cache(maxsize=1 << 14)
def is_noun_phrase(text: str, start: int, end: int, *, goes_on: bool = False) -> bool:
    """Return whether text[start:end] is a noun or a phrase of nouns.

    The last word may not end in any particle; the words before it may end in some that occur inside
    a phrase, such as 의. `goes_on` says that the phrase goes on after `end`: then the last word of
    text[start:end] is checked like the words before it.

    Examples
    --------
    >>> is_noun_phrase("나루 전자를 장악하여 이겼다.", 0, 5)
    True
    >>> is_noun_phrase("나루 전자를 장악하여 이겼다.", 0, 6)
    False
    >>> is_noun_phrase("나루 전자를 장악하여 이겼다.", 0, 11)
    False
    """
    place = start
    for word in text[start:end].split(" "):
        stop = place + len(word)
        if word and not _is_noun(text, place, stop, last=stop == end and not goes_on):
            return False
        place = stop + 1
    return True


def _is_noun(text: str, start: int, stop: int, *, last: bool) -> bool:
    word = text[start:stop]
    if _NEVER.search(word):
        return False
    tails = [
        word[cut:]
        for cut in range(1, len(word))
        if (word[cut:] in FAMILIES or word[cut:] in INVARIANT) and (last or word[cut:] in _INSIDE)
    ]
    return not any(is_particle_at(text, stop - len(tail)) for tail in tails)


def is_particle_at(text: str, begin: int) -> bool:
    """Return whether mecab finds a particle or the copula at a position.

    >>> is_particle_at("한산도에서 이겼다", 3), is_particle_at("한산도에서 이겼다", 0)
    (True, False)
    """
    return any(
        start == begin and tag.startswith(("J", "VCP")) for start, _, tag in morphemes_of(text)
    )
