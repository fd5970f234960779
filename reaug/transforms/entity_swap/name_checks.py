"""Check whether names, or parts of them, occur again in a sentence or in the other mention."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

import numpy as np

from reaug.core.arrays import I64, Bool
from reaug.korean.sounds import Sound
from reaug.transforms.entity_swap.mentions import Mentions
from reaug.transforms.entity_swap.risks import is_odd_tail

_BREAK: Final = re.compile(r"[\s·.,()-]+")
_HANGUL: Final = re.compile(r"[가-힣ᄀ-ᇿ]+")
_KOREAN_NAME: Final = re.compile(r"[가-힣]{2,4}")
_TITLES: Final = (
    "의원|시장|군수|구청장|지사|교육감|대표|회장|사장|원장|총장|교장|이사장|위원장|장관|차관|총리"
    "|대통령|후보|감독|코치|선수|작가|교수|박사|변호사|검사|판사|기자|아나운서|앵커|배우|가수|씨|군"
    "|양|PD|실장|국장|청장|센터장|대변인|최고위원|장군|대령|소령|중위|목사|신부|전무|상무|팀장"
    "|단장|관장|이사|비서관|수석|연구원|셰프|여사"
)
"""Titles that follow a surname without a given name."""


def recurs(mentions: Mentions, rows: I64) -> Bool:
    """Return whether the sentence of each of `rows` repeats the mention (`bool[m]`)."""
    texts, words = mentions.texts, mentions.word_texts
    return np.array([texts[row].count(words[row]) > 1 for row in rows.tolist()], dtype=np.bool_)


def recurs_outside(mentions: Mentions, rows: I64) -> Bool:
    """Return whether a mention, or a part of it, recurs outside both mentions (`bool[m]`).

    This is the check for exchanges and pairs, in which both mentions are replaced.
    """
    texts, words, others = mentions.texts, mentions.word_texts, mentions.other_texts
    person = mentions.is_type("PER").tolist()
    again = [
        any(
            texts[row].count(part) > within + others[row].count(part)
            for part, within in ((words[row], 1), *_parts(words[row], person[row]))
        )
        for row in rows.tolist()
    ]
    return np.array(again, dtype=np.bool_)


def recurs_unclear(mentions: Mentions, rows: I64) -> Bool:
    """Return whether a mention cannot be renamed everywhere in its sentence (`bool[m]`).

    Then it recurs inside another name, or a repetition overlaps a mention.
    """
    person = mentions.is_type("PER", "NOH")
    unclear = recurs(mentions, rows)
    for place in np.flatnonzero(unclear).tolist():
        row = int(rows[place])
        again, text, word = mentions.again(row), mentions.texts[row], mentions.word_texts[row]
        sound = Sound(mentions.sounds[row])
        unclear[place] = again is None or any(
            _inside_name(text, at, at + len(word), sound, person=bool(person[row])) for at in again
        )
    return unclear


def _inside_name(text: str, start: int, end: int, sound: Sound, *, person: bool) -> bool:
    if start and text[start - 1].isalnum():
        return True
    tail = _HANGUL.match(text, end)
    stop = tail.end() if tail else end
    if stop == end and text[end : end + 1].isalnum():
        return True
    return is_odd_tail(text[end:stop], sound, person=person, digit=text[end - 1].isdigit())


def other_places(mentions: Mentions, rows: I64) -> tuple[I64, I64, I64]:
    """Return the row, start and end of each repetition of a mention (`int64[k]` each)."""
    places = [(row, at) for row in rows.tolist() for at in mentions.again(row) or ()]
    row, start = np.array(places, dtype=np.int64).reshape(-1, 2).T
    return row, start, start + (mentions.end - mentions.start)[row]


def part_recurs(mentions: Mentions, rows: I64) -> Bool:
    """Return whether the sentence repeats a part of a mention: 도널드 트럼프 … 트럼프 (`bool[m]`).

    A date has no parts here (19 of 1987년): `values` compares dates.
    """
    texts, words = mentions.texts, mentions.word_texts
    person = mentions.is_type("PER").tolist()
    again = [_part_again(texts[row], words[row], person[row]) for row in rows.tolist()]
    return np.array(again, dtype=np.bool_)


def _part_again(text: str, word: str, person: bool) -> bool:  # noqa: FBT001 - hot and private
    for part, within in _parts(word, person):
        times = text.count(part)
        if times > within and times > within * text.count(word):
            return True
    return person and _KOREAN_NAME.fullmatch(word) is not None and _by_surname(text, word[0])


_TITLE: Final = re.compile(rf"(?:전 |前 )?[가-힣]{{0,6}}?(?:{_TITLES})(?![가-힣]{{2}})")
"""Matches a title, right after a surname and a space."""
_IN_WORD: Final = re.compile(r"[가-힣0-9]")


def _by_surname(text: str, surname: str) -> bool:
    """Return whether the text contains this surname with a title: 송 시장, 김 전 의원."""
    alone = f"{surname} "
    at = text.find(alone)
    while at >= 0:
        begins = at == 0 or not _IN_WORD.match(text, at - 1)
        if begins and _TITLE.match(text, at + len(alone)):
            return True
        at = text.find(alone, at + 1)
    return False


@lru_cache(maxsize=1 << 16)
def _parts(word: str, person: bool) -> tuple[tuple[str, int], ...]:  # noqa: FBT001 - hot
    """Return the short forms of a name, each with the number of times the name contains it."""
    # The short forms are the words of the name. A name of one word has its first two syllables, or
    # the last two if it is a person's (김유신, 유신).
    words = (word,) if word.isalnum() else _BREAK.split(word)
    parts = [part for part in words if len(part) >= 2]
    if len(parts) < 2:
        short = len(word) < 3 or word.isascii() or word[0].isdigit()
        parts = [] if short else [word[-2:] if person else word[:2]]
    return tuple((part, word.count(part)) for part in dict.fromkeys(parts))


def shared(mentions: Mentions, rows: I64) -> Bool:
    """Return whether subject and object have syllables in common: 삼성전자, 삼성그룹
    (`bool[m]`).
    """
    words, others = mentions.word_texts, mentions.other_texts
    return np.array([share(words[row], others[row]) for row in rows.tolist()], dtype=np.bool_)


def share(word: str, other: str) -> bool:
    """Return whether two names have two adjacent syllables in common, or one abbreviates the other.

    >>> share("삼성전자", "삼성그룹"), share("해양수산부", "해수부"), share("이순신", "한산도")
    (True, True, False)
    """
    letters, other_letters = _letters(word), _letters(other)
    if letters.isdisjoint(other_letters):  # most pairs of names have no common letter
        return False
    if not _bigrams(word).isdisjoint(_bigrams(other)):
        return True
    few, many = sorted((letters, other_letters), key=len)
    return len(few) >= 2 and few <= many


@lru_cache(maxsize=1 << 16)
def _letters(word: str) -> frozenset[str]:
    return frozenset(word)


@lru_cache(maxsize=1 << 16)
def _bigrams(word: str) -> frozenset[str]:
    pairs = (word[i : i + 2] for i in range(len(word) - 1))
    return frozenset(pair for pair in pairs if " " not in pair)
