"""Convert internal rows to a `datasets.Dataset` with the features of KLUE on the Hugging Face
hub.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import xxhash

from reaug.core.schema import GUID, LABEL, PARENT, ROW_ID, SENTENCE, SOURCE
from reaug.data.digest import row_hashes
from reaug.data.mention_columns import PARTS
from reaug.data.parents import COLUMN
from reaug.data.raw import FEATURE
from reaug.data.row_batches import passed
from reaug.data.rows_to_klue import to_klue
from reaug.data.save_dataset import AHEAD, PART, Parts, Rows, value
from reaug.errors import InputError, OutputError
from reaug.files.mapped_files import give_back

if TYPE_CHECKING:
    import datasets


def to_dataset(table: pa.Table, *, labels: Sequence[str]) -> datasets.Dataset:
    """Return internal rows as a data set.

    Parameters
    ----------
    table
        n rows of `CORE_SCHEMA`, followed by the user's columns.
    labels
        The names of the labels (of the ClassLabel), in the order of their ids.

    Returns
    -------
    datasets.Dataset
        The columns of `to_klue`; also `parent`, the id of the original row, if any row is a copy.
        `label` is a ClassLabel. The fingerprint depends only on content and order, so that equal
        runs write equal files.

    Raises
    ------
    InputError
        The label of a row is not among `labels`.
    OutputError
        `datasets` has no type for one of the user's columns.

    Examples
    --------
    >>> from reaug.core.examples import batch_of
    >>> rows = to_dataset(batch_of("[S|ORG|삼성]의 [O|PER|이재용]").table, labels=["no_relation"])
    >>> rows.features["label"].names, rows[0]["object_entity"]["word"]
    (['no_relation'], '이재용')
    """
    import datasets
    from datasets.table import InMemoryTable

    klue = _with_ids(table, labels)
    features = _features(klue.schema, list(labels))
    fingerprint = _fingerprint(table, klue.column_names, labels)
    # One chunk, so that the saved bytes do not depend on how the rows were batched.
    rows = InMemoryTable(klue.combine_chunks().cast(features.arrow_schema))
    info = datasets.DatasetInfo(features=features)
    return datasets.Dataset(rows, info=info, fingerprint=fingerprint)


def to_save(table: pa.Table, *, labels: Sequence[str]) -> Rows | None:
    """Return the rows of `to_dataset` in the form that `save_dataset.save` writes.

    Returns None if only `datasets` itself can save them; see `save_dataset`.

    Raises
    ------
    InputError
        The label of a row is not among `labels`.
    """
    klue = _with_ids(table, labels)
    features = plain_features(klue.schema, labels)
    if features is None:
        return None
    fingerprint = _fingerprint(table, klue.column_names, labels)
    rows = Rows(klue.combine_chunks().cast(plain_schema(klue.schema)), features, fingerprint)
    return rows if rows.plain else None


def to_save_in_parts(table: pa.Table, *, labels: Sequence[str]) -> Parts | None:
    """Return the rows in the form that `save_dataset.save_parts` writes.

    This is for very many rows: they are converted part by part while they are written, since all
    converted rows together might not fit in memory. Returns None in the same cases as `to_save`.
    """
    named = not all(
        pc.all(pc.equal(batch[GUID], batch[ROW_ID]), min_count=0).as_py()
        for batch in passed(table.select([GUID, ROW_ID]))
    )

    def parts() -> Iterator[pa.Table]:
        for at in range(0, table.num_rows, PART):
            # Arrow writes some bytes after a slice as padding. So rows after it are included, which
            # makes these bytes the same however the rows are chunked.
            some = table.slice(at, PART + AHEAD)
            some = some.take(pa.array(np.arange(some.num_rows)))
            klue = _with_ids(some, labels, named=named)
            yield klue.combine_chunks().cast(plain_schema(klue.schema)).slice(0, PART)
            give_back()

    first = _with_ids(table.slice(0, 1), labels, named=named)
    features = plain_features(first.schema, labels)
    if features is None:
        return None
    return Parts(parts, features, _fingerprint(table, first.column_names, labels))


def plain_schema(schema: pa.Schema) -> pa.Schema:
    """Return a schema whose fields have no metadata."""
    return pa.schema([pa.field(field.name, field.type) for field in schema])


def plain_features(schema: pa.Schema, labels: Sequence[str]) -> dict[str, Any] | None:
    """Return the features of a schema in the JSON form that `datasets` writes.

    Returns None if a column needs a feature that only `datasets` itself can describe.
    """
    if any((field.metadata or {}).get(FEATURE) is not None for field in schema):
        return None
    text, number = value(pa.string()), value(pa.int32())
    mention = dict(zip(PARTS, (text, number, number, text), strict=True))
    names: dict[str, Any] = {"names": list(labels), "_type": "ClassLabel"}
    known = {GUID: text, SENTENCE: text, LABEL: names, SOURCE: text}
    known |= dict.fromkeys(("subject_entity", "object_entity"), mention)
    features = {field.name: known.get(field.name) or value(field.type) for field in schema}
    return None if None in features.values() else features


def _with_ids(table: pa.Table, labels: Sequence[str], *, named: bool | None = None) -> pa.Table:
    """Return the rows in KLUE's schema, with labels as ids, and with the column `parent`."""
    # `named` is explained in `to_klue`.
    klue = _with_parents(to_klue(table, named=named), table)
    ids = pc.index_in(klue[LABEL], value_set=pa.array(list(labels), pa.string()))
    unknown = pc.and_(ids.is_null(), klue[LABEL].is_valid())
    if pc.any(unknown).as_py():
        unknown_labels = klue[LABEL].filter(unknown).unique().to_pylist()
        raise InputError(
            f"rows have unknown labels: {', '.join(sorted(unknown_labels))}. Known labels: "
            f"{', '.join(labels)}"
        )
    at = klue.column_names.index(LABEL)
    return klue.set_column(at, LABEL, ids.cast(pa.int64()))


