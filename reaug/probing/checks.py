"""Checks that refuse impossible comparisons before anything is trained."""

from __future__ import annotations

from collections.abc import Sequence

from reaug.core.batch import Batch
from reaug.errors import InputError, UsageError
from reaug.rulebook import RuleBook

_NAMED = 5


def check_labels(train: Batch, test: Batch | None, rules: RuleBook, notes: list[str]) -> None:
    """Refuse a test set with labels that cannot be learnt; add labels without test rows to `notes`.

    Raises
    ------
    InputError
        If a row has no label, or a label is not in the rule book, or is only in the test set.
    """
    train_labels = set(train.label.to_pylist())
    if None in train_labels:
        raise InputError("a row of the training set has no label: nothing can be learnt from it")
    if unknown := sorted(train_labels - set(rules.labels)):
        raise InputError(
            f"the rule book {rules.name} lacks labels of the training set: {_listed(unknown)}; "
            "make one with reaug rules learn DATA -o rules.yaml, and use it with --rules"
        )
    if test is None:
        return
    test_labels = set(test.label.to_pylist())
    if None in test_labels:
        raise InputError("a row of the test set has no label: it cannot be scored")
    if more := sorted(test_labels - train_labels):
        raise InputError(
            f"the test set has labels that the training set lacks: {_listed(more)}, so no model "
            "can learn them; remove these rows, or give another set with --eval"
        )
    if fewer := sorted(train_labels - test_labels):
        notes.append(f"the test set has no row of {_listed(fewer)}: no result for these")


def check_sizes(train: Batch, sizes: Sequence[int | None]) -> None:
    """Refuse a training set or a requested training set size that is too small for the labels.

    Raises
    ------
    UsageError
        If there is only one label, or there are fewer than two rows per label.
    """
    labels = len(set(train.label.to_pylist()))
    least = min((size for size in sizes if size is not None), default=len(train))
    if labels < 2:
        raise UsageError("the training set has a single label: there is nothing to distinguish")
    if len(train) < 2 * labels:
        raise UsageError(
            f"the training set has {len(train):,} rows, too few for its {labels} labels: "
            f"give {2 * labels} rows or more"
        )
    if least < 2 * labels:
        raise UsageError(
            f"{least:,} rows are too few to train on: there are {labels} labels; ask for "
            f"{2 * labels} or more"
        )


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more
