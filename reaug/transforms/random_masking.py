"""Random masking: replace units of the context, or whole mentions, with mask tokens."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Final, Literal, Self

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pydantic import Field, model_validator

from reaug.core.arrays import I64, Bool, Ints
from reaug.core.batch import Batch, Ragged, Role
from reaug.core.changes import Changes, reasons
from reaug.core.draws import Draw
from reaug.core.edits import OBJECT, SUBJECT, Edits
from reaug.core.graphemes import borders
from reaug.core.step import Step
from reaug.core.unit_choice import clean_cuts, spare_one
from reaug.errors import UsageError
from reaug.korean.tokenizer import load_tokenizer, tokens
from reaug.transforms._advice import RATE_TOO_LOW, TOO_FEW_WORDS

if TYPE_CHECKING:
    from reaug.rulebook import RuleBook

NO_CANDIDATE: Final = "random_masking/no-candidate"
NONE_DRAWN: Final = "random_masking/none-drawn"
DEFAULT_MASK: Final = "[MASK]"


class RandomMasking(Step, frozen=True, extra="forbid"):
    """Replace random units of the context, or whole mentions, with mask tokens.

    `target: context` masks each unit (eojeol, morpheme or token) with probability `rate`, drawn
    for each unit of each row. A unit that touches a mention is kept, and so is the text after the
    mention up to the next white space, since it is the particle. With `protect_between`, the text
    between the mentions is kept. At least one unit that could have been masked is kept.

    `target: subject`, `object` or `both` masks the whole mention in every row, with one mask for
    each of its units; its particle is left unchanged.

    Source: the input of masked language models (Devlin et al. 2019, "BERT: Pre-training of Deep
    Bidirectional Transformers for Language Understanding", NAACL), used here as noise.

    Skipped: `random_masking/no-candidate`, fewer than two units can be masked;
    `random_masking/none-drawn`, none was drawn.

    Examples
    --------
    >>> from reaug.core.apply import apply
    >>> from reaug.core.examples import batch_of
    >>> batch = batch_of("[S|PER|이순신]은 [O|LOC|한산도 앞바다]에서 적은 배로 크게 이겼다.")
    >>> draw = Draw(batch.keys, seed=7, path="0.random_masking")
    >>> changes = RandomMasking(rate=0.5).propose(batch, None, draw)
    >>> apply(batch, changes).batch.row(0).sentence
    '이순신은 한산도 앞바다에서 [MASK] 배로 [MASK] 이겼다.'
    >>> changes = RandomMasking(target="object").propose(batch, None, draw)
    >>> apply(batch, changes).batch.row(0).object_word
    '[MASK] [MASK]'
    """

    ways_out: ClassVar[Mapping[str, str]] = MappingProxyType(
        {NO_CANDIDATE: TOO_FEW_WORDS, NONE_DRAWN: RATE_TOO_LOW}
    )

    target: Annotated[
        Literal["context", "subject", "object", "both"],
        Field(description="what to mask: units of the context, one mention, or both mentions"),
    ] = "context"
    unit: Annotated[
        Literal["eojeol", "morpheme", "token"],
        Field(description="what one mask replaces; morphemes by mecab, tokens by `tokenizer`"),
    ] = "eojeol"
    rate: Annotated[
        float, Field(gt=0, le=1, description="probability of each unit of the context")
    ] = 0.15
    mask: Annotated[
        str | None,
        Field(min_length=1, description="the mask; by default the tokenizer's, or else [MASK]"),
    ] = None
    tokenizer: Annotated[
        str | None,
        Field(min_length=1, description="a folder or hub name for AutoTokenizer"),
    ] = None
    protect_between: Annotated[
        bool, Field(description="whether to keep the text between the mentions unchanged")
    ] = True

    @model_validator(mode="after")
    def _make_sense(self) -> Self:
        if self.unit == "token" and self.tokenizer is None:
            raise ValueError("the unit token needs a tokenizer: a folder or a hub name")
        if self.mask is not None:
            fault = _fault_of_mask(self.mask)
            if fault:
                raise ValueError(fault)
        return self

    def finish(self, summary: Any, rules: RuleBook) -> str:
        """Return the text of the mask.

        Raises UsageError for an unsuitable tokenizer, before any row is read.
        """
        return self._mask()

    def describe(self, state: str) -> dict[str, Any]:
        """Return the text of the mask, which the run's manifest records."""
        return {"mask": state}

    def propose(self, batch: Batch, state: str | None, draw: Draw) -> Changes:
        """Return the edits that mask units of the context, or whole mentions."""
        mask = self._mask() if state is None else state
        units = self._units(batch)
        if self.target == "context":
            return self._mask_context(batch, units, mask, draw)
        parts = []
        if self.target != "object":
            parts.append(_mask_mentions(batch, units, "subject", mask))
        if self.target != "subject":
            parts.append(_mask_mentions(batch, units, "object", mask))
        return Changes(Edits.concat(parts))

    def _mask(self) -> str:
        if self.tokenizer is None:
            return self.mask or DEFAULT_MASK
        tokenizer = load_tokenizer(self.tokenizer)
        if self.unit == "token" and not tokenizer.is_fast:
            raise UsageError(
                f"random_masking: the tokenizer {self.tokenizer!r} gives no offsets; unit token "
                "needs a fast one (with a tokenizer.json)"
            )
        if self.mask is not None:
            return self.mask
        mask = tokenizer.mask_token
        if mask is None:
            raise UsageError(
                f"random_masking: the tokenizer {self.tokenizer!r} has no mask token; give mask"
            )
        return str(mask)

    def _units(self, batch: Batch) -> Ragged:
        if self.unit == "eojeol":
            return batch.eojeols
        if self.unit == "morpheme":
            from reaug.korean.mecab import morphemes

            return morphemes(batch.sentence)
        assert self.tokenizer is not None  # ensured by the validator
        return tokens(batch, self.tokenizer)

    def _mask_context(self, batch: Batch, units: Ragged, mask: str, draw: Draw) -> Changes:
        n = len(batch)
        may = np.flatnonzero(self._may_be_masked(batch, units))
        row, start, end = units.row[may], units.start[may], units.end[may]
        score = draw.uniform("mask", start, row)
        drawn = spare_one(row, score < self.rate, score, n)
        few = np.bincount(row, minlength=n) < 2
        none = np.bincount(row[drawn], minlength=n) == 0
        masks = pa.repeat(pa.scalar(mask), int(drawn.sum()))
        edits = Edits.of(row[drawn], start[drawn], end[drawn], masks)
        return Changes(edits, skipped=reasons(n, {NO_CANDIDATE: few, NONE_DRAWN: none}))

    def _may_be_masked(self, batch: Batch, units: Ragged) -> Bool:
        row, start, end = units
        free = ~_touches_mention_or_particle(batch, units)
        if self.protect_between:
            free &= ~batch.between_mentions(row, start, end)
        which = np.flatnonzero(free & batch.may_combine[row])
        row, start, end = row[which], start[which], end[which]
        clean = clean_cuts(batch, np.concatenate([row, row]), np.concatenate([start, end]))
        free[which] = np.logical_and(*np.split(clean, 2))
        return free


def _fault_of_mask(mask: str) -> str:
    if mask.strip() != mask or not mask:
        return f"a mask must be text without white space at its ends, not {mask!r}"
    if not borders(f"a{mask}a").issuperset({1, len(mask) + 1}):
        return f"a mask stands alone, but {mask!r} combines with its neighbours"
    return ""


def _touches_mention_or_particle(batch: Batch, units: Ragged) -> Bool:
    """Return whether each unit touches a mention or its particle (`bool[m]`)."""
    # The text after a mention up to the next white space counts as its particle.
    row, start, end = units
    result = np.zeros(len(row), dtype=np.bool_)
    for column in (0, 2):
        begin, close = np.ascontiguousarray(batch.spans[:, column : column + 2].T)
        stop = _end_of_eojeol(batch, close)
        result |= (begin[row] < end) & (start < stop[row])
    return result


def _end_of_eojeol(batch: Batch, place: Ints) -> I64:
    """Return the position of the first white space from `place` on in each row (`int64[n]`)."""
    # Without white space, it is the end of the row.
    eojeols, begins = batch.eojeols, batch.eojeol_places
    result = place.astype(np.int64)
    if not len(begins):
        return result
    # The last eojeol that begins at or before the position.
    at = np.searchsorted(begins, batch.codepoints.first[:-1] + place, side="right") - 1
    inside = (at >= 0) & (eojeols.row[at] == np.arange(len(batch))) & (eojeols.end[at] >= place)
    return np.where(inside, eojeols.end[at], result)


def _mask_mentions(batch: Batch, units: Ragged, role: Role, mask: str) -> Edits:
    """Return the edits that replace all mentions of a role by one mask per unit."""
    # White space between units becomes one space.
    n = len(batch)
    span = batch.span(role).astype(np.int64)
    first, last = span[:, 0], span[:, 1]
    inside = (first[units.row] < units.end) & (units.start < last[units.row])
    row = units.row[inside]
    start = np.maximum(units.start[inside], first[row])
    end = np.minimum(units.end[inside], last[row])
    # The new text is joined from pieces. Each unit gives one: a mask, after a space if there was
    # white space before the unit. Each row ends with one more, for white space at the end. So unit
    # i of the batch, in row r, is piece i + r.
    piece = np.arange(len(row)) + row
    count = np.bincount(row, minlength=n)
    head = np.concatenate([[0], np.cumsum(count + 1)])
    blank_from, blank_to = np.repeat(first, count + 1), np.repeat(last, count + 1)
    blank_from[piece + 1], blank_to[piece] = end, start
    blank = _has_space(batch, np.repeat(np.arange(n), count + 1), blank_from, blank_to)
    masked = np.zeros(len(blank), dtype=np.bool_)
    masked[piece] = True
    # A mention without units (white space, a control character) becomes one mask.
    bare = head[:-1][count == 0]
    masked[bare], blank[bare] = True, False
    pieces = pa.array(["", " ", mask, f" {mask}"], pa.string())
    lists = pa.ListArray.from_arrays(
        pa.array(head, pa.int32()), pieces.take(pa.array(blank + 2 * masked))
    )
    code = SUBJECT if role == "subject" else OBJECT
    return Edits.of(np.arange(n), first, last, pc.binary_join(lists, ""), code)


def _has_space(batch: Batch, row: I64, start: I64, end: I64) -> Bool:
    """Return whether each span contains white space (`bool[m]`)."""
    points = batch.codepoints
    count = np.concatenate([[0], np.cumsum(points.is_space)])
    base = points.first[row]
    return count[base + end] > count[base + start]
