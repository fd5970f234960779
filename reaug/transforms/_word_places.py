"""Find the occurrences of a list's words outside the mentions that can be replaced."""

from __future__ import annotations

from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reaug.core.arrays import I8, I64, Bool, as_mask
from reaug.core.batch import Batch
from reaug.core.text import slices_of
from reaug.korean.mecab import last_classes
from reaug.korean.particles import COMPOUNDS, DOUBTFUL, FAMILIES, INVARIANT, agrees
from reaug.korean.sounds import Sound, final_sounds
from reaug.korean.tails import tails
from reaug.transforms._context import matches
from reaug.transforms._word_list import NOUN, WordList

_MARKS: Final = np.array([ord(mark) for mark in ".,!?…;:·"], dtype=np.uint32)
_LIGHT_VERB: Final = (
    "^(?:했|됐|하였|되었|당했|당하|당한|시켰|시키|시킨|시켜|받았|받아|받는|받은|이루어|이뤄)"
    "|^(?:하|한|할|함|합|해|되|된|될|됨|됩|돼)"
    "(?:고|는|다|여|며|면|기|지|게|던|자|려|도|서|야|니|므로|을|은|수|셨|시|$|[.,!?])"
)
"""Light verbs, which form a verb with the noun before them: 회의를 했다, 개발이 되었다."""


class Places(NamedTuple):
    """The m occurrences of replaceable words in a batch, sorted by row and start.

    row, start, end : `int64[m]`, row and span (code points) of each word, without its particle.
    word : `int64[m]`, index of the word's eojeol among all eojeols of the batch.
    kind : `int8[m]`, `NOUN`, `ADVERB` or `OTHER`.
    first, options : `int64[m]`, the index of the word's first synonym in the list of all synonyms,
        and the number of its synonyms.
    """

    row: I64
    start: I64
    end: I64
    word: I64
    kind: I8
    first: I64
    options: I64

    def take(self, which: I64 | Bool) -> Places:
        """Return the places at the positions `which`, or, for a mask, those where it is true."""
        return Places._make(column[which] for column in self)


def listed(batch: Batch, free: Bool, words: WordList) -> Places:
    """Return the places where a word of the list makes up a whole eojeol of the mask `free`.

    After a noun, the eojeol may contain a particle, a form of the copula, or punctuation; after
    other words only punctuation. If several words match one eojeol, the longest is taken.
    """
    row, start, end = batch.eojeols
    places = np.flatnonzero(free)
    code = np.full(len(row), -1, dtype=np.int64)
    stop = np.zeros(len(row), dtype=np.int64)
    for length in sorted({len(head) for head in words.heads.to_pylist()}):
        which = places[end[places] - start[places] >= length]
        texts = slices_of(batch.codepoints, row[which], start[which], start[which] + length)
        index = pc.index_in(texts, value_set=words.heads)
        known = as_mask(pc.is_valid(index))
        which = which[known]
        code_of = index.drop_null().to_numpy(zero_copy_only=False).astype(np.int64)
        noun = words.kind[code_of] == NOUN
        is_word = is_whole(batch, which, start[which] + length, noun)
        code[which[is_word]] = code_of[is_word]
        stop[which[is_word]] = start[which[is_word]] + length
    word = np.flatnonzero(code >= 0)
    code = code[word]
    first = words.first[code]
    kind = words.kind[code]
    count = words.first[code + 1] - first
    return Places(row[word], start[word], stop[word], word, kind, first, count)


def replaceable(batch: Batch, places: Places) -> Places:
    """Return the places whose word can be replaced without harm to the words beside it.

    Three kinds of words are left out:
    - nouns that form a verb with a following 하다 or 되다;
    - nouns right after a noun without a particle, since the two may be a compound;
    - words that repeat a mention or a part of it.
    """
    noun = places.kind == NOUN
    bad = noun & (_before_light_verb(batch, places) | _behind_noun(batch, places, noun))
    places = places.take(~bad)
    texts = slices_of(batch.codepoints, places.row, places.start, places.end)
    return places.take(~overlaps_mention(batch, places.row, texts))


