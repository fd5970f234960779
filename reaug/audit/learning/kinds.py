"""Derive kinds of mentions from the words of a type: by shared endings, then by form.

A kind is a subclass of an entity type that is recognised by the word, such as hospitals (…병원).
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from typing import Any, Final

_SHARED: Final = 3
_SHARE: Final = 0.01
"""The least number, and the least share, of a type's distinct words with the same ending of two or
more syllables …
"""
_SHARE_OF_ONE: Final = 0.3
"""… and the least share of words with the same ending of one syllable."""
_LONGEST: Final = 6
_MOST: Final = 12
"""The greatest number of kinds by ending for one type."""

_FORMS: Final = (
    ("number", r"^[0-9][0-9,.]*$"),
    ("with-digits", "[0-9]"),
    ("latin", r"^[\p{Latin} .,'&·-]+$"),
    ("hanja", r"\p{Han}"),
    ("phrase", " "),
)
"""Names and patterns (RE2) of forms, in order; a form is used if two distinct words match."""

ANY: Final[dict[str, Any]] = {"name": "any", "pattern": "."}
"""The last kind, for all words of the type that are of no other kind."""


def kinds_of(words: Iterable[str]) -> list[dict[str, Any]]:
    """Return kinds (subclasses such as `korean-name`) that enough words of a type belong to.

    The form is that of `kinds` in a rule book.

    Parameters
    ----------
    words
        The words of the type's mentions; repeated words count once.

    Examples
    --------
    >>> words = ["가온병원", "나래병원", "다솔병원", "라온약국", "ABC 1"]
    >>> [kind["name"] for kind in kinds_of(words)]
    ['병원', 'any']
    """
    distinct = sorted({unicodedata.normalize("NFC", word) for word in words if word.strip()})
    kinds: list[dict[str, Any]] = []
    remaining = distinct
    for ending in _endings(distinct):
        taken = [word for word in remaining if word.endswith(ending)]
        if len(taken) >= 2:
            kinds.append({"name": ending, "endings": [ending]})
            remaining = [word for word in remaining if not word.endswith(ending)]
    for name, pattern in _FORMS:
        test = re.compile(_PYTHON.get(pattern, pattern))
        taken = [word for word in remaining if test.search(word)]
        if len(taken) >= 2:
            kinds.append({"name": name, "pattern": pattern})
            remaining = [word for word in remaining if not test.search(word)]
    return [*kinds, dict(ANY)]


_PYTHON: Final = {
    r"^[\p{Latin} .,'&·-]+$": r"^[A-Za-z\u00c0-\u024f .,'&·-]+$",
    r"\p{Han}": "[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]",
}
"""The patterns for Python's `re`, which has no scripts; they are close enough for counting."""


def _endings(words: list[str]) -> list[str]:
    """Return the endings in Hangul that enough words share, the longest first."""
    count: Counter[str] = Counter()
    for word in words:
        for length in range(1, min(_LONGEST, len(word) - 1) + 1):
            ending = word[-length:]
            if re.fullmatch("[가-힣]+", ending):
                count[ending] += 1
    enough = {
        ending: n
        for ending, n in count.items()
        if n >= max(_SHARED, (_SHARE if len(ending) > 1 else _SHARE_OF_ONE) * len(words))
    }
    # If 종합병원 and 합병원 end the same words, only the longer one is kept. 병원 ends more words
    # and is kept, too.
    endings = {
        ending: n
        for ending, n in enough.items()
        if not any(
            other != ending and other.endswith(ending) and m == n for other, m in enough.items()
        )
    }
    most = sorted(endings, key=lambda ending: (-endings[ending], ending))[:_MOST]
    return sorted(most, key=lambda ending: (-len(ending), -endings[ending], ending))
