"""What speaks for the types of mentions, added up once for all that are alike.

Mentions of one key (a word, what stands behind a mention) and one type have the same evidence: that
of the key's other mentions. It is reckoned once for each key and type, and mentions look it up.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

import numpy as np

from reaug.audit.types.tables import Table
from reaug.core.arrays import F64, I32, I64, U64, Bool

MOST: Final = 1 << 18
"""Keys with a type for which evidence is reckoned beforehand, three times those of KLUE-RE train;
of more it is reckoned mention by mention, and so what is kept has a bound."""


class Weighed(NamedTuple):
    """The mentions of one role: what is written, and what speaks for each of `k` types, together.

    written : `int64[n]`, positions among the types; -1 for none that the rule book knows.
    log_odds : `float64[n, k]`: all evidence but the written type and the hard rules.
    legal : `bool[n, k]`, whether the label allows the type.
    """

    written: I64
    log_odds: F64
    legal: Bool

    def take(self, rows: I64) -> Weighed:
        """Some of them."""
        return Weighed(self.written[rows], self.log_odds[rows], self.legal[rows])


class Pairs(NamedTuple):
    """Keys of a table, each with the types that it was seen with, and what speaks there.

    place : `int32[keys + 1, k]`, rows of `log_odds` by key and type; -1 for those not seen.
    log_odds : `float64[m + 1, k]`; the last row, for those not seen, says nothing.
    """

    table: Table
    place: I32
    log_odds: F64

    @classmethod
    def of(cls, table: Table, weigh: Callable[[I64, I64], F64], *, unknown_is_known: bool) -> Pairs:
        """From a function of `m` keys (rows of the table) and the type of a mention of each.

        `unknown_is_known`: whether the same is said of all keys that the table lacks.
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
        """Rows of `log_odds` for mentions of keys with a type each (-1 for none)."""
        places = self.place[self.table.find(keys), type_].astype(np.int64)
        places[type_ < 0] = -1
        return places
