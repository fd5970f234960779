"""Particles after a renamed noun that the tables of `korean.particles` cannot decide.

These are particles written in both forms (은(는)), the vocative 야, and particles that do not
directly follow their noun, such as after an unknown mark. What cannot be decided here either is
reported, so that no particle silently stays wrong.
"""

from __future__ import annotations

import re
from typing import Final

import numpy as np

from reaug.core.arrays import I64, Bool
from reaug.core.batch import Batch
from reaug.korean.doubtful_tails import is_particle
from reaug.korean.mecab import morpheme_at
from reaug.korean.notation import notation_at, turned
from reaug.korean.particles import DOUBTFUL, FAMILIES, agrees
from reaug.korean.sounds import Sound
from reaug.korean.spaced_particles import may_be_spaced_particle

_CALLED: Final = re.compile(r"\s?[,!~，！]")
_ENDS: Final = re.compile(r"\s?[.?…。？]|\s?[\"'”’」』)]|$")
_OPENS: Final = re.compile(r"(?:^|[\"'“‘「『(.!?…]\s?)$")
_BEYOND_MARKS: Final = re.compile(r"(?P<marks> ?[^\w\s]{1,6})(?P<tail>[가-힣]{1,6})(?![가-힣])")
_BRACKETS: Final = {")": "(", "）": "（", "]": "[", "〕": "〔", "}": "{", ">": "<"}
_HANGUL: Final = re.compile("[가-힣]+")
_LONGEST_START: Final = 2


def called(text: str, start: int, begin: int) -> bool | None:
    """Return whether 야 after a name is the vocative (민수야,) and not the copula (그건 민수야.).

    The result is None if it is unclear. `start` is where the name begins, `begin` where 야 begins.

    >>> called("민수야, 이리 와.", 0, 2), called("그건 민수야.", 3, 5), called("민수야?", 0, 2)
    (True, False, None)
    """
    opens = _OPENS.search(text, 0, start) is not None
    if _CALLED.match(text, begin + 1):
        return True if opens or morpheme_at(text, begin)[1] == "JKV" else None
    if _ENDS.match(text, begin + 1):
        return None if opens or text[begin + 1 : begin + 2] == "?" else False
    return None


def turned_notation(text: str, begin: int, new: Sound) -> str:
    """Return a particle in both forms, such as 를(을), in the other order: 을(를).

    The result is "" if the text at `begin` is no such particle, or if its order may stay: the usual
    order always may, and so may an order whose first form agrees with the final sound `new`.
    """
    notation = notation_at(text, begin)
    if notation is None or notation.as_usual or agrees(notation.first, new):
        return ""
    return turned(text[begin : notation.end], notation)


def may_be_odd(batch: Batch, row: I64, begin: I64) -> Bool:
    """Return whether the text after each noun may be an unusual tail (`bool[m]`).

    This quick test saves time: the slower functions of this module need to look only at these
    nouns. `row` and `begin` (`int64[m]`) are the row of each noun and the position after it.
    """
    points = batch.codepoints
    place = points.first[row] + begin
    stop = points.first[row + 1]
    values = np.append(points.values, 0)
    first, second = (values[np.where(place + k < stop, place + k, -1)] for k in (0, 1))
    spaced = first == ord(" ")
    second_opens = np.isin(second, _FIRST)
    hangul = (first >= 0xAC00) & (first <= 0xD7A3)
    mark = ~spaced & ~hangul & (second != ord(" ")) & (first != 0)
    return hangul | mark | (spaced & second_opens)


_FIRST: Final = np.array(
    sorted({*(ord(form[0]) for form in FAMILIES), *map(ord, "@#$&*^~|/])}>")}), dtype=np.uint32
)
"""Code points after a name and a space that begin a particle, or marks before one (박지훈 @은)."""


def may_disagree(text: str, noun: tuple[int, int], old: Sound, new: Sound) -> bool:
    """Return whether a renamed noun may leave a particle in the wrong form after it.

    The particle's form agrees with the final sound of the old name (`old`), but not with that of
    the new name (`new`). This function is for the text that the tables of particles do not cover:
    Hangul longer than any particle (를위한특별전시회에서), Hangul after unknown marks, and 은 or 이
    after a single space.

    >>> may_disagree("박지훈◎은 왔다.", (0, 3), Sound.OTHER, Sound.NONE)
    True
    """
    end = noun[1]
    mark = text[end : end + 1]
    if "가" <= mark <= "힣":
        forms = [text[end : end + length] for length in range(1, _LONGEST_START + 1)]
        return any(_turns(form, old, new) and is_particle(text, noun, end) for form in forms)
    beyond = _BEYOND_MARKS.match(text, end)
    if beyond and not notation_at(text, end) and _turns(beyond["tail"], old, new):
        return not _closes_bracket(text, noun[0], beyond["marks"])
    if mark == " ":
        form = _HANGUL.findall(text[end + 1 :])[:1]
        if not form or not _turns(form[0], old, new) or not may_be_spaced_particle(text, end + 1):
            return False
        # 은 and 가 are hardly ever words of their own; for the other forms, mecab must decide.
        return form[0] in ("은", "가") or morpheme_at(text, end + 1)[1].startswith("J")
    return False


def _closes_bracket(text: str, start: int, marks: str) -> bool:
    """Return whether marks after a noun close a bracket that began before it, at `start`.

    A particle after such brackets belongs to the name before them. A bracket that nothing opened
    is a remnant, as in a sentence that was cut: 이광수]]는.

    >>> _closes_bracket("삼성(이재용)은", 3, ")"), _closes_bracket("이재용)은", 0, ")")
    (True, False)
    """
    before = text[:start]
    return any(
        mark in _BRACKETS and before.count(_BRACKETS[mark]) > before.count(mark) for mark in marks
    )


def _turns(form: str, old: Sound, new: Sound) -> bool:
    if form not in FAMILIES or form in DOUBTFUL:
        return False
    return agrees(form, old) and not agrees(form, new)
