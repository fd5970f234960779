"""Decide whether the unusual type of an object is right, so that the label is in question.

대통령 as an object of org:top_members/employees has the type POH. The type is right, because the
set marks 대통령 as POH everywhere. A finding about the type would point to the wrong field, on
hundreds of rows in which annotators followed one convention: to mark the title instead of the
person.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from typing import Final, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from reaug.audit.mention_edges import ROLES
from reaug.audit.rows import Rows
from reaug.core.arrays import rows_where

LEAST_ROWS: Final = 10
"""The least number of rows with the same label and object type that count as one convention, which
is reported once.
"""
_SEEN: Final = 2
"""The least number of mentions of a word under other labels that show its type."""
_MAJORITY: Final = 2 / 3
_KNOWN: Final = 1 / 3
"""The least share of a convention's rows whose word has the same type in other rows, too."""


class Parted(NamedTuple):
    """Rows whose object has an unusual type, divided by what may be wrong.

    conventions : by label and object type, rows that seem to follow a convention of the annotators;
        at least `LEAST_ROWS` rows for each pair. Each convention is reported once.
    labels : rows whose label may be wrong, because the type is right. For each, the number of
        mentions of the object's word that have the type under other labels, and the number of all
        its mentions under other labels.
    types : the other rows, whose type may be wrong.
    """

    conventions: dict[tuple[str, str], list[int]]
    labels: dict[int, tuple[int, int]]
    types: list[int]


def parted(rows: Rows, unusual: Sequence[int], never: Collection[str] = ()) -> Parted:
    """Return the rows with an unusual object type, divided by whether type or label may be wrong.

    A type counts as right if most mentions of the object's word under other labels have this type.
    If the word has too few other mentions, the row is treated like the other rows with its label
    and object type.

    Parameters
    ----------
    rows
        The set.
    unusual
        The positions of the rows whose object type is unusual for the label.
    never
        Types that may always be wrong, whatever the other mentions show, because the form of a word
        shows whether it can have the type.
    """
    if not len(unusual):
        return Parted({}, {}, [])
    types = rows.types("object").to_pylist()
    words = rows.words("object").to_pylist()
    seen = _mentions(rows.whole, {words[row] for row in unusual})
    groups: dict[tuple[str, str], list[int]] = {}
    for row in unusual:
        groups.setdefault((rows.labels[row], types[row]), []).append(row)
    conventions: dict[tuple[str, str], list[int]] = {}
    labels: dict[int, tuple[int, int]] = {}
    for (label, type_), members in groups.items():
        if type_ in never:
            continue
        votes = {row: _counts_under_other_labels(seen[words[row]], label, type_) for row in members}
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
    """Return how often each word is marked with each (label, type)."""
    # Subjects and objects count, in the rows of the whole set that the rule book can judge.
    seen: dict[str, Counter[tuple[str, str]]] = {word: Counter() for word in wanted}
    words = pa.array(sorted(seen), pa.string())
    for piece in rows.pieces():
        judged = piece.judged
        for role in ROLES:
            place = pa.array(rows_where(pc.is_in(judged.words(role), value_set=words)))
            columns = (
                column.take(place).to_pylist()
                for column in (judged.words(role), judged.batch.label, judged.types(role))
            )
            for word, label, type_ in zip(*columns, strict=True):
                if type_ is not None:
                    seen[word][label or "", type_] += 1
    return seen


def _counts_under_other_labels(
    seen: Counter[tuple[str, str]], label: str, type_: str
) -> tuple[int, int]:
    """Return a word's mentions under other labels: those of a type, and all."""
    others = {key: count for key, count in seen.items() if key[0] != label}
    return sum(n for key, n in others.items() if key[1] == type_), sum(others.values())
