"""Read the parts of documents from JSON, recording invalid parts as flaws of the document."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from reaug.core.quotes import shorten
from reaug.data.documents.document import (
    BAD_VALUE,
    MISSING_FIELD,
    Document,
    Mention,
    Relation,
    key_of,
    whole_number,
)

_ABSENT: Any = object()
"""Stands for a missing field, since a field can be null."""


def id_of(row: Mapping[str, Any], *names: str) -> str | None:
    """Return the id of a document, from the first of `names` that the row has; None if invalid."""
    return next((key_of(row[name]) for name in names if name in row), None)


def text_of(document: Document, row: Mapping[str, Any], name: str) -> str:
    """Return the text of a document; without one, record a flaw and return ""."""
    value = row.get(name)
    if isinstance(value, str):
        return value
    if value is None:
        message = "is null" if name in row else "is missing"
        document.flaw(name, MISSING_FIELD, message)
    else:
        document.flaw(name, BAD_VALUE, f"must be text, not {shorten(value)}")
    return ""


def first_of(item: Mapping[str, Any], names: Iterable[str]) -> Any:
    """Return the value of the first of `names` that an object has, else `_ABSENT`."""
    return next((item[name] for name in names if name in item), _ABSENT)


def items_of(document: Document, value: Any, field: str) -> list[dict[str, Any]]:
    """Return the JSON objects of a list; record a flaw for each other item."""
    if value is None:
        return []
    if not isinstance(value, list):
        document.flaw(field, BAD_VALUE, f"must be a list, not {shorten(value)}")
        return []
    items = []
    for item in value:
        if isinstance(item, dict):
            items.append(item)
        else:
            document.flaw(field, BAD_VALUE, f"contains {shorten(item)}, which is not an object")
    return items


def read_mentions(
    document: Document,
    value: Any,
    *,
    key: Sequence[str],
    start: Sequence[str],
    end: Sequence[str],
    type_: Sequence[str],
    word: Sequence[str] = (),
    field: str = "entities",
) -> None:
    """Add the mentions that a list of JSON objects describes to the document.

    `key`, `start`, `end`, `type_` and `word` are the possible names of each field in an object.
    """
    keys = {mention.key for mention in document.mentions}
    for number, item in enumerate(items_of(document, value, field)):
        named = first_of(item, key)
        name = str(number) if named is _ABSENT else key_of(named)
        sides = [first_of(item, names) for names in (start, end)]
        spans = [whole_number(side) for side in sides]
        wrong = next((i for i, side in enumerate(spans) if side is None), None)
        if name is None:
            document.flaw(
                f"{field}.{key[0]}", BAD_VALUE, f"is {shorten(named)}, which is not an id"
            )
        elif name in keys:
            document.flaw(
                f"{field}.{key[0]}", BAD_VALUE, f"{shorten(name)} is the id of two mentions"
            )
        elif wrong is not None:
            names = (start, end)[wrong]
            missing = sides[wrong] is _ABSENT
            document.flaw(
                f"{field}.{names[0]}",
                MISSING_FIELD if missing else BAD_VALUE,
                "is missing" if missing else f"must be a whole number, not {shorten(sides[wrong])}",
            )
        else:
            add_mention(document, name, spans, item, type_, word, field)
        if name is not None:
            keys.add(name)


def add_mention(
    document: Document,
    name: str,
    span: Sequence[int | None],
    item: Mapping[str, Any],
    type_: Sequence[str],
    word: Sequence[str],
    field: str,
) -> None:
    """Add a mention with a known span to the document.

    Its type may be a text, a list of one text, or missing. `name` is the mention's key.
    """
    kind = first_of(item, type_)
    if isinstance(kind, list) and len(kind) == 1:
        kind = kind[0]
    if kind is _ABSENT or kind in ("", []):
        kind = None
    if kind is not None and not isinstance(kind, str):
        document.flaw(f"{field}.{type_[0]}", BAD_VALUE, f"must be text, not {shorten(kind)}")
        return
    text = first_of(item, word)
    start, end = span
    document.mentions.append(
        Mention(name, start or 0, end or 0, kind, text if isinstance(text, str) else None)
    )


def read_relations(
    document: Document,
    value: Any,
    *,
    head: Sequence[str],
    tail: Sequence[str],
    label: Sequence[str],
    known: Sequence[str],
    field: str = "relations",
) -> None:
    """Read relations from a list of JSON objects, and add them to the document.

    `head`, `tail` and `label` are the possible names of each field in an object. Each relation
    becomes a row. Fields of its object that are not `known` become columns of this row.
    """
    for item in items_of(document, value, field):
        ends = [key_of(first_of(item, names)) for names in (head, tail)]
        if None in ends:
            names = (head, tail)[ends.index(None)]
            end = first_of(item, names)
            message = "is missing" if end is _ABSENT else f"is {shorten(end)}, which is not an id"
            document.flaw(f"{field}.{names[0]}", BAD_VALUE, message)
            continue
        for name in labels_of(document, first_of(item, label), f"{field}.{label[0]}"):
            own = {key: item[key] for key in item if key not in known and key != "guid"}
            guid = key_of(item.get("guid"))
            document.relations.append(Relation(str(ends[0]), str(ends[1]), name, guid, own))


def labels_of(document: Document, value: Any, field: str) -> list[str | None]:
    """Return the labels of a relation, given as a text or a list of texts.

    The result is `[None]` if the relation has no label yet.
    """
    if value is _ABSENT or value in (None, "", []):
        return [None]
    values = value if isinstance(value, list) else [value]
    labels: list[str | None] = []
    for item in values:
        if isinstance(item, str) and item:
            labels.append(item)
        else:
            document.flaw(field, BAD_VALUE, f"must be text, not {shorten(item)}")
    return labels


def rest(row: Mapping[str, Any], known: Iterable[str]) -> dict[str, Any]:
    """Return the fields that are not `known` to the format; they are kept as columns."""
    names = set(known)
    return {name: value for name, value in row.items() if name not in names}


def first_text(item: Mapping[str, Any], names: Iterable[str]) -> str | None:
    """Return the first of the named fields that is text; None if there is none."""
    values = (item.get(name) for name in names)
    return next((value for value in values if isinstance(value, str)), None)


def joined_tokens(
    document: Document, name: str, tokens: Sequence[Any]
) -> tuple[str, list[tuple[int, int]]]:
    """Return the tokens joined by single spaces, and the span of each.

    If a token is not text, record a flaw and return "" without spans.
    """
    wrong = [token for token in tokens if not isinstance(token, str)]
    if wrong:
        document.flaw(name, BAD_VALUE, f"contains {shorten(wrong[0])}, which is not text")
        return "", []
    places, at = [], 0
    for token in tokens:
        places.append((at, at + len(token)))
        at += len(token) + 1
    return " ".join(tokens), places
