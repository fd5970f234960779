"""Random insertion: insert words of a list, or synonyms of the row's words."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Final

import numpy as np
import pyarrow as pa
from pydantic import Field

from reaug.core.arrays import I64, Bool
from reaug.core.batch import Batch
from reaug.core.changes import Changes, reasons
from reaug.core.draws import Draw
from reaug.core.edits import Edits
from reaug.core.step import InBoth
from reaug.core.unit_choice import choose, clean_cuts
from reaug.transforms._context import ends_sentence, tells_relation
from reaug.transforms._neighbours import best_inserted
from reaug.transforms._word_places import Places, overlaps_mention
from reaug.transforms._word_state import (
    KIWI,
    BothWays,
    MaxWords,
    TopK,
    WordState,
    WordStep,
    wanted_words,
    word_state,
)

if TYPE_CHECKING:
    from reaug.rulebook import RuleBook

NO_GAP: Final = "random_insertion/no-gap"
NO_WORD: Final = "random_insertion/no-word"
_NOTHING: Final = pa.array([], pa.string())


class RandomInsertion(WordStep, frozen=True, extra="forbid"):
    """Insert words of a list, or synonyms of the row's words, between words of the context.

    The words come from the user's list. A line with one word (`이윽고`), or a list in the recipe,
    gives words that can be inserted in any row; a line with synonyms (`회의,회합,모임`), or a
    mapping, gives words that can be inserted in rows that contain the first one, as in the paper.
    With `words: kiwi`, they are the neighbours of the row's nouns and adverbs in Kiwi's language
    model (`pip install 'reaug[kiwi]'`).

    A word is inserted before an eojeol and followed by a space. Of the n gaps of a row, `ratio` × n
    get a word, at least one and at most `max_words`. All sets of gaps are equally likely, and so
    are all words that the row can get; but of the neighbours of a word in Kiwi's model, the one
    that makes the sentence most likely is used. Words that indicate a relation, or repeat a mention
    or a part of one, are never inserted.

    No word is inserted in these places:
    - at the start of the sentence, and after the end of a sentence (`protect_end`);
    - next to the eojeol of a mention (`protect_beside`), and between the mentions
      (`protect_between`);
    - next to a word of the rule book's `relation_lexicons`.

    Source: Wei & Zou 2019, "EDA: Easy Data Augmentation Techniques for Boosting Performance on Text
    Classification Tasks", EMNLP-IJCNLP; neighbours: Kiwi, https://github.com/bab2min/Kiwi.

    Skipped: `random_insertion/no-gap`, the row has no gap for a word; `random_insertion/no-word`,
    no word of the list can be inserted in the row.

    Examples
    --------
    >>> from reaug.core.apply import apply
    >>> from reaug.core.examples import batch_of
    >>> batch = batch_of("[S|PER|한서율]은 [O|LOC|강릉]에서 열린 모임을 떠났다.")
    >>> step = RandomInsertion(words=("이윽고",))
    >>> draw = Draw(batch.keys, seed=1, path="0.random_insertion")
    >>> changes = step.propose(batch, step.finish(None, None), draw)
    >>> apply(batch, changes).batch.row(0).sentence
    '한서율은 강릉에서 열린 모임을 이윽고 떠났다.'
    """

    ways_out: ClassVar[Mapping[str, str]] = MappingProxyType(
        {
            NO_GAP: InBoth(
                "all gaps are too close to the mentions; choose longer rows, or use "
                "protect_beside: false, protect_between: false",
                "개체에서 떨어진 곳에 넣을 자리가 없다. 더 긴 행을 고르거나 protect_beside: false, "
                "protect_between: false로 해 보라",
            ),
            NO_WORD: InBoth(
                "these rows contain no word of the list; words on lines without synonyms can be "
                "inserted in any row",
                "이 행들에는 목록의 단어가 없다. 단어 하나만 있는 줄은 어느 행에나 넣을 수 있다",
            ),
        }
    )

    words: Annotated[
        str | tuple[str, ...] | dict[str, tuple[str, ...]],
        Field(
            description="a file (one word per line, synonyms after commas), a list, a mapping of "
            "words to synonyms, or kiwi for the neighbours in Kiwi's model",
            examples=["words.csv"],
        ),
    ]
    both_ways: BothWays = False
    ratio: Annotated[
        float, Field(gt=0, le=1, description="share of the gaps in a row, at least one gap")
    ] = 0.1
    max_words: MaxWords = 3
    top_k: TopK = 5

    def finish(self, summary: Any, rules: RuleBook | None) -> WordState:
        """Return the words to insert: the user's list, checked, or no list for Kiwi's model."""
        return word_state(
            "random_insertion", self.words, rules, both_ways=self.both_ways, alone=True
        )

    def propose(self, batch: Batch, state: WordState | None, draw: Draw) -> Changes:
        """Return the edits that insert words before drawn eojeols."""
        n = len(batch)
        state = self.finish(None, None) if state is None else state
        own, options = self.own_words(batch, state, self.top_k)
        anywhere = _NOTHING if state.words is None else state.words.alone
        gap = np.flatnonzero(self._gaps(batch, state.relation_pattern))
        gap_row = batch.eojeols.row[gap]
        gaps = np.bincount(gap_row, minlength=n)
        stock = len(anywhere) + np.bincount(own.row, minlength=n)
        wanted = np.where(stock > 0, wanted_words(gaps, self.ratio, self.max_words), 0)
        chosen = gap[choose(draw, "gap", gaps, wanted)]
        row, at = batch.eojeols.row[chosen], batch.eojeols.start[chosen]
        texts = self._texts(batch, row, at, own, options, anywhere, draw)
        keep = ~overlaps_mention(batch, row, texts)
        row, at = row[keep], at[keep]
        spaced = [f"{text} " for text in texts.filter(pa.array(keep)).to_pylist()]
        edits = Edits.of(row, at, at, spaced)
        none = np.bincount(edits.row, minlength=n) == 0
        return Changes(edits, skipped=reasons(n, {NO_GAP: gaps == 0, NO_WORD: none}))

    def _texts(
        self,
        batch: Batch,
        row: I64,
        at: I64,
        own: Places,
        options: pa.StringArray,
        anywhere: pa.StringArray,
        draw: Draw,
    ) -> pa.StringArray:
        """Draw a word to insert into each gap.

        The word is one of `anywhere`, the words that fit any row, or a synonym of a word in the
        gap's own row. All of them are equally likely.

        Parameters
        ----------
        row, at
            The row of each gap, and the position of the gap in its sentence.
        own, options
            The words of the rows that have synonyms, and the synonyms of all of them.
        """
        first = np.searchsorted(own.row, np.arange(len(batch) + 1))
        many = len(anywhere)
        choice = draw.below("word", many + first[row + 1] - first[row], at, row)
        is_own = choice >= many
        index = choice.copy()
        place = (first[row] + choice - many)[is_own]
        places = own.take(place)
        if self.words == KIWI:
            chosen = best_inserted(batch, at[is_own], places, options)
        else:
            chosen = places.first + draw.below("synonym", places.options, at[is_own], row[is_own])
        index[is_own] = many + chosen
        return pa.concat_arrays([anywhere, options]).take(pa.array(index))

    def _gaps(self, batch: Batch, pattern: str | None) -> Bool:
        """Return whether a word can be inserted before each eojeol (`bool[m]`)."""
        row, start, end = batch.eojeols
        same = np.zeros(len(row), dtype=np.bool_)
        same[1:] = row[1:] == row[:-1]
        gap = same & clean_cuts(batch, row, start) & ~batch.inside_mention(row, start)
        if self.protect_between:
            gap &= ~batch.between_mentions(row, start, start + 1)
        is_blocked = np.zeros(len(row), dtype=np.bool_)
        if self.protect_beside:
            is_blocked |= batch.touches_mention(row, start, end)
        if pattern is not None:
            is_blocked |= tells_relation(batch, gap | np.append(gap[1:], False), pattern)
        gap &= ~is_blocked
        gap[1:] &= ~is_blocked[:-1]
        if self.protect_end:
            gap[1:] &= ~ends_sentence(batch)[:-1]
        return gap
