"""The rows of a data set for the checks of an audit; values that several checks need are cached."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Final

import numpy as np
import pyarrow as pa

from reaug.core.arrays import I64, Bool
from reaug.core.batch import Batch, Role
from reaug.core.character_fixes import Respelling, respell, suspects
from reaug.core.normal_form import normal
from reaug.core.schema import GUID
from reaug.core.text import contiguous, slices_of
from reaug.data.problems import Problem
from reaug.files.mapped_files import give_back, trim
from reaug.rulebook import RuleBook
from reaug.rulebook.pattern_matches import Columns
from reaug.rulebook.scheme_match import is_foreign
from reaug.rulebook.word_tests import codes

_MOST_KEPT: Final = 1 << 17
"""Number of rows up to which everything that is derived from the rows stays in memory."""
_AT_ONCE: Final = 1 << 15
"""Number of rows that checks of single rows get at a time, if these need much memory."""
_FORGOTTEN: Final = ("texts", "between", "columns", "respellings", "sentences")


class Rows:
    """The `n` rows of a data set, and the rule book with which they are checked.

    Findings must not depend on the order of the rows, so the first row means the row with the least
    id.

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
        The rows of another set, whose mentions show which names there are.

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
    ) -> None:
        self.batch = Batch(table.combine_chunks())
        self.rules = rules
        self.problems = problems
        self.unread = unread or {}
        self.others = others

    def __len__(self) -> int:
        return len(self.batch)

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

    @cached_property
    def is_foreign(self) -> bool:
        """Whether the set follows another scheme than that of the rule book."""
        types = self.types("subject"), self.types("object")
        return is_foreign(self.rules, self.batch.label, *types)

    @cached_property
    def knows_labels(self) -> bool:
        """Whether most labels of the set are in the rule book, so that they mean what it says."""
        related = [label for label in self.labels if label and label != self.rules.negative]
        return sum(label in self.rules.relations for label in related) * 2 >= len(related)

    @cached_property
    def judged(self) -> Rows:
        """The rows that the rule book can judge; none if the set follows another scheme.

        The types, labels, words and counts of the book do not apply to other rows.
        """
        if self.is_foreign:
            return Rows(self.batch.table.slice(0, 0), self.rules)
        others = None if self.others is None else self.others.judged
        if self.known.all():
            return self
        return Rows(self.batch.table.filter(pa.array(self.known)), self.rules, others=others)

    @cached_property
    def normal(self) -> Rows:
        """The same rows in normal form, for comparisons (`core.normal_form`)."""
        batch = self.batch.normal
        return self if batch is self.batch else Rows(batch.table, self.rules)

    @cached_property
    def respellings(self) -> dict[int, Respelling]:
        """Corrections of the text and its spans, by position of the row.

        Only rows with hidden characters, text not in NFC, or white space at the edges can have one.
        """
        respelled = {}
        for row in suspects(self.batch).tolist():
            a, b, c, d = self.batch.spans[row].tolist()
            respelled[row] = respell(self.texts[row], (a, b), (c, d))
        return respelled

    def forget(self) -> None:
        """Free what is quickly derived from the rows again, if there are many rows.

        It is called between checks. Code points and texts take five times the memory of the rows.
        """
        if len(self) <= _MOST_KEPT:
            return
        sets = [self]
        for rows in sets:
            own = vars(rows)
            sets += [own[name] for name in ("judged", "normal") if own.get(name, rows) is not rows]
            for name in _FORGOTTEN:
                own.pop(name, None)
            for batch in (rows.batch, vars(rows.batch).get("_respelled")):
                if batch is not None:
                    vars(batch).pop("codepoints", None)
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


def unread_names(rows: Rows) -> dict[int, str]:
    """Return names of the rows that could not be read, by index: the guid, if it is unique."""
    dropped = [problem for problem in rows.problems if problem.action == "dropped"]
    names = Counter(problem.row_id for problem in dropped)
    names.update(rows.batch.column(GUID).to_pylist())
    called = {row: f"row {row}" for row in rows.unread}
    for problem in dropped:
        # A guid that several rows have identifies none of them.
        is_unique = problem.row_id is not None and names[problem.row_id] == 1
        called[problem.row] = str(problem.row_id) if is_unique else f"row {problem.row}"
    return called


def _codes(column: pa.Array | np.ndarray) -> I64:
    """Return a number for each value (`int64[n]`); equal values have equal numbers, null is a
    value.
    """
    if isinstance(column, np.ndarray):
        return np.unique(column, return_inverse=True)[1].astype(np.int64).reshape(-1)
    coded = contiguous(column).dictionary_encode(null_encoding="encode")
    return coded.indices.to_numpy(zero_copy_only=False).astype(np.int64)
