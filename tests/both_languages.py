"""Check tables of texts in both languages."""

from __future__ import annotations

import re
import string
from collections.abc import Callable, Mapping

from reaug.choices import Lang


def check_texts(texts: Callable[[Lang], Mapping[str, str]]) -> None:
    """Check that each text exists in English and Korean, with the same placeholders.

    One test checks a whole table: reporting hundreds of tests takes longer than running them.
    """
    for key, english in texts("en").items():
        korean = texts("ko")[key]
        assert not re.search("[가-힣]", english), key
        assert re.search("[가-힣]", korean) or not re.search("[A-Za-z]{2}", korean), key
        assert _values(english) == _values(korean), key


def _values(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}
