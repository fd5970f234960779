"""Translation of messages into the user's language.

Messages are written in English in the code. A message is translated when it is shown: the catalogue
of translations is searched for the whole message, or for the template from which it was made (`"{n}
rows in, {n} rows out"`); the values are kept. A message without a translation is shown in English.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Final, NamedTuple

from reaug.core.plurals import in_number
from reaug.language import language

_PLACE: Final = re.compile(r"\{(\d*)(?::([^{}]+))?\}")
_VALUE: Final = re.compile(r"\{(n?)\}")
_ENGLISH: Final = re.compile(r"(?<![\w./-])[a-z]{2,} [a-z]{2,}(?![\w./-])")
"""A pattern of two English words in sequence, which paths and names do not contain."""
_MOST_PARTS: Final = 6
_DEEPEST: Final = 3
_ENDS: Final = (
    " (to leave such lines out: --on-bad-fix skip, in a recipe on_bad_fix: skip)",
    "; keep one of the two",
)
"""Texts that may be at the end of any message."""
_ADVICE: Final = "{}; see {} --help"
_SEE: Final = re.compile(r"(.+); see ([^;]+) --help", re.DOTALL)
"""A message that ends in a hint; the text before the hint is translated separately.
"""
_LONGEST: Final = 4000
"""The longest message, in characters, that is matched against templates."""


def translated(message: str) -> str:
    """Return a message in the user's language.

    Examples
    --------
    >>> from reaug.language import choose
    >>> choose("ko")
    >>> translated("267 rows in, 260 rows out")
    '입력 267행, 출력 260행'
    >>> choose(None)
    """
    return korean(message) if message and language() == "ko" else in_number(message)


def korean(message: str) -> str:
    """Return a message in Korean; without a translation, return it unchanged.

    Examples
    --------
    >>> korean("rows.csv already exists; choose another --output")
    'rows.csv가 이미 있다. --output에 다른 이름을 지정하라'
    """
    if (own := getattr(message, "ko", None)) is not None:  # a message with its own Korean
        return str(own)
    return _korean(message)


@lru_cache(maxsize=4096)
def _korean(message: str, depth: int = 0) -> str:
    """Return a text in Korean from the catalogue."""
    # `depth` is the number of texts that contain it.
    # A template that begins with a value could match a place and a message together (`rows.json: {}
    # of row {}`). So templates that begin with words are tried first, then a place followed by a
    # message, and last the templates that begin with a value.
    exact = _catalogue().get(message)
    if exact is not None:
        return exact
    for end in _ENDS:
        if message.endswith(end):
            return f"{_korean(message[: -len(end)], depth)} {_catalogue()[end]}"
    if (advised := _SEE.fullmatch(message)) is not None:
        advice = _filled(_catalogue()[_ADVICE], [_korean(advised[1], depth), advised[2]])
        return advice.replace("?. ", "? ")
    korean = _of_template(message, depth, begins_with_value=False)
    if korean is not None:
        return korean
    if message[:1] == " ":
        return _line(message, depth)
    inside = depth <= _DEEPEST
    placed = _behind_a_place(message, depth + 1) if inside else None
    if placed is not None and not _ENGLISH.search(placed):
        return placed
    korean = _of_template(message, depth, begins_with_value=True) or placed
    if korean is None and inside:
        korean = _of_parts(message, depth + 1)
    return message if korean is None else korean


def _of_template(message: str, depth: int, *, begins_with_value: bool) -> str | None:
    """Return the Korean of a text that was made from a template; None if no template matches."""
    if len(message) > _LONGEST:
        return None
    for template in _templates("{" if begins_with_value else message[:1]):
        # Each line is searched separately, unless the template has several lines.
        if "\n" in message and "\n" not in template.text:
            continue
        if not all(part in message for part in template.parts):
            continue
        match = template.pattern.fullmatch(message)
        if match is not None:
            return _filled(template.text, [_value(group, depth) for group in match.groups()])
    return None


def _behind_a_place(message: str, depth: int) -> str | None:
    """Return the Korean of a message after the name of its file, row or step, or None."""
    if "\n" in message or len(message) > _LONGEST:
        return None
    for colon in itertools.islice(re.finditer(": ", message), _MOST_PARTS):
        head, tail = message[: colon.start()], message[colon.end() :]
        if " " not in tail or (korean := _korean(tail, depth)) == tail:
            continue
        if not _ENGLISH.search(shown := _korean(head, depth) if " " in head else head):
            return f"{shown}: {korean}"
    return None


def _of_parts(message: str, depth: int) -> str | None:
    """Return the Korean of a text that consists of lines, sentences or a known phrase."""
    # Return None if a part would stay English.
    if "\n" in message:
        return "\n".join(_line(line, depth) for line in message.split("\n"))
    if len(message) > _LONGEST:
        return None
    for between in ("; ", ". "):
        parts = message.split(between)
        if 1 < len(parts) <= _MOST_PARTS:
            made = [_korean(part, depth) for part in parts]
            if all(sentence != part for sentence, part in zip(made, parts, strict=True)):
                return ". ".join(made).replace("?. ", "? ")
    if message[:1].isupper():
        phrase = message[:1].lower() + message[1:].removesuffix(".")
        if (korean := _korean(phrase, depth)) != phrase:
            return korean + "." * message.endswith(".")
    return None


def _value(text: str, depth: int) -> str:
    """Return a value in Korean."""
    # A single word is returned unchanged, since it may be the user's label or column.
    core = text.rstrip(" ,;")
    if " " not in core.strip():
        return text
    for between in ("; ", ", "):
        names = core.split(between)
        if 1 < len(names) <= _MOST_PARTS and all(" " in name for name in names):
            korean = [_korean(name, depth) for name in names]
            if all(
                name_in_korean != name for name_in_korean, name in zip(korean, names, strict=True)
            ):
                return between.join(korean) + text[len(core) :]
    return _korean(core, depth) + text[len(core) :]


def _line(line: str, depth: int) -> str:
    """Return a line of a text in Korean, with its indent."""
    text = line.lstrip(" ")
    return line[: len(line) - len(text)] + _korean(text, depth)


def _filled(text: str, values: list[str]) -> str:
    """Return a Korean template filled with values."""
    # `{:은}` adds the form of the particle that fits.
    following = iter(range(len(values)))

    def value(place: re.Match[str]) -> str:
        number, particle = place.groups()
        word = values[int(number) if number else next(following)]
        return _attached(word, particle) if particle else word

    return _PLACE.sub(value, text)


def _attached(word: str, particle: str) -> str:
    from reaug.korean.josa import attach

    return attach(word, particle)


@cache
def _catalogue() -> Mapping[str, str]:
    from reaug.language.korean_words import KOREAN

    return KOREAN


class _Template(NamedTuple):
    """A template of the catalogue: its fixed parts, its pattern, and its Korean text."""

    parts: tuple[str, ...]
    pattern: re.Pattern[str]
    text: str


@cache
def _templates(first: str) -> tuple[_Template, ...]:
    """Return the templates that begin with `first` (`{` for a value), longest first."""
    fitting = [
        (template, text)
        for template, text in _catalogue().items()
        if _VALUE.search(template) and template[:1] == first
    ]
    fitting.sort(key=lambda pair: -len(_VALUE.sub("", pair[0])))
    return tuple(
        _Template(tuple(_VALUE.split(template)[::2]), _pattern(template), text)
        for template, text in fitting
    )


def _pattern(template: str) -> re.Pattern[str]:
    """Return a pattern that matches the messages of a template, a group for each value."""
    parts = _VALUE.split(template)
    texts = (re.escape(part) for part in parts[::2])
    groups = [r"([\d.,]+)" if kind == "n" else "(.*?)" for kind in parts[1::2]]
    return re.compile("".join(itertools.chain(*zip(texts, [*groups, ""], strict=True))), re.DOTALL)
