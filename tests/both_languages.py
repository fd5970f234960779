"""Tables of texts in both languages: what each entry has to be."""

from __future__ import annotations

import re
import string
from collections.abc import Callable, Mapping

from reaug.choices import Lang


def check_texts(texts: Callable[[Lang], Mapping[str, str]]) -> None:
    """Check that each text is there in English and in Korean, with the same values.

    In one test for a whole table: hundreds of tests take longer to report than to carry out.
    """
    for key, english in texts("en").items():
        korean = texts("ko")[key]
        assert not re.search("[가-힣]", english), key
        assert re.search("[가-힣]", korean) or not re.search("[A-Za-z]{2}", korean), key
        assert _values(english) == _values(korean), key


def _values(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}
