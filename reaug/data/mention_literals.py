"""Parse mentions that are written as text: Python dict literals (the competition's CSV) or JSON."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterable
from contextlib import suppress
from typing import Any, Final

from reaug.strict_json import loads

LONGEST_LITERAL: Final = 10_000
"""Maximum length of a literal in characters; longer ones are refused without parsing."""

_NUMBER: Final = r"(0|[1-9][0-9]{0,8})"
# Matches `repr` of a usual mention. `ast.literal_eval` takes 15 µs, this 1 µs; texts with another
# order or other fields are parsed the slow way. A test compares both.
_PLAIN: Final = re.compile(
    rf"\{{'word': '([^'\\\n\r\x00]*)', 'start_idx': {_NUMBER}, "
    rf"'end_idx': {_NUMBER}, 'type': '([^'\\\n\r\x00]*)'\}}"
)
# A string literal, including quotes and escapes, of any length.
_TEXT: Final = r"('(?:[^'\\\n\r\x00]|\\.)*'|\"(?:[^\"\\\n\r\x00]|\\.)*\")"
_QUOTED: Final = re.compile(
    rf"\{{'word': {_TEXT}, 'start_idx': {_NUMBER}, 'end_idx': {_NUMBER}, 'type': {_TEXT}\}}"
)
_UNREADABLE: Final = (ValueError, SyntaxError, TypeError, MemoryError, RecursionError)


def parse_literals(values: Iterable[Any]) -> list[Any]:
    """Return the values with each dict literal parsed; other values unchanged.

    Literals are parsed by `ast.literal_eval`, which executes no code.

    >>> parse_literals(["{'word': '가', 'start_idx': 0}", "open('x')", None])
    [{'word': '가', 'start_idx': 0}, "open('x')", None]
    """
    with warnings.catch_warnings():
        # Python warns about stray backslashes in literals, which the user need not see.
        warnings.simplefilter("ignore")
        return [_parse(value) if isinstance(value, str) else value for value in values]


def _parse(text: str) -> Any:
    plain = _PLAIN.fullmatch(text)
    if plain is not None:
        word, start, end, kind = plain.groups()
        return {"word": word, "start_idx": int(start), "end_idx": int(end), "type": kind}
    quoted = _QUOTED.fullmatch(text)
    if quoted is not None:
        word, start, end, kind = quoted.groups()
        word, kind = _evaluated(word), _evaluated(kind)
        if word is None or kind is None:
            return text
        return {"word": word, "start_idx": int(start), "end_idx": int(end), "type": kind}
    if len(text) > LONGEST_LITERAL:
        return text
    if text.lstrip().startswith('{"'):
        # The text may be JSON, with null and JSON's escapes; repeated keys are detected below.
        with suppress(ValueError, RecursionError):
            value = loads(text)
            return value if isinstance(value, dict) else text
    value = _evaluated(text)
    return value if isinstance(value, dict) and repeated_key(text) is None else text


def _evaluated(text: str) -> Any:
    """Return the value of a Python literal; None if the text is not one."""
    try:
        return ast.literal_eval(text)
    except _UNREADABLE:
        return None


def repeated_key(text: str) -> str | None:
    """Return the literal (with quotes) of a key that occurs twice in a dict; None if there is none.

    Python would silently keep the last value of such a key.

    >>> repeated_key("{'word': '김구', 'type': 'PER', 'word': '김 구'}")
    "'word'"
    """
    if len(text) > LONGEST_LITERAL:
        return None
    try:
        tree = ast.parse(text.lstrip(" \t"), mode="eval")
    except _UNREADABLE:
        return None
    for node in ast.walk(tree):
        if isinstance(node, ast.Dict):
            seen: set[str] = set()
            for key in filter(None, node.keys):
                if (text := ast.unparse(key)) in seen:
                    return text
                seen.add(text)
    return None
