"""Queries of a rule book about words alone: kinds, pools, languages, topics, implied types."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reaug.core.arrays import I64, Bool, as_mask
from reaug.core.text import contiguous
from reaug.core.word_search import WordList, WordSearch
from reaug.rulebook.name_rules import Donors, Topic, first_test
from reaug.rulebook.parts import ImpliedType, Kind, WordRule
from reaug.rulebook.pattern_words import split
from reaug.rulebook.word_tests import (
    WordTest,
    any_of,
    ending_of,
    first_passed,
    given,
    normalised,
    take_names,
)

_SURELY_A_NAME: Final = 3
OTHER = "other"
"""The name of the last kind of every type, for words that are of no other kind."""


class WordQueries:
    """The queries of a `RuleBook` about words alone; the fields are those of the book."""

    if TYPE_CHECKING:
        lexicons: dict[str, tuple[str, ...]]
        place_lexicons: tuple[str, ...]
        relation_lexicons: tuple[str, ...]
        kind_tests: dict[str, tuple[Kind, ...]]
        implied_tests: tuple[ImpliedType, ...]
        donors: Donors

    @cached_property
    def _kind_tests(self) -> dict[str, list[WordTest]]:
        return {type_: self._compiled(kinds) for type_, kinds in self.kind_tests.items()}

    @cached_property
    def _implied_tests(self) -> list[WordTest]:
        return self._compiled(self.implied_tests)

    @cached_property
    def _language_tests(self) -> list[WordTest]:
        return self._compiled(self.donors.languages)

    @cached_property
    def _sex_tests(self) -> list[WordTest]:
        return self._compiled(self.donors.sexes)

    def _compiled(self, tests: Sequence[WordRule]) -> list[WordTest]:
        arrays = {name: pa.array(words, pa.string()) for name, words in self.lexicons.items()}
        return [
            WordTest(
                test.pattern,
                None if test.lexicon is None else arrays[test.lexicon],
                test.unless,
                test.endings,
            )
            for test in tests
        ]

    @cached_property
    def known_names(self) -> pa.StringArray:
        """The names in the lexicons of `donors.known`, each once."""
        words = {word for name in self.donors.known for word in self.lexicons[name]}
        return pa.array(sorted(words), pa.string())

    def hold_known_names(self, texts: pa.StringArray) -> Bool:
        """Return whether each of n texts contains a name that readers know (`bool[n]`).

        Only names of three syllables or more count, at the beginning of a word: 이상 is rarely the
        poet.

        >>> from reaug.rulebook import load
        >>> texts = pa.array(["세종대왕의 아들", "김세종대왕", "가수 이상"])
        >>> load("klue-re").hold_known_names(texts).tolist()
        [True, False, False]
        """
        if not len(texts):
            return np.zeros(0, dtype=np.bool_)
        return self._known_search.holds(normalised(texts))[:, 0]

    @cached_property
    def _known_search(self) -> WordSearch:
        names = [name for name in self.known_names.to_pylist() if len(name) >= _SURELY_A_NAME]
        return WordSearch([WordList(names, begins=True)])

    def kind_masks(
        self, kinds: pa.StringArray, types: pa.StringArray, *lists: Sequence[str]
    ) -> list[Bool]:
        """Return, for each of the `lists`, which mentions have their type or kind in it.

        A list has types and TYPE/kinds; its result is a mask (`bool[n]`).

        `kinds` and `types` are the kinds and types of n mentions.

        >>> from reaug.rulebook import load
        >>> book, types = load("klue-re"), pa.array(["ORG", "LOC"])
        >>> kinds = book.kinds(pa.array(["나래당", "수원"]), types)
        >>> [mask.tolist() for mask in book.kind_masks(kinds, types, ["ORG/party"], ["LOC"])]
        [[True, False], [False, True]]
        """
        masks = []
        for names in lists:
            among = pa.array(names, pa.string())
            mask = pc.or_kleene(pc.is_in(kinds, value_set=among), pc.is_in(types, value_set=among))
            masks.append(np.asarray(mask.to_numpy(zero_copy_only=False), dtype=np.bool_))
        return masks

    def languages(self, names: pa.StringArray) -> pa.StringArray:
        """Return the language of n distinct persons' names; "" if no test of the book matches.

        >>> from reaug.rulebook import load
        >>> load("klue-re").languages(pa.array(["김하늘", "한스 바움"])).to_pylist()
        ['korean', 'german']
        """
        return first_test(normalised(names), self.donors.languages, self._language_tests)

    def sexes(self, names: pa.StringArray) -> pa.StringArray:
        """Return the sex that n distinct persons' names suggest; "" if it is unclear.

        >>> from reaug.rulebook import load
        >>> load("klue-re").sexes(pa.array(["김영숙", "한스 바움", "김하늘"])).to_pylist()
        ['woman', 'man', '']
        """
        return first_test(normalised(names), self.donors.sexes, self._sex_tests)

    def topics(self, texts: pa.StringArray) -> I64:
        """Return the topics of n texts, a bit for each topic (`int64[n]`); see `TopicSearch`."""
        return self._topic_search.of(normalised(texts))

    @cached_property
    def _topic_search(self) -> TopicSearch:
        return TopicSearch(self.donors.topics, self.lexicons)

    def show_sex(self, texts: pa.StringArray) -> Bool:
        """Return whether each of n texts has a word that shows a person's sex (`bool[n]`).

        >>> from reaug.rulebook import load
        >>> load("klue-re").show_sex(pa.array(["아내와 산다", "산에 산다"])).tolist()
        [True, False]
        """
        return self._sex_search.of(normalised(texts)) != 0

    @cached_property
    def _sex_search(self) -> TopicSearch:
        pattern = self.donors.sexed
        return TopicSearch(
            () if pattern is None else (Topic(name="sexed", axis="sexed", pattern=pattern),), {}
        )

    def kinds(self, words: pa.StringArray, types: pa.StringArray) -> pa.StringArray:
        """Return the kind of each mention: its type, a slash, and the first kind whose test it
        passes.

        Parameters
        ----------
        words, types
            n words and their types.

        Returns
        -------
        n kinds such as "ORG/party". The kind is "TYPE/other" if the word passes no test or the type
        is not in the book, and null if word or type is null.

        Examples
        --------
        >>> from reaug.rulebook import load
        >>> words = pa.array(["서울대학교", "2007년", "2007"])
        >>> load("klue-re").kinds(words, pa.array(["ORG", "DAT", "DAT"])).to_pylist()
        ['ORG/university', 'DAT/year', 'DAT/bare-year']
        """
        spelled = normalised(contiguous(words)).dictionary_encode()
        typed = contiguous(types).cast(pa.string()).dictionary_encode()
        known = given(spelled) & given(typed)
        word_codes = np.asarray(pc.fill_null(spelled.indices, 0), dtype=np.int64)
        type_codes = np.asarray(pc.fill_null(typed.indices, 0), dtype=np.int64)
        width = max(1, len(spelled.dictionary))
        pairs, inverse = np.unique(type_codes * width + word_codes, return_inverse=True)
        names: list[str] = []
        kind_of_pair = np.zeros(len(pairs), dtype=np.int64)
        for code, type_ in enumerate(typed.dictionary.to_pylist()):
            chosen = np.flatnonzero(pairs // width == code)
            distinct = spelled.dictionary.take(pa.array(pairs[chosen] % width))
            tests = self.kind_tests.get(type_, ())
            place = first_passed(distinct, self._kind_tests.get(type_, ()))
            # An index of -1 (no test passed) becomes that of the last kind, `other`.
            kind_of_pair[chosen] = len(names) + place % (len(tests) + 1)
            names += [f"{type_}/{test.name}" for test in tests] + [f"{type_}/{OTHER}"]
        return take_names(names, np.where(known, kind_of_pair[inverse], -1))

    def pools(
        self, words: pa.StringArray, types: pa.StringArray, kinds: pa.StringArray | None = None
    ) -> pa.StringArray:
        """Return the pool of each mention; words of the same pool may replace each other.

        Parameters
        ----------
        words, types
            n words and their types.
        kinds
            The kinds of the words, if they are already computed.

        Returns
        -------
        n pools: the kind, and the word's ending if the kind's `pool` is "ending". The pool is null
        if nothing may replace the word: the kind's `pool` is "none", or the word has no kind.

        Examples
        --------
        >>> from reaug.rulebook import load
        >>> words = pa.array(["나래대학교", "나래대학원", "바람결"])
        >>> load("klue-re").pools(words, pa.array(["ORG"] * 3)).to_pylist()
        ['ORG/university:대학교', 'ORG/university:대학원', None]
        """
        kinds = (self.kinds(words, types) if kinds is None else kinds).dictionary_encode()
        spelled = normalised(contiguous(words))
        place = pc.fill_null(kinds.indices, -1).to_numpy().astype(np.int64)
        code, names = place.copy(), [kinds.dictionary]
        for mine, name in enumerate(kinds.dictionary.to_pylist()):
            kind = self._kind_named(name)
            rows = np.flatnonzero(code == mine)
            if kind is None or kind.pool == "none":
                place[rows] = -1
            elif kind.pool == "ending":
                place[rows] = sum(map(len, names)) + np.arange(len(rows))
                ends = ending_of(spelled.take(pa.array(rows)), kind.endings)
                names.append(pc.binary_join_element_wise(pa.scalar(name), ends, ":"))
        return pa.concat_arrays(names).take(pa.array(place, mask=place < 0))

    def name_places(self, texts: pa.StringArray) -> Bool:
        """Return whether a word in each of n texts begins with a word of `place_lexicons`
        (`bool[n]`).

        The result is False for a null text.

        >>> from reaug.rulebook import load
        >>> load("klue-re").name_places(pa.array(["그는 독일에", "그는 구독일에"])).tolist()
        [True, False]
        """
        if not len(texts) or not self.place_lexicons:
            return np.zeros(len(texts), dtype=np.bool_)
        return self._place_search.holds(pc.fill_null(texts, ""))[:, 0]

    @cached_property
    def _place_search(self) -> WordSearch:
        words = {word for name in self.place_lexicons for word in self.lexicons[name]}
        return WordSearch([WordList(sorted(words), begins=True)])

    @cached_property
    def relation_pattern(self) -> str | None:
        r"""A pattern (RE2) that finds words that contain a word of `relation_lexicons`.

        A word of one syllable (딸, 형) counts only at the beginning of a word, alone or before a
        particle.

        >>> from reaug.rulebook import load
        >>> pattern = load("klue-re").relation_pattern
        >>> [word for word in ("남편과", "부회장은", "딸의", "딸기를") if re.search(pattern, word)]
        ['남편과', '부회장은', '딸의']
        """
        words = {word for name in self.relation_lexicons for word in self.lexicons[name]}
        long = "|".join(re.escape(word) for word in sorted(words) if len(word) > 1)
        short = "|".join(re.escape(word) for word in sorted(words) if len(word) == 1)
        tail = "[은는이가을를의과와도로인에께님들]"
        parts = [long] if long else []
        parts += [rf"^(?:{short})(?:$|{tail}|[^가-힣])"] if short else []
        return "|".join(parts) or None

    def kind_of(self, pool: str) -> Kind | None:
        """Return the kind of a pool; None for the kind `other`."""
        return self._kind_named(pool.partition(":")[0])

    def _kind_named(self, name: str) -> Kind | None:
        type_, _, rest = name.rpartition("/")
        return next((kind for kind in self.kind_tests.get(type_, ()) if kind.name == rest), None)

    def implied_types(self, words: pa.StringArray) -> pa.StringArray:
        """Return the entity type that each word has by its form alone.

        Parameters
        ----------
        words
            n words.

        Returns
        -------
        n types; "" if the form implies no type or the word is null.

        Examples
        --------
        >>> from reaug.rulebook import load
        >>> words = pa.array(["1998년 3월", "해우대학교", "바람"])
        >>> load("klue-re").implied_types(words).to_pylist()
        ['DAT', 'ORG', '']
        """
        spelled = normalised(contiguous(words)).dictionary_encode()
        place = first_passed(spelled.dictionary, self._implied_tests)
        names = ["", *(test.type for test in self.implied_tests)]
        implied = np.append(place + 1, 0)  # the index of a null word is one beyond the last
        word_codes = np.asarray(pc.fill_null(spelled.indices, len(place)), dtype=np.int64)
        return take_names(names, implied[word_codes])


class _Rest(NamedTuple):
    """The part of a topic's test that needs a regular expression instead of a list of words.

    bit : the number of the topic's bit.
    pattern : the pattern to search.
    needed : the index of a word list of `TopicSearch`: every text that matches contains a word of
        it; None if no such list is known.
    """

    bit: int
    pattern: str
    needed: int | None


class TopicSearch:
    """A search for all topics of a rule book at once.

    The words of a lexicon count only at the beginning of a word of the text; a pattern may match
    anywhere.

    Examples
    --------
    >>> topics = [
    ...     Topic(name="sea", axis="place", pattern="바다|섬"),
    ...     Topic(name="past", axis="era", pattern="[0-9]세기"),
    ... ]
    >>> texts = pa.array(["19세기의 섬", "큰 바다", "세기의 만남"])
    >>> TopicSearch(topics, {}).of(texts).tolist()
    [3, 1, 0]
    """

    def __init__(self, topics: Sequence[Topic], lexicons: Mapping[str, tuple[str, ...]]) -> None:
        lists, self._bits, self._rests = list[WordList](), list[tuple[int, int]](), list[_Rest]()

        def listed(words: Sequence[str], *, begins: bool) -> int:
            lists.append(WordList(words, begins))
            return len(lists) - 1

        for bit, topic in enumerate(topics):
            if topic.lexicon is not None:
                self._bits.append((listed(lexicons[topic.lexicon], begins=True), bit))
            pattern = any_of(topic.pattern, topic.endings)
            if pattern is None:
                continue
            words, rest, needed = split(pattern)
            self._bits.append((listed(words, begins=False), bit))
            if rest is not None:
                needs = listed(needed, begins=False) if needed else None
                self._rests.append(_Rest(bit, rest, needs))
        self._search = WordSearch(lists)

    def of(self, texts: pa.StringArray) -> I64:
        """Return the topics of n texts, a bit for each topic (`int64[n]`).

        A usual topic (see `Topic`) is included only if the text itself shows it.

        `texts` are in NFC, without nulls.
        """
        bits = np.zeros(len(texts), dtype=np.int64)
        holds = self._search.holds(texts)
        for place, bit in self._bits:
            bits |= holds[:, place].astype(np.int64) << bit
        for bit, pattern, needed in self._rests:
            left = bits >> bit & 1 == 0
            left &= True if needed is None else holds[:, needed]
            rows = np.flatnonzero(left)
            if not len(rows):  # compiling the pattern takes longer than most searches
                continue
            some = texts.take(pa.array(rows))
            bits[rows[as_mask(pc.match_substring_regex(some, pattern))]] |= 1 << bit
        return bits
