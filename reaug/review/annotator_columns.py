"""Recognise columns of a data set that look like labels by several annotators."""

from __future__ import annotations

from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from reaug.core.schema import extra_columns

_LEAST_ROWS: Final = 10
_MOST_NAMES: Final = 200
_SHARED: Final = 0.5
"""Minimum share of label names that two columns must have in common."""


def annotator_columns(table: pa.Table) -> list[str]:
    """Return the columns that look like labels by several annotators.

    These are columns with few distinct values, most of which another such column has, too.

    Examples
    --------
    >>> from reaug.core.examples import batch_of
    >>> table = batch_of(*["[S|PER|김하늘]은 [O|LOC|수원]에서 났다."] * 12).table
    >>> table = table.append_column("가람", pa.array(["per:origin", "no_relation"] * 6))
    >>> table = table.append_column("나래", pa.array(["per:origin"] * 11 + ["no_relation"]))
    >>> table = table.append_column("출처", pa.array([f"글 {n}" for n in range(12)]))
    >>> annotator_columns(table)
    ['가람', '나래']
    """
    if table.num_rows < _LEAST_ROWS:
        return []
    names = {name: _names(table[name]) for name in extra_columns(table.schema)}
    lists = {name: labels for name, labels in names.items() if labels}
    return [
        name
        for name, labels in lists.items()
        if any(_alike(labels, lists[other]) for other in lists if other != name)
    ]


def _names(column: pa.ChunkedArray) -> set[str]:
    """Return the distinct texts of a column if they are few and repeated, else an empty set."""
    if not (pa.types.is_string(column.type) or pa.types.is_large_string(column.type)):
        return set()
    texts = pc.drop_null(pc.unique(column))
    if not 2 <= len(texts) <= min(_MOST_NAMES, len(column) // 2):
        return set()
    return {text.strip() for text in texts.to_pylist()} - {""}


def _alike(one: set[str], other: set[str]) -> bool:
    return len(one & other) >= max(2, _SHARED * len(one | other))
