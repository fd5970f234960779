"""Rows with the labels of several annotators.

The labels are in columns of one data set; or in one data set per annotator; or in one data set
whose column `annotator` names the annotator of each row.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

import pyarrow as pa

from reaug.core import schema
from reaug.core.arrays import I64
from reaug.core.batch import Batch
from reaug.core.schema import extra_columns
from reaug.errors import InputError, UsageError
from reaug.review.agreement import Ratings
from reaug.suggestions import unknown

ANNOTATOR: Final = "annotator"
"""Name of the column with the annotator of a row, as exports of Label Studio have it."""


class Annotated(NamedTuple):
    """n rows, and the label that each annotator gave them.

    table : the rows, with the columns of `CORE_SCHEMA` and the user's; their column `label` is not
        used.
    ratings : the annotators' labels of the n rows.
    notes : notes for the user about rows that were left out, one line each.
    """

    table: pa.Table
    ratings: Ratings
    notes: tuple[str, ...] = ()


def by_columns(table: pa.Table, names: Sequence[str]) -> Annotated:
    """Return the labels in columns of one data set, one column per annotator.

    An empty cell is no label.

    Raises
    ------
    UsageError
        Fewer than two columns are named, or a column does not exist.
    InputError
        No row was labelled by two annotators.

    Examples
    --------
    >>> from reaug.core.examples import batch_of
    >>> table = batch_of("[S|PER|이순신]은 [O|LOC|한양]에서 났다.").table
    >>> for name, label in (("가람", "per:origin"), ("나래", "per:place_of_birth")):
    ...     table = table.append_column(name, pa.array([label]))
    >>> by_columns(table, ["가람", "나래"]).ratings.categories
    ('per:origin', 'per:place_of_birth')
    """
    if len(names) < 2 or len(set(names)) < len(names):
        raise UsageError("name two columns or more, each once: one per person")
    extra = extra_columns(table.schema)
    for name in names:
        if name not in (*extra, schema.LABEL, schema.SOURCE):
            # If the file has no label or source, these columns exist in reaug, but are null.
            filled = (
                column
                for column in (schema.LABEL, schema.SOURCE)
                if table[column].null_count < len(table)
            )
            raise UsageError(unknown("column", name, [*extra, *filled]))
    columns = [[_label(value) for value in table[name].to_pylist()] for name in names]
    return _checked(table, names, list(zip(*columns, strict=True)))


def _label(value: Any) -> str | None:
    """Return a cell as a label; None for a blank cell."""
    if value is None or value != value:  # NaN
        return None
    text = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
    return text.strip() or None


def by_sets(tables: Mapping[str, pa.Table]) -> Annotated:
    """Return the labels in one data set per annotator; rows match by sentence and mentions.

    Raises
    ------
    UsageError
        Fewer than two data sets are given.
    InputError
        No row is in two data sets.
    """
    if len(tables) < 2:
        raise UsageError(
            "agreement is between people: give a set for each person (reaug agree A.json B.json), "
            "name the columns that hold their labels (--labels A,B), or give one set whose column "
            "annotator says whose each row is"
        )
    names = list(tables)
    places = {name: _keys(table) for name, table in tables.items()}
    first, notes = tables[names[0]], []
    answers: list[tuple[str | None, ...]] = []
    labels = {name: table[schema.LABEL].to_pylist() for name, table in tables.items()}
    for key in places[names[0]]:
        at_keys = [places[name].get(key) for name in names]
        answers.append(
            tuple(
                None if at is None else _label(labels[name][at])
                for name, at in zip(names, at_keys, strict=True)
            )
        )
    for name in names[1:]:
        only_in_one = len(places[name].keys() - places[names[0]].keys())
        if only_in_one:
            notes.append(f"{name}: {only_in_one:,} rows are not in {names[0]}, and are left out")
    return _checked(first, names, answers)._replace(notes=tuple(notes))


def people_of(table: pa.Table) -> list[str]:
    """Return the names in the column `annotator`; [] if the data has no such column.

    Examples
    --------
    >>> from reaug.core.examples import batch_of
    >>> table = batch_of(*["[S|PER|이순신]은 [O|LOC|한양]에서 났다."] * 2).table
    >>> people_of(table.append_column("annotator", pa.array(["나래", "가람"])))
    ['가람', '나래']
    """
    if ANNOTATOR not in extra_columns(table.schema):
        return []
    return sorted({name for value in table[ANNOTATOR].to_pylist() if (name := _label(value))})


def by_people(table: pa.Table) -> Annotated:
    """Return the labels in one data set that has a row per annotator, such as Label Studio's
    export.

    Rows with the same sentence and mentions count as one row that several people annotated; the
    first is kept. Rows without an annotator are left out.

    Raises
    ------
    InputError
        No row was labelled by two people.

    Examples
    --------
    >>> from reaug.core.examples import batch_of
    >>> table = batch_of(*["[S|PER|이순신]은 [O|LOC|한양]에서 났다."] * 2, label="per:origin").table
    >>> both = by_people(table.append_column("annotator", pa.array(["나래", "가람"])))
    >>> both.ratings.raters, both.ratings.codes.tolist()
    (('가람', '나래'), [[0, 0]])
    """
    names = people_of(table)
    whose = [_label(value) for value in table[ANNOTATOR].to_pylist()]
    labels = table[schema.LABEL].to_pylist()
    first: dict[tuple[Any, ...], int] = {}
    answers: dict[tuple[Any, ...], dict[str, str | None]] = {}
    for (key, at), name in zip(_keys(table, whose).items(), whose, strict=True):
        if name is not None:
            unit = (key[:-2], key[-1])
            first.setdefault(unit, at)
            answers.setdefault(unit, {})[name] = _label(labels[at])
    rows = table.drop_columns([ANNOTATOR]).take(pa.array(list(first.values()), pa.int64()))
    annotated = _checked(
        rows, names, [[given.get(name) for name in names] for given in answers.values()]
    )
    unassigned = whose.count(None)
    notes = (f"{unassigned:,} rows have no annotator, and are left out",) if unassigned else ()
    return annotated._replace(notes=notes)


def _keys(table: pa.Table, whose: Sequence[str | None] = ()) -> dict[tuple[Any, ...], int]:
    """Return the position of each row by a key: sentence, spans, annotator (if given), counter."""
    # The counter is 0 for the first of several rows that are otherwise equal, then 1, and so on.
    batch = Batch(table).normal
    seen: Counter[tuple[Any, ...]] = Counter()
    keys: dict[tuple[Any, ...], int] = {}
    pairs = zip(batch.sentence.to_pylist(), batch.spans.tolist(), strict=True)
    for at, (sentence, spans) in enumerate(pairs):
        key = (sentence, *spans, *whose[at : at + 1])
        keys[(*key, seen[key])] = at
        seen[key] += 1
    return keys


def _checked(
    table: pa.Table, names: Sequence[str], answers: Sequence[Sequence[str | None]]
) -> Annotated:
    ratings = Ratings.of(names, answers)
    if not ((ratings.codes >= 0).sum(axis=1) >= 2).any():
        raise InputError(f"no row was labelled by two of {', '.join(names)}")
    return Annotated(table, ratings)


def labelled(annotated: Annotated, codes: I64) -> pa.Table:
    """Return the rows with new labels, one for each row.

    `codes` has the new labels as indices of the categories; a negative code gives the label null.
    """
    names = pa.array(annotated.ratings.categories, pa.string())
    mask = pa.array(codes, mask=codes < 0)
    table = annotated.table.select(schema.CORE_SCHEMA.names)
    at = table.schema.get_field_index(schema.LABEL)
    return table.set_column(at, table.schema.field(at), names.take(mask))
