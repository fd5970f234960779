"""Make copies of rows for augment blocks: their ids, which of them are kept, and their log."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import xxhash

from reaug.core import schema
from reaug.core.arrays import I64, Bool, rows_where
from reaug.core.batch import Batch
from reaug.core.draws import text_keys
from reaug.core.log import Log, entries, no_drops
from reaug.engine.tally import TWIN
from reaug.recipe.plan import Augment, Node

CONTENT: Final = pa.binary(16)
"""Type of a digest of a row's content."""

_TOGETHER: Final = 16_384
"""Number of copies that go through the steps as one batch."""


@dataclass(frozen=True)
class Planned:
    """The m copies that an augment block with a target (a number of rows per label) has to make.

    A copy is identified by its parent (the row to copy) and a number. Copies are sorted by parent,
    then by number.

    ids : `StringArray[m]`, the id of each copy's parent, ascending.
    number : `int64[m]`, the number of each copy.
    """

    ids: pa.StringArray
    number: I64

    def births(self, parents: pa.StringArray) -> Births:
        """Return the planned copies of the given parents."""
        place = pc.index_in(self.ids, value_set=parents)
        rows = rows_where(pc.is_valid(place))
        parent = place.take(pa.array(rows)).to_numpy(zero_copy_only=False).astype(np.int64)
        order = np.lexsort((parent, self.number[rows]))
        return Births(self.number[rows][order], parent[order])


class Births(NamedTuple):
    """Copies to make, sorted by number, then parent.

    number : `int64[m]`, the number of each copy.
    parent : `int64[m]`, the position of each copy's parent in the batch.
    """

    number: I64
    parent: I64

    @classmethod
    def each(cls, parents: I64, upto: int, *, above: int = 0) -> Births:
        """Return the copies with the numbers `above` + 1 to `upto`, for each parent."""
        number = np.repeat(np.arange(above + 1, upto + 1), len(parents))
        return cls(number, np.tile(parents, upto - above))

    def chunks(self) -> Iterator[Births]:
        """Yield the copies in parts that go through the steps as one batch."""
        for at in range(0, len(self.number), _TOGETHER):
            yield Births(self.number[at : at + _TOGETHER], self.parent[at : at + _TOGETHER])


class Kept(NamedTuple):
    """The m copies that are kept after the steps.

    number, parent : `int64[m]`, the number, and the position of the parent in the batch.
    contents : `FixedSizeBinaryArray[m]`, a digest of the content of each copy.
    twins : by reason (equal to the parent, equal to another copy), the copies that are not kept.
    """

    rows: Batch
    number: I64
    parent: I64
    contents: pa.FixedSizeBinaryArray
    twins: Mapping[str, Batch]


class Copies:
    """The copies of a batch of parents, and which are kept.

    A copy equal to its parent or to another copy of the parent is not kept (law 7 of
    docs/design.md).
    """

    def __init__(self, path: str, mark: str, parents: Batch) -> None:
        self.path = path
        self.mark = mark
        self.parents = parents
        self.kept: list[Kept] = []
        self._first = _contents(parents)
        self._seen: list[set[bytes]] = [{key} for key in self._first]

    def add_known(self, parent: I64, contents: pa.FixedSizeBinaryArray) -> None:
        """Add copies that earlier rounds have kept, by parent and content.

        A new copy that equals one of them is not kept.
        """
        for row, key in zip(parent.tolist(), contents.to_pylist(), strict=True):
            self._seen[row].add(key)

    @property
    def room(self) -> int:
        """A number above all copy numbers, used to sort copies after their parents."""
        return 1 + max((int(kept.number.max(initial=0)) for kept in self.kept), default=0)

    def born(self, births: Births) -> Batch:
        """Return the copies as rows with new ids."""
        numbers = pa.array(
            [f"{self.mark}{self.path}#{number}" for number in births.number.tolist()]
        )
        return _new_copies(self.parents.take(births.parent), numbers)

    def keep(self, births: Births, grown: Batch, survived: Bool | None) -> Kept:
        """Return the copies to keep after the steps: of equal copies, the lowest-numbered one.

        `grown` has the copies after the steps, and `survived` (`bool[m]`) is False for dropped
        copies.
        """
        if survived is not None:
            births = Births(births.number[survived], births.parent[survived])
        # 0: differs from all others; 1: equal to its parent; 2: equal to another copy
        verdict = np.zeros(len(grown), dtype=np.int8)
        contents = _contents(grown)
        for i, (key, parent) in enumerate(zip(contents, births.parent.tolist(), strict=True)):
            seen = self._seen[parent]
            if key in seen:
                verdict[i] = 1 if key == self._first[parent] else 2
            seen.add(key)
        chosen = np.flatnonzero(verdict == 0)
        twins = {
            TWIN: grown.take(np.flatnonzero(verdict == 1)),
            "equal to a sibling": grown.take(np.flatnonzero(verdict == 2)),
        }
        kept = Kept(
            grown.take(chosen),
            births.number[chosen],
            births.parent[chosen],
            pa.array([contents[i] for i in chosen.tolist()], CONTENT),
            twins,
        )
        self.kept.append(kept)
        return kept

    def births_log(self, kept: Kept) -> Log:
        """Return the log entries of the kept copies."""
        n = len(kept.rows)
        old = self.parents.ids.take(pa.array(kept.parent))
        start = pa.array(kept.number, pa.int32())
        ordinal = pa.array(np.zeros(n, dtype=np.int32))
        columns = {"row_id": kept.rows.ids, "old": old, "start": start, "ordinal": ordinal}
        return Log(entries(n, self.path, "copy", **columns), no_drops(kept.rows), step=self.path)


