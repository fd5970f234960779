"""Decides whether the type of an unusual object is right, so that its label is in question.

대통령 as an object of org:top_members/employees has the type POH, which is right: the set marks it
as POH everywhere. A finding about the type would point to the wrong field, on hundreds of rows
where the annotators followed one convention: to mark the title instead of the person.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from typing import Final, NamedTuple

from reaug.audit.mention_edges import ROLES
from reaug.audit.rows import Rows

LEAST_ROWS: Final = 10
"""From how many rows on a label and object type count as one convention, reported once."""
_SEEN: Final = 2
"""How many mentions of a word under other labels are needed to say what its type is."""
_MAJORITY: Final = 2 / 3
_KNOWN: Final = 1 / 3
"""The share of a convention's rows whose word other rows must mark with the type as well."""


class Parted(NamedTuple):
    """Unusual objects, by what is in question; rows in order.

    conventions : the rows of each label and object type that is reported once.
    labels : rows whose type is right, with the word's mentions that have it, and all.
    types : the other rows, whose type is in question.
    """

    conventions: dict[tuple[str, str], list[int]]
    labels: dict[int, tuple[int, int]]
    types: list[int]


def parted(rows: Rows, unusual: Sequence[int], never: Collection[str] = ()) -> Parted:
    """Split rows with an unusual object type by whether the type is in question.

    For types in `never`, other rows are not asked: the form of the word decides.

    A type is taken as right where most mentions of the word under other labels have it. Words that
    no other row marks follow the other words of their label and type.
    """
    if not len(unusual):
        return Parted({}, {}, [])
    types = rows.types("object").to_pylist()
    words = rows.words("object").to_pylist()
    seen = _mentions(rows, {words[row] for row in unusual})
    groups: dict[tuple[str, str], list[int]] = {}
    for row in unusual:
        groups.setdefault((rows.labels[row], types[row]), []).append(row)
    conventions: dict[tuple[str, str], list[int]] = {}
    labels: dict[int, tuple[int, int]] = {}
    for (label, type_), members in groups.items():
        if type_ in never:
            continue
        votes = {row: _votes(seen[words[row]], label, type_) for row in members}
        known = {row: vote for row, vote in votes.items() if vote[1] >= _SEEN}
        clear_votes = {row: vote for row, vote in known.items() if vote[0] >= _MAJORITY * vote[1]}
        doubtful_rows = [row for row in members if row in clear_votes or row not in known]
        agreed = len(clear_votes) >= max(_MAJORITY * len(known), _KNOWN * len(doubtful_rows))
        if agreed and len(doubtful_rows) >= LEAST_ROWS:
            conventions[label, type_] = doubtful_rows
            continue
        labels |= clear_votes
    explained = {row for members in conventions.values() for row in members} | labels.keys()
    return Parted(conventions, labels, [row for row in unusual if row not in explained])


def _mentions(rows: Rows, wanted: Iterable[str]) -> dict[str, Counter[tuple[str, str]]]:
    """Count how often each word is marked with which label and type, as either mention."""
    seen: dict[str, Counter[tuple[str, str]]] = {word: Counter() for word in wanted}
    for role in ROLES:
        columns = rows.words(role).to_pylist(), rows.labels, rows.types(role).to_pylist()
        for word, label, type_ in zip(*columns, strict=True):
            if word in seen and type_ is not None:
                seen[word][label, type_] += 1
    return seen


def _votes(seen: Counter[tuple[str, str]], label: str, type_: str) -> tuple[int, int]:
    """Count mentions under other labels: those with the type, and all."""
    others = {key: count for key, count in seen.items() if key[0] != label}
    return sum(n for key, n in others.items() if key[1] == type_), sum(others.values())
