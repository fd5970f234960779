"""Protect people's decisions: refuse changes of steps that would overrule a decision."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reaug.core.batch import Batch
from reaug.core.changes import Changes
from reaug.core.edits import CONTEXT, MARK, Refusals
from reaug.core.failures import blamed
from reaug.core.row_decisions import PROTECTED, Decided, overruling
from reaug.core.spans import new_spans
from reaug.recipe.plan import Leaf


def guarded(
    leaf: Leaf, batch: Batch, changes: Changes, decided: Decided | None, state: Any = None
) -> tuple[Changes, Refusals]:
    """Return a step's changes without those that overrule people's decisions, and the refused rows.

    `decided` has people's decisions about rows. Findings about the refused rows are marked as not
    applied.

    A final step such as `encode` may do two things in spite of decisions. It may insert marks and
    masks, which are only an input format of a model. And it may drop rows: a row that cannot be
    marked must not stay among marked rows.
    """
    if decided is None or not len(decided):
        return changes, Refusals.none()
    weighed = changes
    if leaf.step.final:
        with blamed(leaf.path, "in masks"):
            masks = leaf.step.masks(state)
        weighed = _beside_its_form(batch, changes, masks)
    overruled = overruling(batch, weighed, decided)
    if not overruled.any():
        return changes, Refusals.none()
    rows = np.flatnonzero(overruled)
    reason = pa.repeat(pa.scalar(PROTECTED), len(rows))
    decided_ids = frozenset(batch.ids.take(pa.array(rows)).to_pylist())
    findings = tuple(
        finding._replace(applied=False) if decided_ids.intersection(finding.rows) else finding
        for finding in changes.findings
    )
    return replace(changes.without(overruled), findings=findings), Refusals(rows, reason)


def _beside_its_form(batch: Batch, changes: Changes, masks: Iterable[str]) -> Changes:
    """Return the changes of a final step without its drops, marks and masks."""
    rest = replace(changes, columns=None)
    if rest.drop is not None:
        rest = replace(rest.without(rest.drop), drop=None)
    edits = rest.edits
    spans = batch.spans if rest.spans is None else new_spans(batch, rest.spans)
    at_mention = (edits.start[:, None] == spans[edits.row]).any(axis=1)
    is_mark = np.isin(edits.role, (CONTEXT, MARK)) & (edits.start == edits.end) & at_mention
    known = pc.is_in(edits.text, value_set=pa.array(sorted(masks), pa.string()))
    is_mask = (edits.role != CONTEXT) & known.to_numpy(zero_copy_only=False)
    return replace(rest, edits=edits.take(~(is_mark | is_mask)))