def _with_parents(klue: pa.Table, table: pa.Table) -> pa.Table:
    """Return KLUE's columns with `parent` added, unless the user has a column of that name."""
    if PARENT not in table.column_names or COLUMN in klue.column_names:
        return klue
    return klue.append_column(pa.field(COLUMN, pa.string()), table[PARENT].cast(pa.string()))


def _features(schema: pa.Schema, labels: list[str]) -> Any:
    import datasets

    text, number = datasets.Value("string"), datasets.Value("int32")
    mention = dict(zip(PARTS, (text, number, number, text), strict=True))
    known = {
        GUID: text,
        SENTENCE: text,
        "subject_entity": mention,
        "object_entity": mention,
        LABEL: datasets.ClassLabel(names=labels),
        SOURCE: text,
    }
    return datasets.Features(
        {field.name: known.get(field.name) or _feature(field) for field in schema}
    )


def _feature(field: pa.Field) -> Any:
    """Return the `datasets` feature of a user's column."""
    # This is the feature that the column had in the input, if that still fits the column; otherwise
    # a feature for the column's type.
    import datasets

    saved = (field.metadata or {}).get(FEATURE)
    if saved is not None:
        feature = datasets.Features.from_dict({field.name: json.loads(saved)})
        if feature.arrow_schema.field(0).type == field.type:
            return feature[field.name]
    try:
        plain = pa.schema([field.remove_metadata()])
        return datasets.Features.from_arrow_schema(plain)[field.name]
    except (ValueError, NotImplementedError) as error:
        raise OutputError(
            f"column '{field.name}' contains {field.type}, which a datasets.Dataset cannot store; "
            "convert it to text or numbers"
        ) from error


def _fingerprint(table: pa.Table, columns: Sequence[str], labels: Sequence[str]) -> str:
    """Return a hash of the rows, their order and the label names."""
    # It replaces the fingerprint of `datasets`, which would pickle the whole table.
    digest = xxhash.xxh64(json.dumps([list(columns), list(labels)]).encode())
    for row in row_hashes(table):
        digest.update(row)
    for batch in passed(table.select([ROW_ID])):
        digest.update("".join(f"{row_id}\0" for row_id in batch[ROW_ID].to_pylist()).encode())
    return digest.hexdigest()
