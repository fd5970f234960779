"""Recognise by its values which field a column contains, if its name does not show it.

The fields are the sentence, the label, and word, offsets and type of both mentions. The sentence
column is the column of texts in which the values of other columns (the words of the mentions)
occur. All rows are used, so that their order does not matter.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from reaug.core.schema import ROLES
from reaug.data.raw import MISSING, Column, Raw

_MOST: Final = 0.9
"""Minimum share of rows whose sentence contains the column's value, for a column of words."""
_LONGEST_NAME: Final = 60
"""Maximum length of a label or type in characters."""


def add_by_content(raw: Raw, fields: dict[str, str]) -> None:
    """Add to `fields` the columns of sentence, words, offsets, types and label that are missing.

    Fields that were recognised by name stay. Only unambiguous results are added.
    """
    needed = ["sentence", *(f"{role}.word" for role in ROLES if role not in fields)]
    lacking = [field for field in needed if field not in fields]
    if not lacking:
        return
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
            return
        ((fields["sentence"], words),) = words_by_text.items()
    roles = [role for role in ROLES if role not in fields and f"{role}.word" not in fields]
    if len(words) != len(roles):
        return
    for role, word in zip(roles, words, strict=True):
        fields[f"{role}.word"] = word
    if len(roles) == len(ROLES):
        _add_neighbours(list(raw.columns), free, fields)


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


def _add_neighbours(
    order: Sequence[str], free: Mapping[str, Sequence[Any]], fields: dict[str, str]
) -> None:
    """Add the columns of offsets, types and label to `fields`, by their position in the table.

    In most tables, offsets and type are to the right of the mention's word, and the label is to the
    right of both mentions.

    Parameters
    ----------
    order
        The names of all columns, from left to right.
    free
        The values of the columns that were not recognised by name.
    fields
        The column of each field; it has both words already.
    """
    places = [order.index(fields[f"{role}.word"]) for role in ROLES]
    if places != sorted(places):
        return
    used = set(fields.values())
    parts = {
        "subject": order[places[0] + 1 : places[1]],
        "object": order[places[1] + 1 :],
    }
    names = {}
    for role, suffix in parts.items():
        columns = [name for name in suffix if name in free and name not in used]
        numbers = [name for name in columns if _are_numbers(free[name])]
        for part, name in zip(("start", "end"), numbers[:2], strict=False):
            if len(numbers) >= 2:
                fields.setdefault(f"{role}.{part}", name)
        names[role] = [name for name in columns if name not in numbers and holds_names(free[name])]
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


def values_of(column: Column) -> list[Any]:
    """Return the values of a column, with None for missing ones."""
    values = column if isinstance(column, list) else column.to_pylist()
    return [None if value is MISSING else value for value in values]