def is_whole(batch: Batch, word: I64, stop: I64, noun: Bool) -> Bool:
    """Return whether each eojeol consists of one word and its particle (`bool[m]`).

    `word` (`int64[m]`) has the indices of the eojeols in the batch, and `stop` (`int64[m]`) where
    the word ends. After a noun (`noun`, `bool[m]`) a particle or punctuation may follow, after
    other words only punctuation.
    """
    row, start, end = batch.eojeols
    row, start, end = row[word], start[word], end[word]
    points = batch.codepoints
    tail = tails(batch, row, stop)
    unmarked = np.concatenate([[0], np.cumsum(~np.isin(points.values, _MARKS))])
    base = points.first[row]
    only_marks = unmarked[base + end] == unmarked[base + np.minimum(tail.end, end)]
    bare = tail.end == stop
    texts = slices_of(points, row, start, stop)
    # A particle or the copula, in the form that fits the word before it.
    sounds = final_sounds(texts).tolist()
    ends = pc.utf8_slice_codeunits(texts, -1).to_pylist()
    known = map(_is_particle, tail.text.to_pylist(), sounds, ends)
    particle = noun & ~bare & np.fromiter(known, dtype=np.bool_, count=len(tail.text))
    marked = bare & (end > stop)
    return only_marks & ~tail.far & (particle | np.where(noun, marked, bare))


def overlaps_mention(batch: Batch, row: I64, texts: pa.StringArray) -> Bool:
    """Return whether each word is part of a mention of its row, or contains one (`bool[m]`)."""
    result = np.zeros(len(row), dtype=np.bool_)
    words = texts.dictionary_encode()
    code = words.indices.to_numpy().astype(np.int64)
    for role in ("subject", "object"):
        mentions = batch.words(role).take(pa.array(row)).dictionary_encode()
        other = mentions.indices.to_numpy().astype(np.int64)
        pairs, inverse = np.unique(
            code * max(len(mentions.dictionary), 1) + other, return_inverse=True
        )
        left, right = words.dictionary.to_pylist(), mentions.dictionary.to_pylist()
        pair = [divmod(k, max(len(right), 1)) for k in pairs.tolist()]
        part = np.array([left[a] in right[b] or right[b] in left[a] for a, b in pair], np.bool_)
        result |= part[inverse]
    return result


@lru_cache(maxsize=1 << 14)
def _is_particle(tail: str, sound: int, last: str) -> bool:
    if tail.startswith("하고"):  # 운영하고: nearly always the verb, hardly ever the particle
        return False
    if tail not in FAMILIES:
        return tail in INVARIANT
    if tail in DOUBTFUL or last in COMPOUNDS.get(tail, ()):
        return False
    return agrees(tail, Sound(sound))


def _before_light_verb(batch: Batch, places: Places) -> Bool:
    row, start, end = batch.eojeols
    next_word = np.minimum(places.word + 1, len(row) - 1) if len(row) else places.word
    texts = slices_of(batch.codepoints, row[next_word], start[next_word], end[next_word])
    return matches(texts, _LIGHT_VERB) & (next_word > places.word) & (row[next_word] == places.row)


def _behind_noun(batch: Batch, places: Places, noun: Bool) -> Bool:
    """Return, for each noun, whether the eojeol before it ends in a noun (`bool[m]`)."""
    # The two nouns may then be one compound.
    row, start, end = batch.eojeols
    result = np.zeros(len(places.row), dtype=np.bool_)
    nouns = np.flatnonzero(noun & (places.word > 0))
    before = places.word[nouns] - 1
    same = row[before] == places.row[nouns]
    nouns, before = nouns[same], before[same]
    texts = slices_of(batch.codepoints, row[before], start[before], end[before])
    coded = texts.dictionary_encode()
    known = [_ends_in_noun(text) for text in coded.dictionary.to_pylist()]
    result[nouns] = np.array(known, dtype=np.bool_)[coded.indices.to_numpy()]
    return result


@lru_cache(maxsize=1 << 16)
def _ends_in_noun(word: str) -> bool:
    return last_classes([word])[0].startswith(("NNG", "NNP", "NNB", "NR", "SL", "SN", "SH", "XSN"))
