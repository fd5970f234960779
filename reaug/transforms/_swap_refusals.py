"""Who may be swapped: the checks of `entity_swap` in order, and the reasons of those refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reaug.core.batch import Batch
from reaug.core.text import I64, Bool
from reaug.korean.sounds import Sound
from reaug.transforms import _swap_names as names
from reaug.transforms import _swap_risks as risks
from reaug.transforms._swap_mentions import Mentions, both_mentions
from reaug.transforms._swap_pool import Pool, mask

REASONS: Final = (
    *("swap/label", "swap/touching", "swap/boundary", "swap/no-number", "swap/compound"),
    *("swap/longer-name", "swap/former", "swap/kin", "swap/other-year", "swap/gloss"),
    *("swap/recurs", "swap/part-recurs", "swap/shared", "swap/no-candidate", "swap/not-symmetric"),
    *("swap/types-differ", "swap/same-word", "swap/no-sound", "swap/no-reverse"),
    *("swap/low-fidelity", "swap/illegal"),
)

_COLUMN_CHECKS: Final[tuple[tuple[str, Callable[[Mentions], Bool]], ...]] = (
    ("swap/touching", risks.touching),
    ("swap/boundary", risks.boundary),
    ("swap/no-number", risks.numberless),
    ("swap/compound", risks.compound),
    ("swap/former", risks.former),
    ("swap/kin", risks.kin),
    ("swap/other-year", risks.other_year),
    ("swap/gloss", risks.gloss),
)


class Refused:
    """Why each of `n` rows is refused: `code` is `int64[n]`, -1 for a row that is not."""

    def __init__(self, n: int) -> None:
        self.code: I64 = np.full(n, -1, dtype=np.int64)

    def refuse(self, rows: I64 | Bool, why: str) -> None:
        """Refuse rows; the first reason of a row stands."""
        chosen = np.zeros(len(self.code), dtype=np.bool_)
        chosen[rows] = True
        self.code[chosen & (self.code < 0)] = REASONS.index(why)

    def adopt(self, other: Refused, rows: Bool) -> None:
        """Take over the reasons of others for some rows."""
        fresh = rows & (self.code < 0)
        self.code[fresh] = other.code[fresh]

    def reasons(self) -> pa.StringArray:
        """`StringArray[n]`: the reasons, null where there is none."""
        index = pa.array(self.code, mask=self.code < 0)
        return pa.array(REASONS, pa.string()).take(index)


def judge(
    mentions: Mentions, allowed: Bool, pool: Pool, recurs: Literal["skip", "replace"]
) -> Refused:
    """Whether each mention may be replaced: the checks by column, then those by text."""
    why = Refused(len(allowed))
    why.refuse(~allowed, "swap/label")
    for name, check in _COLUMN_CHECKS:
        why.refuse(check(mentions), name)
    left = np.flatnonzero(why.code < 0)
    why.refuse(left[risks.longer_known(mentions, left, pool)], "swap/longer-name")
    again = names.recurs if recurs == "skip" else names.recurs_unclear
    _check_rows(why, mentions, "swap/recurs", again)
    _check_rows(why, mentions, "swap/part-recurs", names.part_recurs)
    _check_rows(why, mentions, "swap/shared", names.shared)
    return why


def judge_exchange(batch: Batch, symmetric: Bool) -> tuple[Refused, tuple[Mentions, Mentions]]:
    """Whether the mentions of each row may trade places, and the mentions."""
    why = Refused(len(batch))
    why.refuse(~symmetric, "swap/not-symmetric")
    same_type = mask(pc.equal(batch.type("subject"), batch.type("object")))
    why.refuse(~same_type, "swap/types-differ")
    views = both_mentions(batch)
    why.refuse(mask(pc.equal(views[0].words, views[0].others)), "swap/same-word")
    for view, other in (views, views[::-1]):
        why.refuse(view.alternates & (other.sounds == Sound.UNKNOWN), "swap/no-sound")
        for name, check in _COLUMN_CHECKS:
            why.refuse(check(view), name)
        _check_rows(why, view, "swap/recurs", names.recurs_outside)
    return why, views


def _check_rows(
    why: Refused, mentions: Mentions, name: str, check: Callable[[Mentions, I64], Bool]
) -> None:
    """A check by text, only for the rows that are left."""
    left = np.flatnonzero(why.code < 0)
    why.refuse(left[check(mentions, left)], name)
