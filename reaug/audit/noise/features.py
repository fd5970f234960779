"""Features of rows as a sparse matrix: the mentions, and the text around and between them.

A feature is a piece, such as an n-gram of code points, a word or a combination of types; it is
represented by a hash. The pieces are in groups (such as those between the mentions) with a
vocabulary each. In each group the vector of a row has length one, so that a long sentence does not
outweigh the mentions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import pyarrow as pa

from reaug.audit.noise.grams import grams, joined, named, places, whole
from reaug.core import schema
from reaug.core.arrays import F64, I64, U64, Ints
from reaug.core.batch import Batch, Role
from reaug.core.draws import text_keys
from reaug.rulebook import RuleBook

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

OUTSIDE: Final = 12
"""The number of code points before the first mention, and after the second, that are context."""
EDGE: Final = 6
"""The number of code points beside a mention in which the distance to the mention counts."""
LEAST_ROWS: Final = 3
"""The least number of rows with a piece; rarer pieces are left out."""


class Pieces(NamedTuple):
    """Features of rows, any number per row: `row` is `int64[m]`, and `key` the hashes,
    `uint64[m]`.
    """

    row: I64
    key: U64


class Surface:
    """The pieces of n rows, by group.

    Parameters
    ----------
    batch
        n rows.
    rules
        The rule book, for the kinds of mentions.
    """

    def __init__(self, batch: Batch, rules: RuleBook) -> None:
        self.batch, self.rules = batch, rules
        self.values = batch.codepoints.values
        self.first = batch.codepoints.first[:-1]
        self.length = batch.codepoints.lengths
        self.rows = np.arange(len(batch))
        spans = batch.spans.astype(np.int64)
        self.subject_first = (spans[:, 0] <= spans[:, 2]).astype(np.int64)
        self.start = np.minimum(spans[:, 0], spans[:, 2])
        self.end = np.maximum(spans[:, 1], spans[:, 3])
        self.left = np.where(self.subject_first, spans[:, 1], spans[:, 3])
        # Mentions that overlap have nothing between them.
        self.right = np.maximum(np.where(self.subject_first, spans[:, 2], spans[:, 0]), self.left)

    @cached_property
    def _grams(self) -> dict[int, U64]:
        return {length: grams(self.values, length) for length in range(1, 5)}

    def groups(self) -> Iterator[Pieces]:
        """Yield the groups of pieces, always in the same order."""
        before = np.maximum(self.start - OUTSIDE, 0)
        window_end = np.minimum(self.end + OUTSIDE, self.length)
        yield self._context("between", self.left, self.right, 4)
        yield self._context("before", before, self.start, 3)
        yield self._context("behind", self.end, window_end, 3)
        for role in schema.ROLES:
            yield from self._mention(role)
        yield from self._eojeols()
        yield from self._categories()

    def _ngrams_in_span(
        self, start: Ints, end: Ints, longest: int
    ) -> Iterator[tuple[I64, I64, U64]]:
        """Yield the n-grams inside a span of each row: their row, place in the row, and hash."""
        for size in range(1, longest + 1):
            inside = places(start, np.maximum(end - size + 1, start))
            key = self._grams[size][self.first[inside.span] + inside.at]
            yield inside.span, inside.at, joined(key, np.full(1, size))

    def _context(self, name: str, start: Ints, end: Ints, longest: int) -> Pieces:
        """Return the n-grams around the mentions, each marked with which mention comes first."""
        parts = [
            Pieces(row, joined(key, self.subject_first[row]))
            for row, _, key in self._ngrams_in_span(start, end, longest)
        ]
        return _together(name, parts)

    def _mention(self, role: Role) -> Iterator[Pieces]:
        """Yield three groups: the n-grams of a mention, and those shortly before and after it."""
        # The distance to the mention is a part of the features before and after it.
        start, end = self.batch.span(role).astype(np.int64).T
        own = [Pieces(row, key) for row, _, key in self._ngrams_in_span(start, end, 3)]
        yield _together(role, own)
        left, right = np.maximum(start - EDGE, 0), np.minimum(end + EDGE, self.length)
        before = [
            Pieces(row, joined(key, start[row] - at))
            for row, at, key in self._ngrams_in_span(left, start, 3)
        ]
        yield _together(f"{role}-before", before)
        texts_after = [
            Pieces(row, joined(key, at - end[row]))
            for row, at, key in self._ngrams_in_span(end, right, 3)
        ]
        yield _together(f"{role}-behind", texts_after)

    def _eojeols(self) -> Iterator[Pieces]:
        """Yield two groups of eojeols (words separated by white space)."""
        # The first has the eojeols between the mentions, the second all eojeols of the sentence.
        row, start, end = self.batch.eojeols
        key = whole(self.values, self.first[row] + start, self.first[row] + end)
        inside = (self.left[row] <= start) & (end <= self.right[row])
        order = self.subject_first[row[inside]]
        yield _together("eojeols-between", [Pieces(row[inside], joined(key[inside], order))])
        yield _together("eojeols", [Pieces(row, key)])

    def _categories(self) -> Iterator[Pieces]:
        """Yield groups of features that have one value per row, and of combinations of them."""
        # The values are types, kinds (subclasses of types in the rule book) and words of the
        # mentions, their distance and order, and the whole text between them.
        types = list(self.rules.types)
        subject, object_ = (self.batch.codes(f"{role}_type", types) + 1 for role in schema.ROLES)
        distance = np.floor(np.log2(self.right - self.left + 1) * 1.5).astype(np.int64)
        far, order = np.minimum(distance, 12), self.subject_first
        words = [self._words(role) for role in schema.ROLES]
        kinds = [
            _hashed(self.rules.kinds(self.batch.words(role), self.batch.type(role)))
            for role in schema.ROLES
        ]
        between = whole(self.values, self.first + self.left, self.first + self.right)
        types_of = (subject, object_)
        yield self._combined_features(
            "types",
            *((part,) for part in types_of),
            types_of,
            (*types_of, order),
            (far, order),
            (*types_of, far, order),
        )
        yield self._combined_features("words", *((word,) for word in words))
        yield self._combined_features("kinds", *((kind,) for kind in kinds), kinds, (*kinds, order))
        yield self._combined_features(
            "text-between", (between, order), (between, order, *types_of), (between, order, *kinds)
        )

    def _combined_features(self, name: str, *columns: tuple[Ints | U64, ...] | list[U64]) -> Pieces:
        """Return one feature per row for each of `columns`."""
        # Each item of `columns` is a tuple of columns; the values of a row in them are hashed
        # together.
        parts = [
            Pieces(self.rows, named(str(number), joined(*combined)))
            for number, combined in enumerate(columns)
        ]
        return _together(name, parts)

    def _words(self, role: Role) -> U64:
        return _hashed(self.batch.words(role))


def _hashed(texts: pa.StringArray) -> U64:
    coded = texts.dictionary_encode()
    keys = np.append(text_keys(coded.dictionary), np.zeros(1, np.uint64))
    return keys[coded.indices.fill_null(len(keys) - 1).to_numpy(zero_copy_only=False)]


def _together(name: str, parts: list[Pieces]) -> Pieces:
    row, key = (np.concatenate(part) for part in zip(*parts, strict=True))
    return Pieces(row, named(name, key))


class Counted:
    """The pieces of `n` rows, as a sparse matrix for each group.

    A value is the number of times that a row has the piece. The columns are the pieces of these
    rows, in the order of their hashes.
    """

    def __init__(self, batch: Batch, rules: RuleBook) -> None:
        self.rules = rules
        self.keys: list[U64] = []
        self.groups: list[csr_matrix] = []
        for pieces in Surface(batch, rules).groups():
            keys, column = np.unique(pieces.key, return_inverse=True)
            self.keys.append(keys)
            self.groups.append(_counts(pieces.row, column, (len(batch), len(keys))))

    def more(self, batch: Batch) -> list[csr_matrix]:
        """Return counts of the same pieces in other rows: a matrix for each group, with the same
        columns.

        Pieces that the first rows do not have are left out.
        """
        made = []
        groups = Surface(batch, self.rules).groups()
        for keys, pieces in zip(self.keys, groups, strict=True):
            place = np.searchsorted(keys, pieces.key)
            place[place == len(keys)] = 0
            known = keys[place] == pieces.key if len(keys) else np.zeros(len(place), np.bool_)
            shape = (len(batch), len(keys))
            made.append(_counts(pieces.row[known], place[known], shape))
        return made


class Vocabulary:
    """The pieces that are features, and their weights: learnt from some rows, applied to any rows.

    The fewer rows have a piece, the greater is its weight (inverse document frequency). Pieces of
    fewer than three rows, or of all rows, are left out.

    Parameters
    ----------
    groups
        The pieces of `n` rows; see `Counted`.
    """

    def __init__(self, groups: Iterable[csr_matrix]) -> None:
        self.kept: list[I64] = []
        self.weight: list[F64] = []
        for counts in groups:
            n = counts.shape[0]
            seen = np.bincount(counts.indices, minlength=counts.shape[1])
            frequent = np.flatnonzero((seen >= LEAST_ROWS) & (seen < n))
            self.kept.append(frequent)
            self.weight.append(np.log(n / seen[frequent]))

    def matrix(self, groups: Sequence[csr_matrix]) -> csr_matrix:
        """Return the features of `n` rows (`float32[n, d]`, sparse); each group of a row has length
        one.
        """
        from scipy.sparse import csr_matrix, hstack

        parts = [
            _weighed(counts, kept, weight)
            for counts, kept, weight in zip(groups, self.kept, self.weight, strict=True)
            if len(kept)
        ]
        if not parts:
            return csr_matrix((groups[0].shape[0], 1), dtype=np.float32)
        return hstack(parts, format="csr", dtype=np.float32)


def matrix(batch: Batch, rules: RuleBook) -> csr_matrix:
    """Return the features of `n` rows by their own vocabulary (`float32[n, d]`, sparse).

    Columns are in the order of their hashes, so another order of the input only permutes the rows
    of the matrix.

    >>> from reaug.core.examples import batch_of
    >>> from reaug.rulebook import load
    >>> text, other = "[S|PER|이순신]은 [O|LOC|한산도]에서 이겼다.", "[S|ORG|나래]의 [O|DAT|2001년]"
    >>> matrix(batch_of(text, text, text, other), load("klue-re")).shape[0]
    4
    """
    counted = Counted(batch, rules)
    return Vocabulary(counted.groups).matrix(counted.groups)


def _counts(row: I64, column: I64, shape: tuple[int, int]) -> csr_matrix:
    """Return a sparse matrix with the number of times that each row has each piece."""
    # `row` and `column` are `int64[m]`, with an entry for each occurrence of a piece.
    from scipy.sparse import csr_matrix

    made = csr_matrix((np.ones(len(column), np.float32), (row, column)), shape=shape)
    made.sum_duplicates()
    return made


def _weighed(counts: csr_matrix, columns: I64, weight: F64) -> csr_matrix:
    """Return the features of one group: the given columns, with a weight for each."""
    # A row has the weight of a piece once, however often the piece occurs. Then each row is scaled
    # to length one.
    made = counts[:, columns]
    n = made.shape[0]
    row = np.repeat(np.arange(n), np.diff(made.indptr))
    values = weight[made.indices]
    length = np.sqrt(np.bincount(row, weights=values**2, minlength=n))
    made.data = (values / length[row]).astype(np.float32)
    return made
