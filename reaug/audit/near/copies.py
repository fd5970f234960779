"""Find rows that are copies of other rows, among those whose sentences are edits of one another."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Final, NamedTuple

import numpy as np
import pyarrow.compute as pc
import regex

from reaug.audit.near.edit_description import Edit
from reaug.audit.near.pairs import Pairs, pairs
from reaug.audit.near.sentences import Sentences
from reaug.audit.near.stored_sentences import StoredSentences, in_parts
from reaug.audit.near.word_order import plausibility
from reaug.audit.rows import Rows
from reaug.core.arrays import F64, I32, I64, Bool, distinct, mask_of
from reaug.core.batch import Role
from reaug.files.mapped_files import trim

_ROLES: Final[tuple[Role, Role]] = ("subject", "object")
_MARKS: Final = regex.compile(r"[^\p{L}\p{N}\p{M}\s]+")
_RENAMED_LEAST: Final = 8
"""The least number of equal words outside the mentions with which sentences with different mentions
are copies; with fewer, they may only use the same template.
"""


_RENAMED_ROWS: Final = 16
"""The greatest number of rows of a sentence that are examined, since some sentences have thousands.
"""


class Copy(NamedTuple):
    """A row whose sentence is an edit of another row's sentence.

    row : the position of the row in its set.
    original : the position of the row of which it seems to be a copy, in the set of that row.
    edit : what was done to the sentence.
    mentions : whether both mentions are the same words; False if one of them was replaced.
    label : whether the label is the same; None if one of the rows has no label.
    closeness : the share of the sentence that is unchanged, from 0 to 1.
    """

    row: int
    original: int
    edit: Edit
    mentions: bool
    label: bool | None
    closeness: float


def copies_within(rows: Rows) -> Iterator[tuple[Rows, Copy]]:
    """Yield the rows whose sentence is an edit of another sentence of the set, in no particular
    order. Each comes with the rows to which its positions refer.

    Rows with exactly the same sentence do not count. A row with the original sentence must have the
    same mentions, except that one may be replaced; otherwise the rows are about different entities.

    The sentences of a large set are in files, and its copies are described in parts. How plausible
    the word order of a sentence is, is then measured among the sentences of its part.
    """
    if not rows.is_large:
        sentences = Sentences(rows.normal.batch.sentence)
        for copy in _copies(rows, sentences, pairs(sentences)):
            yield rows, copy
        return
    stored = StoredSentences(rows)
    of_row, edges = stored.of_row, stored.pairs()
    n = len(stored)
    del stored
    for part in in_parts(edges, n, _PART):
        yield from _copies_of_part(rows, of_row, part)  # its memory is freed before the next part
        trim()


_PART: Final = 1 << 15
"""About the number of sentences of a part of a large set."""


def _copies_of_part(rows: Rows, of_row: I32, part: Pairs) -> Iterator[tuple[Rows, Copy]]:
    """Yield the copies among the sentences of some pairs, each with the rows of these sentences.

    `of_row` is the number of the sentence of each row of the whole set.
    """
    numbers = distinct(np.concatenate([part.one, part.other]))
    is_paired = mask_of(numbers, int(of_row.max()) + 1)
    some = rows.some(np.flatnonzero(is_paired[of_row]))
    del is_paired
    column = some.normal.batch.sentence
    sentences = Sentences(column)
    place = np.zeros(len(numbers), dtype=np.int64)
    place[np.searchsorted(numbers, of_row[some.places])] = sentences.places(column)
    one, other = (place[np.searchsorted(numbers, side)] for side in (part.one, part.other))
    own = part._replace(one=np.minimum(one, other), other=np.maximum(one, other))
    for copy in _copies(some, sentences, own):
        yield some, copy


def _copies(rows: Rows, sentences: Sentences, edges: Pairs) -> Iterator[Copy]:
    """Yield the copies among the rows of some sentences, whose similar pairs are `edges`."""
    side = _Side(rows, sentences)
    kept = [side.corresponds(one, other, sure=sure) for one, other, sure, _ in _each(edges)]
    edges = edges.where(np.array(kept, dtype=np.bool_))
    plausible = plausibility(sentences) if len(edges.one) else np.zeros(len(sentences))
    known = {(one, other): (sure, share) for one, other, sure, share in _each(edges)}
    for copy, original in originals(edges, plausible, side.rank).items():
        sure, share = known[min(copy, original), max(copy, original)]
        for row in side.rows_of(copy):
            match = side.match(row, side, original, sure=sure)
            if match is not None:
                yield side.copy(row, side, match, share)


def copies_across(rows: Rows, gold: Rows) -> Iterator[Copy]:
    """Yield the rows whose sentence is an edit of a sentence in another set.

    Rows whose exact sentence is in the other set do not count.

    If the sentences are very similar, the mentions may differ: a model that was trained on the
    original sentence has seen the copy's sentence, too.
    """
    theirs = gold.normal.batch.sentence
    sentences = Sentences(rows.normal.batch.sentence, theirs)
    side, gold_side = _Side(rows, sentences), _Side(gold, sentences)
    of_gold = np.zeros(len(sentences), dtype=np.bool_)
    of_gold[sentences.places(theirs)] = True
    best: dict[int, tuple[float, int, Copy]] = {}
    for one, other, sure, share in _each(pairs(sentences, across=of_gold)):
        copy, original = (other, one) if of_gold[one] else (one, other)
        for row in side.rows_of(copy):
            match = side.match(row, gold_side, original, sure=sure)
            if match is None and sure:
                match = Match(gold_side.rows_of(original)[0], mentions=False, renamed=_NO_WORDS)
            if match is None:
                continue
            made = side.copy(row, gold_side, match, share)
            place = (-share, int(gold.rank[match.row]), made)
            if row not in best or place[:2] < best[row][:2]:
                best[row] = place
    for _, _, made in best.values():
        yield made


Words = tuple[frozenset[str], frozenset[str]]
_NO_WORDS: Final[Words] = (frozenset(), frozenset())


class Match(NamedTuple):
    """A row with the original sentence that corresponds to a copy.

    row : the position of the row.
    mentions : whether the row has the same mentions as the copy.
    renamed : the words of the mentions that differ, in the copy and in the original.
    """

    row: int
    mentions: bool
    renamed: Words


class _Side:
    """The rows of a set, grouped by sentence."""

    def __init__(self, rows: Rows, sentences: Sentences) -> None:
        self.rows = rows
        self.sentences = sentences
        places = sentences.places(rows.normal.batch.sentence)
        order = np.lexsort([rows.rank, places])
        first = np.searchsorted(places[order], np.arange(len(sentences) + 1))
        self._order: list[int] = order.tolist()
        self._first: list[int] = first.tolist()
        self._places: list[int] = places.tolist()
        self._words_of: dict[int, list[str]] = {}
        self._mention_words_of: dict[tuple[int, tuple[Role, ...]], frozenset[str]] = {}

    @cached_property
    def rank(self) -> I64:
        """`int64[sentences]`: the least position, when sorted by row id, of each sentence's rows.

        Every sentence must have a row in the set.
        """
        return self.rows.rank[[self._order[first] for first in self._first[:-1]]]

    def rows_of(self, sentence: int) -> list[int]:
        """Return the rows of a sentence, sorted by row id."""
        return self._order[self._first[sentence] : self._first[sentence + 1]]

    @cached_property
    def _names(self) -> list[tuple[str, str]]:
        """The words of both mentions of each row, in lower case, without marks and spaces."""
        sides = []
        for role in _ROLES:
            text = pc.utf8_lower(self.rows.normal.words(role))
            sides.append(pc.replace_substring_regex(text, r"[^\pL\pN\pM]+", "").to_pylist())
        return list(zip(*sides, strict=True))

    def _words(self, row: int) -> list[str]:
        place = self._places[row]
        words = self._words_of.get(place)
        if words is None:
            known, first = self.sentences.words, self.sentences.first
            numbers = self.sentences.numbers[first[place] : first[place + 1]].tolist()
            words = self._words_of[place] = [known[word] for word in numbers]
        return words

    @cached_property
    def _first_named(self) -> dict[tuple[int, tuple[str, str], str], int]:
        """The first row (by id) by sentence, mentions and label.

        The label "" stands for any label or none.
        """
        first: dict[tuple[int, tuple[str, str], str], int] = {}
        places, names, labels = self._places, self._names, self.rows.labels
        for row in reversed(self._order):
            first[places[row], names[row], labels[row]] = row
        for row in reversed(self._order):
            first[places[row], names[row], ""] = row
        return first

    def corresponds(self, one: int, other: int, *, sure: bool) -> bool:
        """Return whether a row with the sentence `one` matches a row with the sentence `other`.

        For `sure`, see `match`.
        """
        return any(self.match(row, self, other, sure=sure) for row in self.rows_of(one))

    def match(self, row: int, other_side: _Side, original: int, *, sure: bool) -> Match | None:
        """Return the row with the original sentence that a row seems to copy; None without one.

        The rows must have the same mentions and label; with `sure`, the label may differ. If there
        is no such row, a row may have other mentions, if label and the rest of the sentence are the
        same.

        Parameters
        ----------
        row
            The position of a row of this set.
        other_side, original
            The set with the original, and the index of its sentence.
        sure
            Whether the sentences are so similar that the labels may differ.
        """
        names, label = self._names[row], self.rows.labels[row]
        known = other_side._first_named
        same = known.get((original, names, label))
        if same is None and sure:
            same = known.get((original, names, ""))
        if same is not None:
            return Match(same, mentions=True, renamed=_NO_WORDS)
        for other in other_side.rows_of(original)[:_RENAMED_ROWS]:
            renamed = self._renamed(row, other_side, other)
            if renamed is not None:
                return Match(other, mentions=False, renamed=renamed)
        return None

    def _renamed(self, row: int, other_side: _Side, other: int) -> Words | None:
        """Return the words of the mentions that differ, in both rows.

        None if labels or other words differ, too, or if the rest of the sentence is short.
        """
        if self.rows.labels[row] != other_side.rows.labels[other]:
            return None
        own_words, other_words = self._words(row), other_side._words(other)
        names = zip(_ROLES, self._names[row], other_side._names[other], strict=True)
        roles = tuple(role for role, one, two in names if one != two)
        words = self._mention_words(row, roles), other_side._mention_words(other, roles)
        if own_words and other_words:  # mostly the first or the last words show that they differ
            for one, two in ((own_words[-1], other_words[-1]), (own_words[0], other_words[0])):
                if one != two and one not in words[0] and two not in words[1]:
                    return None
        rests = [
            [word for word in sentence if word not in mention]
            for sentence, mention in zip((own_words, other_words), words, strict=True)
        ]
        if len(rests[0]) < _RENAMED_LEAST or rests[0] != rests[1]:
            return None
        return words

    @cached_property
    def _spans(self) -> dict[Role, list[list[int]]]:
        return {role: self.rows.normal.batch.span(role).tolist() for role in _ROLES}

    def _mention_words(self, row: int, roles: tuple[Role, ...]) -> frozenset[str]:
        """Return the words of the sentence that contain the mentions, in lower case and without
        marks.
        """
        known = self._mention_words_of.get((row, roles))
        if known is not None:
            return known
        text = self.rows.normal.texts[row]
        words: list[str] = []
        for role in roles:
            start, end = self._spans[role][row]
            start = text.rfind(" ", 0, start) + 1
            next_space = text.find(" ", end)
            full_word = text[start : next_space if next_space >= 0 else len(text)]
            words += _MARKS.sub("", full_word.lower()).split()
        made = self._mention_words_of[row, roles] = frozenset(words)
        return made

    def copy(self, row: int, other_side: _Side, match: Match, share: float) -> Copy:
        """Return how a row relates to the row of which it seems to be a copy."""
        own_label, other_label = self.rows.labels[row], other_side.rows.labels[match.row]
        return Copy(
            row=row,
            original=match.row,
            edit=Edit.of(self._words(row), other_side._words(match.row), match.renamed),
            mentions=match.mentions,
            label=own_label == other_label if own_label and other_label else None,
            closeness=share,
        )


def _each(edges: Pairs) -> Iterator[tuple[int, int, bool, float]]:
    """Yield the pairs one by one."""
    return zip(*(part.tolist() for part in edges), strict=True)


_LEVEL: Final = 2.0
"""Two sentences whose log odds differ by less than this are equally plausible."""


def originals(edges: Pairs, plausible: F64, rank: I64) -> dict[int, int]:
    """Return the sentence that is the original of each copy, both as indices: {copy: original}.

    The sentence that is closest to the others is an original, and they are its copies. The
    remaining sentences are treated in the same way. Of two sentences that are equally close (such
    as a pair), the original is the one whose word order is more usual in the set, or else the one
    with the least row id.

    Parameters
    ----------
    edges
        The pairs of similar sentences, out of n sentences.
    plausible, rank
        `float64[n]`, `int64[n]`: how plausible the word order of each sentence is, and the least
        rank of its rows.

    Examples
    --------
    >>> import numpy as np
    >>> pair = Pairs(*map(np.array, ([0, 0], [1, 2], [True, True], [0.9, 0.8])))
    >>> originals(pair, np.zeros(3), np.array([2, 1, 0]))
    {1: 0, 2: 0}
    """
    ends = np.stack([edges.one, edges.other], axis=1).reshape(-1)
    others = np.stack([edges.other, edges.one], axis=1).reshape(-1)
    n = len(rank)
    close = np.bincount(ends, np.repeat(edges.closeness, 2), minlength=n)
    first = np.concatenate([[0], np.cumsum(np.bincount(ends, minlength=n))])
    neighbours = others[np.argsort(ends, kind="stable")].tolist()
    likely = np.where(_are_level(edges, plausible), 0.0, plausible)
    names = np.flatnonzero(np.diff(first))
    by_likely, by_close = (
        np.array([-round(value, 6) for value in values[names].tolist()])
        for values in (likely, close)
    )
    order = np.lexsort([rank[names], by_likely, by_close])
    at = first.tolist()
    result: dict[int, int] = {}
    chosen: set[int] = set()
    for name in names[order].tolist():
        if name in result:
            continue
        chosen.add(name)
        for copy in neighbours[at[name] : at[name + 1]]:
            if copy not in chosen:
                result.setdefault(copy, name)
    return dict(sorted(result.items()))


def _are_level(edges: Pairs, plausible: F64) -> Bool:
    """Return the sentences that are in one pair only, of two equally plausible word orders.

    The result is `bool[n]`, as `plausible` is `float64[n]`.
    """
    n = len(plausible)
    alone = np.bincount(np.concatenate([edges.one, edges.other]), minlength=n) == 1
    level = np.abs(plausible[edges.one] - plausible[edges.other]) < _LEVEL
    level &= alone[edges.one] & alone[edges.other]
    made = np.zeros(n, dtype=np.bool_)
    made[edges.one[level]] = made[edges.other[level]] = True
    return made
