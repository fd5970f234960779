"""What to do where steps that draw words of the context leave a row unchanged."""

from __future__ import annotations

from typing import Final

from reaug.core.step import InBoth

TOO_FEW_WORDS: Final = InBoth(
    "too few words outside the mentions may be changed; protect_between: false also allows those "
    "between them",
    "개체 표현 밖에 건드릴 수 있는 말이 너무 적다. protect_between: false로 사이의 말도 쓸 수 있다",
)
RATE_TOO_LOW: Final = InBoth(
    "rate is so low that none was drawn; raise it", "rate가 낮아 뽑힌 것이 없다. 올려라"
)
