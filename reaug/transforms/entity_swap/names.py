"""Checks of `entity_swap` on the names themselves, and the draw of a name that fits."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np
import pyarrow as pa

from reaug.core.arrays import I64, Bool
from reaug.core.draws import Draw
from reaug.korean.sounds import Sound
from reaug.transforms.entity_swap.mentions import Mentions
from reaug.transforms.entity_swap.pool import Pool, WordsByKey
from reaug.transforms.entity_swap.risks import is_odd_tail
from reaug.transforms.entity_swap.values import bounds

ATTEMPTS: Final = 8
"""Words drawn for a mention before its row is skipped."""
_BREAK: Final = re.compile(r"[\s·.,()-]+")
_HANGUL: Final = re.compile(r"[가-힣ᄀ-ᇿ]+")


class Wanted(NamedTuple):
    """Rows that are to get a new name, with the pool's key that it comes from (-1: none).

    rows, key_place : `int64[m]`; see `WordsByKey.find`.
    least, greatest : `int64[m]`, the values that the name may have.
    negative : `bool[n]`, for every row of the batch: it has the negative label.
    """

    rows: I64
    key_place: I64
    least: I64
    greatest: I64
    negative: Bool


def recurs(mentions: Mentions, rows: I64) -> Bool:
    """The word stands in the sentence again: `bool` for each of `rows`."""
    texts, words = mentions.texts, mentions.word_texts
    return np.array([texts[row].count(words[row]) > 1 for row in rows.tolist()], dtype=np.bool_)


def recurs_outside(mentions: Mentions, rows: I64) -> Bool:
    """The word, or a part of the name, stands again outside both mentions.

    For an exchange and for a pair, where what lies inside the mentions changes as well.
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
    """The word stands in the sentence again where it cannot be renamed: inside another name."""
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
    """Where the words of some rows stand again: row, start, end, each `int64[m]`."""
    places = [(row, at) for row in rows.tolist() for at in mentions.again(row) or ()]
    row, start = np.array(places, dtype=np.int64).reshape(-1, 2).T
    return row, start, start + (mentions.end - mentions.start)[row]


