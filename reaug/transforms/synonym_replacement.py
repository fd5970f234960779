"""Synonym replacement: replace words of the context with synonyms."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Final

import numpy as np
import pyarrow as pa
from pydantic import Field

from reaug.core.batch import Batch
from reaug.core.changes import Changes, reasons
from reaug.core.draws import Draw
from reaug.core.edits import Edits
from reaug.core.step import InBoth
from reaug.core.unit_choice import choose
from reaug.transforms._neighbours import best_replacing
from reaug.transforms._word_list import NOUN
from reaug.transforms._word_places import Places, overlaps_mention
from reaug.transforms._word_state import (
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

NO_PLACE: Final = "synonym_replacement/no-place"
NO_WORD: Final = "synonym_replacement/no-word"


class SynonymReplacement(WordStep, frozen=True, extra="forbid"):
    """Replace words of the context with synonyms, and repair particles.

    The synonyms come from the user's list: a file with one word per line, followed by its synonyms
    after commas or tabs (`회의,회합,모임`), or a mapping in the recipe. With `words: kiwi`, they
    are the nearest neighbours of common nouns and adverbs in Kiwi's language model (`pip install
    'reaug[kiwi]'`). Of several neighbours, the one with which Kiwi finds the whole sentence most
    likely is used.

    A noun is replaced if it forms an eojeol with its particle, a form of the copula or punctuation.
    An adverb, or a word of another kind, is replaced if it is an eojeol alone. Of the n words of a
    row that can be replaced, `ratio` × n are drawn, at least one and at most `max_words`. Words
    that indicate a relation are never used as synonyms.

    These words are never replaced:
    - the evidence for the label: eojeols that touch a mention, words of the rule book's
      `relation_lexicons` (kin, roles, events), and the text that `protect_between`,
      `protect_beside` and `protect_end` keep;
    - nouns before 하다 and 되다;
    - a noun after a noun without a particle, since both may be one compound;
    - repetitions of a mention or of a part of one.

    Source: Wei & Zou 2019, "EDA: Easy Data Augmentation Techniques for Boosting Performance on Text
    Classification Tasks", EMNLP-IJCNLP; neighbours: Kiwi, https://github.com/bab2min/Kiwi.

    Skipped: `synonym_replacement/no-place`, no word of the list occurs where it can be replaced;
    `synonym_replacement/no-word`, the drawn synonyms are part of a mention, or contain one.

    Examples
    --------
    >>> from reaug.core.apply import apply
    >>> from reaug.core.examples import batch_of
    >>> from reaug.korean.repair import repair
    >>> batch = batch_of("[S|PER|한서율]은 [O|LOC|강릉]에서 열린 모임을 조용히 떠났다.")
    >>> step = SynonymReplacement(words={"모임": ("회의",)})
    >>> draw = Draw(batch.keys, seed=1, path="0.synonym_replacement")
    >>> edits = step.propose(batch, step.finish(None, None), draw).edits
    >>> edits = Edits.concat([edits, repair(batch, edits).edits])
    >>> apply(batch, Changes(edits)).batch.row(0).sentence
    '한서율은 강릉에서 열린 회의를 조용히 떠났다.'
    """

    ways_out: ClassVar[Mapping[str, str]] = MappingProxyType(
        {
            NO_PLACE: InBoth(
                "no word of the list occurs in these rows where it may be replaced; use a longer "
                "list, or protect_beside: false",
                "이 행들에는 바꿀 수 있는 자리에 목록의 단어가 없다. 목록을 늘리거나 "
                "protect_beside: false로 해 보라",
            ),
            NO_WORD: InBoth(
                "the words that were drawn are parts of a mention; give the list other synonyms",
                "뽑힌 단어가 개체의 일부이다. 목록에 다른 동의어를 넣으라",
            ),
        }
    )

    words: Annotated[
        str | dict[str, tuple[str, ...]],
        Field(
            description="a file (one word per line, synonyms after commas), a mapping of words to "
            "synonyms, or kiwi for the neighbours in Kiwi's model",
            examples=["synonyms.csv"],
        ),
    ]
    both_ways: BothWays = False
    ratio: Annotated[
        float, Field(gt=0, le=1, description="share of the places in a row, at least one place")
    ] = 0.15
    max_words: MaxWords = 5
    top_k: TopK = 5

    def finish(self, summary: Any, rules: RuleBook | None) -> WordState:
        """Return the synonyms: the user's list, checked, or no list for Kiwi's model."""
        return word_state(
            "synonym_replacement", self.words, rules, both_ways=self.both_ways, alone=False
        )

    def propose(self, batch: Batch, state: WordState | None, draw: Draw) -> Changes:
        """Return the edits that replace drawn words by synonyms."""
        n = len(batch)
        state = self.finish(None, None) if state is None else state
        places, options = self.own_words(batch, state, self.top_k)
        count = np.bincount(places.row, minlength=n)
        places = places.take(
            np.flatnonzero(
                choose(draw, "place", count, wanted_words(count, self.ratio, self.max_words))
            )
        )
        if state.words is None:
            chosen = best_replacing(batch, places, options)
        else:
            chosen = places.first + draw.below("word", places.options, places.start, places.row)
        edits = _edits(batch, places, options.take(pa.array(chosen)))
        none = np.bincount(edits.row, minlength=n) == 0
        return Changes(edits, skipped=reasons(n, {NO_PLACE: count == 0, NO_WORD: none}))


def _edits(batch: Batch, places: Places, texts: pa.StringArray) -> Edits:
    """Return the edits that replace words, except by new words that overlap a mention's text."""
    # Such a new word is part of a mention of its row, or contains a mention.
    keep = ~overlaps_mention(batch, places.row, texts)
    places = places.take(keep)
    noun = places.kind == NOUN
    return Edits.of(places.row, places.start, places.end, texts.filter(pa.array(keep)), noun=noun)
