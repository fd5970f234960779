r"""Morphemes by mecab-ko, with workarounds for its Python binding.

The tagger is created at the first call in each process, since it cannot be pickled. The binding has
two faults. It drops white space at the beginning of a text, which shifts all spans, and it stops
silently at a NUL character. So white space and NUL are replaced by blanks, and leading blanks are
counted before the analysis.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
from sys import intern
from typing import Any, Final

import numpy as np
import pyarrow as pa

from reaug.core.batch import Ragged

_BLANK: Final = " "
_SPACES: Final = [chr(i) for i in range(0x3001) if chr(i).isspace()]
_TO_BLANKS: Final = str.maketrans(dict.fromkeys(["\0", *_SPACES], _BLANK))


@cache
def _tagger() -> Any:
    from mecab import MeCab

    return MeCab()


def _nodes(text: str) -> list[tuple[tuple[int, int], str]]:
    """Return the span and the dictionary features of each morpheme of a text."""
    # `MeCab.parse` would take twice as long, since it makes three tuples and a dict for each
    # morpheme.
    from mecab.utils import create_lattice

    lattice, tagger = create_lattice(text), _tagger()._tagger
    if not tagger.parse(lattice):
        raise RuntimeError(tagger.what())
    return [(span, node.feature) for span, node in lattice]


def morphemes(texts: pa.StringArray | Sequence[str]) -> Ragged:
    """Return the spans of the morphemes of each text, in order.

    The speed is about 3,000 sentences of 100 characters a second.

    Parameters
    ----------
    texts
        n texts; null counts as empty. White space and NUL belong to no morpheme.

    Returns
    -------
    Half-open spans in code points of the given text; they do not overlap.

    Examples
    --------
    >>> text = "  이순신은 장군이다."
    >>> found = morphemes([text])
    >>> [text[a:b] for a, b in zip(found.start.tolist(), found.end.tolist(), strict=True)]
    ['이순신', '은', '장군', '이', '다', '.']
    """
    return tagged_morphemes(texts)[0]


def tagged_morphemes(texts: pa.StringArray | Sequence[str]) -> tuple[Ragged, list[str]]:
    """Return the spans of the morphemes of each text, as `morphemes` does, and their tags.

    >>> tagged_morphemes(["이순신은 장군이다."])[1]
    ['NNP', 'JX', 'NNG', 'VCP', 'EF', 'SF']
    """
    values = texts.to_pylist() if isinstance(texts, pa.Array) else texts
    row: list[int] = []
    start: list[int] = []
    end: list[int] = []
    tags: list[str] = []
    for i, text in enumerate(values):
        for begin, stop, tag in _tagged(text or ""):
            row.append(i)
            start.append(begin)
            end.append(stop)
            tags.append(tag)
    return Ragged(*(np.array(column, dtype=np.int64) for column in (row, start, end))), tags


def morpheme_at(text: str, place: int) -> tuple[int, str]:
    """Return the beginning and the tag of the morpheme that contains a code point of a text.

    White space and the end of the text belong to no morpheme; then the result is `place` and "".

    >>> morpheme_at("서울은 크다.", 2), morpheme_at("서울은 크다.", 1)
    ((2, 'JX'), (0, 'NNP'))
    """
    for start, end, tag in morphemes_of(text):
        if end > place:
            return (start, tag) if start <= place else (place, "")
    return place, ""


def morphemes_of(text: str) -> tuple[tuple[int, int, str], ...]:
    """Return beginning, end and tag of the morphemes of one text; the last few texts are cached.

    >>> morphemes_of("서울은")
    ((0, 2, 'NNP'), (2, 3, 'JX'))
    """
    return _remembered(text)


@lru_cache(maxsize=64)
def _remembered(text: str) -> tuple[tuple[int, int, str], ...]:
    return tuple(_tagged(text))


def last_classes(words: Sequence[str]) -> list[str]:
    """Return the tag and the semantic class (인명, 지명, …) of the last morpheme of each word.

    The result is "" for a word without morphemes.

    The speed is about 20,000 words a second; the classes of the last words are cached, since
    several checks ask for the same ones.

    >>> last_classes(["이순신", "서울", "삼성전자", "1998년", " "])
    ['NNP 인명', 'NNP 지명', 'NNP ', 'NNBC ', '']
    """
    return [_last_class(word) for word in words]


@lru_cache(maxsize=1 << 15)
def _last_class(word: str) -> str:
    nodes = _nodes(word.translate(_TO_BLANKS))
    if not nodes:
        return ""
    tag, semantic, _ = nodes[-1][1].split(",", 2)
    return intern(f"{tag} {'' if semantic == '*' else semantic}")


def _tagged(text: str) -> list[tuple[int, int, str]]:
    text = text.translate(_TO_BLANKS)
    body = text.lstrip(_BLANK)
    shift = len(text) - len(body)
    return [
        (start + shift, end + shift, features.partition(",")[0])
        for (start, end), features in _nodes(body)
    ]
