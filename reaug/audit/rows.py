"""The rows of a data set for the checks of an audit; values that several checks need are cached."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import pairwise
from typing import Any, Final, TypeVar

import numpy as np
import pyarrow as pa

from reaug.audit.set_facts import (
    SMALL,
    counts_of_names,
    is_other_scheme,
    labels_of,
    unknown_ids,
    unread_names,
)
from reaug.core.arrays import I64, Bool
from reaug.core.batch import Batch, Role
from reaug.core.character_fixes import Respelling, respell, suspects
from reaug.core.normal_form import normal
from reaug.core.text import contiguous, slices_of
from reaug.data.problems import Problem
from reaug.files.mapped_files import give_back, trim
from reaug.rulebook import RuleBook
from reaug.rulebook.pattern_matches import Columns
from reaug.rulebook.word_tests import codes

_MOST_KEPT: Final = 1 << 17
"""Number of rows up to which everything that is derived from the rows stays in memory."""
_AT_ONCE: Final = 1 << 15
"""Number of rows that checks of single rows get at a time, if these need much memory."""
_PIECE: Final = 1 << 15
"""Number of rows of a piece of a larger set."""
_FORGOTTEN: Final = ("texts", "between", "columns", "respellings", "sentences", "batch")
_T = TypeVar("_T")


class Rows:
    """The `n` rows of a data set, and the rule book with which they are checked.

    Findings must not depend on the order of the rows. Where a check speaks of the first row, it
    means the row with the least id.

    A large set is in a memory-mapped file. Everything that is derived from its rows would take
    several times their size, so checks get them in `pieces`, or only `some` of them.

    Parameters
    ----------
    table
        n rows of `core.schema.CORE_SCHEMA`, followed by the user's columns.
    rules
        The rule book.
    problems
        Problems of the rows that could not be read, which are not among the `n` rows.
    unread
        The sentences of rows that could not be read, by index in the source.
    others
        The rows of another set. Their marked mentions show which names exist.
    whole, places
        The set of which these rows are a part, and their positions in it (`int64[n]`).

    Examples
    --------
    >>> from reaug.core.examples import batch_of
    >>> from reaug.rulebook import load
    >>> rows = Rows(batch_of("[S|PER|이순신]은 [O|LOC|한산도]에서 이겼다.").table, load("klue-re"))
    >>> rows.between.to_pylist(), rows.behind("object", 4).to_pylist()
    (['은 '], ['에서 이'])
    """

    def __init__(
        self,
        table: pa.Table,
        rules: RuleBook,
        problems: Sequence[Problem] = (),
        unread: Mapping[int, str] | None = None,
        others: Rows | None = None,
        *,
        whole: Rows | None = None,
        places: I64 | None = None,
    ) -> None:
        self.table = table
        self.rules = rules
        self.problems = problems
        self.unread = unread or {}
        self.others = others
        self._whole = whole
        self._places = places
        self._facts: dict[Callable[[Rows], Any], Any] = {}
        self.samples: dict[str, str] = {}
        """By rule: why it looked at a sample of a large set. Only of the whole set."""

    def __len__(self) -> int:
        return int(self.table.num_rows)

    @cached_property
    def batch(self) -> Batch:
        """All rows as one batch; of a large set this is a copy in memory."""
        return Batch(self.table.combine_chunks())

    @property
    def whole(self) -> Rows:
        """The set of which these rows are a part."""
        return self if self._whole is None else self._whole

    @property
    def places(self) -> I64:
        """`int64[n]`: the positions of the rows in the whole set."""
        return np.arange(len(self)) if self._places is None else self._places

    def place(self, row: int) -> int:
        """Return the position of a row in the whole set."""
        return row if self._places is None else int(self._places[row])

    @property
    def is_large(self) -> bool:
        """Whether the set has so many rows that it is checked in pieces."""
        return len(self) > _MOST_KEPT

    def pieces(self) -> Iterator[Rows]:
        """Yield the rows some at a time: a large set in pieces, another one as it is.

        The memory for a piece is freed before the next piece is made.
        """
        if not self.is_large:
            yield self
            return
        for first in range(0, len(self), _PIECE):
            table = self.table.slice(first, _PIECE)
            places = np.arange(first, first + len(table))
            yield Rows(table, self.rules, others=self.others, whole=self.whole, places=places)
            give_back()
            trim()

    @property
    def piece_count(self) -> int:
        """The number of `pieces`."""
        return -(-len(self) // _PIECE) if self.is_large else 1

    def some(self, places: I64) -> Rows:
        """Return the rows at `k` ascending positions as rows of the same set."""
        table = self.table
        if self.is_large:  # batch by batch, since `take` may copy whole columns
            parts, batches = [], table.to_batches(max_chunksize=_PIECE)
            starts = np.cumsum([0, *map(len, batches)])
            cuts = pairwise(np.searchsorted(places, starts).tolist())
            for batch, start, (begin, end) in zip(batches, starts[:-1], cuts, strict=True):
                if begin < end:
                    own = batch.take(pa.array(places[begin:end] - start))
                    parts.append(pa.Table.from_batches([own], table.schema))
                    give_back()
            table = pa.concat_tables(parts) if parts else table.slice(0, 0)
        else:
            table = table.take(pa.array(places))
        return Rows(
            table, self.rules, others=self.others, whole=self.whole, places=self.places[places]
        )

    def fact(self, made: Callable[[Rows], _T]) -> _T:
        """Return the result of a function for the whole set; cached until `forget`."""
        facts = self.whole._facts
        if made not in facts:
            facts[made] = made(self.whole)
        return facts[made]

    def batches(self) -> Iterator[Batch]:
        """Yield the rows some at a time, for checks that look at each row alone."""
        for first in range(0, len(self), _AT_ONCE):
            yield Batch(self.batch.table.slice(first, _AT_ONCE))

    @cached_property
    def ids(self) -> list[str]:
        """The row ids as Python strings."""
        return list(self.batch.ids.to_pylist())

    @cached_property
    def sentences(self) -> tuple[list[str], pa.StringArray]:
        """Row ids and sentences in normal form, of the `n` rows and then of rows that could not be
        read.
        """
        own = self.batch.normal.sentence
        if not self.unread:
            return self.ids, own
        names = unread_names(self)
        texts = normal(pa.array(list(self.unread.values()), pa.string()))
        return [*self.ids, *(names[row] for row in self.unread)], pa.concat_arrays([own, texts])

    @cached_property
    def rank(self) -> I64:
        """`int64[n]`: the position of each row when sorted by row id."""
        order = np.array(sorted(range(len(self)), key=self.ids.__getitem__), dtype=np.int64)
        rank = np.empty_like(order)
        rank[order] = np.arange(len(order))
        return rank

    @cached_property
    def texts(self) -> list[str]:
        """The sentences as Python strings."""
        return list(self.batch.sentence.to_pylist())

    @cached_property
    def labels(self) -> list[str]:
        """The labels as Python strings; "" for rows without a label."""
        return [label or "" for label in self.batch.label.to_pylist()]

    @cached_property
    def _words(self) -> dict[Role, pa.StringArray]:
        return {"subject": self.batch.words("subject"), "object": self.batch.words("object")}

    def words(self, role: Role) -> pa.StringArray:
        """Return the words of the subjects or objects (`StringArray[n]`)."""
        return self._words[role]

    def types(self, role: Role) -> pa.StringArray:
        """Return the types of the subjects or objects (`StringArray[n]`)."""
        return self.batch.type(role)

    @cached_property
    def subject_first(self) -> Bool:
        """`bool[n]`: whether the subject comes before the object."""
        spans = self.batch.spans
        return np.asarray(spans[:, 0] <= spans[:, 2], dtype=np.bool_)

    @cached_property
    def between(self) -> pa.StringArray:
        """The text between the mentions (`StringArray[n]`)."""
        spans = self.batch.spans.astype(np.int64)
        start = np.minimum(spans[:, 1], spans[:, 3])
        end = np.maximum(np.maximum(spans[:, 0], spans[:, 2]), start)
        return slices_of(self.batch.codepoints, np.arange(len(self)), start, end)

    @cached_property
    def columns(self) -> Columns:
        """The rows in the form that the conditions of a rule book need."""
        labels, types = self.rules.labels, list(self.rules.types)
        values = {
            "label": codes(self.batch.label, labels),
            "subject_type": codes(self.types("subject"), types),
            "object_type": codes(self.types("object"), types),
        }
        return Columns(self.batch.sentence, self.batch.spans, values, labels, types)

    @cached_property
    def known(self) -> Bool:
        """`bool[n]`: whether the label and both types of the row are in the rule book."""
        return self.rules.knows(self.batch.label, self.types("subject"), self.types("object"))

    @property
    def unknown(self) -> frozenset[str]:
        """The ids of the rows of the whole set with a label or type that is not in the book."""
        return self.fact(unknown_ids)

    @property
    def is_foreign(self) -> bool:
        """Whether the whole set follows another scheme than that of the rule book."""
        return self.fact(is_other_scheme)

    @property
    def name_counts(self) -> pa.Table:
        """The distinct `label`, `subject_type` and `object_type` of the whole set, with their
        number of rows `n`.
        """
        return self.fact(counts_of_names)

    @property
    def label_counts(self) -> Counter[str]:
        """The number of rows of the whole set by label; "" for rows without a label."""
        return labels_of(self.name_counts)

    @property
    def knows_labels(self) -> bool:
        """Whether most labels of the whole set are in the rule book, so that its rules apply."""
        negative, known = self.rules.negative, self.rules.relations
        related = {name: n for name, n in self.label_counts.items() if name and name != negative}
        return sum(n for name, n in related.items() if name in known) * 2 >= sum(related.values())

    @property
    def judged(self) -> Rows:
        """The rows that the rule book can judge; none if the set follows another scheme.

        The types, labels, words and counts of the book do not apply to other rows.
        """
        # `self` is not cached: rows that refer to themselves stay in memory until the garbage
        # collector runs.
        return self if self._judged is None else self._judged

    @cached_property
    def _judged(self) -> Rows | None:
        """The rows that the rule book can judge; None if it can judge all rows."""
        if not self.is_foreign and self.known.all():
            return None
        known = np.zeros(len(self), dtype=np.bool_) if self.is_foreign else self.known
        others = None if self.others is None or self.is_foreign else self.others.judged
        table = self.batch.table.filter(pa.array(known))
        return Rows(table, self.rules, others=others, whole=self.whole, places=self.places[known])

    @property
    def normal(self) -> Rows:
        """The same rows in normal form, for comparisons (`core.normal_form`)."""
        return self if self._normal is None else self._normal

    @cached_property
    def _normal(self) -> Rows | None:
        """The rows in normal form; None if every row is in normal form already."""
        batch = self.batch.normal
        return None if batch is self.batch else Rows(batch.table, self.rules)

    @cached_property
    def respellings(self) -> dict[int, Respelling]:
        """The correction of each row whose text needs one, by position of the row.

        A correction has edits of the text and the new spans. Only rows with hidden characters, text
        not in NFC, or white space at the edges can need one.
        """
        respelled = {}
        for row in suspects(self.batch).tolist():
            a, b, c, d = self.batch.spans[row].tolist()
            respelled[row] = respell(self.texts[row], (a, b), (c, d))
        return respelled

    def forget(self) -> None:
        """Free cached values that can be computed again quickly, if there are many rows.

        It is called between checks. Code points and texts take five times the memory of the rows.
        """
        if not self.is_large:
            return
        self._facts = {made: fact for made, fact in self._facts.items() if made in SMALL}
        sets = [self]
        for rows in sets:
            own = vars(rows)
            sets += [own[name] for name in ("_judged", "_normal") if own.get(name) is not None]
            for name in _FORGOTTEN:
                own.pop(name, None)
        give_back()
        trim()

    def before(self, role: Role, width: int) -> pa.StringArray:
        """Return up to `width` code points right before the subject or object of each row."""
        end = self.batch.span(role)[:, 0].astype(np.int64)
        start = np.maximum(end - width, 0)
        return slices_of(self.batch.codepoints, np.arange(len(self)), start, end)

    def behind(self, role: Role, width: int) -> pa.StringArray:
        """Return up to `width` code points right after the subject or object of each row."""
        start = self.batch.span(role)[:, 1].astype(np.int64)
        end = np.minimum(start + width, self.batch.codepoints.lengths)
        return slices_of(self.batch.codepoints, np.arange(len(self)), start, end)

    def groups(self, *columns: pa.Array | np.ndarray, among: Bool | None = None) -> list[I64]:
        """Return the groups of two rows or more that are equal in every column.

        Parameters
        ----------
        columns
            Columns of `n` texts or numbers.
        among
            `bool[n]`: the rows to group; all by default.

        Returns
        -------
        The positions of the rows of each group, sorted by row id. Groups are sorted by their first
        row id.
        """
        if len(self) == 0:
            return []
        key = np.zeros(len(self), dtype=np.int64)
        for column in columns:
            codes = _codes(column)
            _, key = np.unique(key * (int(codes.max()) + 1) + codes, return_inverse=True)
        chosen = np.arange(len(self)) if among is None else np.flatnonzero(among)
        order = chosen[np.lexsort([self.rank[chosen], key[chosen]])]
        cuts = np.flatnonzero(np.diff(key[order])) + 1
        starts, ends = np.append(0, cuts), np.append(cuts, len(order))
        several = ends - starts > 1
        spans = zip(starts[several].tolist(), ends[several].tolist(), strict=True)
        groups = [order[start:end] for start, end in spans]
        return sorted(groups, key=lambda group: int(self.rank[group[0]]))

    def named(self, rows: Sequence[int] | I64) -> tuple[str, ...]:
        """Return the row ids of the given positions."""
        return tuple(self.ids[row] for row in rows)


def _codes(column: pa.Array | np.ndarray) -> I64:
    """Return a number for each value (`int64[n]`)."""
    # Null is a value like others.
    if isinstance(column, np.ndarray):
        return np.unique(column, return_inverse=True)[1].astype(np.int64).reshape(-1)
    coded = contiguous(column).dictionary_encode(null_encoding="encode")
    return coded.indices.to_numpy(zero_copy_only=False).astype(np.int64)
