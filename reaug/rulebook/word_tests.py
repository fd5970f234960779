"""Find the first test of an ordered list that each word of a column passes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reaug.core.arrays import I32, I64, Bool, Ints
from reaug.core.normal_form import plain
from reaug.core.text import contiguous
from reaug.core.word_search import WordList, WordSearch
from reaug.rulebook.pattern_words import split

# One empty text, made of buffers, because the first call of `pa.array` imports pandas (0.15 s).
_ONE_TEXT: Final = pa.StringArray.from_buffers(1, pa.py_buffer(bytes(8)), pa.py_buffer(b""))
_MANY: Final = 1000
"""The least number of words for which a search for the words of all patterns saves more time than
it costs.
"""

_TOGETHER: Final = 1 << 17
"""The number of words that are tested together; each word takes a byte per test."""


class WordTest(NamedTuple):
    """A test of a word: it is in the lexicon, matches the pattern or has one of the endings, and
    does not match `unless`.
    """

    pattern: str | None
    lexicon: pa.StringArray | None
    unless: str | None
    endings: tuple[str, ...] = ()


@lru_cache(maxsize=1 << 12)
def pattern_problem(pattern: str) -> str | None:
    """Return why RE2 refuses a pattern; None if the pattern is valid.

    >>> pattern_problem("[0-9]{4}년$") is None
    True
    >>> pattern_problem("(?=년)")
    'invalid perl operator: (?='
    """
    try:
        pc.match_substring_regex(_ONE_TEXT, pattern)
    except pa.ArrowInvalid as error:
        return str(error).removeprefix("Invalid regular expression: ")
    return None


def any_of(pattern: str | None, endings: Sequence[str]) -> str | None:
    r"""Return one pattern that matches a pattern or literal endings; None without either.

    >>> any_of(None, ["당", "(주)"])
    '(?:당|\\(주\\))$'
    >>> any_of("^옛", ["당"])
    '(?:^옛)|(?:당)$'
    """
    if not endings:
        return pattern
    ends = f"(?:{'|'.join(re.escape(ending) for ending in endings)})$"
    return ends if pattern is None else f"(?:{pattern})|{ends}"


def ending_of(words: pa.StringArray, endings: Sequence[str]) -> pa.StringArray:
    """Return the longest of the given endings that each word has; "" if it has none.

    >>> ending_of(pa.array(["나래여자대학교", "나래"]), ["학교", "대학교"]).to_pylist()
    ['대학교', '']
    """
    longest = np.zeros(len(words), dtype=np.int64)
    names = ["", *sorted(dict.fromkeys(endings), key=len)]  # longer endings overwrite shorter ones
    for place, ending in enumerate(names[1:], start=1):
        longest[_bools(pc.ends_with(words, pattern=ending))] = place
    return take_names(names, longest)


def normalised(words: pa.Array) -> pa.StringArray:
    """Return words in NFC, so that a pattern matches 대학 however it is composed."""
    words = contiguous(words.cast(pa.string()))
    other = ~plain(words)  # nearly all words are in NFC, and this check takes an eighth of the time
    if not other.any():
        return words
    new = pc.utf8_normalize(words.filter(pa.array(other)), "NFC")
    return pc.replace_with_mask(words, pa.array(other), new)


def first_passed(words: pa.StringArray, tests: Sequence[WordTest]) -> I32:
    """Return the index of the first test that each word passes; -1 if it passes none.

    Parameters
    ----------
    words
        n distinct words in NFC, without nulls.
    tests
        The tests, in the order in which they are tried.

    Returns
    -------
    `int32[n]`
    """
    parts = [
        _first_passed(words.slice(at, _TOGETHER), tests) for at in range(0, len(words), _TOGETHER)
    ]
    return np.concatenate([np.zeros(0, dtype=np.int32), *parts])


def _first_passed(words: pa.StringArray, tests: Sequence[WordTest]) -> I32:
    indices = np.full(len(words), -1, dtype=np.int32)
    ends = _have_endings(words, [test.endings for test in tests])
    patterns = tuple(test.pattern for test in tests)
    searched = _searched(patterns) if len(words) >= _MANY else None
    holds = None if searched is None else searched.search.holds(words)
    untested = np.ones(len(words), dtype=np.bool_)
    for index, test in enumerate(tests):
        passed = ends[:, index].copy()
        if test.lexicon is not None:
            passed |= _bools(pc.is_in(words, value_set=test.lexicon))
        pattern, some = patterns[index], untested & ~passed
        if searched is not None and holds is not None:
            part = searched.parts[index]
            if part.words is not None:
                passed |= holds[:, part.words]
            pattern, some = part.rest, untested & ~passed
            if part.needed is not None:
                some &= holds[:, part.needed]
        if pattern is not None:
            _add_matched(passed, words, pattern, some)
        passed &= untested
        if test.unless is not None:
            matched = np.zeros(len(words), dtype=np.bool_)
            _add_matched(matched, words, test.unless, passed)
            passed &= ~matched
        indices[passed] = index
        untested &= ~passed
    return indices


def _add_matched(mask: Bool, words: pa.StringArray, pattern: str, some: Bool) -> None:
    """Set `mask` for those of the words `some` (`bool[n]`) that match a pattern."""
    rows = np.flatnonzero(some)
    if not len(rows):  # compiling the pattern takes longer than searching a few words
        return
    texts = words if len(rows) == len(words) else words.take(pa.array(rows))
    mask[rows[_matched(texts, pattern)]] = True


class _Part(NamedTuple):
    """A pattern as words to search for, and a rest.

    words : the index of the list of the words that each make a text match; None if there are none.
    rest : the pattern of the other texts that match; None if there are none.
    needed : the index of a list of words: each text that matches `rest` has one of them; None if no
        such words are known.
    """

    words: int | None
    rest: str | None
    needed: int | None


class _Searched(NamedTuple):
    """The patterns of some tests as parts, and a search for the words of all of them at once."""

    search: WordSearch
    parts: list[_Part]


@lru_cache(maxsize=32)
def _searched(patterns: tuple[str | None, ...]) -> _Searched:
    lists, parts = list[WordList](), list[_Part]()

    def listed(words: Sequence[str]) -> int | None:
        lists.extend([WordList(words)] if words else [])
        return len(lists) - 1 if words else None

    for pattern in patterns:
        words, rest, needed = ((), None, ()) if pattern is None else split(pattern)
        parts.append(_Part(listed(words), rest, listed(needed)))
    return _Searched(WordSearch(lists), parts)


def _have_endings(words: pa.StringArray, endings: Sequence[Sequence[str]]) -> Bool:
    """Return which of n words have an ending of each of k lists, `bool[n, k]`."""
    # The last letters of the words are looked up. With many endings, this is far faster than a
    # pattern for each list.
    have = np.zeros((len(words), len(endings)), dtype=np.bool_)
    by_size: dict[int, dict[str, list[int]]] = {}
    for place, some in enumerate(endings):
        for ending in some:
            by_size.setdefault(len(ending), {}).setdefault(ending, []).append(place)
    tails = words
    for size, lists in sorted(by_size.items(), reverse=True):
        tails = pc.utf8_slice_codeunits(tails, -size, None)
        which = codes(tails, list(lists))
        rows = np.flatnonzero(which >= 0)
        of_ending = np.zeros((len(lists), len(endings)), dtype=np.bool_)
        for code, places in enumerate(lists.values()):
            of_ending[code, places] = True
        have[rows] |= of_ending[which[rows]]
    return have


def _matched(words: pa.StringArray, pattern: str) -> Bool:
    return _bools(pc.match_substring_regex(words, pattern))


def _bools(array: pa.BooleanArray) -> Bool:
    return np.asarray(array.to_numpy(zero_copy_only=False), dtype=np.bool_)


def codes(array: pa.Array, names: Sequence[str]) -> I64:
    """Return the index of each value of a column in `names`; -1 for other values and null.

    >>> codes(pa.array(["ORG", None, "X"]), ["PER", "ORG"]).tolist()
    [1, -1, -1]
    """
    known = pa.array(names, pa.string())
    places = pc.index_in(array.cast(pa.string()), value_set=known)
    return np.asarray(pc.fill_null(places, -1).to_numpy(), dtype=np.int64)


def take_names(names: Sequence[str], index: Ints) -> pa.StringArray:
    """Return `names[index]` as a column, with null for negative indices."""
    places = pa.array(index.astype(np.int64), mask=index < 0)
    return pa.array(names, pa.string()).take(places)


def given(array: pa.Array) -> Bool:
    """Return which of n values are not null (`bool[n]`)."""
    return np.asarray(array.is_valid().to_numpy(zero_copy_only=False), dtype=np.bool_)
