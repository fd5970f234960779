"""Mutate bytes, text and plain data at random, with a given `random.Random`."""

from __future__ import annotations

import copy
import json
from collections.abc import Sequence
from random import Random
from typing import Any, Final

DEEP: Final = 600
"""The number of levels of a deeply nested value."""

TEXTS: Final = (
    "",
    " ",
    "가",
    "이순신",
    "\u200b",
    "\u202e",
    "\u00a0",
    "\ue000",
    "\ufeff",
    "\0",
    "\x1b[31m",
    "\r",
    "\n",
    "\u2028",
    "\ud800",
    "\udcff",
    "한글",
    "각\u0301",
    "漢字",
    "樂",
    "👩‍👩‍👧‍👦",
    "🇰🇷",
    "A\u030a",
    "=1+1",
    "@SUM(A1)",
    "[/]",
    "[b]x",
    "x[0]",
    "{x}",
    "%s",
    "../../x",
    "no_relation",
    "per:title",
    "PER",
    "PER:ORG",
    "__class__",
    "1" * 30,
    "1e999",
    "nan",
    "a" * 3000,
    "가" * 3000,
    "=" * 40,
    "٣",
    "²",
    "Ⅳ",
)
NUMBERS: Final = (
    0,
    1,
    -1,
    2,
    7,
    100,
    2**31 - 1,
    2**31,
    2**32,
    2**53 + 1,
    2**63 - 1,
    2**63,
    2**64,
    10**30,
    10**4400,
    -(2**63),
    0.5,
    -0.0,
    1e-320,
    1e308,
    float("nan"),
    float("inf"),
    float("-inf"),
)


def odd_text(rng: Random, longest: int = 12) -> str:
    """Return a random text: one of `TEXTS`, a text in one script, or any characters."""
    kind = rng.random()
    if kind < 0.4:
        return rng.choice(TEXTS)
    ranges = rng.choice(
        (
            ((0xAC00, 0xD7A3),),
            ((0x1100, 0x11FF), (0xAC00, 0xD7A3)),
            ((0x20, 0x7E),),
            ((0x4E00, 0x9FFF), (0xF900, 0xFAFF)),
            ((0x300, 0x36F), (0x61, 0x7A), (0x200B, 0x200F), (0x2028, 0x202F)),
            ((0x1F300, 0x1FAFF), (0xFE00, 0xFE0F), (0x200D, 0x200D)),
            ((0x30, 0x39), (0x2C, 0x2E), (0xFF10, 0xFF19), (0x2160, 0x217F), (0x660, 0x669)),
            ((0x0, 0x10FFFF),),
        )
    )
    signs = []
    for _ in range(rng.randrange(longest + 1)):
        low, high = rng.choice(ranges)
        signs.append(chr(rng.randint(low, high)))
    text = "".join(signs)
    return (
        text if rng.random() < 0.02 else "".join(c for c in text if not 0xD800 <= ord(c) < 0xE000)
    )


def odd_value(rng: Random) -> Any:
    """Return random plain data: a text, number, constant, list or dict, sometimes deeply nested."""
    kind = rng.randrange(12)
    if kind < 3:
        return odd_text(rng)
    if kind < 6:
        return rng.choice(NUMBERS)
    if kind == 6:
        return rng.choice((None, True, False))
    if kind == 7:
        return [odd_value(rng) for _ in range(rng.randrange(4))]
    if kind == 8:
        return {odd_text(rng): odd_value(rng) for _ in range(rng.randrange(4))}
    if kind == 9 and rng.random() < 0.2:
        deep: Any = 1
        for _ in range(rng.choice((15, 21, 70, DEEP))):
            deep = [deep] if rng.random() < 0.5 else {"a": deep}
        return deep
    return rng.choice(({}, [], [[]], [None], {"": {}}))


def places(value: Any, limit: int = 4000) -> list[tuple[Any, Any]]:
    """Return the places in plain data, as pairs of a container and one of its keys or indices.

    The search ends when `limit` places are found.
    """
    pairs: list[tuple[Any, Any]] = []
    waiting = [value]
    while waiting and len(pairs) < limit:
        node = waiting.pop()
        keys = list(node) if isinstance(node, dict) else range(len(node))
        for key in keys:
            pairs.append((node, key))
            if isinstance(node[key], dict | list) and node[key]:
                waiting.append(node[key])
    return pairs


