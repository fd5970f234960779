"""Select the words outside the mentions that are not evidence for the label.

Steps may move, replace or delete these words. A word here is an eojeol: the text between two white
spaces, such as a noun with its particle.

Evidence is the text by which a reader recognises the relation: the text between the mentions, the
eojeol before and after each mention (아들 민준, 민준 대표), words of the rule book's
`relation_lexicons` anywhere in the sentence (남편, 회장, 출신), and the last eojeol of each
sentence, since a Korean sentence ends in its verb.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pydantic import Field

from reaug.core.arrays import I64, Bool, as_mask
from reaug.core.batch import Batch
from reaug.core.step import Step
from reaug.core.text import slices_of
from reaug.core.unit_choice import clean_cuts

if TYPE_CHECKING:
    from reaug.rulebook import RuleBook

_OPENING: Final = "([{<（［｛＜〈《「『【〔“‘"
_CLOSING: Final = ")]}>）］｝＞〉》」』】〕”’"
_STRAIGHT: Final = "\"'"
_ENDS: Final = ".?!…。！？"


def _table(*parts: tuple[str, int]) -> Any:
    table = np.zeros(0x110000, dtype=np.int8)
    for characters, value in parts:
        table[[ord(c) for c in characters]] = value
    return table


_BRACKET: Final = _table((_OPENING, 1), (_CLOSING, -1))
_QUOTE: Final = _table((_STRAIGHT, 1))
_END: Final = _table((_ENDS, 1))
_CLOSES: Final = _table((_CLOSING + _STRAIGHT, 1))


class ContextStep(Step, frozen=True, extra="forbid"):
    """Base class of steps that change words outside the mentions but keep words that show the
    label.
    """

    protect_between: Annotated[
        bool, Field(description="whether to keep the text between the mentions unchanged")
    ] = True
    protect_beside: Annotated[
        bool, Field(description="whether to keep the eojeols right before and after a mention")
    ] = True
    protect_end: Annotated[
        bool,
        Field(description="whether to keep the last eojeol of each sentence: it holds the verb"),
    ] = True

    def free(self, batch: Batch, relation_pattern: str | None) -> Bool:
        """Return, for each of the m eojeols of a batch, whether a step may change it (`bool[m]`).

        A step may not change an eojeol that

        - touches a mention, or opens a bracket right after one;
        - contains only one of a pair of brackets or quotes;
        - is kept by `protect_between`, `protect_beside` or `protect_end`;
        - matches `relation_pattern`; or
        - begins or ends inside a grapheme.
        """
        row, start, end = batch.eojeols
        before, after = around(batch)
        # A mention may begin or end with white space, so the spaces around an eojeol are tested,
        # too.
        touched = batch.touches_mention(row, before, after)
        result = ~touched & ~_half_of_pair(batch) & ~_bracket_behind(batch, touched)
        if self.protect_between:
            result &= ~batch.between_mentions(row, start, end)
        if self.protect_beside:
            result &= ~_beside(row, touched)
        if self.protect_end:
            result &= ~ends_sentence(batch)
        if relation_pattern is not None:
            result &= ~tells_relation(batch, result, relation_pattern)
        return result & _is_clean(batch)


def pattern_of(rules: RuleBook | None) -> str | None:
    """Return the rule book's regular expression for words that indicate a relation, or None."""
    return None if rules is None else rules.relation_pattern


def around(batch: Batch) -> tuple[I64, I64]:
    """Return, for each eojeol, the end of the previous eojeol and the start of the next one.

    The results are positions in the sentence (`int64[m]` each): 0 if there is no previous eojeol,
    and the sentence's length if there is no next one.
    """
    row, start, end = batch.eojeols
    same = row[1:] == row[:-1]
    before, after = np.zeros_like(start), batch.codepoints.lengths[row]
    before[1:][same] = end[:-1][same]
    after[:-1][same] = start[1:][same]
    return before, after


def ends_sentence(batch: Batch) -> Bool:
    """Return, for each eojeol, whether it ends a sentence (`bool[m]`).

    These are the last eojeol of a row, and eojeols that end in `.?!` or a similar mark.
    """
    row, start, end = batch.eojeols
    result = np.ones(len(row), dtype=np.bool_)
    result[:-1] = row[1:] != row[:-1]
    points = batch.codepoints
    base = points.first[row]
    last = base + end - 1
    for _ in range(2):  # skip up to two closing brackets or quotes
        last = np.maximum(last - _CLOSES[points.values[last]], base + start)
    return result | (_END[points.values[last]] > 0)


def tells_relation(batch: Batch, which: Bool, pattern: str) -> Bool:
    """Return, for each eojeol, whether it contains a word that indicates a relation (`bool[m]`).

    `pattern` is a regular expression for such words. Only the eojeols of the mask `which`
    (`bool[m]`) are searched; the result is False for the others.
    """
    row, start, end = batch.eojeols
    places = np.flatnonzero(which)
    result = np.zeros(len(row), dtype=np.bool_)
    texts = slices_of(batch.codepoints, row[places], start[places], end[places])
    result[places] = matches(texts, pattern)
    return result


def matches(texts: pa.StringArray, pattern: str) -> Bool:
    """Return, for each text, whether it contains a match of the pattern (`bool[n]`).

    Each distinct text is searched only once.
    """
    coded = texts.dictionary_encode()
    known = as_mask(pc.match_substring_regex(coded.dictionary, pattern))
    return known[coded.indices.to_numpy()] if len(texts) else np.zeros(0, dtype=np.bool_)


def _beside(row: I64, touched: Bool) -> Bool:
    """Return whether an eojeol beside each one touches a mention (`bool[m]`)."""
    # `row` has the row of each eojeol, and `touched` (`bool[m]`) marks the eojeols that touch a
    # mention.
    result = np.zeros(len(row), dtype=np.bool_)
    same = row[1:] == row[:-1]
    result[1:] |= touched[:-1] & same
    result[:-1] |= touched[1:] & same
    return result


def _half_of_pair(batch: Batch) -> Bool:
    """Return whether an eojeol has an unpaired bracket or straight quote (`bool[m]`)."""
    row, start, end = batch.eojeols
    points = batch.codepoints
    base = points.first[row]
    depth = np.concatenate([[0], np.cumsum(_BRACKET[points.values], dtype=np.int64)])
    quotes = np.concatenate([[0], np.cumsum(_QUOTE[points.values], dtype=np.int64)])
    is_unpaired = (quotes[base + end] - quotes[base + start]) % 2 == 1
    return (depth[base + start] != depth[base + end]) | is_unpaired


def _bracket_behind(batch: Batch, touched: Bool) -> Bool:
    """Return whether an eojeol opens a bracket right after a mention's eojeol (`bool[m]`)."""
    # Such a bracket explains the mention.
    row, start, _ = batch.eojeols
    points = batch.codepoints
    opens = _BRACKET[points.values[points.first[row] + start]] > 0
    result = np.zeros(len(row), dtype=np.bool_)
    result[1:] = opens[1:] & touched[:-1] & (row[1:] == row[:-1])
    return result


def _is_clean(batch: Batch) -> Bool:
    """Return whether an eojeol can be cut out without splitting a grapheme (`bool[m]`)."""
    row, start, end = batch.eojeols
    clean = clean_cuts(batch, np.concatenate([row, row]), np.concatenate([start, end]))
    begins, ends = np.split(clean, 2)
    return begins & ends
