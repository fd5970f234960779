"""Mentions written as Python dict literals, as in the competition's CSV."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterable
from typing import Any, Final

LONGEST_LITERAL: Final = 10_000
"""Longest literal that is parsed, in characters; a longer one is refused unread."""

# What `repr` makes of a plain mention. `ast.literal_eval` takes 15 µs, this 1 µs; whatever has
# quotes, backslashes, another order or other fields goes the long way. A test compares both.
_PLAIN: Final = re.compile(
    r"\{'word': '([^'\\\n\r\x00]*)', 'start_idx': (0|[1-9][0-9]{0,8}), "
    r"'end_idx': (0|[1-9][0-9]{0,8}), 'type': '([^'\\\n\r\x00]*)'\}"
)


def parse_literals(values: Iterable[Any]) -> list[Any]:
    """Parse each text that is a dict literal; every other value stays as it is.

    Literals are read by `ast.literal_eval`, which runs no code.

    >>> parse_literals(["{'word': '가', 'start_idx': 0}", "open('x')", None])
    [{'word': '가', 'start_idx': 0}, "open('x')", None]
    """
    with warnings.catch_warnings():
        # A stray backslash in a text of the data is not for the user's screen.
        warnings.simplefilter("ignore")
        return [_parse(value) if isinstance(value, str) else value for value in values]


def _parse(text: str) -> Any:
    plain = _PLAIN.fullmatch(text)
    if plain is not None:
        word, start, end, kind = plain.groups()
        return {"word": word, "start_idx": int(start), "end_idx": int(end), "type": kind}
    if len(text) > LONGEST_LITERAL:
        return text
    try:
        value = ast.literal_eval(text)
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        return text
    return value if isinstance(value, dict) else text
