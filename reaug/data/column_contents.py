"""Recognise by its values which field a column contains, if its name does not show it.

The fields are the sentence, the label, and word, offsets and type of both mentions. The sentence
column is the column of texts in which the values of other columns (the words of the mentions)
occur. All rows are used, so that their order does not matter.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from reaug.core.schema import ROLES
from reaug.data.raw import MISSING, Column, Raw

_MOST: Final = 0.9
"""Minimum share of rows whose sentence contains the column's value, for a column of words."""
_FRACTION: Final = re.compile(r"-?\d+\.\d+(?:[eE][+-]?\d+)?")
_TRIED: Final = 50
"""The number of rows after which two columns of numbers are no offsets if no row fits."""
_LONGEST_NAME: Final = 60
"""Maximum length of a label or type in characters."""


def add_by_content(raw: Raw, fields: dict[str, str]) -> None:
    """Add to `fields` the columns of sentence, words, offsets, types and label that are missing.

    Fields that were recognised by name stay. Only unambiguous results are added.
    """
    both = _add_words(raw, fields)
    _add_offsets(raw, fields)
    if both:
        _add_neighbours(raw, fields)


def _add_words(raw: Raw, fields: dict[str, str]) -> bool:
    """Add the columns of the sentence and of the words; return whether both words were added."""
    needed = ["sentence", *(f"{role}.word" for role in ROLES if role not in fields)]
    lacking = [field for field in needed if field not in fields]
    if not lacking:
        return False
    free = {name: values_of(column) for name, column in raw.columns.items()}
    free = {name: values for name, values in free.items() if name not in fields.values()}
    texts = {name: values for name, values in free.items() if _is_text(values)}
    if "sentence" in fields:
        sentences = values_of(raw.columns[fields["sentence"]])
        words = _columns_of_words(sentences, texts)
    else:
        words_by_text = {
            name: words
            for name, values in texts.items()
            if (words := _columns_of_words(values, texts))
        }
        if len(words_by_text) != 1:
            return False
        ((fields["sentence"], words),) = words_by_text.items()
    roles = [role for role in ROLES if role not in fields and f"{role}.word" not in fields]
    if len(words) != len(roles):
        return False
    for role, word in zip(roles, words, strict=True):
        fields[f"{role}.word"] = word
    return len(roles) == len(ROLES)


def _add_offsets(raw: Raw, fields: dict[str, str]) -> None:
    """Add the columns of numbers that say where the words are in the sentences.

    This is done for mentions whose word has a column and whose offsets have none. The start must be
    at the word, in any unit, counted from 0 or 1, and the end as far behind it as the word is long.
    """
    roles = [
        role
        for role in ROLES
        if f"{role}.word" in fields and not {f"{role}.start", f"{role}.end"} <= set(fields)
    ]
    if "sentence" not in fields or not roles:
        return
    used = set(fields.values())
    numbers = {
        name: [_whole(value) for value in values]
        for name, column in raw.columns.items()
        if name not in used and _are_numbers(values := values_of(column))
    }
    numbers = {name: values for name, values in numbers.items() if any(values)}
    if not numbers:
        return
    sentences = values_of(raw.columns[fields["sentence"]])
    for role in roles:
        words = values_of(raw.columns[fields[f"{role}.word"]])
        numbers = {name: column for name, column in numbers.items() if name not in used}
        _add_span(role, list(zip(sentences, words, strict=True)), numbers, fields)
        used |= set(fields.values())


def _add_span(
    role: str,
    rows: Sequence[tuple[Any, Any]],
    numbers: Mapping[str, Sequence[int | None]],
    fields: dict[str, str],
) -> None:
    """Add the one pair of columns that is the start and the end of a mention, if there is one.

    `rows` are the sentences and the words of the mention, `numbers` the values of the columns.
    """
    pairs = [
        (start, end)
        for start, end in itertools.permutations(numbers, 2)
        if _are_spans(rows, numbers[start], numbers[end])
    ]
    if len(pairs) == 1 and not {f"{role}.start", f"{role}.end"} & set(fields):
        fields[f"{role}.start"], fields[f"{role}.end"] = pairs[0]


def _are_spans(
    rows: Sequence[tuple[Any, Any]], starts: Sequence[int | None], ends: Sequence[int | None]
) -> bool:
    fits = given = 0
    for (text, word), start, end in zip(rows, starts, ends, strict=True):
        if start is None or end is None or not isinstance(text, str) or not word:
            continue
        given += 1
        fits += _is_span(text, str(word), start, end)
        if given == _TRIED and not fits:
            return False
    return given * 2 >= len(rows) > 0 and fits >= _MOST * given


