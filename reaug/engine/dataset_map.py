"""Use a step as the function of `datasets.map`, as in `data.map(AEDA(), batched=True)`."""

from __future__ import annotations

from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reaug.core import schema
from reaug.core.batch import Batch
from reaug.core.draws import text_keys
from reaug.core.step import Step
from reaug.data import read, to_klue
from reaug.engine.batches import Frame, run_node
from reaug.errors import UsageError
from reaug.recipe.plan import Leaf
from reaug.recipe.registry import step_name
from reaug.rulebook import RuleBook, load

_CHANGED = (schema.SENTENCE, "subject_entity", "object_entity")


def map_table(step: Step, table: pa.Table, *, seed: int) -> pa.Table:
    """Return rows in KLUE's schema with the changes of a step, one for each row of the table.

    The step gets the shipped rule book.

    Raises
    ------
    UsageError
        The step must see all rows, or adds or drops rows (use `reaug.augment` or `reaug.clean`); or
        the rows have no `guid`, on which the random draws depend.
    """
    name = step_name(step)
    if not isinstance(table, pa.Table):
        kind = type(table).__name__
        raise UsageError(f'{name} maps Arrow tables, not {kind}: data.with_format("arrow").map(…)')
    if step.needs_summary or step.where.counts_labels:
        raise UsageError(
            f"{name} must see all rows first, and map shows it one batch at a time; "
            "use reaug.augment or reaug.clean"
        )
    if schema.GUID not in table.column_names and "id" not in table.column_names:
        raise UsageError(f"{name} draws at random per row: the rows need a column guid (or id)")
    if table.column("guid" if schema.GUID in table.column_names else "id").null_count:
        raise UsageError(
            f"{name} draws at random per row: each row needs a guid (or id), and some have none"
        )
    batch = Batch(_named_by_guid(read(table).table))
    every = np.ones(len(batch), dtype=np.bool_)
    book = _book()
    frame = Frame(seed, states={name: step.finish(None, book)}, rules=book.violations)
    outcome = run_node(Leaf(name, step), batch, frame, every)
    after = outcome.batch
    if len(after) != len(batch):
        raise UsageError(f"{name} drops rows, which map cannot report; use reaug.clean")
    klue = to_klue(after.table)
    for column in _CHANGED:
        i = table.column_names.index(column)
        table = table.set_column(i, table.field(i), klue[column].cast(table.field(i).type))
    if not after.label.equals(batch.label):
        table = _relabelled(table, klue[schema.LABEL], name)
    for log in outcome.logs:
        for column in log.columns:
            table = table.append_column(klue.schema.field(column), klue[column])
    return table


@cache
def _book() -> RuleBook:
    """Return the shipped rule book, which is read once per process."""
    return load()


def _named_by_guid(table: pa.Table) -> pa.Table:
    """Return the rows with row ids from their guids, so that draws do not depend on the batch."""
    keys = pa.array(text_keys(table[schema.GUID]), pa.uint64())
    i = table.schema.get_field_index(schema.KEY)
    return table.set_column(i, table.field(i), keys)


def _relabelled(table: pa.Table, labels: pa.ChunkedArray, name: str) -> pa.Table:
    i = table.column_names.index(schema.LABEL)
    if not pa.types.is_string(table.field(i).type):
        raise UsageError(f"{name} changes labels, but here they are ids; use reaug.augment")
    return table.set_column(i, table.field(i), pc.cast(labels, table.field(i).type))