def part_recurs(mentions: Mentions, rows: I64) -> Bool:
    """A part of the name stands in the sentence again: 도널드 트럼프 … 트럼프.

    The 19 of 1987년 is not a part of its name: `values` handles other years.
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
    return False


@lru_cache(maxsize=1 << 16)
def _parts(word: str, person: bool) -> tuple[tuple[str, int], ...]:  # noqa: FBT001 - hot
    """The short forms of a name, each with its count in the name.

    Its words; or its first two syllables, of a person the last two (김유신, 유신).
    """
    words = (word,) if word.isalnum() else _BREAK.split(word)
    parts = [part for part in words if len(part) >= 2]
    if len(parts) < 2:
        short = len(word) < 3 or word.isascii() or word[0].isdigit()
        parts = [] if short else [word[-2:] if person else word[:2]]
    return tuple((part, word.count(part)) for part in dict.fromkeys(parts))


def shared(mentions: Mentions, rows: I64) -> Bool:
    """Subject and object share two syllables or more: 삼성전자, 삼성그룹."""
    words, others = mentions.word_texts, mentions.other_texts
    return np.array([share(words[row], others[row]) for row in rows.tolist()], dtype=np.bool_)


def share(word: str, other: str) -> bool:
    """Whether two names have two neighbouring letters in common, or one abbreviates the other.

    >>> share("삼성전자", "삼성그룹"), share("해양수산부", "해수부"), share("이순신", "한산도")
    (True, True, False)
    """
    letters, other_letters = _letters(word), _letters(other)
    if letters.isdisjoint(other_letters):  # most pairs of names have no letter in common
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


def candidates(
    mentions: Mentions, wanted: Wanted, others: list[str], pool: Pool, draw: Draw
) -> I64:
    """A word of the pool for the mentions of some rows.

    Drawn until one fits: another word than the mention's own, that the sentence does not hold yet,
    that has nothing in common with the other mention's word (`others`), whose particle can be
    known where there is one, and that makes no related pair under the negative label.

    Returns
    -------
    `int64[n]`, positions in `pool.names`; -1 where no word fits or none is wanted.
    """

    def fits(left: I64, pick: I64) -> Bool:
        words = pool.names.words["subject"].take(pa.array(pick))
        good = _new_and_apart(mentions, left, words.to_pylist(), others)
        good &= ~((pool.names.sounds["subject"][pick] == Sound.UNKNOWN) & mentions.alternates[left])
        unrelated = np.flatnonzero(good & wanted.negative[left])
        if len(unrelated):
            beside = pa.array([others[row] for row in left[unrelated].tolist()], pa.string())
            good[unrelated] = ~pool.is_related(words.take(pa.array(unrelated)), beside)
        return good

    return _drawn(pool.names, wanted, f"word/{mentions.role}", draw, fits)


def pair_candidates(
    views: tuple[Mentions, Mentions], wanted: Wanted, pool: Pool, draw: Draw
) -> I64:
    """A pair of the pool for both mentions of some rows; else as `candidates`.

    What the two words of a pair have in common stays: that is why they are drawn together.

    Returns
    -------
    `int64[n]`, positions in `pool.pairs`; -1 where no pair fits or none is wanted.
    """
    within = [(view, bounds(view, wanted.rows)) for view in views]
    place = np.zeros(len(views[0].rows), dtype=np.int64)
    place[wanted.rows] = np.arange(len(wanted.rows))

    def fits(left: I64, pick: I64) -> Bool:
        good = np.ones(len(left), dtype=np.bool_)
        words = [pool.pairs.words[view.role].take(pa.array(pick)) for view in views]
        for (view, (least, greatest)), new in zip(within, words, strict=True):
            good &= _new(view, left, new.to_pylist())
            good &= ~((pool.pairs.sounds[view.role][pick] == Sound.UNKNOWN) & view.alternates[left])
            value, at = pool.pairs.values[view.role][pick], place[left]
            good &= (least[at] <= value) & (value <= greatest[at])
        unrelated = np.flatnonzero(good & wanted.negative[left])
        if len(unrelated):
            index = pa.array(unrelated)
            good[unrelated] = ~pool.is_related(words[0].take(index), words[1].take(index))
        return good

    return _drawn(pool.pairs, wanted, "pair", draw, fits)


def _new(mentions: Mentions, rows: I64, words: list[str]) -> Bool:
    """Whether the sentences do not hold these words yet."""
    texts = mentions.texts
    return np.array(
        [word not in texts[row] for word, row in zip(words, rows.tolist(), strict=True)],
        dtype=np.bool_,
    )


def _new_and_apart(mentions: Mentions, rows: I64, words: list[str], others: list[str]) -> Bool:
    texts = mentions.texts
    return np.array(
        [
            word not in texts[row] and not share(word, others[row])
            for word, row in zip(words, rows.tolist(), strict=True)
        ],
        dtype=np.bool_,
    )


def _drawn(
    words: WordsByKey, wanted: Wanted, name: str, draw: Draw, fits: Callable[[I64, I64], Bool]
) -> I64:
    """An entry for each of the wanted rows, drawn until one fits; -1 where none does."""
    entries = np.full(len(wanted.negative), -1, dtype=np.int64)
    left = np.flatnonzero(wanted.key_place >= 0)
    for attempt in range(ATTEMPTS):
        if not len(left):
            break
        rows = wanted.rows[left]
        limits = wanted.least[left], wanted.greatest[left]
        pick = words.draw(wanted.key_place[left], *limits, draw.uniform(name, attempt, rows))
        left, rows, pick = left[pick >= 0], rows[pick >= 0], pick[pick >= 0]
        good = fits(rows, pick) if len(rows) else np.zeros(0, dtype=np.bool_)
        entries[rows[good]] = pick[good]
        left = left[~good]
    return entries
