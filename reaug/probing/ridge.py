"""Ridge regression on sparse features: solves for the weights of all labels at once.

A ridge regression has a single optimum, so a training set has exactly one model. If two training
sets get different scores, their rows are the reason, not the order in which a solver reads rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import numpy as np

from reaug.core.arrays import F32, I64
from reaug.probing.shared_patterns import patterns

if TYPE_CHECKING:
    from scipy.sparse import csc_matrix, csr_matrix

PENALTY: Final = 4.0
"""The L2 penalty of the weights, for rows whose feature vectors have a squared length of about 14.
"""
_TOLERANCE: Final = 3e-3
"""The iterations end if the norm of the residual, divided by the norm of the target, is at most
this.
"""
_ITERATIONS: Final = 200
_FREQUENT: Final = 256
"""The number of columns that the preconditioner solves exactly: the columns with the largest norms.
"""


def ridge(
    features: csr_matrix, label: I64, times: F32, labels: int, ends: I64 | None = None
) -> tuple[F32, F32]:
    """Fit a linear function for each label, with the target 1 for rows with the label and 0 for
    others.

    The dual problem is solved by preconditioned conjugate gradients, for all labels at once
    (scikit-learn solves one label after another; liblinear and SGD read each row once for every
    label). The preconditioner is exact for the columns with the largest norms, such as entity
    types. Nearly all rows share these columns, which would otherwise take most of the iterations.

    Parameters
    ----------
    features
        `float32[n, d]`, sparse, `n >= 1`.
    label
        `int64[n]`, from 0 to `labels - 1`.
    times
        `float32[n]`: how often each row occurs in the training set, at least 1.
    labels
        The number of labels, `k`.
    ends
        The column behind the last one of each group of features, if many rows have the features of
        a group in common. Then the same is computed in less time, with other rounding.

    Returns
    -------
    weights
        `float32[d, k]`.
    shares
        `float32[k]`: the share of each label in the training set, an intercept: the scores of rows
        are `features @ weights + shares`.

    Examples
    --------
    >>> from scipy.sparse import csr_matrix
    >>> features = csr_matrix(np.eye(2, dtype=np.float32) * 100)
    >>> weights, shares = ridge(features, np.array([0, 1]), np.ones(2, np.float32), 2)
    >>> (features @ weights + shares).round(2).tolist()
    [[1.0, 0.0], [0.0, 1.0]]
    """
    target = np.zeros((len(label), labels), dtype=np.float32)
    target[np.arange(len(label)), label] = 1
    shares = (times @ target / times.sum()).astype(np.float32)
    root = np.sqrt(times)[:, None]
    scaled = features.multiply(root).tocsr().astype(np.float32)
    turned = scaled.T.tocsr()
    preconditioned = _Preconditioner(turned.T)
    parts = None if ends is None else patterns(features, root[:, 0], ends)
    # Multiply column by column: a product with n rows fits into the cache, one with d rows does
    # not.
    factors = [turned] if parts is None else [part.T.tocsr() for part in parts]
    del scaled, turned, parts

    residual = (target - shares) * root
    lengths = np.maximum(np.linalg.norm(residual, axis=0), 1e-12)
    dual = np.zeros_like(residual)
    direction = step = preconditioned(residual)
    product = np.einsum("ij,ij->j", residual, step)
    for _ in range(_ITERATIONS):
        if (np.linalg.norm(residual, axis=0) / lengths).max() <= _TOLERANCE:
            break
        image = _both(factors, direction) + PENALTY * direction
        rate = product / np.maximum(np.einsum("ij,ij->j", direction, image), 1e-30)
        dual += rate * direction
        residual -= rate * image
        step = preconditioned(residual)
        before, product = product, np.einsum("ij,ij->j", residual, step)
        direction = step + (product / np.maximum(before, 1e-30)) * direction
    return _weights(factors, dual), shares


def _weights(factors: Sequence[csr_matrix], rows: F32) -> F32:
    """Return the weights that belong to a dual solution: the product with each factor in turn."""
    for factor in factors:
        rows = factor @ rows
    return rows


def _both(factors: Sequence[csr_matrix], rows: F32) -> F32:
    """Return the product with all factors, and then with their transposes: `float32[n, k]`."""
    made = _weights(factors, rows)
    for factor in reversed(factors):
        made = factor.T @ made
    return made


class _Preconditioner:
    """An approximate inverse of `features @ features.T + PENALTY * I`.

    The columns with small norms are together approximated by a multiple of the identity matrix; the
    inverse then follows from Woodbury's formula. Products are sparse, because sums of sparse
    products do not depend on the number of threads.
    """

    def __init__(self, features: csc_matrix) -> None:
        from scipy.linalg import cho_factor

        weight = np.asarray(features.multiply(features).sum(axis=0)).ravel()
        heavy = np.sort(np.argsort(-weight, kind="stable")[:_FREQUENT])
        light = (weight.sum() - weight[heavy].sum()) / features.shape[0]
        self._scale = np.float32(PENALTY + light / 2)
        self._heavy = features[:, heavy]
        self._turned = self._heavy.T
        inner = (self._turned @ self._heavy).toarray()
        inner[np.diag_indices_from(inner)] += self._scale
        self._inner = cho_factor(inner, lower=True, check_finite=False)

    def __call__(self, rows: F32) -> F32:
        """Return the product of the approximate inverse and `rows`, `float32[n, k]`."""
        from scipy.linalg import cho_solve

        inner = cho_solve(self._inner, self._turned @ rows, check_finite=False)
        return ((rows - self._heavy @ inner) / self._scale).astype(np.float32, copy=False)
