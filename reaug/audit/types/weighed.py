"""Evidence for the types of mentions, summed up once for all that are alike.

Mentions with the same key (a word, what follows a mention) and type have the same evidence: that of
the key's other mentions. It is computed once for each key and type, and looked up for mentions.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

import numpy as np

from reaug.audit.types.tables import Table
from reaug.core.arrays import F64, I32, I64, U64, Bool

MOST: Final = 1 << 18
"""The most keys with a type for which evidence is computed in advance, three times those of KLUE-RE
train; beyond that it is computed mention by mention, so what is kept is bounded.
"""


class Weighed(NamedTuple):
    """The mentions of one role: the written type, and the summed evidence for each of `k` types.

    written : `int64[n]`, indices of the types; -1 for one that the rule book does not know.
    log_odds : `float64[n, k]`: all evidence but the written type and the hard rules.
    legal : `bool[n, k]`, whether the label allows the type.
    """

    written: I64
    log_odds: F64
    legal: Bool

    def take(self, rows: I64) -> Weighed:
        """Select some of them."""
        return Weighed(self.written[rows], self.log_odds[rows], self.legal[rows])


class Pairs(NamedTuple):
    """Keys of a table, each with the types it was seen with, and the evidence for those.

    place : `int32[keys + 1, k]`, rows of `log_odds` by key and type; -1 for those not seen.
    log_odds : `float64[m + 1, k]`; the last row, for those not seen, is neutral.
    """

    table: Table
    place: I32
    log_odds: F64

    @classmethod
    def of(cls, table: Table, weigh: Callable[[I64, I64], F64], *, unknown_is_known: bool) -> Pairs:
        """Build it from a function of `m` keys (rows of the table) and the type of a mention of
        each.

        `unknown_is_known`: whether the evidence is the same for all keys that the table lacks.
        """
        key, type_ = np.nonzero(table.counts)
        place = np.full(table.counts.shape, -1, dtype=np.int32)
        place[key, type_] = np.arange(len(key))
        if unknown_is_known:
            place[-1] = len(key)
            key, type_ = np.append(key, len(table.keys)), np.append(type_, -1)
        said = weigh(key, type_)
        return cls(table, place, np.vstack([said, np.zeros_like(said, shape=(1, said.shape[1]))]))

    def find(self, keys: U64, type_: I64) -> I64:
        """Return rows of `log_odds` for mentions of keys with a type each (-1 for none)."""
        places = self.place[self.table.find(keys), type_].astype(np.int64)
        places[type_ < 0] = -1
        return places
