"""Random deletion of eojeols of the context."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Any, ClassVar, Final

import numpy as np
from pydantic import Field

from reaug.core.arrays import I64, Bool
from reaug.core.batch import Batch
from reaug.core.changes import Changes, reasons
from reaug.core.choose import clean_cuts, spare_one
from reaug.core.draws import Draw
from reaug.core.edits import Edits
from reaug.core.step import Step
from reaug.korean.spaced import hang_on_word
from reaug.transforms._ways_out import RATE_TOO_LOW, TOO_FEW_WORDS

NO_CANDIDATE: Final = "random_deletion/no-candidate"
NONE_DRAWN: Final = "random_deletion/none-drawn"

_OPENING: Final = "([{<（［｛＜〈《「『【〔“‘"
_CLOSING: Final = ")]}>）］｝＞〉》」』】〕”’"


def _bracket_table() -> np.ndarray[Any, np.dtype[np.int8]]:
    table = np.zeros(0x110000, dtype=np.int8)
    table[[ord(c) for c in _OPENING]] = 1
    table[[ord(c) for c in _CLOSING]] = -1
    return table


_BRACKET: Final = _bracket_table()


class RandomDeletion(Step, frozen=True, extra="forbid"):
    """Delete eojeols of the context at random, each with probability `rate`.

    The white space behind an eojeol is deleted with it, or that before it at the end of the
    sentence, so that no double space arises and no two words are joined. A particle that stands
    apart from its word (책 를, https://… 를) goes and stays with it. These always stay: an eojeol
    that a mention touches, so that its particle stays too; a bracket behind such an eojeol,
    and every eojeol with one half of a pair of brackets or quotes, since a particle behind a
    bracket may be the mention's; with `protect_between` the text from one mention to the other,
    which is most often the evidence for the label; and one eojeol that could have been deleted, so
    that a row never loses all of its context.

    Source: Wei & Zou 2019, "EDA: Easy Data Augmentation Techniques for Boosting Performance on Text
    Classification Tasks", EMNLP-IJCNLP.

    Skipped: `random_deletion/no-candidate`, fewer than two eojeols may go;
    `random_deletion/none-drawn`, the draw took none.

    Examples
    --------
    >>> from reaug.core.apply import apply
    >>> from reaug.core.examples import batch_of
    >>> batch = batch_of("[S|PER|이순신]은 [O|LOC|한산도]에서 적은 배로 크게 이겼다.")
    >>> draw = Draw(batch.keys, seed=7, path="0.random_deletion")
    >>> changes = RandomDeletion(rate=0.5).propose(batch, None, draw)
    >>> apply(batch, changes).batch.row(0).sentence
    '이순신은 한산도에서 적은 크게 이겼다.'
    """

    ways_out: ClassVar[Mapping[str, str]] = MappingProxyType(
        {NO_CANDIDATE: TOO_FEW_WORDS, NONE_DRAWN: RATE_TOO_LOW}
    )

    rate: Annotated[
        float, Field(gt=0, le=1, description="probability of deletion of each eojeol")
    ] = 0.1
    protect_between: Annotated[
        bool, Field(description="whether the text between the mentions stays")
    ] = True
    protect_end: Annotated[
        bool, Field(description="whether the last eojeol stays: a Korean sentence ends in its verb")
    ] = True

    def propose(self, batch: Batch, state: Any, draw: Draw) -> Changes:
        """Deletions of eojeols, each with its white space."""
        n = len(batch)
        _ = batch.codepoints.values  # white space is found faster in what is decoded
        eojeols = batch.eojeols
        unit = _units(batch)
        may_go = _all_of(unit, self._may_go(batch))
        heads = np.flatnonzero(may_go & _is_head(unit))
        row = eojeols.row[heads]
        score = draw.uniform("delete", eojeols.start[heads], row)
        taken = spare_one(row, score < self.rate, score, n)
        goes = np.zeros(int(unit.max(initial=0)) + 1, dtype=np.bool_)
        goes[unit[heads[taken]]] = True
        gone = np.flatnonzero(goes[unit])
        few = np.bincount(row, minlength=n) < 2
        none = np.bincount(eojeols.row[gone], minlength=n) == 0
        skipped = reasons(n, {NO_CANDIDATE: few, NONE_DRAWN: none})
        return Changes(_deletions(batch, gone), skipped=skipped)

    def _may_go(self, batch: Batch) -> Bool:
        """`bool[m]`: whether each eojeol of the batch may be deleted."""
        row, start, end = batch.eojeols
        before, behind = _around(batch)
        # The white space on both sides goes into the test: a mention may begin or end with some.
        free = ~batch.touches_mention(row, before, behind)
        if self.protect_between:
            free &= ~batch.between_mentions(row, start, end)
        if self.protect_end:
            free[:-1] &= row[1:] == row[:-1]
            free[-1:] = False
        return free & ~_holds_bracket(batch) & _is_clean(batch)


def _units(batch: Batch) -> I64:
    """A number for each eojeol, the same for a word and the particles that stand behind it."""
    row, start, end = batch.eojeols
    hangs = hang_on_word(batch.sentence, batch.codepoints, row, start, end)
    return np.cumsum(~hangs)


def _is_head(unit: I64) -> Bool:
    """Whether each eojeol is the first of its unit."""
    head = np.ones(len(unit), dtype=np.bool_)
    head[1:] = unit[1:] != unit[:-1]
    return head


def _all_of(unit: I64, flags: Bool) -> Bool:
    """`bool[m]`: whether a flag holds for all eojeols of the unit that each belongs to."""
    not_all = np.bincount(unit[~flags], minlength=int(unit.max(initial=0)) + 1)
    return not_all[unit] == 0


def _around(batch: Batch) -> tuple[I64, I64]:
    """Where the eojeol before each eojeol ends, and where the next one begins."""
    row, start, end = batch.eojeols
    before, behind = np.zeros_like(start), batch.codepoints.lengths[row]
    same = row[1:] == row[:-1]
    before[1:] = np.where(same, end[:-1], 0)
    behind[:-1] = np.where(same, start[1:], behind[:-1])
    return before, behind


def _is_clean(batch: Batch) -> Bool:
    """Eojeols whose ends, and those of the words beside them, part no grapheme."""
    row, start, end = batch.eojeols
    clean = clean_cuts(batch, np.concatenate([row, row]), np.concatenate([start, end]))
    begins, ends = np.split(clean, 2)
    same = row[1:] == row[:-1]
    result = begins & ends
    result[1:] &= ends[:-1] | ~same
    result[:-1] &= begins[1:] | ~same
    return result


def _holds_bracket(batch: Batch) -> Bool:
    """Eojeols that a bracket keeps: one half of a pair, or a bracket behind a mention's eojeol."""
    row, start, end = batch.eojeols
    points = batch.codepoints
    steps = _BRACKET[points.values]
    brackets = np.flatnonzero(steps)  # few, and each within an eojeol, since it is no white space
    begins = points.first[row] + start
    eojeol = np.searchsorted(begins, brackets, side="right") - 1
    result = np.bincount(eojeol, weights=steps[brackets], minlength=len(row)) != 0
    opens = eojeol[(begins[eojeol] == brackets) & (steps[brackets] > 0)]
    opens = opens[opens > 0]
    before = opens - 1
    mention = batch.touches_mention(row[before], start[before], end[before])
    result[opens[mention & (row[before] == row[opens])]] = True
    return result


def _deletions(batch: Batch, gone: I64) -> Edits:
    """Edits that delete eojeols: `gone` is their places among all eojeols, ascending."""
    row, start, end = batch.eojeols
    stays = np.ones(len(row), dtype=np.bool_)
    stays[gone] = False
    last = np.full(len(batch), -1, dtype=np.int64)
    last[row[stays]] = np.flatnonzero(stays)  # of several the last stands
    mine = row[gone]
    at_end = gone > last[mine]
    before, behind = _around(batch)
    begin = np.where(at_end, before[gone], start[gone])
    stop = np.where(at_end, end[gone], behind[gone])
    return Edits.of(mine, begin, stop, [""] * len(gone))