def mutated(value: Any, rng: Random, times: int, words: Sequence[Any] = ()) -> Any:
    """Return plain data with `times` mutations: values are replaced, dropped, renamed, duplicated
    or exchanged.
    """
    try:
        changed = copy.deepcopy(value)
    except RecursionError:  # the value is nested too deeply to copy
        return value
    for _ in range(times):
        spots = places(changed)
        if not spots:
            return odd_value(rng)
        holder, key = rng.choice(spots)
        act = rng.randrange(7)
        if act < 3:
            holder[key] = rng.choice(words) if words and rng.random() < 0.5 else odd_value(rng)
        elif act == 3:
            del holder[key]
        elif act == 4 and isinstance(holder, dict):
            name = rng.choice(words) if words and rng.random() < 0.5 else odd_text(rng)
            holder[name if isinstance(name, str) else str(name)] = holder.pop(key)
        elif act == 5:
            other, place = rng.choice(spots)
            try:
                taken = copy.deepcopy(other[place])
                if len(json.dumps(taken, default=str)) < 20_000:
                    holder[key] = taken
            except (KeyError, IndexError, ValueError, RecursionError):
                continue  # an earlier mutation removed it or made it too large
        elif isinstance(holder, list):
            holder.insert(key, copy.copy(holder[key]))
        else:
            holder[odd_text(rng)] = odd_value(rng)
    return changed


def flipped(data: bytes, rng: Random, times: int) -> bytes:
    """Return bytes with `times` mutations: some are flipped, cut out, duplicated or overwritten."""
    changed = bytearray(data)
    for _ in range(times):
        if not changed:
            break
        at = rng.randrange(len(changed))
        act = rng.randrange(7)
        if act < 3:
            changed[at] ^= 1 << rng.randrange(8)
        elif act == 3:
            changed[at] = rng.choice((0, 0xFF, 0x7F, 0x80, 0x0A, 0x22, 0x5B, 0x7B, 0x2C))
        elif act == 4:
            del changed[at : at + rng.choice((1, 1, 2, 4, 40))]
        elif act == 5:
            part = changed[at : at + rng.choice((1, 4, 16, 200))]
            changed[at:at] = part * rng.choice((1, 1, 2, 30))
        else:
            changed[at : at + 4] = rng.choice((b"\xff" * 4, b"\0" * 4, b"\xff\xff\xff\x7f"))
    if rng.random() < 0.1:
        return bytes(changed[: rng.randrange(len(changed) + 1)])
    return bytes(changed)


def spliced(text: str, rng: Random, times: int, words: Sequence[str]) -> str:
    """Return a text with `times` mutations: words are inserted, parts cut out, lines duplicated or
    exchanged.
    """
    for _ in range(times):
        act = rng.randrange(6)
        at = rng.randrange(len(text) + 1)
        if act < 2:
            text = text[:at] + rng.choice(words) + text[at:]
        elif act == 2:
            text = text[:at] + text[at + rng.choice((1, 1, 3, 20)) :]
        elif act == 3:
            text = text[:at] + odd_text(rng) + text[at + rng.randrange(3) :]
        else:
            lines = text.split("\n")
            i, j = rng.randrange(len(lines)), rng.randrange(len(lines))
            if act == 4:
                lines.insert(i, lines[j])
            else:
                lines[i], lines[j] = lines[j], lines[i]
            text = "\n".join(lines)
    return text


def json_text(value: Any, rng: Random) -> str:
    """Return a value as JSON, sometimes with a repeated key, a number in Python's notation, or
    escapes.
    """
    try:
        text = json.dumps(value, ensure_ascii=rng.random() < 0.3)
    except (ValueError, RecursionError):  # a number has more digits than Python converts
        return "[" + "9" * 5000 + "]"
    if rng.random() < 0.08:
        name = rng.choice(("label", "sentence", "guid", "word", "x"))
        at = text.find("{", rng.randrange(len(text) + 1))
        if at >= 0:
            value = rng.choice(("1", "null", '""'))
            text = f'{text[: at + 1]}"{name}": {value}, {text[at + 1 :]}'
    return text


def encoded(text: str, rng: Random) -> bytes:
    """Return the bytes of a text, nearly always in UTF-8."""
    draw = rng.random()
    name = "utf-8"
    if draw < 0.04:
        name = rng.choice(("cp949", "utf-16", "utf-8-sig", "utf-32", "latin-1"))
    errors = "surrogatepass" if name.startswith("utf") else "replace"
    return text.encode(name, errors)
