"""A table of the mentions of rows as the source gives them, before their spans are checked.

The table may be in memory or in a file, and is processed in batches.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import pyarrow as pa

from reaug.core.arrays import I64, Bool
from reaug.core.schema import SENTENCE
from reaug.data.offsets import Span
from reaug.data.row_batches import passed

if TYPE_CHECKING:
    from reaug.data.mention_columns import Mentions

_SOUND: Final = "sound"
"""Name of the column that says whether a row had no faults before its mentions were checked."""


class Given(NamedTuple):
    """n rows of the table that `given_table` returns, as arrays.

    rows : `int64[n]`, indices of the rows in the table.
    words, spans : for each of the two mentions, the words and the offsets.
    counted : for each of the two mentions, `bool[n]`, whether a row has both offsets.
    """

    rows: I64
    sentences: pa.ChunkedArray
    words: list[pa.ChunkedArray]
    spans: list[Span]
    counted: list[Bool]


def given_table(
    sentences: pa.ChunkedArray, pair: Sequence[Mentions], counted: Sequence[Bool], sound: Bool
) -> pa.Table:
    """Return the table of the mentions of n rows.

    Parameters
    ----------
    sentences, pair
        n sentences and their mentions.
    counted
        For each mention, the rows with both offsets (`bool[n]`).
    sound
        `bool[n]`, rows without faults so far.
    """
    columns = {SENTENCE: sentences, _SOUND: pa.array(sound)}
    for at, (mention, mask) in enumerate(zip(pair, counted, strict=True)):
        parts = (mention.word, mention.first, mention.last, pa.array(mask))
        columns |= dict(zip(_names(at), parts, strict=True))
    return pa.table(columns)


def _names(at: int) -> tuple[str, ...]:
    return tuple(f"{part}_{at}" for part in ("word", "first", "last", "counted"))


def mentions_in(table: pa.Table) -> int:
    """Return the number of mentions per row in the table."""
    return (len(table.column_names) - 2) // len(_names(0))


def with_turned_ends(table: pa.Table) -> pa.Table:
    """Return the table with starts and ends swapped."""
    return _exchanged(table, [("first", "last", at, at) for at in range(mentions_in(table))])


def with_exchanged_spans(table: pa.Table) -> pa.Table:
    """Return the table with the offsets of the two mentions swapped, in rows that have both."""
    import pyarrow.compute as pc

    table = _exchanged(table, [("first", "first", 0, 1), ("last", "last", 0, 1)])
    both = pc.and_(table["counted_0"], table["counted_1"])
    for name in ("counted_0", "counted_1"):
        table = table.set_column(table.schema.get_field_index(name), name, both)
    return table


def _exchanged(table: pa.Table, pairs: Sequence[tuple[str, str, int, int]]) -> pa.Table:
    names = {name: name for name in table.column_names}
    for part, other, at, other_at in pairs:
        first, second = f"{part}_{at}", f"{other}_{other_at}"
        names[first], names[second] = second, first
    return pa.table({name: table[source] for name, source in names.items()})


def with_offsets(table: pa.Table) -> Iterator[Given]:
    """Yield, in batches, the rows in which at least one mention has both offsets."""
    for first, batch in _batches(table):
        masks = [_mask(batch[f"counted_{at}"]) for at in range(mentions_in(table))]
        yield _taken(batch, first, np.logical_or.reduce(masks))


def sound_rows(table: pa.Table) -> Iterator[Given]:
    """Yield, in batches, the rows that had no faults before their mentions were checked."""
    for first, batch in _batches(table):
        yield _taken(batch, first, _mask(batch[_SOUND]))


def _batches(table: pa.Table) -> Iterator[tuple[int, pa.Table]]:
    first = 0
    for batch in passed(table):
        yield first, pa.Table.from_batches([batch])
        first += len(batch)


def _taken(batch: pa.Table, first: int, mask: Bool) -> Given:
    if not mask.all():
        batch = batch.take(pa.array(np.flatnonzero(mask)))
    mentions = [[batch[name] for name in _names(at)] for at in range(mentions_in(batch))]
    return Given(
        np.flatnonzero(mask) + first,
        batch[SENTENCE],
        [word for word, *_ in mentions],
        [Span(start.to_numpy(), end.to_numpy()) for _, start, end, _ in mentions],
        [_mask(counted) for *_, counted in mentions],
    )


def _mask(column: pa.ChunkedArray) -> Bool:
    return column.to_numpy().astype(np.bool_)
