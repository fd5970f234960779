"""Checks by the audit's model whether a rewritten row still has its label."""

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
"""The model gave the parent its label, but gives the new sentence another one."""
OPEN: Final = "open"
"""The model gives neither of them its label: for a person to review."""
FOLDS: Final = 3
LEARNT: Final = 16_384
"""The most rows that the model learns from."""
LEAST: Final = 100
"""The rows of each label that it learns from, if there are that many."""
FEW: Final = 200
"""With fewer rows than this, the model is hardly reliable."""
_SEED: Final = 42
"""The seed of the folds, independent of the run's: a step's state knows no seed."""


class Candidate(NamedTuple):
    """An answer that may replace a row's sentence: the key of its request, and the row's place."""

    key: str
    row: int
    new: Restored


def verdicts(
    batch: Batch, made: Sequence[Candidate], rules: RuleBook, *, learnt: int = LEARNT
) -> dict[str, str]:
    """Judge new sentences by the audit's model, by key; those whose label still fits are left out.

    A model judges the children of rows whose sentences and labels it has not seen.

    Parameters
    ----------
    batch
        n rows, all that enter the step; the model learns from them.
    made
        New sentences of some of the rows.
    learnt
        If there are more rows than this, the model learns from a sample, in which labels have the
        shares that they have among the rewritten rows, so that rare labels are known better.
    """
    if not made:
        return {}
    parents = np.array([one.row for one in made], dtype=np.int64)
    own = text_keys(batch.normal.sentence)
    codes = batch.codes(schema.LABEL, list(rules.labels))
    learns = sample(codes, own, codes[parents], learnt)
    needed = np.union1d(np.flatnonzero(learns), parents)
    at = np.searchsorted(needed, parents)
    both = _with_children(batch.take(needed), at, made)
    training = Training(both, rules)
    training.sentence = np.concatenate([own[needed], own[parents]])[training.order]
    kept = np.concatenate([learns[needed], np.zeros(len(made), dtype=np.bool_)])
    best = training.out_of_sample(kept, seed=_SEED, folds=FOLDS).argmax(axis=1)
    label = both.codes(schema.LABEL, list(training.labels))
    fits = best == label
    parent, child = fits[at], fits[len(needed) :]
    return {
        one.key: LOST if was else OPEN
        for one, known, was, still in zip(
            made, label[at].tolist(), parent.tolist(), child.tolist(), strict=True
        )
        if not still and known >= 0
    }


def sample(label: I64, key: U64, asked: I64, most: int) -> Bool:
    """Choose the rows to learn from: `most` in all, for each label those with the least hash.

    Every label gets some rows; the rest follows the shares in `asked`. Where a label has too few
    rows, those left over go to the labels with fewest rows.

    Parameters
    ----------
    label
        `int64[n]`; rows with a negative value are left out.
    key
        `uint64[n]`: hashes that decide the sample, so that neither order nor batches matter.
    asked
        `int64[m]`: the labels of the rows that are rewritten.

    Examples
    --------
    >>> label = np.array([0, 0, 0, 0, 0, 1, -1])
    >>> sample(label, text_keys(pa.array(list("abcdefg"))), np.array([1]), 3).tolist()
    [False, True, False, True, False, True, False]
    """
    count = np.bincount(label[label >= 0])
    quota = _quota(count, np.bincount(asked[asked >= 0], minlength=len(count)), most)
    bits = Draw(key, seed=_SEED, path="rewrite/label").bits("sample")
    order = np.lexsort((bits, label))
    begins = np.searchsorted(label[order], label[order])  # where each label's rows begin
    known = label[order] >= 0
    place = np.arange(len(order)) - begins
    chosen = np.zeros(len(label), dtype=np.bool_)
    chosen[order[known]] = place[known] < quota[label[order[known]]]
    return chosen


def _quota(count: I64, asked: I64, most: int) -> I64:
    """`int64[k]`: how many rows of each label to take, of `count` available ones."""
    if count.sum() <= most:
        return count
    least = np.minimum(count, min(LEAST, most // (2 * len(count))))
    share = (most - least.sum()) * asked / max(int(asked.sum()), 1)
    quota: I64 = np.minimum(count, least + share.astype(np.int64))
    low, high = 0, int(count.max())
    while low < high:  # what is left over, up to the same number of each
        middle = (low + high + 1) // 2
        if np.minimum(count, np.maximum(quota, middle)).sum() <= most:
            low = middle
        else:
            high = middle - 1
    return np.minimum(count, np.maximum(quota, low))


def _with_children(batch: Batch, parents: I64, made: Sequence[Candidate]) -> Batch:
    """Append the new sentences to the rows, as rows of their own."""
    children = candidates(batch, parents.tolist(), [one.new for one in made])
    ids = pa.array([f"\x7f{one.key}" for one in made], pa.string())
    at = children.table.schema.get_field_index(schema.ROW_ID)
    entry = children.table.schema.field(at)
    table = children.table.set_column(at, entry, ids)
    core = batch.table.select(schema.CORE_SCHEMA.names)
    return Batch(pa.concat_tables([core, table]).combine_chunks())
