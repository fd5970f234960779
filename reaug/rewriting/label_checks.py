"""Check whether a rewritten row still has its label, with the audit's model.

This is the classifier that `reaug audit` trains on a data set to find wrong labels.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
import pyarrow as pa

from reaug.audit.noise.training import Training
from reaug.core import schema
from reaug.core.arrays import I64, U64, Bool
from reaug.core.batch import Batch
from reaug.core.draws import Draw, text_keys
from reaug.rewriting.acceptance import candidates
from reaug.rewriting.mention_marks import Restored
from reaug.rulebook import RuleBook

LABEL: Final = "rewrite/label"
LOST: Final = "lost"
"""Verdict: the model predicts the parent's label, but another one for the new sentence."""
OPEN: Final = "open"
"""Verdict: the model predicts the label for neither of them, so a person should review it."""
FOLDS: Final = 3
LEARNT: Final = 16_384
"""Maximum number of rows that the model learns from."""
LEAST: Final = 100
"""Number of rows of each label that the model learns from, if the data has so many."""
FEW: Final = 200
"""Number of rows below which the model is hardly reliable."""
_SEED: Final = 42
"""The seed of the folds; not the run's seed, since a step's state does not get it."""


class Candidate(NamedTuple):
    """An answer that may replace a row's sentence.

    key : the key of the request.
    row : the position of the row in the batch.
    """

    key: str
    row: int
    new: Restored


def verdicts(
    batch: Batch, made: Sequence[Candidate], rules: RuleBook, *, learnt: int = LEARNT
) -> dict[str, str]:
    """Return the new sentences that seem to have lost the row's label, with a verdict on each.

    The audit's model judges each sentence; it was not trained on the sentence's parent. The verdict
    is `LOST` or `OPEN`, by the key of the request. Sentences for which the model predicts the row's
    label are left out.

    Parameters
    ----------
    batch
        n rows, all rows that enter the step; the model learns from them.
    made
        The new sentences of some of the rows.
    learnt
        Maximum number of rows to learn from. From more rows, a sample is drawn, in which labels
        have the shares that they have among the rewritten rows; so the model knows rare labels
        better.
    """
    if not made:
        return {}
    parents = np.array([copy.row for copy in made], dtype=np.int64)
    own = text_keys(batch.normal.sentence)
    codes = batch.codes(schema.LABEL, list(rules.labels))
    learns = sample(codes, own, codes[parents], learnt)
    needed = np.union1d(np.flatnonzero(learns), parents)
    at = np.searchsorted(needed, parents)
    both = _with_children(batch.take(needed), at, made)
    training = Training(both, rules)
    training.sentence = np.concatenate([own[needed], own[parents]])[training.order]
    trains = np.concatenate([learns[needed], np.zeros(len(made), dtype=np.bool_)])
    best = training.out_of_sample(trains, seed=_SEED, folds=FOLDS).argmax(axis=1)
    label = both.codes(schema.LABEL, list(training.labels))
    fits = best == label
    parent, child = fits[at], fits[len(needed) :]
    return {
        copy.key: LOST if was else OPEN
        for copy, known, was, still in zip(
            made, label[at].tolist(), parent.tolist(), child.tolist(), strict=True
        )
        if not still and known >= 0
    }


def sample(label: I64, key: U64, target: I64, most: int) -> Bool:
    """Return which rows to learn from (`bool[n]`): `most` in all, drawn from each label by hash.

    Every label gets some rows; the rest follows the shares of labels in `target`. If a label has
    too few rows, the remainder goes to the labels with the fewest rows.

    Parameters
    ----------
    label
        `int64[n]`; rows with a negative value are left out.
    key
        `uint64[n]`, hashes of the sentences; the draw depends on them alone, not on the order of
        the rows.
    target
        `int64[m]`: the labels of the rows that are rewritten.
    most
        Maximum number of rows.

    Examples
    --------
    >>> label = np.array([0, 0, 0, 0, 0, 1, -1])
    >>> sample(label, text_keys(pa.array(list("abcdefg"))), np.array([1]), 3).tolist()
    [False, True, False, True, False, True, False]
    """
    count = np.bincount(label[label >= 0])
    quota = _quota(count, np.bincount(target[target >= 0], minlength=len(count)), most)
    bits = Draw(key, seed=_SEED, path="rewrite/label").bits("sample")
    order = np.lexsort((bits, label))
    # the position at which the rows of each label begin
    begins = np.searchsorted(label[order], label[order])
    known = label[order] >= 0
    place = np.arange(len(order)) - begins
    chosen = np.zeros(len(label), dtype=np.bool_)
    chosen[order[known]] = place[known] < quota[label[order[known]]]
    return chosen


def _quota(count: I64, target: I64, most: int) -> I64:
    """Return how many rows of each of k labels to take (`int64[k]`)."""
    # `count` and `target` are the numbers of all rows, and of rewritten rows, by label.
    if count.sum() <= most:
        return count
    least = np.minimum(count, min(LEAST, most // (2 * len(count))))
    share = (most - least.sum()) * target / max(int(target.sum()), 1)
    quota: I64 = np.minimum(count, least + share.astype(np.int64))
    low, high = 0, int(count.max())
    while low < high:  # bisection for the number of rows up to which the remainder fills each label
        middle = (low + high + 1) // 2
        if np.minimum(count, np.maximum(quota, middle)).sum() <= most:
            low = middle
        else:
            high = middle - 1
    return np.minimum(count, np.maximum(quota, low))


def _with_children(batch: Batch, parents: I64, made: Sequence[Candidate]) -> Batch:
    """Return the rows with the new sentences appended as further rows."""
    children = candidates(batch, parents.tolist(), [copy.new for copy in made])
    ids = pa.array([f"\x7f{copy.key}" for copy in made], pa.string())
    at = children.table.schema.get_field_index(schema.ROW_ID)
    entry = children.table.schema.field(at)
    table = children.table.set_column(at, entry, ids)
    core = batch.table.select(schema.CORE_SCHEMA.names)
    return Batch(pa.concat_tables([core, table]).combine_chunks())
