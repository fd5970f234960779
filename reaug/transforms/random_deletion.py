"""Random deletion: delete eojeols of the context."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Any, ClassVar, Final

import numpy as np
import pyarrow as pa
from pydantic import Field

from reaug.core.arrays import I64, Bool, mask_of
from reaug.core.batch import Batch
from reaug.core.changes import Changes, reasons
from reaug.core.characters import leads_of
from reaug.core.draws import Draw
from reaug.core.edits import Edits
from reaug.core.step import Step
from reaug.core.text import looked_up
from reaug.core.unit_choice import clean_cuts, spare_one
from reaug.korean.spaced_particles import hang_on_word
from reaug.transforms._advice import RATE_TOO_LOW, TOO_FEW_WORDS

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
_BRACKET_LEAD: Final = leads_of(_BRACKET != 0).tobytes()
"""The first UTF-8 bytes of brackets."""


class RandomDeletion(Step, frozen=True, extra="forbid"):
    """Delete eojeols of the context at random, each with probability `rate`.

    The white space after an eojeol is deleted with it, or the white space before it at the end of
    the sentence, so that no double spaces arise and no words are joined. A particle that is
    separated from its word by a space (책 를, https://… 를) is deleted or kept together with it.

    These are always kept:
    - an eojeol that touches a mention, and with it the particle of the mention;
    - a bracket after such an eojeol, and an eojeol with only one of a pair of brackets or quotes,
      since a particle after a bracket may belong to the mention;
    - with `protect_between`, the text between the mentions, which is most often the evidence for
      the label;
    - one eojeol that could have been deleted, so that a row never loses all of its context.

    Source: Wei & Zou 2019, "EDA: Easy Data Augmentation Techniques for Boosting Performance on Text
    Classification Tasks", EMNLP-IJCNLP.

    Skipped: `random_deletion/no-candidate`, fewer than two eojeols can be deleted;
    `random_deletion/none-drawn`, none was drawn.

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

    rate: Annotated[float, Field(gt=0, le=1, description="probability of deleting each eojeol")] = (
        0.1
    )
    protect_between: Annotated[
        bool, Field(description="whether to keep the text between the mentions unchanged")
    ] = True
    protect_end: Annotated[
        bool,
        Field(description="whether to keep the last eojeol: a Korean sentence ends in its verb"),
    ] = True

    def propose(self, batch: Batch, state: Any, draw: Draw) -> Changes:
        """Return the edits that delete eojeols with their white space."""
        n = len(batch)
        eojeols, around = batch.eojeols, _neighbour_edges(batch)
        may_go = self._can_be_deleted(batch, *around)
        hangs = hang_on_word(batch.sentence, batch.codepoints, *eojeols)
        particles = np.flatnonzero(hangs)
        # The word that each particle after a space belongs to.
        first = np.ones(len(particles), dtype=np.bool_)
        first[1:] = particles[1:] != particles[:-1] + 1
        words = (particles[first] - 1)[np.cumsum(first) - 1]
        # A word and the separate particles after it are deleted together, or not at all.
        may_go[words[~may_go[particles]]] = False
        heads = np.flatnonzero(may_go & ~hangs)
        row = eojeols.row[heads]
        score = draw.uniform("delete", eojeols.start[heads], row)
        drawn = spare_one(row, score < self.rate, score, n)
        goes = mask_of(heads[drawn], len(may_go))
        goes[particles] = goes[words]
        gone = np.flatnonzero(goes)
        few = np.bincount(row, minlength=n) < 2
        none = np.bincount(eojeols.row[gone], minlength=n) == 0
        skipped = reasons(n, {NO_CANDIDATE: few, NONE_DRAWN: none})
        return Changes(_deletions(batch, gone, *around), skipped=skipped)

    def _can_be_deleted(self, batch: Batch, before: I64, after: I64) -> Bool:
        """Return whether each eojeol of the batch can be deleted (`bool[m]`)."""
        row, start, end = batch.eojeols
        # A mention may begin or end with white space, so the spaces around an eojeol are tested,
        # too.
        free = ~batch.touches_mention(row, before, after)
        if self.protect_between:
            free &= ~batch.between_mentions(row, start, end)
        if self.protect_end:
            free[:-1] &= row[1:] == row[:-1]
            free[-1:] = False
        return free & ~_holds_bracket(batch) & _is_clean(batch)


def _neighbour_edges(batch: Batch) -> tuple[I64, I64]:
    """Return the end of the eojeol before and the start of the next eojeol (`int64[m]` each)."""
    row, start, end = batch.eojeols
    before, after = np.zeros_like(start), batch.codepoints.lengths[row]
    same = row[1:] == row[:-1]
    before[1:] = np.where(same, end[:-1], 0)
    after[:-1] = np.where(same, start[1:], after[:-1])
    return before, after


def _is_clean(batch: Batch) -> Bool:
    """Return whether an eojeol can be cut out without splitting a grapheme (`bool[m]`)."""
    # The adjacent ends of its neighbours are tested, too.
    result = np.ones(len(batch.eojeols.row), dtype=np.bool_)
    some = np.flatnonzero(batch.may_combine[batch.eojeols.row])
    if not len(some):
        return result
    row, start, end = (column[some] for column in batch.eojeols)
    clean = clean_cuts(batch, np.concatenate([row, row]), np.concatenate([start, end]))
    begins, ends = np.split(clean, 2)
    same = row[1:] == row[:-1]
    both = begins & ends
    both[1:] &= ends[:-1] | ~same
    both[:-1] &= begins[1:] | ~same
    result[some] = both
    return result


def _holds_bracket(batch: Batch) -> Bool:
    """Return whether an eojeol is kept since it has a bracket (`bool[m]`)."""
    # Its bracket is unpaired, or is right after an eojeol with a mention.
    row, start, end = batch.eojeols
    points, begins = batch.codepoints, batch.eojeol_places
    brackets = np.flatnonzero(looked_up(points.lead, _BRACKET_LEAD) > 0)
    steps = _BRACKET[points.at(brackets)]
    brackets, steps = brackets[steps != 0], steps[steps != 0]
    # Brackets are few, and each is inside an eojeol, since it is not white space.
    eojeol = np.searchsorted(begins, brackets, side="right") - 1
    result = np.bincount(eojeol, weights=steps, minlength=len(row)) != 0
    opens = eojeol[(begins[eojeol] == brackets) & (steps > 0)]
    opens = opens[opens > 0]
    before = opens - 1
    mention = batch.touches_mention(row[before], start[before], end[before])
    result[opens[mention & (row[before] == row[opens])]] = True
    return result


def _deletions(batch: Batch, gone: I64, before: I64, after: I64) -> Edits:
    """Return the edits that delete the eojeols `gone` (ascending indices in the batch)."""
    row, start, end = batch.eojeols
    deleted_rows = row[gone]
    # At the end of a row, deleted eojeols take the white space before each, elsewhere that after.
    last = np.append(row[1:] != row[:-1], True)[gone]
    runs = np.flatnonzero(np.append(gone[1:] != gone[:-1] + 1, True) | last)
    at_end = np.repeat(last[runs], np.diff(runs, prepend=-1))
    begin = np.where(at_end, before[gone], start[gone])
    stop = np.where(at_end, end[gone], after[gone])
    return Edits.of(deleted_rows, begin, stop, pa.repeat(pa.scalar(""), len(gone)))
