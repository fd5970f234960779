"""Random swap: exchange pairs of eojeols outside the mentions."""

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
from reaug.transforms._advice import TOO_FEW_WORDS
from reaug.transforms._context import ContextStep, pattern_of

if TYPE_CHECKING:
    from reaug.rulebook import RuleBook

NO_PAIR: Final = "random_swap/no-pair"
SAME_WORD: Final = "random_swap/same-word"


class RandomSwap(ContextStep, frozen=True, extra="forbid"):
    """Swap pairs of eojeols of the context; the white space between words stays the same.

    Of the n eojeols of a row that can move, `rate` × n pairs are drawn, at least one and at most
    `max_swaps`. No eojeol moves twice. These do not move, most of them since they are evidence for
    the label:
    - eojeols that touch a mention, and with them its particle;
    - the text between the mentions (`protect_between`);
    - the eojeols next to a mention (`protect_beside`);
    - the last eojeol of each sentence (`protect_end`);
    - words in the rule book's `relation_lexicons` (남편, 회장, 출신);
    - eojeols with only one of a pair of brackets or quotes, and a bracket after a mention.

    Source: Wei & Zou 2019, "EDA: Easy Data Augmentation Techniques for Boosting Performance on Text
    Classification Tasks", EMNLP-IJCNLP.

    Skipped: `random_swap/no-pair`, fewer than two eojeols can move; `random_swap/same-word`, the
    eojeols of each drawn pair are the same.

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
                "the two drawn words are the same; use another seed",
                "뽑힌 두 단어가 같다. 다른 seed로 해 보라",
            ),
        }
    )

    rate: Annotated[
        float, Field(gt=0, le=0.5, description="number of swapped pairs, per eojeol that may move")
    ] = 0.1
    max_swaps: Annotated[int, Field(ge=1, description="at most this many pairs per row")] = 3

    def finish(self, summary: Any, rules: RuleBook | None) -> str | None:
        """Return the rule book's regular expression for words that indicate a relation, or None."""
        return pattern_of(rules)

    def propose(self, batch: Batch, state: str | None, draw: Draw) -> Changes:
        """Return the edits that exchange drawn pairs of eojeols, two per pair."""
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
    """Draw pairs of the k eojeols that can move; return the first and the second of each pair."""
    # The results are positions in `row` (`int64[k]`, ascending), which has the row of each such
    # eojeol. `pairs[i]` is the number of pairs to draw in row i. The eojeols of a row are shuffled,
    # and taken two by two from the start.
    first = np.searchsorted(row, np.arange(len(pairs) + 1))
    number = np.arange(len(row)) - first[row]
    order = np.lexsort((number, draw.bits("swap", number, row), row))
    head = np.repeat(first[:-1], pairs) + 2 * (
        np.arange(int(pairs.sum())) - np.repeat(np.cumsum(pairs) - pairs, pairs)
    )
    return order[head], order[head + 1]
