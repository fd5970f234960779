"""Make copies of rows: their ids, which of them are kept, and their log."""

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

_TOGETHER: Final = 16_384
"""Number of copies that go through the steps together."""


@dataclass(frozen=True)
class Planned:
    """The copies that a block has to make, sorted by the id of the parent and the number.

    ids : `StringArray[m]`, ids of the parents, ascending.
    number : `int64[m]`, numbers of the copies.
    """

    ids: pa.StringArray
    number: I64

    def births(self, parents: pa.StringArray) -> Births:
        """Return the copies of the given parents."""
        place = pc.index_in(self.ids, value_set=parents)
        here = rows_where(pc.is_valid(place))
        parent = place.take(pa.array(here)).to_numpy(zero_copy_only=False).astype(np.int64)
        order = np.lexsort((parent, self.number[here]))
        return Births(self.number[here][order], parent[order])


class Births(NamedTuple):
    """Copies to make, sorted by number and parent: the number and the parent's row of each."""

    number: I64
    parent: I64

    @classmethod
    def each(cls, parents: I64, numbers: int) -> Births:
        """Make copies 1 … `numbers` of each parent."""
        number = np.repeat(np.arange(1, numbers + 1), len(parents))
        return cls(number, np.tile(parents, numbers))

    def chunks(self) -> Iterator[Births]:
        """Yield parts of bounded size that go through the steps together."""
        for at in range(0, len(self.number), _TOGETHER):
            yield Births(self.number[at : at + _TOGETHER], self.parent[at : at + _TOGETHER])


class Kept(NamedTuple):
    """The kept copies: rows, and their numbers and parents' rows (`int64[m]` each).

    twins : copies that are not kept, by reason.
    """

    rows: Batch
    number: I64
    parent: I64
    twins: Mapping[str, Batch]


class Copies:
    """Copies of parents. A copy equal to its parent or to a sibling is not kept (law 7)."""

    def __init__(self, path: str, mark: str, parents: Batch) -> None:
        self.path = path
        self.mark = mark
        self.parents = parents
        self.kept: list[Kept] = []
        self._first = _contents(parents)
        self._seen: list[set[bytes]] = [{key} for key in self._first]

    @property
    def room(self) -> int:
        """A number above all copy numbers, used to sort copies after their parents."""
        return 1 + max((int(kept.number.max(initial=0)) for kept in self.kept), default=0)

    def born(self, births: Births) -> Batch:
        """Make copies with new ids."""
        numbers = pa.array(
            [f"{self.mark}{self.path}#{number}" for number in births.number.tolist()]
        )
        return _birth(self.parents.take(births.parent), numbers)

    def keep(self, births: Births, grown: Batch, survived: Bool | None) -> Kept:
        """Choose the copies to keep after the steps, by number."""
        if survived is not None:
            births = Births(births.number[survived], births.parent[survived])
        verdict = np.zeros(len(grown), dtype=np.int8)  # 0 new, 1 as its parent, 2 as a sibling
        for i, (key, parent) in enumerate(
            zip(_contents(grown), births.parent.tolist(), strict=True)
        ):
            seen = self._seen[parent]
            if key in seen:
                verdict[i] = 1 if key == self._first[parent] else 2
            seen.add(key)
        chosen = np.flatnonzero(verdict == 0)
        twins = {
            TWIN: grown.take(np.flatnonzero(verdict == 1)),
            "equal to a sibling": grown.take(np.flatnonzero(verdict == 2)),
        }
        kept = Kept(grown.take(chosen), births.number[chosen], births.parent[chosen], twins)
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
    """Return the mark in the ids of copies: `~`, or several if the input already has such copies.

    It is the shortest mark with which no copy gets an id that is already used, and does not depend
    on the order of the rows. In a chain of runs, it grows by one character each time; it does not
    double.

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
    # An id that contains a mark contains every shorter one, so a bisection finds the first free
    # one.
    half = above // 2
    free = bisect_left(range(half, above), 1, key=lambda n: int(n > 0 and not is_taken(n)))
    return "~" * (half + free)


def _birth(parents: Batch, suffix: pa.StringArray) -> Batch:
    """Copies of the parents, with ids made from the parent's id and a suffix."""
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
    """Yield one log per step, with the entries in the order of the batch's rows.

    Entries of other rows, which are copies that were not kept, are left out.
    """
    for log in _by_step(logs):
        place = pc.index_in(log.entries["row_id"].combine_chunks(), value_set=batch.ids)
        held = pc.is_valid(place)
        order = pc.sort_indices(place.filter(held))  # this sort is stable
        yield replace(log, entries=log.entries.filter(held).take(order))


def without_drops(log: Log) -> Log:
    """Remove dropped rows from a log: dropped copies in an augment block are not logged."""
    return replace(log, dropped=log.dropped.slice(0, 0))


def _by_step(logs: Iterable[Log]) -> list[Log]:
    """One log per step, in the order of the first log of each step."""
    grouped: dict[str, list[Log]] = {}
    for log in logs:
        grouped.setdefault(log.step, []).append(log)
    return [Log.concat(part) for part in grouped.values()]


def _contents(batch: Batch) -> list[bytes]:
    """A digest of the content of each row: sentence, spans and fields.

    It has 128 bits: for a billion rows, the probability of any collision is below 10 ** -20.
    """
    columns = [batch.column(name) for name in (schema.SENTENCE, *schema.FIELDS)]
    texts = zip(*(column.to_pylist() for column in columns), strict=True)
    return [
        xxhash.xxh3_128_digest(repr((row, spans)).encode("utf-8", "surrogatepass"))
        for row, spans in zip(texts, batch.spans.tolist(), strict=True)
    ]
