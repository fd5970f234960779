"""A batch of rows as columns, with cached values derived from them that several steps need."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reaug.core import schema
from reaug.core.arrays import I32, I64, U64, Bool, Ints, mask_of
from reaug.core.graphemes import may_combine
from reaug.core.normal_form import Normal, normal_of
from reaug.core.schema import Role as Role
from reaug.core.text import CodePoints, codepoints, contiguous, frozen, slices_of

if TYPE_CHECKING:
    import numpy.typing as npt


class Ragged(NamedTuple):
    """Any number of spans per row, ordered by row and start.

    `row`, `start` and `end` are `int64[m]`; the spans are half-open.
    """

    row: I64
    start: I64
    end: I64


@dataclass(frozen=True)
class Row:
    """One row as plain values, for `propose_row` and tests; spans are half-open."""

    id: str
    sentence: str
    subject: tuple[int, int]
    object: tuple[int, int]
    subject_type: str
    object_type: str
    label: str

    @property
    def subject_word(self) -> str:
        """The text of the subject."""
        return self.sentence[slice(*self.subject)]

    @property
    def object_word(self) -> str:
        """The text of the object."""
        return self.sentence[slice(*self.object)]


class Batch:
    """Rows as columns of `core.schema.CORE_SCHEMA`, followed by the user's own columns.

    Parameters
    ----------
    table
        n rows in any number of chunks; `column` returns each column as one array.
    """

    def __init__(self, table: pa.Table | pa.RecordBatch) -> None:
        if isinstance(table, pa.RecordBatch):
            table = pa.Table.from_batches([table])
        vars(self)["table"] = table

    table: pa.Table

    def __setattr__(self, name: str, value: object) -> None:
        # The kernel also reads the cached values, so a step that overwrote them would silently move
        # mentions. `cached_property` bypasses this method: it writes to the instance's `__dict__`.
        raise AttributeError(f"a batch cannot be changed ({name}); return Changes instead")

    def __len__(self) -> int:
        return int(self.table.num_rows)

    def column(self, name: str) -> pa.Array:
        """Return a column as one array."""
        return contiguous(self.table.column(name))

    def numpy(self, name: str) -> npt.NDArray[Any]:
        """Return a numeric column without nulls as a read-only array."""
        return frozen(self.column(name).to_numpy(zero_copy_only=False))

    @cached_property
    def ids(self) -> pa.StringArray:
        """The row ids (`StringArray[n]`)."""
        return self.column(schema.ROW_ID)

    @cached_property
    def keys(self) -> U64:
        """`uint64[n]`: the hashes of the row ids, from which every random draw is made."""
        return self.numpy(schema.KEY)

    @cached_property
    def sentence(self) -> pa.StringArray:
        """The sentences (`StringArray[n]`)."""
        return self.column(schema.SENTENCE)

    @cached_property
    def spans(self) -> I32:
        """`int32[n, 4]`: subject start, subject end, object start, object end; half-open."""
        return frozen(np.column_stack([self.numpy(name) for name in schema.SPANS]).reshape(-1, 4))

    def span(self, role: Role) -> I32:
        """Return start and end of the subject or object in each row (`int32[n, 2]`, half-open)."""
        return self.spans[:, :2] if role == "subject" else self.spans[:, 2:]

    @cached_property
    def label(self) -> pa.StringArray:
        """The names of the labels (`StringArray[n]`)."""
        return self.column(schema.LABEL)

    def type(self, role: Role) -> pa.StringArray:
        """Return the entity types of the subjects or objects (`StringArray[n]`)."""
        return self.column(f"{role}_type")

    @cached_property
    def codepoints(self) -> CodePoints:
        """The code points of the sentences, and their byte offsets."""
        return codepoints(self.sentence)

    @cached_property
    def _normal(self) -> Normal:
        return normal_of(self.sentence, self.spans, self.codepoints)

    @property
    def is_normal(self) -> Bool:
        """`bool[n]`: rows whose sentence and spans are in normal form (`core.normal_form`)."""
        return ~self._normal.changed

    @property
    def doubtful(self) -> Bool:
        """`bool[n]`: the few rows that may not be in normal form, by a quick test.

        All other rows are in normal form.
        """
        return self._normal.doubtful

    @property
    def normal(self) -> Batch:
        """The batch in normal form, for comparisons: sentences that look the same become equal."""
        # `self` is not cached: a batch that refers to itself stays in memory, with its cached
        # values, until the garbage collector runs, and a run has many batches.
        return self if self._respelled is None else self._respelled

    @cached_property
    def _respelled(self) -> Batch | None:
        """The batch in normal form; None if every row is in normal form already."""
        form = self._normal
        if not form.changed.any():
            return None
        columns = {schema.SENTENCE: form.sentence}
        for i, name in enumerate(schema.SPANS):
            columns[name] = pa.array(form.spans[:, i], pa.int32())
        table = self.table
        for name, values in columns.items():
            at = table.schema.get_field_index(name)
            table = table.set_column(at, table.field(name), values)
        return Batch(table)

    def words(self, role: Role) -> pa.StringArray:
        """Return the text of the subject or object in each row (`StringArray[n]`)."""
        if role not in self._words:
            span = self.span(role)
            rows = np.arange(len(self))
            self._words[role] = slices_of(self.codepoints, rows, span[:, 0], span[:, 1])
        return self._words[role]

    @cached_property
    def _words(self) -> dict[Role, pa.StringArray]:
        return {}

    @property
    def eojeols(self) -> Ragged:
        """The spans of the eojeols (words separated by white space) of all rows, in order."""
        return self._eojeols[0]

    @property
    def eojeol_places(self) -> I64:
        """`int64[m]`: the index of each eojeol's first character among all characters of the
        batch.
        """
        return self._eojeols[1]

    @cached_property
    def _eojeols(self) -> tuple[Ragged, I64]:
        points = self.codepoints
        solid = np.concatenate([[False], ~points.is_space, [False]])
        # The first code point of a row begins a word even if the row before ended with one.
        first = mask_of(points.first, points.size + 1)
        begins = np.flatnonzero(solid[1:-1] & (~solid[:-2] | first[:-1]))
        ends = np.flatnonzero(solid[1:-1] & (~solid[2:] | first[1:])) + 1
        many = np.diff(np.searchsorted(begins, points.first))
        row = np.repeat(np.arange(len(self)), many)
        base = np.repeat(points.first[:-1], many)
        return Ragged(frozen(row), frozen(begins - base), frozen(ends - base)), frozen(begins)

    @cached_property
    def may_combine(self) -> Bool:
        """`bool[n]`: rows with a character that may combine with its neighbour; very few rows."""
        return frozen(may_combine(self.codepoints))

    @property
    def knows_combining(self) -> bool:
        """Whether `may_combine` has already been computed."""
        return "may_combine" in vars(self)

    @cached_property
    def _edges(self) -> tuple[I32, I32, I32, I32]:
        """The columns of `spans` as contiguous arrays; taking rows of them is 3 times faster."""
        a, b, c, d = frozen(np.ascontiguousarray(self.spans.T))
        return a, b, c, d

    def inside_mention(self, row: I64, position: Ints) -> Bool:
        """Return whether positions (between code points) lie strictly inside a mention (`bool[m]`).

        `row` (`int64[m]`) has the row of each position.
        """
        return self.touches_mention(row, position, position)

    def touches_mention(self, row: I64, start: Ints, end: Ints) -> Bool:
        """Return whether edits [start, end) overlap or split a mention (`bool[m]`).

        `row` (`int64[m]`) has the row of each edit.
        """
        a, b, c, d = self._edges
        subject = (a[row] < end) & (start < b[row])
        return subject | ((c[row] < end) & (start < d[row]))

    def between_mentions(self, row: I64, start: Ints, end: Ints) -> Bool:
        """Return whether edits [start, end) touch the text between the two mentions (`bool[m]`).

        `row` (`int64[m]`) has the row of each edit.
        """
        a, b, c, d = self._edges
        left, right = np.minimum(b, d), np.maximum(a, c)
        return (start < right[row]) & (left[row] < end)

    def codes(self, name: str, values: list[str]) -> I64:
        """Return, for each value of a string column, its index in `values`; -1 if it has none."""
        positions = pc.index_in(self.column(name), value_set=pa.array(values, pa.string()))
        return positions.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)

    def take(self, rows: I64) -> Batch:
        """Return the rows at the given positions, in that order."""
        return Batch(self.table.take(pa.array(rows)))

    def row(self, i: int) -> Row:
        """Return one row as plain Python values. Slow: for examples, tests and `propose_row`."""
        a, b, c, d = self.spans[i].tolist()
        return Row(
            id=self.ids[i].as_py(),
            sentence=self.sentence[i].as_py(),
            subject=(a, b),
            object=(c, d),
            subject_type=self.type("subject")[i].as_py(),
            object_type=self.type("object")[i].as_py(),
            label=self.label[i].as_py(),
        )
