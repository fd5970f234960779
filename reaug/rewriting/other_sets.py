"""Recognise sentences of other data, such as a test set, and near-copies of them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

import pyarrow as pa

from reaug.core.normal_form import normal
from reaug.data.read_data import sentences_of

_MARKS: Final = re.compile(r"[^\w\s]+")
_COMMON: Final = 0.75
"""Share of common words from which on one sentence counts as an edit of the other."""
_SPELLED: Final = 0.85
"""Share of equal letters from which on one sentence counts as an edit of the other."""
_FEW: Final = 3
_TRIED: Final = 8


class Others:
    """The sentences of some data sets, which answers must not repeat.

    Examples
    --------
    >>> others = Others(["세종은 조선의 네 번째 왕이다."])
    >>> others.have("조선의 세종은 네 번째 왕이다."), others.have("오늘은 비가 온다.")
    (True, False)
    """

    def __init__(self, sentences: Sequence[str]) -> None:
        plain = sorted(set(normal(pa.array(list(sentences), pa.string())).to_pylist()))
        self._exact = frozenset(plain)
        self._words = [_words(text) for text in plain]
        self._letters = ["".join(_words_of(text)) for text in plain]
        self._holding: dict[str, list[int]] = {}
        for place, words in enumerate(self._words):
            for word in words:
                self._holding.setdefault(word, []).append(place)

    def __len__(self) -> int:
        return len(self._words)

    def have(self, sentence: str) -> bool:
        """Return whether one of the sentences is equal, or nearly equal, to a sentence."""
        if not self._exact:
            return False
        [plain] = normal(pa.array([sentence], pa.string())).to_pylist()
        if plain in self._exact:
            return True
        words = _words(plain)
        shared: Counter[int] = Counter()
        for word in sorted(words, key=lambda word: len(self._holding.get(word, ()))):
            for place in self._holding.get(word, ()):
                shared[place] += 1
        near = sorted(shared, key=lambda place: (-shared[place], place))[:_TRIED]
        return any(self._is_near(plain, words, place) for place in near)

    def _is_near(self, plain: str, words: Counter[str], place: int) -> bool:
        from rapidfuzz.distance import Indel

        theirs = self._words[place]
        common = (words & theirs).total()
        if common >= _FEW and common / max(words.total(), theirs.total()) >= _COMMON:
            return True
        letters = "".join(_words_of(plain))
        share = Indel.normalized_similarity(letters, self._letters[place])
        return len(letters) >= 10 and share >= _SPELLED


def _words_of(text: str) -> list[str]:
    return _MARKS.sub("", text.casefold()).split()


def _words(text: str) -> Counter[str]:
    return Counter(_words_of(text))


NONE: Final = Others(())


@lru_cache(maxsize=4)
def read_others(paths: tuple[str, ...]) -> Others:
    """Return the sentences of some data sets.

    Raises
    ------
    InputError
        A data set cannot be read.
    """
    columns = [sentences_of(path)[1] for path in paths]
    return Others([text for column in columns for text in column.to_pylist()]) if columns else NONE
