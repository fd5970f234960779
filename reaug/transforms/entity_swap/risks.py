"""Check whether the text around a mention would contradict a new name; one check per reason.

Each check returns, for each row, whether the mention must stay unchanged (`bool[n]`, or `bool[m]`
for the given rows). The lists and decisions come from counts and manual judgements on KLUE-RE.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reaug.core.arrays import I64, U32, Bool, as_mask
from reaug.core.text import slices_of
from reaug.korean.doubtful_tails import is_copula
from reaug.korean.particles import DOUBTFUL, FAMILIES, INVARIANT, KNOWN, agrees
from reaug.korean.sounds import Sound, final_sound, opening_of
from reaug.transforms.entity_swap import context_patterns
from reaug.transforms.entity_swap.mentions import Mentions
from reaug.transforms.entity_swap.pool import BRACKET, EDGE, Pool, numberless_dates
from reaug.transforms.entity_swap.values import bounds

_SUFFIXES: Final = ("", "씨", "님", "들", "측", "등", "계", "간", "내")
"""Suffixes that can be between any name and its particle."""
_PARTICLES: Final = frozenset(("", *FAMILIES, *INVARIANT)) - {*DOUBTFUL} | {*INVARIANT}
_AFTER_DIGIT: Final = frozenset(("일", "인"))
"""Endings that are a unit after a digit (3일, 3인), and not the copula."""
_DEMONYM: Final = "인"
"""The copula after a person (가수인), but a suffix after a place (한국인)."""

_NAME_GLOSS: Final = re.compile(r"[^\W\d_가-힣ㄱ-ㅎㅏ-ㅣ]")
"""Matches a letter that is not Hangul (hanja, Latin, kana), as in a name in another script."""
_HYPHENS: Final = np.array([ord(mark) for mark in "-‐–"], dtype=np.uint32)
_BEHIND_BRACKET: Final = r"^[^()]{0,20}\)[은는이가을를과와](?:[^가-힣]|$)"
"""Matches a closing bracket after a mention, followed by a particle with two forms."""
_LONGEST_PARTICLE: Final = 2
"""Maximum number of syllables of a particle that `longer_known` removes from the next word."""


def touching(mentions: Mentions, candidates: Bool) -> Bool:
    """Return whether the two mentions touch: 삼성|이재용."""
    touches = (mentions.start == mentions.other_end) | (mentions.end == mentions.other_start)
    return candidates & touches


def boundary(mentions: Mentions, candidates: Bool) -> Bool:
    """Return whether the span of a mention is wrong.

    The mention has white space or quotes at an edge, or an unpaired bracket; or it names two
    persons, or is only the end of a number.
    """
    cut = _matches(mentions.words, EDGE, candidates)
    cut |= _matches(mentions.words, context_patterns.SEVERAL, candidates & mentions.is_type("PER"))
    cut |= _matches(
        mentions.before, context_patterns.NUMBER_BEFORE, candidates & mentions.is_type("NOH")
    )
    bracketed = np.flatnonzero(_matches(mentions.words, BRACKET, candidates))
    words = mentions.words.take(pa.array(bracketed)).to_pylist()
    halves = [
        any(word.count(a) != word.count(b) for a, b in context_patterns.PAIRS) for word in words
    ]
    cut[bracketed] |= np.array(halves, dtype=np.bool_)
    return cut


def _matches(texts: pa.StringArray, pattern: str, among: Bool) -> Bool:
    """Return which texts of `among` match a pattern (`bool[n]`)."""
    matches = among.copy()
    if not matches.any():  # compiling the pattern takes longer than searching a small batch
        return matches
    matches[among] = as_mask(pc.match_substring_regex(texts.filter(pa.array(among)), pattern))
    return matches


def numberless(mentions: Mentions, candidates: Bool) -> Bool:
    """Return whether the mention is a date without a number: 고구려, 일제 강점기."""
    dates = candidates & mentions.is_type("DAT")
    return dates & numberless_dates(mentions.words, mentions.types) if dates.any() else dates


def compound(mentions: Mentions, candidates: Bool) -> Bool:
    """Return whether text that is not a particle touches the mention.

    The mention is then part of a longer name, or the text has a typo.
    """
    near, far = mentions.beside("left")
    touches = _alnum(near) | _joined(near, far)
    near, far = mentions.beside("right")
    bare = mentions.tails.end == mentions.end  # no Hangul, or more than in any particle
    is_unusual = _odd_tail(mentions, candidates) | _odd_behind_bracket(mentions, candidates)
    return candidates & (touches | (bare & _alnum(near)) | _joined(near, far) | is_unusual)


def _joined(near: U32, far: U32) -> Bool:
    """Return whether a hyphen or & joins the mention to a word: 존슨 & 존슨."""
    # `near` and `far` are the nearest and the second code point beside the mention.
    ampersand = (near == ord("&")) | ((near == ord(" ")) & (far == ord("&")))
    return ampersand | (np.isin(near, _HYPHENS) & _alnum(far))


def _alnum(values: U32) -> Bool:
    """Return whether each code point is a letter or a digit."""
    distinct, inverse = np.unique(values, return_inverse=True)
    is_alnum = np.array([chr(value).isalnum() for value in distinct.tolist()], dtype=np.bool_)
    return is_alnum[inverse]


def _odd_behind_bracket(mentions: Mentions, candidates: Bool) -> Bool:
    """Return whether a particle after a date in brackets does not fit the name before them."""
    # An example is 김솔(~ 1987년)는.
    is_unusual = np.zeros(len(mentions.rows), dtype=np.bool_)
    dates = _matches(mentions.behind, _BEHIND_BRACKET, candidates & mentions.is_type("DAT"))
    for row in np.flatnonzero(dates).tolist():
        text, end = mentions.texts[row], int(mentions.end[row])
        closing = text.index(")", end)
        opened = opening_of(text, closing)
        particle = text[closing + 1]
        is_unusual[row] = opened > 0 and not agrees(particle, final_sound(text[:opened].rstrip()))
    return is_unusual


def _odd_tail(mentions: Mentions, candidates: Bool) -> Bool:
    """Return whether the Hangul right after each mention is not its particle."""
    coded = mentions.tails.text.dictionary_encode()
    person = mentions.is_type("PER", "NOH") | as_mask(pc.equal(mentions.batch.label, "per:title"))
    digit = _matches(mentions.words, r"[0-9]$", candidates)
    code = coded.indices.to_numpy().astype(np.int64)
    key = ((code * len(Sound) + mentions.sounds) * 2 + person) * 2 + digit
    distinct, inverse = np.unique(key, return_inverse=True)
    texts = coded.dictionary.to_pylist()
    unusual = [
        is_odd_tail(
            texts[k // (4 * len(Sound))],
            Sound(k // 4 % len(Sound)),
            person=k // 2 % 2 == 1,
            digit=k % 2 == 1,
        )
        for k in distinct.tolist()
    ]
    is_odd = np.array(unusual, dtype=np.bool_)[inverse]
    unsure = np.array([text in _VOWEL_COPULA for text in texts], dtype=np.bool_)
    for row in np.flatnonzero(is_odd & unsure[code] & (mentions.sounds == Sound.NONE)).tolist():
        noun = int(mentions.start[row]), int(mentions.end[row])
        is_odd[row] = not is_copula(mentions.texts[row], noun, noun[1], also_replaced=False)
    return is_odd


_VOWEL_COPULA: Final = frozenset(
    form
    for form in DOUBTFUL
    if form in KNOWN and KNOWN[form].copula and form == KNOWN[form].vowel and form != "야"
)
"""Forms of the copula without 이 that can also be nouns: 박민수|죠 (copula), 러시아|군 (noun)."""


@lru_cache(maxsize=1 << 14)
def is_odd_tail(tail: str, sound: Sound, *, person: bool, digit: bool) -> bool:
    """Return whether the Hangul right after a word (its tail) is not its particle.

    `sound` is the final sound of the word, `digit` whether it ends in a digit.

    >>> is_odd_tail("은", Sound.OTHER, person=True, digit=False)
    False
    >>> is_odd_tail("은", Sound.NONE, person=True, digit=False)
    True
    """
    # A tail is empty, or a suffix (씨, 님), a particle, or both.
    if not any(
        tail.startswith(suffix) and tail[len(suffix) :] in _PARTICLES for suffix in _SUFFIXES
    ):
        return True
    if (tail == _DEMONYM and not person) or (digit and tail in _AFTER_DIGIT):
        return True
    return tail in FAMILIES and not agrees(tail, sound)


def former(mentions: Mentions, candidates: Bool) -> Bool:
    """Return whether 구, 현 or 옛 (former, present) precedes an organisation or place.

    These words are only true of the old name.
    """
    among = candidates & mentions.is_type("ORG", "LOC")
    return _matches(mentions.before, context_patterns.FORMER, among)


def sole_office(mentions: Mentions, candidates: Bool) -> Bool:
    """Return whether an office that only one person of a country holds is next to a person.

    Readers know who holds it.
    """
    people = candidates & mentions.is_type("PER")
    holds = _matches(mentions.behind, context_patterns.SOLE_BEHIND, people)
    return holds | _matches(mentions.before, context_patterns.SOLE_BEFORE, people)


def chief(mentions: Mentions, candidates: Bool, obscure: Bool) -> Bool:
    """Return whether the text beside a person's name calls the person the head of something.

    Readers who know an organisation know who leads it. Titles of managers (대표, 사장, 총장) do not
    count in the rows `obscure` (`bool[n]`), which have an organisation whose managers readers do
    not know; other titles (회장, 의장, 감독) count in all rows.
    """
    people = candidates & mentions.is_type("PER")
    holds = _matches(mentions.behind, context_patterns.CHIEF_BEHIND, people)
    holds |= _matches(mentions.before, context_patterns.CHIEF_BEFORE, people)
    people = people & ~obscure
    holds |= _matches(mentions.behind, context_patterns.MANAGER_BEHIND, people)
    return holds | _matches(mentions.before, context_patterns.MANAGER_BEFORE, people)


def kin(mentions: Mentions, candidates: Bool) -> Bool:
    """Return whether a word of kinship or gender is in or next to a person: 여왕, 아내, 딸.

    The mention also stays if the sentence is about a son or daughter by birth, or about a band.
    """
    people = candidates & mentions.is_type("PER")
    has_kin_word = _matches(mentions.batch.sentence, context_patterns.ONE_OF_A_SORT, people)
    for texts, pattern in (
        (mentions.before, context_patterns.KIN_BEFORE),
        (mentions.behind, context_patterns.KIN_BEHIND),
        (mentions.behind, context_patterns.KIN_GLOSS),
        (mentions.words, context_patterns.KIN_INSIDE),
    ):
        has_kin_word |= _matches(texts, pattern, people)
    return has_kin_word


def other_year(mentions: Mentions, rows: I64) -> Bool:
    """Return whether every new date would change the order of the dates in the sentence.

    This is so if another date has the same year, for example.
    """
    least, greatest = bounds(mentions, rows)
    return least > greatest


def head(mentions: Mentions, candidates: Bool) -> Bool:
    """Return whether an adjacent noun forms a longer name with the mention.

    Examples are 시칠리아 왕국, 부산 시내, 경기도 안산 and 조케이 천황.
    """
    has_head = np.zeros(len(candidates), dtype=np.bool_)
    for texts, pattern, types in (
        (mentions.behind, context_patterns.PLACE_HEAD, ("ORG", "LOC")),
        (mentions.behind, context_patterns.PERSON_HEAD, ("PER",)),
        (mentions.behind, context_patterns.BODY_HEAD, ("ORG", "LOC", "POH")),
        (mentions.behind, context_patterns.PART_BEHIND, ("LOC",)),
        (mentions.before, context_patterns.INSIDE_PLACE, ("LOC",)),
    ):
        has_head |= _matches(texts, pattern, candidates & mentions.is_type(*types))
    return has_head


def gloss(mentions: Mentions, candidates: Bool) -> Bool:
    """Return whether a mention has a gloss in brackets (hanja, Latin, dates, age), or is a gloss.

    Brackets with the other mention are allowed, unless they also contain the name in another
    script.
    """
    has_gloss = _matches(mentions.behind, context_patterns.GLOSS, candidates)
    rows = np.flatnonzero(has_gloss)
    places = np.column_stack([mentions.end, mentions.other_start, mentions.other_end])[rows]
    has_gloss[rows] = [
        _glossed(mentions.texts[row], *place)
        for row, place in zip(rows.tolist(), places.tolist(), strict=True)
    ]
    people, named = mentions.is_type("PER"), mentions.is_type("PER", "ORG", "POH")
    has_gloss |= _matches(mentions.behind, context_patterns.FAR_GLOSS, candidates & people)
    closed = _matches(mentions.behind, context_patterns.GLOSS_BEHIND, candidates)
    inside = _matches(mentions.before, context_patterns.GLOSS_BEFORE, closed)
    closed &= named
    inside |= _matches(mentions.before, context_patterns.OPEN_BRACKET, closed)
    gap = mentions.start - mentions.other_end  # the word before the bracket is the other mention
    return has_gloss | (inside & ~((gap >= 1) & (gap <= 3)))


def _glossed(text: str, end: int, other_start: int, other_end: int) -> bool:
    opened = next(at for at in range(end, end + 3) if text[at] in context_patterns.CLOSING)
    close = _closing(text, opened)
    if not opened < other_start <= other_end <= close:
        return True
    rest = text[opened:other_start] + text[other_end:close]
    return _NAME_GLOSS.search(rest) is not None


def _closing(text: str, opened: int) -> int:
    """Return the position of the matching closing bracket, or the end of the text."""
    opening, closing = text[opened], context_patterns.CLOSING[text[opened]]
    close, depth = opened, 1
    while depth:
        begin, close = close + 1, text.find(closing, close + 1)
        if close < 0:
            return len(text)
        depth += text.count(opening, begin, close) - 1
    return close


def longer_known(mentions: Mentions, rows: I64, pool: Pool) -> Bool:
    """Return whether a mention and the word before or after it are one name (`bool[m]`).

    They are one name in three cases:
    - At least two mentions of the data consist of both words (드미트리|메드베데프).
    - The word before a person is the first part of other names (하늘 마리아|솔).
    - The word before a place or organisation is a place (광주시|광산구, 네덜란드|에레디비시).

    Words of the other mention do not count.
    """
    is_known = np.zeros(len(rows), dtype=np.bool_)
    eojeols, points = mentions.batch.eojeols, mentions.batch.codepoints

    def known(places: I64, start: I64, end: I64) -> Bool:
        row = rows[places]
        return pool.often(mentions.types.take(pa.array(row)), slices_of(points, row, start, end))

    start, end = mentions.start[rows], mentions.end[rows]
    index, places = _eojeols_at(eojeols.row, eojeols.end, rows, start - 1)
    near = start[places] != mentions.other_end[rows[places]] + 1
    index, places = index[near], places[near]
    first = eojeols.start[index]
    is_known[places] = known(places, first, end[places])
    neighbour = slices_of(points, rows[places], first, start[places] - 1)
    is_known[places] |= mentions.is_type("PER")[rows[places]] & pool.are_name_parts(neighbour)
    place = mentions.is_type("LOC", "ORG")[rows[places]]
    is_known[places] |= place & pool.are_lands(neighbour)
    index, places = _eojeols_at(eojeols.row, eojeols.start, rows, end + 1)
    near = end[places] + 1 != mentions.other_start[rows[places]]
    index, places = index[near], places[near]
    for cut in range(_LONGEST_PARTICLE + 1):
        last = np.maximum(eojeols.end[index] - cut, end[places])
        is_known[places] |= known(places, start[places], last)
    return is_known


def _eojeols_at(row: I64, place: I64, rows: I64, wanted: I64) -> tuple[I64, I64]:
    """Look up the eojeols that begin (or end) at the positions `wanted` of `rows`.

    `row` and `place` are the row and start (or end) of each eojeol, ascending.

    Returns
    -------
    The indices of the eojeols that were found, and for each the index of its position in `wanted`.
    """
    key = (row << 32) + place
    sought = (rows << 32) + wanted
    index = np.searchsorted(key, sought)
    hit = np.flatnonzero(np.append(key, -1)[index] == sought)
    return index[hit], hit
