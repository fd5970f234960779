"""Find the words that a masked language model may replace, and the gaps for new words.

The words are whole words by mecab's analysis: a common noun, a name or an adverb that makes up an
eojeol, or a noun followed by a particle or a form of the copula.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np

from reaug.core.arrays import I8, I64, Bool
from reaug.core.batch import Batch
from reaug.core.text import slices_of
from reaug.korean.mecab import tagged_morphemes
from reaug.korean.particles import FAMILIES, INVARIANT, agrees
from reaug.korean.sounds import Sound, final_sounds
from reaug.korean.tails import tails
from reaug.korean.whole_words import ADVERB, DETERMINER, KINDS, NAME, NOUN

_NOUNS: Final = NOUN | NAME
_BEFORE: Final = {"NNG": NOUN | DETERMINER, "VV": ADVERB, "VA": ADVERB}
"""The kinds of words that can be inserted before an eojeol, by the tag of its first morpheme."""
_FOLLOWS: Final = ("J", "VCP", "E", "SF", "SC", "SE")
"""Tags that may follow a noun in its eojeol: particles, the copula and endings, punctuation."""
_MARKS: Final = np.array([ord(mark) for mark in ".,!?…;:"], dtype=np.uint32)
_BRACKETS: Final = np.array([ord(mark) for mark in "([{（〔"], dtype=np.uint32)


class Places(NamedTuple):
    """The m places of a batch where a word is predicted, sorted by row and start.

    row, start, end : `int64[m]`, row and span in code points; if start == end, a gap before an
        eojeol.
    word : `int64[m]`, index of the eojeol in the batch.
    kind : `int8[m]`, the kinds of words that fit there, as bits (`korean.whole_words`).
    """

    row: I64
    start: I64
    end: I64
    word: I64
    kind: I8

    def take(self, which: I64 | Bool) -> Places:
        """Return the places at the positions `which`, or, for a mask, those where it is true."""
        return Places._make(column[which] for column in self)


class _Eojeols(NamedTuple):
    """The analysis of m eojeols by mecab.

    first, end : the tag of the eojeol's first morpheme, and where that morpheme ends.
    ending : whether nothing but particles, the copula and punctuation follows the first morpheme.
    noun_last : whether the last morpheme is a noun.
    """

    first: list[str]
    end: I64
    ending: Bool
    noun_last: Bool


def replaceable(batch: Batch) -> Places:
    """Return the words outside the mentions that can be replaced by a word of the same kind.

    These are left out: eojeols that touch a mention, repeat it or a part of it, or are explained in
    brackets, and nouns without a particle next to a mention (부산 시내, 가수 아이유), which may be
    part of its name or describe it.
    """
    row, start, stop = batch.eojeols
    eojeols = _eojeols(batch)
    kind = np.array([KINDS.get(tag, 0) for tag in eojeols.first], dtype=np.int8) & ~DETERMINER
    noun = (kind & _NOUNS) > 0
    fits = (kind > 0) & eojeols.ending & _is_hangul(batch, row, start, eojeols.end)
    which = np.flatnonzero(fits)
    tail_end, is_word = _tails(batch, row[which], start[which], eojeols.end[which], noun[which])
    points = batch.codepoints
    unmarked = np.concatenate([[0], np.cumsum(~np.isin(points.values, _MARKS))])
    base = points.first[row[which]]
    rest = unmarked[base + stop[which]] - unmarked[base + tail_end]
    fits[which] = is_word & (rest == 0)
    bare = noun & (eojeols.end == stop)
    fits &= ~batch.touches_mention(row, start, stop) & ~(noun & _behind_bare_mention(batch))
    next_row, next_start, next_stop = _next(batch)
    fits &= ~(bare & batch.touches_mention(next_row, next_start, next_stop))
    fits &= ~_opens_bracket(batch, next_row, next_start, next_stop)
    word = np.flatnonzero(fits)
    places = Places(row[word], start[word], eojeols.end[word], word, kind[word])
    return places.take(~_names_mention(batch, places))


def gaps(batch: Batch) -> Places:
    """Return the gaps where a word can be inserted: before a common noun, a verb or an adjective.

    Gaps between two nouns are left out, and gaps where the new word could seem part of a mention.
    """
    row, start, stop = batch.eojeols
    eojeols = _eojeols(batch)
    kind = np.array([_BEFORE.get(tag.partition("+")[0], 0) for tag in eojeols.first], dtype=np.int8)
    fits = (kind > 0) & _is_hangul(batch, row, start, eojeols.end, least=1)
    fits &= ~batch.touches_mention(row, start, stop) & ~_behind_bare_mention(batch)
    fits[1:] &= ~eojeols.noun_last[:-1] | (row[1:] != row[:-1])
    word = np.flatnonzero(fits)
    return Places(row[word], start[word], start[word], word, kind[word])


def _eojeols(batch: Batch) -> _Eojeols:
    row, start, stop = batch.eojeols
    spans, tags = tagged_morphemes(batch.sentence)
    names = ["", *sorted({*tags})]
    codes = {name: i for i, name in enumerate(names)}
    # A last morpheme without a tag is added, so that each eojeol has a morpheme after it.
    code = np.array([*(codes[tag] for tag in tags), 0], dtype=np.int64)
    follows = np.array([name.startswith(_FOLLOWS) for name in names], dtype=np.bool_)
    is_noun = np.array([name.startswith("NN") for name in names], dtype=np.bool_)
    points = batch.codepoints
    place, head = points.first[spans.row] + spans.start, points.first[row] + start
    first = np.searchsorted(place, head)
    last = np.append(first[1:], len(place)) - 1
    end = np.append(spans.end, 0)[first]
    odd = np.concatenate([[0], np.cumsum(~follows[code])])
    is_unbroken = (np.append(place, -1)[first] == head) & (end <= stop)
    return _Eojeols(
        [names[i] for i in np.where(is_unbroken, code[first], 0).tolist()],
        np.where(is_unbroken, end, start),
        is_unbroken & (odd[last + 1] == odd[first + 1]),
        is_noun[code[last]],
    )


def _is_hangul(batch: Batch, row: I64, start: I64, end: I64, least: int = 2) -> Bool:
    """Return whether each span consists of at least `least` Hangul syllables and nothing else."""
    points = batch.codepoints
    syllable = (points.values >= ord("가")) & (points.values <= ord("힣"))
    count = np.concatenate([[0], np.cumsum(syllable)])
    base = points.first[row]
    return (count[base + end] - count[base + start] == end - start) & (end - start >= least)


def _tails(batch: Batch, row: I64, start: I64, end: I64, noun: Bool) -> tuple[I64, Bool]:
    """Return where the Hangul right after each word ends, and whether the word can be replaced."""
    # The results are `int64[m]` and `bool[m]`. A word can be replaced if no Hangul stands right
    # after it, or if the word is a noun and the Hangul is a particle in the form that fits it.
    tail = tails(batch, row, end)
    sounds = final_sounds(slices_of(batch.codepoints, row, start, end)).tolist()
    texts = tail.text.to_pylist()
    known = [_is_particle(text, Sound(k)) for text, k in zip(texts, sounds, strict=True)]
    return tail.end, (tail.end == end) | (noun & np.array(known, dtype=np.bool_))


@lru_cache(maxsize=1 << 12)
def _is_particle(tail: str, sound: Sound) -> bool:
    """Return whether a tail is a particle in the form that follows the final sound `sound`."""
    return agrees(tail, sound) if tail in FAMILIES else tail in INVARIANT


def _names_mention(batch: Batch, places: Places) -> Bool:
    """Return whether each word is part of a mention of its row, or contains one (`bool[m]`)."""
    texts = slices_of(batch.codepoints, places.row, places.start, places.end).to_pylist()
    subjects, objects = batch.words("subject").to_pylist(), batch.words("object").to_pylist()
    return np.array(
        [
            any(text in mention or mention in text for mention in (subjects[row], objects[row]))
            for row, text in zip(places.row.tolist(), texts, strict=True)
        ],
        dtype=np.bool_,
    )


def _behind_bare_mention(batch: Batch) -> Bool:
    """Return whether the eojeol before ends with a mention without a particle (`bool[m]`)."""
    row, _, stop = batch.eojeols
    result = np.zeros(len(row), dtype=np.bool_)
    same = row[1:] == row[:-1]
    result[1:] = same & batch.touches_mention(row[:-1], stop[:-1] - 1, stop[:-1])
    return result


def _next(batch: Batch) -> tuple[I64, I64, I64]:
    """Return row, start and stop of the eojeol after each eojeol of the batch."""
    # If there is none, start and stop are -1.
    row, start, stop = batch.eojeols
    next_start, next_stop = np.full_like(start, -1), np.full_like(start, -1)
    same = np.flatnonzero(row[1:] == row[:-1])
    next_start[same], next_stop[same] = start[same + 1], stop[same + 1]
    return row, next_start, next_stop


def _opens_bracket(batch: Batch, row: I64, start: I64, stop: I64) -> Bool:
    result = np.zeros(len(row), dtype=np.bool_)
    nonempty = np.flatnonzero(stop > start)
    points = batch.codepoints
    result[nonempty] = np.isin(points.at(points.first[row[nonempty]] + start[nonempty]), _BRACKETS)
    return result
