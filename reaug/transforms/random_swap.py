"""Random swap: two eojeols of the context trade places."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pydantic import Field

from reaug.core.arrays import I64, as_mask
from reaug.core.batch import Batch
from reaug.core.changes import Changes, reasons
from reaug.core.draws import Draw
from reaug.core.edits import Edits
from reaug.core.step import InBoth
from reaug.core.text import slices_of
from reaug.transforms._context import ContextStep, pattern_of
from reaug.transforms._ways_out import TOO_FEW_WORDS

if TYPE_CHECKING:
    from reaug.rulebook import RuleBook

NO_PAIR: Final = "random_swap/no-pair"
SAME_WORD: Final = "random_swap/same-word"


class RandomSwap(ContextStep, frozen=True, extra="forbid"):
    """Swap pairs of eojeols of the context; the white space between words stays.

    Of the n eojeols of a row that may move, `rate` × n pairs are drawn, at least one and at most
    `max_swaps`; no eojeol moves twice. The evidence for the label stays where it is: eojeols that a
    mention touches, so that its particle stays too; the text between the mentions
    (`protect_between`); the eojeols right beside a mention (`protect_beside`); the last eojeol of
    each sentence (`protect_end`); words that the rule book's `relation_lexicons` list (남편, 회장,
    출신). So do halves of a pair of brackets or quotes, and a bracket behind a mention.

    Source: Wei & Zou 2019, "EDA: Easy Data Augmentation Techniques for Boosting Performance on Text
    Classification Tasks", EMNLP-IJCNLP.

    Skipped: `random_swap/no-pair`, fewer than two eojeols may move; `random_swap/same-word`, those
    that were drawn are the same word.

    Examples
    --------
    >>> from reaug.core.apply import apply
    >>> from reaug.core.examples import batch_of
    >>> batch = batch_of("[S|PER|이순신]은 [O|LOC|한산도]에서 그날 적은 배로 크게 이겼다.")
    >>> draw = Draw(batch.keys, seed=5, path="0.random_swap")
    >>> apply(batch, RandomSwap().propose(batch, None, draw)).batch.row(0).sentence
    '이순신은 한산도에서 그날 배로 적은 크게 이겼다.'
    """

    ways_out: ClassVar[Mapping[str, str]] = MappingProxyType(
        {
            NO_PAIR: TOO_FEW_WORDS,
            SAME_WORD: InBoth(
                "the words that were drawn are the same; another seed draws others",
                "뽑힌 두 단어가 같다. 다른 seed로 해 보라",
            ),
        }
    )

    rate: Annotated[
        float, Field(gt=0, le=0.5, description="number of swapped pairs, per eojeol that may move")
    ] = 0.1
    max_swaps: Annotated[int, Field(ge=1, description="at most this many pairs per row")] = 3

    def finish(self, summary: Any, rules: RuleBook | None) -> str | None:
        """The pattern of the rule book's words that tell a relation."""
        return pattern_of(rules)

    def propose(self, batch: Batch, state: str | None, draw: Draw) -> Changes:
        """Two replacements for each pair: either word where the other stood."""
        n = len(batch)
        row, start, end = batch.eojeols
        free = np.flatnonzero(self.free(batch, state))
        count = np.bincount(row[free], minlength=n)
        wanted = np.clip(np.floor(self.rate * count + 0.5), 1, self.max_swaps).astype(np.int64)
        first, second = _pairs(row[free], draw, np.minimum(wanted, count // 2))
        first, second = free[first], free[second]
        texts = [
            slices_of(batch.codepoints, row[which], start[which], end[which])
            for which in (second, first)
        ]
        other = as_mask(pc.not_equal(*texts))
        moved = np.concatenate([first[other], second[other]])
        keep = pa.array(other)
        text = pa.concat_arrays([part.filter(keep) for part in texts])
        edits = Edits.of(row[moved], start[moved], end[moved], text)
        still = np.bincount(edits.row, minlength=n) == 0
        return Changes(edits, skipped=reasons(n, {NO_PAIR: count < 2, SAME_WORD: still}))


def _pairs(row: I64, draw: Draw, pairs: I64) -> tuple[I64, I64]:
    """Places of candidates (`row` is the row of each, ascending) that trade, `pairs` a row.

    The candidates of a row are put into a random order, and taken from its head two by two.
    """
    first = np.searchsorted(row, np.arange(len(pairs) + 1))
    number = np.arange(len(row)) - first[row]
    order = np.lexsort((number, draw.bits("swap", number, row), row))
    head = np.repeat(first[:-1], pairs) + 2 * _counted(pairs)
    return order[head], order[head + 1]


def _counted(counts: I64) -> I64:
    """0, 1, … for each count, one behind the other."""
    return np.arange(int(counts.sum())) - np.repeat(np.cumsum(counts) - counts, counts)
