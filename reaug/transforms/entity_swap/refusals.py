"""Decide which mentions can be swapped; the checks run in order, and each has a reason."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Final, Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reaug.core.arrays import I64, Bool, as_mask
from reaug.core.batch import Batch
from reaug.korean.sounds import Sound
from reaug.transforms.entity_swap import donors, events, name_checks, risks
from reaug.transforms.entity_swap.mentions import Mentions, both_mentions
from reaug.transforms.entity_swap.pool import Pool

if TYPE_CHECKING:
    from reaug.rulebook.name_rules import Events

REASONS: Final = (
    *(
        "swap/label",
        "swap/closed-set",
        "swap/known",
        "swap/another-world",
        "swap/name-language",
        "swap/touching",
        "swap/boundary",
        "swap/no-number",
        "swap/no-kind",
    ),
    *(
        "swap/compound",
        "swap/head",
        "swap/longer-name",
        "swap/former",
        "swap/kin",
        "swap/other-year",
        "swap/gloss",
        "swap/joint",
        "swap/place",
        "swap/ambiguous",
    ),
    *("swap/recurs", "swap/part-recurs", "swap/shared", "swap/no-candidate", "swap/few-donors"),
    "swap/not-symmetric",
    *("swap/types-differ", "swap/same-word", "swap/no-sound", "swap/no-reverse"),
    *("swap/low-fidelity", "swap/illegal", "swap/labelled"),
)

_COLUMN_CHECKS: Final[tuple[tuple[str, Callable[[Mentions, Bool], Bool]], ...]] = (
    ("swap/touching", risks.touching),
    ("swap/boundary", risks.boundary),
    ("swap/no-number", risks.numberless),
    ("swap/compound", risks.compound),
    ("swap/head", risks.head),
    ("swap/former", risks.former),
    ("swap/kin", risks.kin),
    ("swap/gloss", risks.gloss),
)


class Refused:
    """The reason for which each of n rows stays unchanged.

    code : `int64[n]`, index in `REASONS`; -1 for a row without a reason.
    """

    def __init__(self, n: int) -> None:
        self.code: I64 = np.full(n, -1, dtype=np.int64)

    def refuse(self, rows: I64 | Bool, why: str) -> None:
        """Set a reason for rows; a row that has a reason already keeps it."""
        chosen = np.zeros(len(self.code), dtype=np.bool_)
        chosen[rows] = True
        self.code[chosen & (self.code < 0)] = REASONS.index(why)

    def adopt(self, other: Refused, rows: Bool) -> None:
        """Copy the reasons of `other` to those of `rows` that have no reason yet."""
        fresh = rows & (self.code < 0)
        self.code[fresh] = other.code[fresh]

    def reasons(self) -> pa.StringArray:
        """Return the reasons (`StringArray[n]`), null for a row that is not refused."""
        index = pa.array(self.code, mask=self.code < 0)
        return pa.array(REASONS, pa.string()).take(index)


def judge_columns(
    mentions: Mentions,
    allowed: Bool,
    closed: Bool,
    known: Bool,
    kinds: pa.StringArray,
    events_of: Events,
    own: Sequence[str] = (),
) -> Refused:
    """Return the reasons of all checks that work on whole columns, not row by row.

    Parameters
    ----------
    allowed
        `bool[n]`, whether the label allows a replacement.
    closed
        `bool[n]`, whether the mention belongs to a closed set.
    known
        `bool[n]`, whether readers know the mention, or the other mention so well that they know
        this one.
    kinds
        The pools of the mentions; null for a mention of no kind.
    events_of
        The events in the rule book.
    own
        The types for which the user lists names; their mentions are replaced even if readers know
        them.
    """
    why = Refused(len(allowed))
    why.refuse(closed, "swap/closed-set")
    why.refuse(~allowed, "swap/label")
    unlisted = ~mentions.is_type(*own)
    why.refuse(known & unlisted, "swap/known")
    candidates = (why.code < 0) & unlisted
    known = risks.sole_office(mentions, candidates)
    known |= events.dated(mentions, candidates, events_of) | events.peopled(
        mentions, candidates, events_of
    )
    why.refuse(known, "swap/known")
    why.refuse(donors.no_language(kinds), "swap/name-language")
    _check_columns(why, mentions)
    why.refuse(~as_mask(pc.is_valid(kinds)), "swap/no-kind")
    return why


def judge_texts(
    why: Refused,
    mentions: Mentions,
    candidates: Bool,
    paired: Bool,
    pool: Pool,
    recurs: Literal["skip", "replace"],
) -> None:
    """Add reasons to `why` for mentions that the row's text forbids to replace.

    `candidates` are the mentions to check (`bool[n]`). `paired` (`bool[n]`): both mentions are
    replaced, so they may share syllables.
    """
    alone = candidates & ~paired
    again = name_checks.recurs if recurs == "skip" else name_checks.recurs_unclear
    checks: list[tuple[str, Callable[[Mentions, I64], Bool], Bool]] = [
        ("swap/longer-name", partial(risks.longer_known, pool=pool), candidates),
        ("swap/other-year", risks.other_year, candidates),
        ("swap/recurs", again, alone if recurs == "skip" else candidates),
        ("swap/part-recurs", name_checks.part_recurs, alone),
        ("swap/shared", name_checks.shared, alone),
    ]
    for name, check, rows in checks:
        _check_rows(why, mentions, name, check, rows)
    if recurs == "skip":
        _check_rows(why, mentions, "swap/recurs", name_checks.recurs_outside, candidates & paired)
    else:
        _check_rows(why, mentions, "swap/part-recurs", name_checks.part_recurs, candidates & paired)


def first_of_exchange(batch: Batch, symmetric: Bool) -> Refused:
    """Return the reasons of rows whose label or types forbid an exchange of the mentions.

    `symmetric` (`bool[n]`): the label is a symmetric relation.
    """
    why = Refused(len(batch))
    why.refuse(~symmetric, "swap/not-symmetric")
    same_type = as_mask(pc.equal(batch.type("subject"), batch.type("object")))
    why.refuse(~same_type, "swap/types-differ")
    return why


def judge_exchange(batch: Batch) -> tuple[Refused, tuple[Mentions, Mentions]]:
    """Return the reasons of rows whose text forbids an exchange, and the subjects and objects."""
    why = Refused(len(batch))
    views = both_mentions(batch)
    why.refuse(as_mask(pc.equal(views[0].words, views[0].others)), "swap/same-word")
    for view, other in (views, views[::-1]):
        why.refuse(view.alternates & (other.sounds == Sound.UNKNOWN), "swap/no-sound")
        _check_columns(why, view)
        dated = view.is_type("DAT")  # exchanging two dates reverses their order
        why.refuse(dated, "swap/other-year")
        _check_rows(why, view, "swap/recurs", name_checks.recurs_outside, why.code < 0)
    return why, views


def _check_columns(why: Refused, mentions: Mentions) -> None:
    """Run the checks of columns, each for the rows that are not yet refused."""
    for name, check in _COLUMN_CHECKS:
        candidates = why.code < 0
        if not candidates.any():
            return
        why.refuse(check(mentions, candidates), name)


def _check_rows(
    why: Refused,
    mentions: Mentions,
    name: str,
    check: Callable[[Mentions, I64], Bool],
    candidates: Bool,
) -> None:
    """Run a check of the text on those of the `candidates` (`bool[n]`) that have no reason yet."""
    open_rows = np.flatnonzero((why.code < 0) & candidates)
    why.refuse(open_rows[check(mentions, open_rows)], name)
