"""Evidence for the types of mentions, computed once for all equal mentions.

Evidence for the type of a mention comes from the other mentions with the same key, such as its word
or the text after it. It is the same for all mentions with the same key and the same type in the
data, so it is computed once for each pair of a key and a type.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

import numpy as np

from reaug.audit.types.count_tables import Table
from reaug.core.arrays import F64, I32, I64, U64, Bool

MOST: Final = 1 << 18
"""The greatest number of pairs of key and type for which evidence is computed in advance: three
times the number in KLUE-RE train. If there are more, it is computed for each mention, so that
memory is bounded.
"""


class Weighed(NamedTuple):
    """The mentions of one role: the type in the data, and the evidence for each of `k` types.

    written : `int64[n]`, the type in the data, as an index; -1 for a type that is not in the rule
        book.
    log_odds : `float64[n, k]`, the sum of all evidence except the type in the data and the hard
        rules.
    legal : `bool[n, k]`, whether the label allows the type.
    """

    written: I64
    log_odds: F64
    legal: Bool

    def take(self, rows: I64) -> Weighed:
        """Return the mentions of the given rows."""
        return Weighed(self.written[rows], self.log_odds[rows], self.legal[rows])


class Pairs(NamedTuple):
    """The evidence for each type, computed once for every pair of a key and a type in the data.

    table : the counts of types by key.
    place : `int32[keys + 1, k]`, by key and type in the data, the row of `log_odds`; -1 for a pair
        that does not occur. The last row is for unknown keys.
    log_odds : `float64[m + 1, k]`, the evidence of each of m pairs for each of k types. The last
        row, for pairs that do not occur, is zero.
    """

    table: Table
    place: I32
    log_odds: F64

    @classmethod
    def of(cls, table: Table, weigh: Callable[[I64, I64], F64], *, unknown_is_known: bool) -> Pairs:
        """Return the pairs of a table with their evidence.

        Parameters
        ----------
        table
            The counts of k types by key.
        weigh
            A function that returns the evidence (`float64[m, k]`) for m rows of the table and m
            types in the data.
        unknown_is_known
            Whether the evidence is the same for all keys that are not in the table.
        """
        key, type_ = np.nonzero(table.counts)
        place = np.full(table.counts.shape, -1, dtype=np.int32)
        place[key, type_] = np.arange(len(key))
        if unknown_is_known:
            place[-1] = len(key)
            key, type_ = np.append(key, len(table.keys)), np.append(type_, -1)
        log_odds = weigh(key, type_)
        return cls(
            table,
            place,
            np.vstack([log_odds, np.zeros_like(log_odds, shape=(1, log_odds.shape[1]))]),
        )

    def find(self, keys: U64, type_: I64) -> I64:
        """Return the rows of `log_odds` for mentions with a key and a type (-1 for no type)."""
        places = self.place[self.table.find(keys), type_].astype(np.int64)
        places[type_ < 0] = -1
        return places
