"""Group the rows of a table by the values of some columns.

`pyarrow.Table.group_by` does the same in about the same time, but its first call imports
`pyarrow.dataset`, which takes 0.1 s of CPU.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reaug.core.arrays import I64
from reaug.core.text import contiguous

_MOST_CODES: Final = 1 << 31
"""The greatest number of combined codes before they are numbered anew, to fit in 64 bits."""


class Groups(NamedTuple):
    """The groups of n rows with equal values, in the order in which they first occur.

    first : `int64[m]`, the first row of each group.
    of_row : `int64[n]`, the group of each row.
    """

    first: I64
    of_row: I64

    @classmethod
    def of(cls, *columns: pa.Array | pa.ChunkedArray) -> Groups:
        """Return the groups of the rows with equal values in all columns; null equals null.

        Examples
        --------
        >>> labels, types = pa.array(["a", "b", "a", "a"]), pa.array(["X", "X", None, "X"])
        >>> groups = Groups.of(labels, types)
        >>> groups.first.tolist(), groups.of_row.tolist()
        ([0, 1, 2], [0, 1, 2, 0])
        """
        code, size = _codes(columns[0])
        for column in columns[1:]:
            more, count = _codes(column)
            if size * count > _MOST_CODES:
                code, size = _codes(pa.array(code))
            code, size = code * count + more, size * count
        if len(columns) > 1:
            code, size = _codes(pa.array(code))
        first = np.empty(size, dtype=np.int64)
        first[code[::-1]] = np.arange(len(code) - 1, -1, -1)  # the first row is written last
        return cls(first, code)

    def sizes(self) -> I64:
        """Return the number of rows of each group (`int64[m]`)."""
        return np.bincount(self.of_row, minlength=len(self.first)).astype(np.int64)

    def sums(self, values: I64) -> I64:
        """Return the sum of integers over the rows of each group (`int64[m]`)."""
        sums = np.zeros(len(self.first), dtype=np.int64)
        np.add.at(sums, self.of_row, values)
        return sums


def grouped(table: pa.Table, keys: Sequence[str], count: str, added: str | None = None) -> pa.Table:
    """Return the distinct rows of some columns, with a count, in the order of their first rows.

    Parameters
    ----------
    table
        Any table.
    keys
        The columns by which rows are grouped; null equals null.
    count
        The name of the column of counts in the result (`int64`).
    added
        The column of integers to add up; None to count the rows.

    Examples
    --------
    >>> table = pa.table({"label": ["a", "b", "a"], "n": [2, 3, 4]})
    >>> grouped(table, ["label"], "rows").to_pydict()
    {'label': ['a', 'b'], 'rows': [2, 1]}
    >>> grouped(table, ["label"], "n", "n").to_pydict()
    {'label': ['a', 'b'], 'n': [6, 3]}
    """
    columns = [contiguous(table[name]) for name in keys]
    groups = Groups.of(*columns)
    counts = groups.sizes() if added is None else groups.sums(table[added].to_numpy())
    if len(groups.first) < len(table):
        first = pa.array(groups.first)
        columns = [column.take(first) for column in columns]
    return pa.table([*columns, pa.array(counts)], names=[*keys, count])


def _codes(column: pa.Array | pa.ChunkedArray) -> tuple[I64, int]:
    """Return a number for each value, in the order of the first rows, and how many there are."""
    coded = pc.dictionary_encode(contiguous(column), null_encoding="encode")
    return coded.indices.to_numpy().astype(np.int64), len(coded.dictionary)
