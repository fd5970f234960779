"""Choose words by drawing one of the model's best predictions that fit."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from reaug.core.arrays import F32, F64, I64
from reaug.core.batch import Batch
from reaug.core.draws import Draw
from reaug.core.text import slices_of
from reaug.korean.whole_words import WholeWords
from reaug.transforms.masked_lm.places import Places


def choose_words(
    batch: Batch,
    places: Places,
    words: WholeWords,
    tokens: I64,
    logits: F32,
    temperature: float,
    draw: Draw,
) -> list[str]:
    """Choose a word for each place, "" if none of the model's words fits.

    A word fits if

    - the place allows its kind;
    - it is not the old word, an adjacent word, or a word already chosen elsewhere in the row;
    - it neither contains a mention nor is part of one.

    Of the words that fit, one is drawn with probability softmax(logits / temperature).

    Parameters
    ----------
    places
        The m places, sorted by row and start.
    tokens, logits
        `[m, k]`, the model's k best tokens for each place and their logits, best first.
    """
    allowed = (words.kinds(tokens) & places.kind[:, None]) > 0
    share = draw.uniform("word", places.start, places.row)
    scores = logits.astype(np.float64) / temperature
    chosen: list[str] = []
    used: set[str] = set()
    row_before = -1
    for i, (row, texts) in enumerate(zip(places.row.tolist(), _around(batch, places), strict=True)):
        if row != row_before:
            used, row_before = set(), row
        fitting = [
            (k, word)
            for k in np.flatnonzero(allowed[i]).tolist()
            if (word := words.text(tokens[i, k])) not in used and _fits(word, *texts)
        ]
        word = _drawn(fitting, scores[i], float(share[i]))
        used.add(word)
        chosen.append(word)
    return chosen


def _around(batch: Batch, places: Places) -> Iterator[tuple[str, list[str], list[str]]]:
    """Yield the old word of each place, the adjacent words, and the mentions of its row."""
    row, start, end = batch.eojeols
    points = batch.codepoints
    old = slices_of(points, places.row, places.start, places.end).to_pylist()
    last = len(row) - 1
    before, after = np.maximum(places.word - 1, 0), np.minimum(places.word + 1, last)
    # At a gap, the adjacent words are the eojeols before and after it.
    after = np.where(places.start == places.end, places.word, after)
    neighbours = []
    for which in (before, after):
        texts = slices_of(points, row[which], start[which], end[which]).to_pylist()
        same = (row[which] == places.row) & ((which != places.word) | (which == after))
        neighbours.append(
            [text if yes else "" for text, yes in zip(texts, same.tolist(), strict=True)]
        )
    subjects, objects = batch.words("subject").to_pylist(), batch.words("object").to_pylist()
    for i, row_of_place in enumerate(places.row.tolist()):
        yield (
            old[i],
            [neighbours[0][i], neighbours[1][i]],
            [subjects[row_of_place], objects[row_of_place]],
        )


def _fits(word: str, old: str, neighbours: list[str], mentions: list[str]) -> bool:
    """Return whether a word may replace `old`: it repeats no adjacent word, and no mention.

    >>> _fits("대표", "회장", ["그룹의", "말했다"], ["이순신", "서울"])
    True
    >>> _fits("그룹", "회장", ["그룹의", "말했다"], ["이순신", "서울"])
    False
    >>> _fits("서울", "회장", ["그룹의", "말했다"], ["이순신", "서울시"])
    False
    """
    if word == old or any(text.startswith(word) for text in neighbours):
        return False
    return not any(word in mention or mention in word for mention in mentions)


def _drawn(words: list[tuple[int, str]], scores: F64, share: float) -> str:
    """Return the word that a random number in [0, 1) picks by the softmax of the scores."""
    # `words` has each candidate's index in `scores` and its text; without candidates, return "".
    if not words:
        return ""
    word_scores = scores[[k for k, _ in words]]
    summed = np.cumsum(np.exp(word_scores - word_scores.max()))
    at = int(np.searchsorted(summed, share * summed[-1], side="right"))
    return words[min(at, len(words) - 1)][1]
