"""Evidence for the types of mentions, computed once for all equal mentions.

Mentions with the same key (a word, the text after a mention) and the same type have the same
evidence: that of the key's other mentions. It is computed once for each key and type.
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
    """Keys of a table with the types that occur with them, and the evidence for each pair.

    place : `int32[keys + 1, k]`, the row of `log_odds` by key and type; -1 for other pairs.
    log_odds : `float64[m + 1, k]`; the last row, for other pairs, is zero.
    """

    table: Table
    place: I32
    log_odds: F64

    @classmethod
    def of(cls, table: Table, weigh: Callable[[I64, I64], F64], *, unknown_is_known: bool) -> Pairs:
        """Return the pairs of a table, with the evidence from a function of rows of the table and
        types.

        `unknown_is_known`: whether the evidence is the same for all keys not in the table.
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
