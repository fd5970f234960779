"""Advice that a run prints if steps on context words left many rows unchanged."""

from __future__ import annotations

from typing import Final

from reaug.core.step import InBoth

TOO_FEW_WORDS: Final = InBoth(
    "too few words outside the mentions may be changed; with protect_between: false, words "
    "between the mentions may change, too",
    "개체 밖에 손댈 수 있는 단어가 너무 적다. protect_between: false로 두 개체 사이의 단어도 "
    "쓸 수 있다",
)
RATE_TOO_LOW: Final = InBoth(
    "rate is so low that no word was drawn; raise it", "rate가 낮아 뽑힌 것이 없다. 올리라"
)
