"""Find words of similar meaning in Kiwi's language model, and choose the likeliest in context."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
import pyarrow as pa

from reaug.core.arrays import I64, Bool
from reaug.core.batch import Batch
from reaug.core.text import slices_of
from reaug.korean.kiwi import morphemes, mutual_neighbours, scores
from reaug.korean.particles import FAMILIES, fitting
from reaug.korean.sounds import Sound, final_sounds
from reaug.korean.tails import tails
from reaug.transforms._context import matches
from reaug.transforms._word_list import ADVERB, NOUN
from reaug.transforms._word_places import Places, is_whole

_KINDS: Final = {"NNG": NOUN, "MAG": ADVERB}
_LEAST: Final = 0.55
"""Minimum cosine similarity; below it, most neighbours are about another subject."""


def neighbouring(
    batch: Batch, free: Bool, relation_pattern: str | None, most: int
) -> tuple[Places, pa.StringArray]:
    """Find the common nouns and adverbs of a batch that have neighbours, words of similar meaning.

    Only the eojeols of the mask `free` (`bool[m]`) are searched. Two words are neighbours if each
    is among the nearest words of the other in Kiwi's language model. A neighbour

    - has the same part of speech, and at least two Hangul syllables;
    - does not indicate a relation (`relation_pattern`);
    - neither contains the old word nor is part of it, since such words are often hyponyms (학교,
      고등학교).

    Returns
    -------
    The nouns and adverbs, and one list of the neighbours of all of them. `Places.first` and
    `Places.options` say where the neighbours of a word are in this list; there are at most `most`
    per word.
    """
    row, start, end = batch.eojeols
    tokens = morphemes(batch.sentence)
    place = batch.codepoints.first[row] + start
    kind_of_token = np.array([_KINDS.get(tag, 0) for tag in tokens.tag], dtype=np.int8)
    head = batch.codepoints.first[tokens.row] + tokens.start
    word = np.searchsorted(place, head)
    inside = word < len(row)
    begins = inside.copy()
    begins[inside] = place[word[inside]] == head[inside]
    begins &= (kind_of_token > 0) & (tokens.end - tokens.start > 1)
    which = np.flatnonzero(begins)
    which = which[free[word[which]] & (tokens.end[which] <= end[word[which]])]
    is_word = is_whole(batch, word[which], tokens.end[which], kind_of_token[which] == NOUN)
    which = which[is_word]
    texts = slices_of(
        batch.codepoints, tokens.row[which], tokens.start[which], tokens.end[which]
    ).to_pylist()
    options: list[str] = []
    first: list[int] = []
    count: list[int] = []
    known: dict[tuple[str, str], list[str]] = {}
    for i, text in zip(which.tolist(), texts, strict=True):
        key = (text, tokens.tag[i])
        if key not in known:
            same = text == tokens.form[i]  # different if the text is in NFD
            known[key] = _fitting(*key, relation_pattern)[:most] if same else []
        first.append(len(options))
        count.append(len(known[key]))
        options += known[key]
    some = np.array(count, dtype=np.int64)
    places = Places(
        tokens.row[which],
        tokens.start[which],
        tokens.end[which],
        word[which],
        kind_of_token[which],
        np.array(first, dtype=np.int64),
        some,
    )
    return places.take(some > 0), pa.array(options, pa.string())


def _fitting(word: str, tag: str, relation_pattern: str | None) -> list[str]:
    others = [
        other
        for other, cosine in mutual_neighbours(word, tag)
        if cosine >= _LEAST and len(other) > 1 and word not in other and other not in word
    ]
    others = [other for other in others if all("가" <= c <= "힣" for c in other)]
    if relation_pattern is None or not others:
        return others
    telling = matches(pa.array(others, pa.string()), relation_pattern).tolist()
    return [other for other, tells in zip(others, telling, strict=True) if not tells]


def best_replacing(batch: Batch, places: Places, options: pa.StringArray) -> I64:
    """Return the best new word for each place, with which Kiwi finds the sentence likeliest.

    A place is a word that can be replaced, and `options` are the new words of all places. The
    results are positions in `options` (`int64[m]`), -1 for a place without options. Of several
    equally likely options, the first is chosen.
    """
    tail = tails(batch, places.row, places.end)
    tail_texts = tail.text.to_pylist()
    ends = tail.end.tolist()
    sounds = final_sounds(options).tolist()
    words = options.to_pylist()

    def texts() -> Iterator[str]:
        sentences = batch.sentence.take(pa.array(places.row)).to_pylist()
        for i, sentence in enumerate(sentences):
            head = sentence[: places.start[i]]
            for k in range(places.first[i], places.first[i] + places.options[i]):
                particle = _particle(tail_texts[i], Sound(sounds[k]))
                yield f"{head}{words[k]}{particle}{sentence[ends[i] :]}"

    return _best(places, list(texts()))


def best_inserted(batch: Batch, at: I64, places: Places, options: pa.StringArray) -> I64:
    """Return the best word to insert for each place, with which Kiwi finds the sentence likeliest.

    The word is inserted before code point `at` of the sentence (`int64[m]`), and the word at the
    place stays. The results are positions in `options`, as for `best_replacing`.
    """
    words = options.to_pylist()
    sentences = batch.sentence.take(pa.array(places.row)).to_pylist()
    texts = [
        f"{sentence[:gap]}{words[k]} {sentence[gap:]}"
        for sentence, gap, first, count in zip(
            sentences, at.tolist(), places.first.tolist(), places.options.tolist(), strict=True
        )
        for k in range(first, first + count)
    ]
    return _best(places, texts)


def _best(places: Places, texts: list[str]) -> I64:
    result = np.full(len(places.row), -1, dtype=np.int64)
    fits = scores(texts)
    at = 0
    for i, count in enumerate(places.options.tolist()):
        if count:
            result[i] = places.first[i] + int(np.argmax(fits[at : at + count]))
        at += count
    return result


def _particle(tail: str, sound: Sound) -> str:
    """Return a particle in its form behind a word that ends in `sound`; other texts unchanged."""
    return (fitting(tail, sound) if tail in FAMILIES else None) or tail
