"""Particles separated from their noun by a space: 박지훈 은 부산 에서 태어난.

Corpora that are split into morphemes separate all particles, careless text one or two. Some of
these particles are never words of their own (를, 으로부터). The others (이, 은, 가) count as
particles only if the text also separates other particles.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reaug.core.arrays import I64, U16, Bool, as_mask
from reaug.core.text import CodePoints, slices_of
from reaug.korean._copula import listed
from reaug.korean.particles import FAMILIES, INVARIANT

if TYPE_CHECKING:
    import numpy.typing as npt

_SHORT: Final = frozenset(
    listed(
        "는 를 을 와 으로 이다 이며 이므로 로서 로써 로서의 라고 라는 과의 와의 과는 와는 와도 "
        "이야말로 야말로 라고도"
    )
)
_ALWAYS: Final = frozenset(
    form
    for form in FAMILIES
    if form in _SHORT
    or (len(form) > 1 and form.startswith(("으로", "이라", "이었", "이셨", "였", "셨")))
    or (len(form) > 2 and form.startswith(("이지만", "이면서", "로부터", "은커녕", "는커녕")))
) - {"이라도", "으로서니"}
"""Particles with two forms that are never words of their own."""
_SPLIT_OFF: Final = frozenset(
    {
        *listed(
            "은 이 가 과 로 라 나 이나 랑 이랑 이란 란 이고 고 이자 자 이면 면 이든 든 이지 지 다 "
            "며 이니"
        ),
        *listed("로는 로도 로만 과도 이나마 나마 이라도 라도 라며 라면 라서 이여 여 야 아 이야"),
    }
)
"""Forms that are particles only if the text also separates other particles from their nouns."""
_ONE_FORM: Final = frozenset(
    listed("의 에 에서 에게 에는 에서는 에도 에게서 에서의 께서 에서도 까지 부터")
)
_APART: Final = frozenset({*_ALWAYS, *_ONE_FORM, "은", "가", "도"})
_WORD: Final = re.compile(r"(?<=\s)[^\s.,!?]+")
_NOUNS_APART: Final = frozenset(
    listed("일 임 인 치고 대로 같이 하고 뿐 만 밖에 보다 마저 조차 일지 인지 인가")
)
"""Forms that are words of their own even in a text that separates particles from their nouns."""
_TAIL: Final = re.compile(r"[가-힣]{1,9}(?=[\s.,!?…:;'\"’”)\]]|$)")
_NO_WORDS: Final = frozenset({*_ALWAYS, *_ONE_FORM, *(f for f in INVARIANT if len(f) > 2)})


@lru_cache(maxsize=1 << 12)
def _evidence(text: str) -> tuple[int, ...]:
    cut = text.replace(".", " ").replace(",", " ").replace("!", " ").replace("?", " ")
    if _APART.isdisjoint(cut.split()):
        return ()
    return tuple(word.start() for word in _WORD.finditer(text) if word[0] in _APART)


def splits_off(text: str, place: int = -1) -> bool:
    """Return whether a text separates particles from their words by a space.

    A particle that begins at `place` does not count.

    >>> splits_off("박지훈 은 부산 에서 태어난 화가 이다 ."), splits_off("박지훈 이 사람은 왔다.")
    (True, False)
    """
    return any(start != place for start in _evidence(text))


def is_spaced_particle(text: str, place: int) -> bool:
    """Return whether the word at `place`, after a noun and a space, is a particle with two forms.

    >>> is_spaced_particle("박지훈 를 만났다.", 4), is_spaced_particle("박지훈 이 사람", 4)
    (True, False)
    """
    tail = _TAIL.match(text, place)
    if tail is None:
        return False
    return tail[0] in _ALWAYS or (tail[0] in _SPLIT_OFF and splits_off(text, place))


def may_be_spaced_particle(text: str, place: int) -> bool:
    """Return whether the word at `place` has a form that may also be another word (이, 은)."""
    tail = _TAIL.match(text, place)
    return tail is not None and tail[0] in _SPLIT_OFF


def hang_on_word(
    sentences: pa.StringArray, points: CodePoints, row: I64, start: I64, end: I64
) -> Bool:
    """Return which eojeols are only a particle of the eojeol before them (`bool[m]`).

    Some texts separate particles by a space: 책 를.

    Parameters
    ----------
    sentences, points
        n sentences, and their code points.
    row, start, end
        All m eojeols of the sentences, in order, as spans in code points.

    Examples
    --------
    >>> span = [np.array(column) for column in ([0, 0, 0], [0, 2, 4], [1, 3, 8])]
    >>> from reaug.core.text import codepoints
    >>> sentences = pa.array(["책 를 읽었다."])
    >>> hang_on_word(sentences, codepoints(sentences), *span).tolist()
    [False, True, False]
    """
    hangs = np.zeros(len(row), dtype=np.bool_)
    base = points.first[row]
    length, begin = end - start, base + start
    some = np.flatnonzero(_BEGINS.take(_syllables(points, points.byte[begin])))
    some = some[length[some] <= _LONGEST]
    for place in range(1, _LOOK):
        letters = _syllables(points, points.byte[begin[some]] + 3 * place)
        # What is not a syllable may be a mark; whether it is, is seen in the whole word.
        fits = (letters == 0) | (_PLACES[letters] & (1 << place) > 0)
        some = some[fits | (length[some] <= place)]
    some = some[(row[some] == row[some - 1]) & (some > 0)]
    words = pc.utf8_rtrim(slices_of(points, row[some], start[some], end[some]), characters=_MARKS)
    hangs[some[as_mask(pc.is_in(words, value_set=_NEVER_WORDS))]] = True
    # 들 and 님 are separated like particles. 이 사람 and 다 같이 occur in texts that separate
    # nothing.
    some = some[as_mask(pc.is_in(words, value_set=_MAY_BE_WORDS))]
    texts = sentences.take(pa.array(row[some])).to_pylist()
    hangs[some] = list(map(splits_off, texts, start[some].tolist()))
    return hangs


def _syllables(points: CodePoints, byte: I64) -> U16:
    """Return the code points that begin at k byte offsets, `uint16[k]`."""
    # They are decoded only if their first byte in UTF-8 is one with which Hangul syllables begin;
    # otherwise the result is 0.
    raw = np.frombuffer(points.buffer, dtype=np.uint8)
    lead, second, third = (raw.take(byte + i, mode="clip") for i in range(3))
    hangul = (lead >= _HANGUL_LEADS[0]) & (lead <= _HANGUL_LEADS[1])
    letters = ((lead & 0x0F).astype(np.uint16) << 12) | ((second & 0x3F).astype(np.uint16) << 6)
    letters |= third & 0x3F
    return np.where(hangul, letters, np.uint16(0))


_MARKS: Final = ".,!?…:;'\"’”)]"
_STANDS_APART: Final = pa.array(
    sorted(
        {
            *_NO_WORDS,
            *_SPLIT_OFF,
            "들",
            "님",
            *(form for form in INVARIANT if form not in _NOUNS_APART),
        }
    ),
    pa.string(),
)
_NEVER_WORDS: Final = pa.array(sorted(_NO_WORDS), pa.string())
_MAY_BE_WORDS: Final = _STANDS_APART.filter(pc.invert(pc.is_in(_STANDS_APART, _NEVER_WORDS)))
_LONGEST: Final = 12


def _places_table() -> npt.NDArray[np.uint8]:
    """Return where each code point occurs in the forms of `_STANDS_APART`."""
    # Bit i (below `_LOOK`) of a code point's entry is set if it is character i of a form. A mark of
    # `_MARKS`, which may follow a form, has bits 1 and 2.
    table = np.zeros(0x110000, dtype=np.uint8)
    for form in _STANDS_APART.to_pylist():
        for place, letter in enumerate(form[:_LOOK]):
            table[ord(letter)] |= 1 << place
    for mark in _MARKS:
        table[ord(mark)] |= 0b110
    return table


_LOOK: Final = 3
_PLACES: Final = _places_table()
_BEGINS: Final = _PLACES[:0x10000] & 1 > 0
_HANGUL_LEADS: Final = (0xEA, 0xED)
"""The first and the last possible value of the first byte of a syllable in UTF-8."""
