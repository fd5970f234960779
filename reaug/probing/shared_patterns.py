"""Features of rows that have parts in common, as the product of two smaller sparse matrices.

The features of a row are in groups, such as the text between the mentions, or the words of the
subject. A copy with another subject has most groups of its row: in a training set of rows and as
many copies, half of the entries repeat entries of another row.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from reaug.core.arrays import F32, I64
from reaug.core.draws import mix

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

_WORTH: Final = 0.75
"""The greatest share of the entries that the two matrices may have."""


def patterns(features: csr_matrix, factor: F32, ends: I64) -> tuple[csr_matrix, csr_matrix] | None:
    """Return two sparse matrices with fewer entries, whose product are the features of each row
    times its factor; None if rows have too little in common.

    A *pattern* is the part of a row in one group. Patterns are in the order of the groups, and in a
    group in that of the rows, so that a product reads rows that are near to one another.

    Parameters
    ----------
    features
        `float32[n, d]`, sparse; in each row the columns of a group are beside each other.
    factor
        `float32[n]`.
    ends
        The column behind the last one of each group.

    Returns
    -------
    of_rows
        `float32[n, p]`: the patterns of each row, with its factor.
    made
        `float32[p, d]`: the features of each pattern.

    Examples
    --------
    >>> from scipy.sparse import csr_matrix
    >>> features = csr_matrix(np.array([[1, 2, 0], [1, 2, 3], [1, 2, 3]], np.float32).repeat(3, 0))
    >>> of_rows, made = patterns(features, np.ones(9, np.float32), np.array([2, 3]))
    >>> made.toarray().tolist()
    [[1.0, 2.0, 0.0], [0.0, 0.0, 3.0]]
    >>> (of_rows @ made - features).nnz
    0
    """
    from scipy.sparse import csr_matrix

    rows, columns = features.shape
    if not features.nnz:
        return None
    group = np.repeat(np.arange(len(ends), dtype=np.int16), np.diff(ends, prepend=0))[
        features.indices
    ]
    first = np.ones(features.nnz, dtype=np.bool_)  # of the part of a row
    first[1:] = group[1:] != group[:-1]
    first[features.indptr[:-1][np.diff(features.indptr) > 0]] = True
    start = np.flatnonzero(first)
    row = np.searchsorted(features.indptr, start, side="right") - 1
    place = features.indices.astype(np.uint64) << np.uint64(32)
    key = np.add.reduceat(mix(place | features.data.view(np.uint32)), start)
    _, one, part = np.unique(key, return_index=True, return_inverse=True)
    order = np.lexsort([one, group[start[one]]])
    number = np.empty_like(order)
    number[order] = np.arange(len(order))
    pointers = np.append(start, features.nnz)
    parts = csr_matrix((features.data, features.indices, pointers), shape=(len(start), columns))
    made = parts[one[order]]
    if made.nnz + len(start) > _WORTH * features.nnz:
        return None
    of_row = np.searchsorted(row, np.arange(rows + 1))
    return csr_matrix((factor[row], number[part], of_row), shape=(rows, len(order))), made
