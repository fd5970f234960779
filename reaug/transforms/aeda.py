"""AEDA: insert punctuation marks at random gaps between words."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Any, ClassVar, Final

import numpy as np
import pyarrow as pa
from pydantic import Field, field_validator

from reaug.core.arrays import Bool
from reaug.core.batch import Batch
from reaug.core.changes import Changes, reasons
from reaug.core.draws import Draw
from reaug.core.edits import Edits
from reaug.core.graphemes import borders
from reaug.core.step import InBoth, Step
from reaug.core.unit_choice import begins_grapheme, choose

NO_GAP: Final = "aeda/no-gap"


class AEDA(Step, frozen=True, extra="forbid"):
    """Insert punctuation marks at random gaps between words, never inside a mention.

    A mark is a word of its own: it is inserted before an eojeol and followed by a space, as in the
    code of the paper, but never at the start of the sentence. For a row with w eojeols, the number
    of marks is drawn uniformly from 1 to `ratio` × w (at least 1, at most `max_marks` and the
    number of gaps), then the gaps, with all sets of that size equally likely, then each mark.

    Source: Karimi, Rossi & Prati 2021, "AEDA: An Easier Data Augmentation Technique for Text
    Classification", Findings of EMNLP.

    Skipped: `aeda/no-gap`, a row without white space outside its mentions.

    Examples
    --------
    >>> from reaug.core.apply import apply
    >>> from reaug.core.examples import batch_of
    >>> batch = batch_of("[S|PER|이순신]은 조선의 장군으로 [O|LOC|한산도]에서 크게 이겼다.")
    >>> draw = Draw(batch.keys, seed=2, path="0.aeda")
    >>> apply(batch, AEDA(ratio=0.5).propose(batch, None, draw)).batch.row(0).sentence
    '이순신은 ! 조선의 장군으로 한산도에서 , 크게 이겼다.'
    """

    ways_out: ClassVar[Mapping[str, str]] = MappingProxyType(
        {
            NO_GAP: InBoth(
                "the sentences have no white space outside their mentions; choose longer rows",
                "문장에서 개체 밖에 공백이 없다. where로 더 긴 행을 고르라",
            ),
        }
    )

    ratio: Annotated[
        float, Field(ge=0, le=1, description="at most this many marks per word of the sentence")
    ] = 0.3
    max_marks: Annotated[int, Field(ge=1, description="at most this many marks per row")] = 5
    marks: Annotated[
        tuple[str, ...], Field(min_length=1, description="the marks, all equally likely")
    ] = (".", ";", "?", ":", "!", ",")

    @field_validator("marks")
    @classmethod
    def _stand_alone(cls, marks: tuple[str, ...]) -> tuple[str, ...]:
        for mark in marks:
            if not mark or mark.split() != [mark]:
                raise ValueError(f"a mark must be text without white space, not {mark!r}")
            if not borders(f" {mark} ").issuperset({1, len(mark) + 1}):
                raise ValueError(
                    f"a mark stands alone, but {mark!r} combines with the characters beside it"
                )
        return marks

    def propose(self, batch: Batch, state: Any, draw: Draw) -> Changes:
        """Propose to insert marks before drawn eojeols."""
        n = len(batch)
        eojeols = batch.eojeols
        gap = np.flatnonzero(_is_gap(batch))
        gap_row = eojeols.row[gap]
        gaps = np.bincount(gap_row, minlength=n)
        most = np.floor(self.ratio * np.bincount(eojeols.row, minlength=n)).astype(np.int64)
        most = np.minimum(np.clip(most, 1, self.max_marks), gaps)
        count = np.where(gaps > 0, draw.below("count", most) + 1, 0)
        chosen = gap[choose(draw, "gap", gaps, count)]
        row, at = eojeols.row[chosen], eojeols.start[chosen]
        which = draw.below("mark", len(self.marks), at, row)
        texts = pa.array([f"{mark} " for mark in self.marks], pa.string())
        edits = Edits.of(row, at, at, texts.take(pa.array(which)))
        return Changes(edits, skipped=reasons(n, {NO_GAP: gaps == 0}))


def _is_gap(batch: Batch) -> Bool:
    """Return whether a punctuation mark may be inserted before each of m words (`bool[m]`)."""
    eojeols, points = batch.eojeols, batch.codepoints
    gap = np.zeros(len(eojeols.row), dtype=np.bool_)
    gap[1:] = eojeols.row[1:] == eojeols.row[:-1]
    doubtful = np.flatnonzero(batch.may_combine[eojeols.row])
    gap[doubtful] &= begins_grapheme(points.at(batch.eojeol_places[doubtful]))
    return gap & ~batch.inside_mention(eojeols.row, eojeols.start)
