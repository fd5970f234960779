"""Read and write strict JSON: a repeated key is an error, and NaN and infinity become strings.

Python's own parser silently keeps the last of two equal keys, so that a row with two labels would
lose one. The check compares the number of distinct keys of each object with its number of keys. It
makes reading KLUE-RE train a tenth slower.
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
    """Parse a JSON text like `json.loads`, and refuse repeated keys.

    Raises
    ------
    RepeatedKeyError
        An object at any depth has a key twice.
    json.JSONDecodeError
        The text is not JSON.
    ValueError, RecursionError
        Python cannot represent the JSON: a number of thousands of digits, or very deep nesting.

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
    """The position of a list item: its index from 0 (`row`), and its first line from 1."""

    row: int
    line: int


def place_of_repeated(text: str) -> Place:
    r"""Return the place of the first item with a repeated key, in a JSON list or JSON lines.

    >>> place_of_repeated('[{"a": 1},\n {"a": {"b": 1, "b": 2}}]')
    Place(row=1, line=2)
    """
    at, row = _skip(text, 0), 0
    if text[at : at + 1] == "[":
        at = _skip(text, at + 1)
        try:
            while True:
                _, end = DECODER.raw_decode(text, at)
                at = _skip(text, _skip(text, end) + 1)  # after the comma
                row += 1
        except RepeatedKeyError:
            pass
    return Place(row, text.count("\n", 0, at) + 1)


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at] in _SPACE:
        at += 1
    return at


def dumps(value: Any, **options: Any) -> str:
    """Serialise a value to JSON: Hangul is not escaped, and NaN and infinity become strings.

    `options` are the options of `json.dumps`.

    >>> dumps({"score": float("nan"), "label": "per:title"})
    '{"score": "NaN", "label": "per:title"}'
    """
    options = {"ensure_ascii": False, **options}
    try:
        return json.dumps(value, allow_nan=False, **options)
    except ValueError:
        return json.dumps(_finite(value), allow_nan=False, **options)


def _finite(value: Any) -> Any:
    """Return the value with NaN and infinite numbers replaced by strings."""
    # A circular reference is still an error.
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    if isinstance(value, dict):
        return {_finite(key): _finite(inner) for key, inner in value.items()}
    return list(map(_finite, value)) if isinstance(value, (list, tuple)) else value