def copy_mark(ids: pa.ChunkedArray, nodes: Sequence[Node]) -> str:
    """Return the separator in the ids of copies: one `~`, or several if the input has copies
    already.

    It is the shortest separator with which no copy gets an id that is used already, and does not
    depend on the order of the rows. In a chain of runs, it grows by one character per run.

    >>> copy_mark(pa.chunked_array([["a", "a~0.augment#1"]]), [])
    '~'
    """
    paths = [node.path for node in nodes if isinstance(node, Augment)]

    def is_taken(length: int) -> bool:
        marks = (f"{'~' * length}{path}#" for path in paths)
        return any(pc.any(pc.match_substring(ids, mark)).as_py() for mark in marks)

    above = 1
    while is_taken(above):
        above *= 2
    # An id that contains a separator contains every shorter one, so bisection finds the first that
    # is free.
    half = above // 2
    free = bisect_left(range(half, above), 1, key=lambda n: int(n > 0 and not is_taken(n)))
    return "~" * (half + free)


def _new_copies(parents: Batch, suffix: pa.StringArray) -> Batch:
    """Return copies of the parents, with ids made of the parent's id and a suffix."""
    ids = pc.binary_join_element_wise(parents.ids, suffix, "")
    table = parents.table
    for name, values in (
        (schema.ROW_ID, ids),
        (schema.GUID, ids),
        (schema.KEY, pa.array(text_keys(ids), pa.uint64())),
    ):
        i = table.schema.get_field_index(name)
        table = table.set_column(i, table.schema.field(i), values)
    return Batch(table)


def in_order(logs: Iterable[Log], batch: Batch) -> Iterator[Log]:
    """Yield one log per step, with entries in the order of the batch's rows.

    Entries of copies that were not kept are left out: their rows are not in the batch.
    """
    for log in _by_step(logs):
        place = pc.index_in(log.entries["row_id"].combine_chunks(), value_set=batch.ids)
        has_copy = pc.is_valid(place)
        order = pc.sort_indices(place.filter(has_copy))  # this sort is stable
        yield replace(log, entries=log.entries.filter(has_copy).take(order))


def without_drops(log: Log) -> Log:
    """Return the log without its dropped rows, since dropped copies are not logged."""
    return replace(log, dropped=log.dropped.slice(0, 0))


def _by_step(logs: Iterable[Log]) -> list[Log]:
    """Return one log per step, in the order of the first log of each step."""
    grouped: dict[str, list[Log]] = {}
    for log in logs:
        grouped.setdefault(log.step, []).append(log)
    return [Log.concat(part) for part in grouped.values()]


def _contents(batch: Batch) -> list[bytes]:
    """Return a digest of the content of each row: sentence, spans and fields."""
    # With 128 bits, the probability of any collision among a billion rows is below 10 ** -20.
    columns = [batch.column(name) for name in (schema.SENTENCE, *schema.FIELDS)]
    texts = zip(*(column.to_pylist() for column in columns), strict=True)
    return [
        xxhash.xxh3_128_digest(repr((row, spans)).encode("utf-8", "surrogatepass"))
        for row, spans in zip(texts, batch.spans.tolist(), strict=True)
    ]
