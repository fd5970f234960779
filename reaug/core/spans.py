"""Check new spans of mentions, and put them into a batch."""

from __future__ import annotations

from typing import Final

import numpy as np
import pyarrow as pa

from reaug.core import schema
from reaug.core.arrays import I32
from reaug.core.batch import Batch
from reaug.core.edits import Refusals
from reaug.core.graphemes import borders

KEEP: Final = -1
"""A start or end in proposed spans which means that this end of the mention does not move."""


def new_spans(batch: Batch, proposed: I32) -> I32:
    """Return the proposed spans (`int32[n, 4]`), with `KEEP` replaced by the present borders."""
    return np.where(proposed == KEEP, batch.spans, proposed).astype(np.int32)


def unlawful(batch: Batch, spans: I32) -> Refusals:
    """Return the rows with an invalid new span (`int32[n, 4]`), and the reasons.

    Reasons: `span/out-of-range` (outside of the sentence, or an end before its start),
    `span/empty`, `span/overlap` (the mentions would share code points), `span/splits-grapheme`.

    >>> from reaug.core.examples import batch_of
    >>> batch = batch_of("[S|PER|이순신]은 [O|DAT|1545]년에 났다.")
    >>> unlawful(batch, np.array([[0, 3, 3, 10]], dtype=np.int32)).row.tolist()
    []
    >>> unlawful(batch, np.array([[0, 6, 5, 10]], dtype=np.int32)).reason.to_pylist()
    ['span/overlap']
    """
    moved = np.flatnonzero((spans != batch.spans).any(axis=1))
    lengths = batch.codepoints.lengths
    reasons: dict[int, str] = {}
    for row in moved.tolist():
        a, b, c, d = spans[row].tolist()
        if not (0 <= a <= b <= lengths[row] and 0 <= c <= d <= lengths[row]):
            reasons[row] = "span/out-of-range"
        elif a == b or c == d:
            reasons[row] = "span/empty"
        elif max(a, c) < min(b, d):
            reasons[row] = "span/overlap"
        elif not {a, b, c, d} <= borders(batch.sentence[row].as_py()):
            reasons[row] = "span/splits-grapheme"
    return Refusals(
        np.array([*reasons], dtype=np.int64), pa.array([*reasons.values()], pa.string())
    )


def with_spans(batch: Batch, spans: I32) -> Batch:
    """Return a batch with the given spans (`int32[n, 4]`) and otherwise the same rows."""
    table = batch.table
    for i, name in enumerate(schema.SPANS):
        at = table.schema.get_field_index(name)
        table = table.set_column(at, table.field(name), pa.array(spans[:, i], pa.int32()))
    return Batch(table)
