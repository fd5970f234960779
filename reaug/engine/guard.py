"""What people have decided stands: a step's changes that would overrule it are refused."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reaug.core.batch import Batch
from reaug.core.changes import FINDINGS_SCHEMA, Changes
from reaug.core.decided import PROTECTED, Decided, overruling
from reaug.core.edits import Refusals
from reaug.recipe.plan import Leaf


def guarded(
    leaf: Leaf, batch: Batch, changes: Changes, decided: Decided | None
) -> tuple[Changes, Refusals]:
    """A proposal without the rows in which it would overrule a person, and these rows.

    Findings about them say that nothing was applied. A final step, which gives rows the form that
    a model reads, is not held back: a row that cannot be marked must not stay among marked ones.
    """
    if decided is None or not len(decided) or leaf.step.final:
        return changes, Refusals.none()
    held = overruling(batch, changes, decided)
    if not held.any():
        return changes, Refusals.none()
    rows = np.flatnonzero(held)
    reason = pa.repeat(pa.scalar(PROTECTED), len(rows))
    findings = changes.findings
    if findings is not None:
        findings = _not_applied(findings, batch.ids.take(pa.array(rows)))
    return replace(changes.without(held), findings=findings), Refusals(rows, reason)


def _not_applied(findings: pa.Table, ids: pa.StringArray) -> pa.Table:
    about = pc.is_in(findings["row_id"], value_set=ids)
    applied = pc.if_else(about, pa.scalar(value=False), findings["applied"])
    at = FINDINGS_SCHEMA.get_field_index("applied")
    return findings.set_column(at, FINDINGS_SCHEMA.field(at), applied)
