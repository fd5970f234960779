"""Assign groups of rows to the parts of a split, so that each part has its share of every label."""

from __future__ import annotations

from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reaug.audit.near.pairs import pairs
from reaug.audit.near.sentences import Sentences
from reaug.core import schema
from reaug.core.arrays import F64, I64, U64
from reaug.core.batch import Batch
from reaug.core.schema import extra_columns
from reaug.core.text import contiguous
from reaug.errors import UsageError
from reaug.suggestions import unknown


def deal(group: I64, label: I64, key: U64, share: F64) -> I64:
    """Return the part (a fold, the test set …) to which each row is assigned (`int64[n]`).

    All rows of a group are in the same part. Groups of several rows are assigned first, from the
    largest: each goes to the part that is furthest below its share of rows and of the group's
    labels. Then single rows, label by label, fill the gaps.

    Parameters
    ----------
    group
        `int64[n]`, groups numbered from 0.
    label
        `int64[n]`, labels numbered from 0.
    key
        `uint64[n]`, random values to break ties.
    share
        `float64[k]`, the share of each part; they add up to 1.

    Examples
    --------
    >>> group, label = np.array([0, 0, 1, 2, 3, 4]), np.array([0, 0, 0, 0, 1, 1])
    >>> deal(group, label, np.arange(6, dtype=np.uint64), np.array([0.5, 0.5])).tolist()
    [0, 0, 1, 1, 0, 1]
    """
    n, kinds = len(group), int(label.max(initial=-1)) + 1
    sizes = np.bincount(group)
    target = share[:, None] * np.bincount(label, minlength=kinds)
    counts = np.zeros_like(target)
    part = np.full(n, -1, dtype=np.int64)
    order = np.lexsort((key, group))
    first = np.concatenate([[0], np.cumsum(sizes)])
    several = np.flatnonzero(sizes > 1)
    least = key[order[first[several]]] if len(several) else np.zeros(0, np.uint64)
    weight = 1 / np.maximum(np.bincount(label, minlength=kinds), 1)
    for i in several[np.lexsort((least, -sizes[several]))].tolist():
        rows = order[first[i] : first[i + 1]]
        labels, many = np.unique(label[rows], return_counts=True)
        over = ((counts - target)[:, labels] * (many * weight[labels])).sum(axis=1)
        over += (counts.sum(axis=1) - share * n) * (len(rows) / n)
        chosen = int(np.argmin(over / np.maximum(share, 1e-9)))
        part[rows] = chosen
        counts[chosen, labels] += many
    single = np.flatnonzero(part < 0)
    single = single[np.lexsort((key[single], label[single]))]
    for kind in np.unique(label[single]).tolist():
        rows = single[label[single] == kind]
        many = _rows_per_part(
            target[:, kind] - counts[:, kind], len(rows), share * n - counts.sum(axis=1)
        )
        part[rows] = np.repeat(np.arange(len(share)), many)
        counts[:, kind] += many
    return part


def _rows_per_part(missing: F64, rows: int, room: F64) -> I64:
    """Return how many of the `rows` remaining rows of a label each part gets (`int64[k]`)."""
    # Rows are given in proportion to `missing` (`float64[k]`), the number of rows of the label that
    # each part still lacks. The rows left by rounding go to the parts with the largest fractions.
    # Where fractions are equal, the part with the largest `room` (`float64[k]`) comes first: the
    # number of rows of any label that it still lacks.
    lacks = np.maximum(missing, 0)
    lacks = lacks if lacks.sum() > 0 else np.ones(len(lacks))
    ideal = lacks * rows / lacks.sum()
    many = np.floor(ideal).astype(np.int64)
    remaining = rows - int(many.sum())
    # The largest remainders get a row more; of equal ones, the part with the most room.
    order = np.lexsort((-room, -np.round(ideal - many, 9)))
    many[order[:remaining]] += 1
    return many


SENTENCE: Final = "sentence"
_COPY: Final = r"(~+[^~#]*#[0-9]+)+$"
"""Matches what a copy's id has after its parent's id; for data without the column of parents."""


def groups(table: pa.Table, by: str = SENTENCE) -> I64:
    """Return the group of each row (`int64[n]`), numbered from 0 in the order of occurrence.

    All rows of a group must be in the same part of a split. Two rows are in the same group if their
    sentences are near-duplicates (`duplicate/near`) or equal in normal form, or if they are copies
    of the same row. If `by` is a column of the data, rows with the same value in it are in one
    group, too.

    Raises
    ------
    UsageError
        The data has no column `by`.

    Examples
    --------
    >>> from reaug.core.examples import batch_of
    >>> one, two = "[S|PER|세종]은 [O|LOC|한양]에서 났다.", "[S|PER|허균]은 [O|LOC|강릉]에서 났다."
    >>> groups(batch_of(one, two, one).table).tolist()
    [0, 1, 0]
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    n = table.num_rows
    links = [_codes(link) for link in _links(table, by)]
    texts = Batch(table.combine_chunks()).normal.sentence
    sentences = Sentences(texts)
    near = pairs(sentences)
    # The nodes of the graph are the rows, the distinct sentences, and the values of each column of
    # links.
    columns = [sentences.places(texts), *links]
    first = n + np.cumsum([0, *(int(codes.max(initial=-1)) + 1 for codes in columns)])
    heads = [np.flatnonzero(codes >= 0) for codes in columns]
    tails = [codes[at] + begin for codes, at, begin in zip(columns, heads, first, strict=False)]
    one = np.concatenate([*heads, near.one + n])
    other = np.concatenate([*tails, near.other + n])
    size = int(first[-1])
    graph = coo_array((np.ones(len(one), dtype=np.int8), (one, other)), shape=(size, size))
    component = connected_components(graph, directed=False)[1][:n]
    _, place, inverse = np.unique(component, return_index=True, return_inverse=True)
    return np.argsort(np.argsort(place))[inverse].astype(np.int64)


def _links(table: pa.Table, by: str) -> list[pa.Array]:
    """Return columns of n values: rows with an equal value in a column are in one group."""
    # The first column has, for a copy, the id of the row that was copied, and for any other row its
    # own id. The second is the column `by`; if `by` is the sentence, there is no second column.
    named = pc.replace_substring_regex(contiguous(table[schema.ROW_ID]), _COPY, "")
    if schema.PARENT in table.column_names:
        named = pc.coalesce(contiguous(table[schema.PARENT]), named)
    links = [named]
    if by != SENTENCE:
        columns = [schema.SOURCE, *extra_columns(table.schema)]
        if by not in columns:
            raise UsageError(f"--by: {unknown('column', by, [SENTENCE, *columns])}")
        links.append(contiguous(table[by]))
    return links


def _codes(values: pa.Array) -> I64:
    """Return the values as codes from 0 on (`int64[n]`), -1 for a missing value."""
    if pa.types.is_nested(values.type):
        raise UsageError(
            "--by: the column contains lists or mappings; name a column of text or numbers"
        )
    coded = values.dictionary_encode().indices
    return pc.fill_null(coded, -1).to_numpy(zero_copy_only=False).astype(np.int64)
