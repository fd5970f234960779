"""JSON, strictly: a key that occurs twice is an error when read, NaN and infinity when written.

Python's own parser keeps the last of two equal keys in silence, so that a row with two labels loses
one. The check here compares the number of keys with the number of pairs of each object, which makes
reading KLUE-RE train a tenth slower.
"""

from __future__ import annotations

import json
import math
from typing import Any, Final, NamedTuple


class RepeatedKeyError(ValueError):
    """A key occurs twice in one object."""

    def __init__(self, key: str) -> None:
        super().__init__(f"the key {_quoted(key)} appears twice in one object; keep one")
        self.key = key


def _quoted(key: str) -> str:
    return repr(key if len(key) <= 60 else key[:60] + "…")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) == len(pairs):
        return made
    seen: set[str] = set()
    for key, _ in pairs:
        if key in seen:
            raise RepeatedKeyError(key)
        seen.add(key)
    return made


DECODER: Final = json.JSONDecoder(object_pairs_hook=_once)
_SPACE: Final = " \t\n\r"


def loads(text: str) -> Any:
    """The value of a JSON text, as `json.loads` reads it.

    Raises
    ------
    RepeatedKeyError
        An object, at whatever depth, has a key twice.
    json.JSONDecodeError
        It is not JSON.
    ValueError, RecursionError
        It is JSON that Python cannot hold: numbers of thousands of digits, very deep nesting.

    Examples
    --------
    >>> loads('{"label": "per:title"}')
    {'label': 'per:title'}
    >>> loads('[{"label": "a", "label": "b"}]')
    Traceback (most recent call last):
    reaug.strict_json.RepeatedKeyError: the key 'label' appears twice in one object; keep one
    """
    return DECODER.decode(text)


class Place(NamedTuple):
    """Where an item of a list begins: its index, from 0, and its line, from 1."""

    row: int
    line: int


def place_of_repeated(text: str) -> Place:
    r"""The first item of a JSON list that has a key twice; of JSON lines it is the first line.

    >>> place_of_repeated('[{"a": 1},\n {"a": {"b": 1, "b": 2}}]')
    Place(row=1, line=2)
    """
    at, row = _skip(text, 0), 0
    if text[at : at + 1] == "[":
        at = _skip(text, at + 1)
        try:
            while True:
                _, end = DECODER.raw_decode(text, at)
                at = _skip(text, _skip(text, end) + 1)  # behind the comma
                row += 1
        except RepeatedKeyError:
            pass
    return Place(row, text.count("\n", 0, at) + 1)


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at] in _SPACE:
        at += 1
    return at


def dumps(value: Any, **options: Any) -> str:
    """JSON as reaug writes it: Hangul as it is, numbers that JSON lacks as texts.

    `options` are those of `json.dumps`.

    >>> dumps({"score": float("nan"), "label": "per:title"})
    '{"score": "NaN", "label": "per:title"}'
    """
    options = {"ensure_ascii": False, **options}
    try:
        return json.dumps(value, allow_nan=False, **options)
    except ValueError:
        return json.dumps(_finite(value), allow_nan=False, **options)


def _finite(value: Any) -> Any:
    """The value with infinite numbers and NaN as texts; what refers to itself stays an error."""
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    if isinstance(value, dict):
        return {_finite(key): _finite(inner) for key, inner in value.items()}
    return list(map(_finite, value)) if isinstance(value, (list, tuple)) else value
