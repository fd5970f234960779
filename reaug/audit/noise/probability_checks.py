"""Check that a user's probabilities fit the rows and the rule book."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa

from reaug.audit.noise.training import Probabilities
from reaug.core.arrays import F64
from reaug.errors import InputError
from reaug.rulebook import RuleBook

if TYPE_CHECKING:
    import numpy.typing as npt

TOLERANCE: Final = 1e-3
"""The greatest difference between 1 and the sum of a row's probabilities."""


def check(
    values: npt.NDArray[np.generic], labels: Sequence[str], rows: pa.StringArray, rules: RuleBook
) -> Probabilities:
    """Return checked probabilities, with the labels in the order of the rule book.

    Parameters
    ----------
    values
        `[n, k]`, the probabilities.
    labels
        The names of the columns, in any order.
    rows
        The ids of the n rows.
    rules
        The rule book, whose labels the columns must be.

    Raises
    ------
    InputError
        There are too many or too few rows or columns; a label is unknown, missing or repeated; a
        value is not a number, negative or not finite; or a row's sum differs from 1 by more than
        0.001. The message names the column, or the first such row.

    Examples
    --------
    >>> from reaug.rulebook import load
    >>> rules = load("klue-re")
    >>> checked = check(np.eye(30)[[3]], rules.labels[::-1], pa.array(["row-0"]), rules)
    >>> checked.labels[int(checked.values.argmax())]
    'per:colleagues'
    """
    check_labels(labels, rules)
    if values.ndim != 2 or values.shape != (len(rows), len(labels)):
        shape = " x ".join(map(str, values.shape)) or "a single number"
        raise _problem(
            f"they are {shape}, but there are {len(rows)} rows and {len(labels)} labels; give one "
            "row per row of the data, and one column per label"
        )
    if values.dtype.kind not in "fiu":
        raise _problem(f"they are of type {values.dtype}, not numbers")
    ordered = values[:, [list(labels).index(name) for name in rules.labels]].astype(np.float64)
    _check_values(ordered, rows, rules.labels)
    total = ordered.sum(axis=1, keepdims=True)
    off = np.abs(total[:, 0] - 1) > TOLERANCE
    if off.any():
        row = int(off.argmax())
        raise _problem(
            f"{_place(rows, row)} sums to {total[row, 0]:.6g}, not to 1; {int(off.sum())} such rows"
        )
    return Probabilities(tuple(rules.labels), ordered / total)


def check_labels(labels: Sequence[str], rules: RuleBook) -> None:
    """Raise InputError unless the labels are those of the rule book, each once, in any order."""
    twice = [name for name, count in Counter(labels).items() if count > 1]
    if twice:
        raise _problem(f"the column {twice[0]!r} is there more than once")
    unknown = [name for name in labels if name not in rules.relations]
    if unknown:
        raise _problem(
            f"{unknown[0]!r} is not a label of the rule book {rules.name}, "
            f"which has: {', '.join(rules.labels)}"
        )
    missing = [name for name in rules.labels if name not in set(labels)]
    if missing:
        raise _problem(f"there is no column for the label {', '.join(map(repr, missing))}")


def _check_values(values: F64, rows: pa.StringArray, labels: list[str]) -> None:
    bad = ~np.isfinite(values) | (values < 0)
    if bad.any():
        row = int(bad.any(axis=1).argmax())
        column = int(bad[row].argmax())
        raise _problem(
            f"{_place(rows, row)} has {values[row, column]} for {labels[column]}; "
            "a probability is a number from 0 to 1"
        )


def _place(rows: pa.StringArray, row: int) -> str:
    return f"row {rows[row].as_py()} (number {row + 1})"


def _problem(text: str) -> InputError:
    return InputError(f"probabilities: {text}")
