from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pytest

from reaug.audit.noise import check
from reaug.core.arrays import F64
from reaug.errors import InputError
from reaug.rulebook import RuleBook

ROWS = pa.array(["a-0", "a-1", "a-2"])


def even() -> F64:
    return np.full((3, 30), 1 / 30)


def test_columns_are_matched_by_name(rules: RuleBook) -> None:
    values = np.arange(1, 91, dtype=np.float64).reshape(3, 30)
    values /= values.sum(axis=1, keepdims=True)
    checked = check(values[:, ::-1], rules.labels[::-1], ROWS, rules)
    assert checked.labels == tuple(rules.labels)
    assert np.allclose(checked.values, values)


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.int8, np.uint64])
def test_numbers_of_any_type_are_read(rules: RuleBook, dtype: type) -> None:
    checked = check(np.eye(30, dtype=dtype)[:3], rules.labels, ROWS, rules)
    assert checked.values.dtype == np.float64
    assert checked.values.argmax(axis=1).tolist() == [0, 1, 2]


def test_sums_may_be_off_by_a_thousandth(rules: RuleBook) -> None:
    checked = check(even() * 1.0009, rules.labels, ROWS, rules)
    assert np.allclose(checked.values.sum(axis=1), 1)


def put(value: float, row: int = 1, column: int = 4) -> Callable[[F64], F64]:
    def change(values: F64) -> F64:
        values[row, column] = value
        return values

    return change


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda v: v[:2], "2 x 30, but there are 3 rows and 30 labels"),
        (lambda v: np.vstack([v, v]), "6 x 30, but there are 3 rows"),
        (lambda v: v[:, :29], "3 x 29"),
        (lambda v: v.ravel(), "90, but there are"),
        (lambda v: np.float64(0.5), "a single number"),
        (lambda v: v.astype(str), "not numbers"),
        (lambda v: v.astype(complex), "not numbers"),
        (lambda v: v > 0, "bool, not numbers"),
        (lambda v: v.astype(object), "object, not numbers"),
        (put(-0.01), r"row a-1 \(number 2\) has -0.01 for org:alternate_names"),
        (put(np.nan), r"row a-1 \(number 2\) has nan"),
        (put(np.inf), r"row a-1 \(number 2\) has inf"),
        (put(-np.inf, 2), r"row a-2 \(number 3\) has -inf"),
        (put(0.2), r"row a-1 \(number 2\) sums to 1.16667, not to 1; 1 such rows"),
        (lambda v: v * 0.998, r"row a-0 \(number 1\) sums to 0.998, not to 1; 3 such rows"),
        (lambda v: v * 0, r"row a-0 \(number 1\) sums to 0, not to 1"),
        (put(1e308), r"row a-1 \(number 2\) sums to 1e\+308"),
    ],
)
def test_values_that_are_no_probabilities_are_refused(
    rules: RuleBook, change: Callable[..., F64], message: str
) -> None:
    with pytest.raises(InputError, match=message):
        check(change(even()), rules.labels, ROWS, rules)


def test_labels_unlike_those_of_the_book_are_refused(rules: RuleBook) -> None:
    labels = rules.labels
    with pytest.raises(InputError, match=r"'per:boss' is not a label of the rule book klue-re"):
        check(even(), [*labels[:-1], "per:boss"], ROWS, rules)
    with pytest.raises(InputError, match="no column for the label 'per:title'"):
        check(even()[:, :29], [name for name in labels if name != "per:title"], ROWS, rules)
    with pytest.raises(InputError, match="'per:title' is there more than once"):
        check(even(), [*labels[1:], "per:title"], ROWS, rules)
