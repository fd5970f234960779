"""Evidence for the types of mentions, computed once for all equal mentions.

Mentions with the same key (a word, the text after a mention) and type have the same evidence: that
of the key's other mentions. It is computed once for each key and type, and looked up for mentions.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

import numpy as np

from reaug.audit.types.count_tables import Table
from reaug.core.arrays import F64, I32, I64, U64, Bool

MOST: Final = 1 << 18
"""Maximum number of keys with a type for which evidence is computed in advance, three times those
of KLUE-RE train; above it, evidence is computed for each mention, so that memory is bounded.
"""


class Weighed(NamedTuple):
    """The mentions of one role: the type in the data, and the evidence for each of `k` types.

    written : `int64[n]`, indices of the types in the data; -1 for one not in the rule book.
    log_odds : `float64[n, k]`: the sum of all evidence but the written type and the hard rules.
    legal : `bool[n, k]`, whether the label allows the type.
    """

    written: I64
    log_odds: F64
    legal: Bool

    def take(self, rows: I64) -> Weighed:
        """Select some of them."""
        return Weighed(self.written[rows], self.log_odds[rows], self.legal[rows])


class Pairs(NamedTuple):
    """Keys of a table with the types that occur with them, and their evidence.

    place : `int32[keys + 1, k]`, rows of `log_odds` by key and type; -1 for others.
    log_odds : `float64[m + 1, k]`; the last row, for the others, is neutral.
    """

    table: Table
    place: I32
    log_odds: F64

    @classmethod
    def of(cls, table: Table, weigh: Callable[[I64, I64], F64], *, unknown_is_known: bool) -> Pairs:
        """Build it from a function of `m` keys (rows of the table) and a type for each.

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
        """Return rows of `log_odds` for mentions of keys with a type each (-1 for none)."""
        places = self.place[self.table.find(keys), type_].astype(np.int64)
        places[type_ < 0] = -1
        return places
