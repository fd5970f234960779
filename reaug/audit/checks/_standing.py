"""Whether the type of an unusual object stands, so that its label is what is in question.

대통령 as an object of org:top_members/employees is typed POH, and rightly: it is POH wherever the
set marks it. Whoever reads "unusual type" there looks at the wrong field, and at hundreds of rows
where the annotators followed one convention: to label the title instead of the person.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from typing import Final, NamedTuple

from reaug.audit.mention_edges import ROLES
from reaug.audit.rows import Rows

LEAST_ROWS: Final = 10
"""Rows of one label and object type from which on they are one convention, told once."""
_SEEN: Final = 2
"""Mentions of a word under other labels that say what its type is."""
_MAJORITY: Final = 2 / 3
_KNOWN: Final = 1 / 3
"""Of the rows of a convention, those whose word other rows mark with the type too."""


class Parted(NamedTuple):
    """Unusual objects, by what is in question; rows in order.

    conventions : the rows of each label and object type, told once.
    labels : rows whose type stands, with mentions of the word that have it, and all.
    types : the others.
    """

    conventions: dict[tuple[str, str], list[int]]
    labels: dict[int, tuple[int, int]]
    types: list[int]


def parted(rows: Rows, unusual: Sequence[int], never: Collection[str] = ()) -> Parted:
    """Part rows with an unusual object type by whether it is the type that is in question.

    Types in `never` do not stand on what other rows say: a word has them by its form.

    A type stands where most mentions of the word under other labels have it. Words that no other
    row marks go with the words of their label and type that others do mark.
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
        standing = {row: vote for row, vote in known.items() if vote[0] >= _MAJORITY * vote[1]}
        mine = [row for row in members if row in standing or row not in known]
        agreed = len(standing) >= max(_MAJORITY * len(known), _KNOWN * len(mine))
        if agreed and len(mine) >= LEAST_ROWS:
            conventions[label, type_] = mine
            continue
        labels |= standing
    explained = {row for members in conventions.values() for row in members} | labels.keys()
    return Parted(conventions, labels, [row for row in unusual if row not in explained])


def _mentions(rows: Rows, wanted: Iterable[str]) -> dict[str, Counter[tuple[str, str]]]:
    """How often each word is marked with which label and type, as either mention."""
    seen: dict[str, Counter[tuple[str, str]]] = {word: Counter() for word in wanted}
    for role in ROLES:
        columns = rows.words(role).to_pylist(), rows.labels, rows.types(role).to_pylist()
        for word, label, type_ in zip(*columns, strict=True):
            if word in seen and type_ is not None:
                seen[word][label, type_] += 1
    return seen


def _votes(seen: Counter[tuple[str, str]], label: str, type_: str) -> tuple[int, int]:
    """Mentions under other labels that have the type, and all."""
    others = {key: count for key, count in seen.items() if key[0] != label}
    return sum(n for key, n in others.items() if key[1] == type_), sum(others.values())
