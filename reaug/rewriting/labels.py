"""Whether a rewritten row still has its label, by the audit's model."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
import pyarrow as pa

from reaug.audit.noise.training import Training
from reaug.core import schema
from reaug.core.batch import Batch
from reaug.core.draws import row_keys
from reaug.rewriting.judging import candidates
from reaug.rewriting.mentions import Restored
from reaug.rulebook import RuleBook

LABEL: Final = "rewrite/label"
LOST: Final = "lost"
"""The model gave the parent its label, and gives the new sentence another one."""
OPEN: Final = "open"
"""The model gives neither its label: a person may look."""
FOLDS: Final = 5
_SEED: Final = 42
"""Of the folds, whatever the run's: a step's state knows no seed."""


class Candidate(NamedTuple):
    """An answer in place of a row's sentence: the key of its request, and the row's place."""

    key: str
    row: int
    new: Restored


def verdicts(batch: Batch, made: Sequence[Candidate], rules: RuleBook) -> dict[str, str]:
    """What the audit's model says of new sentences, by key; silent where the label still fits.

    A model judges the children of rows of which it has seen neither the sentence nor the labels.

    Parameters
    ----------
    batch
        n rows, all that enter the step: what the model learns from.
    made
        New sentences of some of the rows.
    """
    if not made:
        return {}
    rows = np.array([one.row for one in made], dtype=np.int64)
    children = candidates(batch, rows.tolist(), [one.new for one in made])
    ids = pa.array([f"\x7f{one.key}" for one in made], pa.string())
    at = children.table.schema.get_field_index(schema.ROW_ID)
    entry = children.table.schema.field(at)
    table = children.table.set_column(at, entry, ids)
    core = batch.table.select(schema.CORE_SCHEMA.names)
    both = Batch(pa.concat_tables([core, table]).combine_chunks())
    training = Training(both, rules)
    own = row_keys(batch.normal.sentence.to_pylist())
    training.sentence = np.concatenate([own, own[rows]])[training.order]
    kept = np.arange(len(both)) < len(batch)
    values = training.out_of_sample(kept, seed=_SEED, folds=FOLDS)
    best = values.argmax(axis=1)
    label = both.codes(schema.LABEL, list(training.labels))
    fits = best == label
    parent, child = fits[rows], fits[len(batch) :]
    return {
        one.key: LOST if was else OPEN
        for one, was, still in zip(made, parent.tolist(), child.tolist(), strict=True)
        if not still and label[one.row] >= 0
    }