def _is_span(text: str, word: str, start: int, end: int) -> bool:
    """Return whether the offsets could be those of a word, in code points, UTF-16 or UTF-8."""
    place = -1
    while (place := text.find(word, place + 1)) >= 0:
        for encoding, size in (("utf-32-le", 4), ("utf-16-le", 2), ("utf-8", 1)):
            first = len(text[:place].encode(encoding, "surrogatepass")) // size
            length = len(word.encode(encoding, "surrogatepass")) // size
            if start - first in (0, 1) and end - start - length in (-1, 0):
                return True
    return False


def _whole(value: Any) -> int | None:
    number = math.nan if value in (None, "") else float(value)
    return int(number) if math.isfinite(number) else None


def _columns_of_words(sentences: Sequence[Any], texts: Mapping[str, Sequence[Any]]) -> list[str]:
    """Return the names of the columns whose value is a part of the sentence in nearly every row."""
    # `texts` maps the name of each column of text to its values.
    words = []
    for name, values in texts.items():
        pairs = [(text, word) for text, word in zip(sentences, values, strict=True) if word]
        inside = sum(
            isinstance(text, str) and len(word) < len(text) and word in text for text, word in pairs
        )
        if pairs and inside >= _MOST * len(values):
            words.append(name)
    return words


def _add_neighbours(raw: Raw, fields: dict[str, str]) -> None:
    """Add the columns of offsets, types and label to `fields`, by their position in the table.

    In most tables, offsets and type are to the right of the mention's word, and the label is to the
    right of both mentions. `fields` has both words already.
    """
    order, used = list(raw.columns), set(fields.values())
    free = {name: values_of(raw.columns[name]) for name in order if name not in used}
    places = [order.index(fields[f"{role}.word"]) for role in ROLES]
    if places != sorted(places):
        return
    parts = {
        "subject": order[places[0] + 1 : places[1]],
        "object": order[places[1] + 1 :],
    }
    names = {}
    for role, suffix in parts.items():
        columns = [name for name in suffix if name in free]
        numbers = [name for name in columns if _are_numbers(free[name])]
        for part, name in zip(("start", "end"), numbers[:2], strict=False):
            if len(numbers) >= 2:
                fields.setdefault(f"{role}.{part}", name)
        names[role] = [
            name
            for name in columns
            if name not in numbers and holds_names(free[name]) and not _are_fractions(free[name])
        ]
    if len(names["subject"]) == 1 and names["object"]:
        fields.setdefault("subject.type", names["subject"][0])
        fields.setdefault("object.type", names["object"].pop(0))
    if len(names["object"]) == 1:
        fields.setdefault("label", names["object"][0])


def are_ids_of(numbers: Column, others: Column, *, named: bool) -> bool:
    """Return whether a column contains an integer id for each value of another column.

    For example, `reaug encode` writes a column of label ids beside the labels. Each value must have
    one id, and each id one value. With `named`, the values of the other column must be text.
    """
    pairs = [
        (number, other)
        for number, other in zip(values_of(numbers), values_of(others), strict=True)
        if number is not None
    ]
    kinds = str if named else (str, int)
    if not pairs or not all(type(n) is int and isinstance(other, kinds) for n, other in pairs):
        return False
    classes = set(pairs)
    return len({n for n, _ in classes}) == len({other for _, other in classes}) == len(classes)


def holds_names(column: Column) -> bool:
    """Return whether the values could be labels or types: short text or integers, with repeats."""
    values = [value for value in values_of(column) if value is not None]
    if not values or not all(isinstance(value, str | int) for value in values):
        return False
    texts = {str(value) for value in values}
    few = len(texts) <= max(20, len(values) // 2)
    return few and max(map(len, texts)) <= _LONGEST_NAME


def is_constant(column: Column) -> bool:
    """Return whether there are several rows and all have the same value."""
    values = {str(value) for value in values_of(column)}
    return len(values) == 1 and len(column) > 1


def _is_text(values: Sequence[Any]) -> bool:
    present = [value for value in values if value is not None]
    return bool(present) and all(isinstance(value, str) for value in present)


def _are_numbers(values: Sequence[Any]) -> bool:
    present = [value for value in values if value not in (None, "")]
    return bool(present) and all(
        (isinstance(value, int | float) and not isinstance(value, bool))
        or (isinstance(value, str) and value.strip().removesuffix(".0").isdecimal())
        for value in present
    )


def _are_fractions(values: Sequence[Any]) -> bool:
    """Return whether all values are decimal numbers, such as scores, which are no labels."""
    texts = [str(value) for value in values if value not in (None, "")]
    return bool(texts) and all(_FRACTION.fullmatch(text) for text in texts)


def values_of(column: Column) -> list[Any]:
    """Return the values of a column, with None for missing ones."""
    values = column if isinstance(column, list) else column.to_pylist()
    return [None if value is MISSING else value for value in values]
