"""Replace names of lexicons in patterns: `{kin}` becomes an alternation of all words of `kin`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from pydantic_core import PydanticCustomError

from reaug.core.quotes import shorten
from reaug.strict_yaml import Place

# A name in braces; `\p{Hangul}` is a script, and `{2,4}` begins with a digit.
_NAMED: Final = re.compile(r"(?<!\\)(?<!\\[pP])\{([^\W\d][^{}\s/]*)\}")
_OTHERS: Final = ("name", "en", "ko", "hits", "misses", "labels", "not_labels", "choices")


def expanded(data: Any) -> Any:
    """Return a book's data with lexicons expanded in `patterns` and `ambiguities`.

    Raises
    ------
    PydanticCustomError
        A pattern names a lexicon that the book does not have.
    """
    if not isinstance(data, dict):
        return data
    lexicons = data.get("lexicons")
    words = {
        name: _alternation(list_)
        for name, list_ in (lexicons if isinstance(lexicons, dict) else {}).items()
        if isinstance(list_, list | tuple) and all(isinstance(word, str) for word in list_)
    }
    changed = dict(data)
    for section in ("patterns", "ambiguities"):
        if isinstance(data.get(section), list):
            changed[section] = [
                _walk(entry, words, (section, index)) for index, entry in enumerate(data[section])
            ]
    return changed


def _walk(value: Any, words: Mapping[str, str], at: Place) -> Any:
    if isinstance(value, dict):
        return {
            key: inner if key in _OTHERS else _walk(inner, words, (*at, key))
            for key, inner in value.items()
        }
    if isinstance(value, list):
        return [_walk(inner, words, (*at, index)) for index, inner in enumerate(value)]
    return _filled(value, words, at) if isinstance(value, str) else value


def _filled(pattern: str, words: Mapping[str, str], at: Place) -> str:
    def pieces() -> Iterator[str]:
        end = 0
        for match in _NAMED.finditer(pattern):
            name = match[1]
            if name not in words:
                known = ", ".join(words) or "none"
                message = f"unknown lexicon {shorten(name)}; the book has: {known}"
                raise PydanticCustomError(
                    "inconsistent", "{message}", {"message": message, "at": at}
                )
            yield pattern[end : match.start()] + words[name]
            end = match.end()
        yield pattern[end:]

    return "".join(pieces())


def _alternation(words: Iterable[str]) -> str:
    longest_first = sorted(dict.fromkeys(words), key=lambda word: (-len(word), word))
    return f"(?:{'|'.join(map(re.escape, longest_first))})"
