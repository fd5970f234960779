"""The changes that a step proposes for a batch: edits, values, role swaps, columns, drops."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reaug.core import schema
from reaug.core.arrays import I32, I64, Bool, mask_of, spread_mask
from reaug.core.batch import Batch
from reaug.core.edits import Edits
from reaug.core.fields import FIELDS
from reaug.core.findings import SEVERITIES, Finding
from reaug.core.spans import KEEP
from reaug.errors import UsageError

_BY_ROW: Final = ("spans", "swap_roles", "columns", "drop", "reason", "skipped")


def reasons(n: int, masks: Mapping[str, Bool]) -> pa.StringArray:
    """Return a reason for each of `n` rows: the name of the first mask that is true for it.

    It is null for a row for which no mask is true.

    >>> reasons(2, {"swap/no-kind": np.array([False, True])}).to_pylist()
    [None, 'swap/no-kind']
    """
    code = np.full(n, -1, dtype=np.int64)
    for i, mask in reversed(list(enumerate(masks.values()))):
        code[mask] = i
    indices = pa.array(code, mask=code < 0)
    return pa.array(list(masks), pa.string()).take(indices)


@dataclass(frozen=True)
class Changes:
    """The changes that a step proposes for the `n` rows of a batch.

    They are applied in the order of this list and undone in reverse.

    spans : `int32[n, 4]`, new half-open spans of the mentions in the unedited sentence, in the
        order of `Batch.spans`; a border that is `core.spans.KEEP` stays.
    edits : `Edits` of the unedited sentence; they are checked against the new spans.
    fields : new values by name of `core.schema.FIELDS`, `StringArray[n]`, null where unchanged.
    swap_roles : `bool[n]`, whether subject and object are swapped (spans and types).
    columns : a table of `n` rows with new columns.
    drop : `bool[n]`, whether the row is dropped; its other changes are then ignored.
    reason : `StringArray[n]`, why a row is changed or dropped.
    skipped : `StringArray[n]`, why a row is left unchanged; null if no reason is given.
    findings : problems for a person to look at, about rows of the batch; each with a severity.
    """

    edits: Edits = field(default_factory=Edits.of)
    fields: Mapping[str, pa.StringArray] = field(default_factory=dict)
    swap_roles: Bool | None = None
    columns: pa.Table | None = None
    drop: Bool | None = None
    reason: pa.StringArray | None = None
    skipped: pa.StringArray | None = None
    findings: tuple[Finding, ...] = ()
    spans: I32 | None = None

    def check(self, batch: Batch, step: str = "") -> None:
        """Raise `UsageError` if the changes do not fit a batch, such as an array of another length.

        A row whose changes break a law of edits is no error here: `core.apply` refuses the row.
        """
        for problem in self.misfits(batch):
            raise UsageError(f"step {step!r} proposed changes that do not fit its batch: {problem}")

    def misfits(self, batch: Batch) -> Iterator[str]:
        """Yield messages about mistakes of the step: parts of the changes that do not fit."""
        n, edits = len(batch), self.edits
        yield from _mistyped(self)
        if any(len(column) != edits.size for column in edits):
            yield f"its columns of edits have the lengths {[len(column) for column in edits]}"
        if edits.size and not (edits.row.min() >= 0 and edits.row.max() < n):
            rows = f"{edits.row.min()} to {edits.row.max()}"
            yield f"edits of rows {rows}, where the batch has {n}, from 0 on"
        if edits.text.null_count:
            yield "an edit's text is null; to delete, give the empty text"
        if edits.size and not (edits.role.min() >= 0 and edits.role.max() < 4):
            yield "an edit's role is not 0 (context), 1 (subject) or 2 (object)"
        for name in self.fields:
            if name not in schema.FIELDS:
                choices = ", ".join(schema.FIELDS)
                yield f"{name!r} is not a field that can be set; choose one of {choices}"
        named = () if self.columns is None else self.columns.column_names
        if len(named) > len(set(named)):
            yield f"two of its columns have the same name: {', '.join(named)}"
        for name in named:
            if name in batch.table.column_names:
                yield f"the data has a column {name!r} already; rename the new one"
        if self.spans is not None and self.spans.shape[1:] != (4,):
            yield f"its spans have the shape {self.spans.shape}, not (n, 4)"
        parts = {name: getattr(self, name) for name in _BY_ROW}
        for name, values in {**self.fields, **parts}.items():
            if values is not None and len(values) != n:
                yield f"{name} holds {len(values)} values for {n} rows"

        if self.findings and isinstance(self.findings, tuple):
            for problem in _faults_of_findings(self.findings, frozenset(batch.ids.to_pylist())):
                yield problem
                break

    def spread(self, rows: I64, n: int) -> Changes:
        """Return the changes of k rows as changes of a batch of `n` rows that contains them.

        `rows` (`int64[k]`) are the positions of the k rows in the batch; the others are unchanged.
        """
        position = np.full(n, -1, dtype=np.int64)
        position[rows] = np.arange(len(rows))
        index = pa.array(position, mask=position < 0)

        def mask(values: Bool | None) -> Bool | None:
            return None if values is None else spread_mask(values, rows, n)

        spans = None
        if self.spans is not None:
            spans = np.full((n, 4), KEEP, dtype=np.int32)
            spans[rows] = self.spans
        return replace(
            self,
            spans=spans,
            edits=self.edits._replace(row=rows[self.edits.row]),
            fields={name: values.take(index) for name, values in self.fields.items()},
            swap_roles=mask(self.swap_roles),
            columns=None if self.columns is None else self.columns.take(index),
            drop=mask(self.drop),
            reason=None if self.reason is None else self.reason.take(index),
            skipped=None if self.skipped is None else self.skipped.take(index),
        )

    def without(self, rows: Bool) -> Changes:
        """Return the changes without those of the given rows (`bool[n]`).

        New columns become null in these rows.
        """
        others = pa.array(np.arange(len(rows)), mask=rows)
        spans = self.spans
        return replace(
            self,
            edits=self.edits.take(~rows[self.edits.row]),
            fields={name: values.take(others) for name, values in self.fields.items()},
            swap_roles=None if self.swap_roles is None else self.swap_roles & ~rows,
            columns=None if self.columns is None else self.columns.take(others),
            drop=None if self.drop is None else self.drop & ~rows,
            reason=None if self.reason is None else self.reason.take(others),
            skipped=None if self.skipped is None else self.skipped.take(others),
            spans=None if spans is None else np.where(rows[:, None], KEEP, spans).astype(np.int32),
        )

    def touched(self, n: int) -> Bool:
        """Return the rows that change in text, fields, spans or roles (`bool[n]`).

        New columns and drops do not count.
        """
        rows = mask_of(self.edits.row, n)
        for values in self.fields.values():
            rows |= pc.is_valid(values).to_numpy(zero_copy_only=False)
        if self.spans is not None:
            rows |= (self.spans != KEEP).any(axis=1)
        if self.swap_roles is not None:
            rows |= self.swap_roles
        return rows


def _mistyped(changes: Changes) -> Iterator[str]:
    """Yield messages about values of a wrong type, which would otherwise be converted silently."""
    if not isinstance(changes.edits, Edits):
        yield f"edits must be Edits, not {type(changes.edits).__name__}"
        return
    for name in ("row", "start", "end", "role"):
        values = getattr(changes.edits, name)
        if not _is_array(values, "iu"):
            yield f"{name} of its edits must be whole numbers, not {_type_of(values)}"
    if not _is_array(changes.edits.noun, "b"):
        yield f"noun of its edits must be bool, not {_type_of(changes.edits.noun)}"
    for name in ("drop", "swap_roles"):
        values = getattr(changes, name)
        if values is not None and not _is_array(values, "b"):
            yield f"{name} must be an array of bool, not {_type_of(values)}"
    if changes.spans is not None and not _is_array(changes.spans, "iu"):
        yield f"spans must be whole numbers, not {_type_of(changes.spans)}"
    texts = {"text of its edits": changes.edits.text, **changes.fields}
    texts |= {"reason": changes.reason, "skipped": changes.skipped}
    for name, values in texts.items():
        if values is not None and not _is_text(values):
            yield f"{name} must be an Arrow array of strings, not {_type_of(values)}"
    if changes.columns is not None and not isinstance(changes.columns, pa.Table):
        yield f"columns must be an Arrow table, not {type(changes.columns).__name__}"
    if not isinstance(changes.findings, tuple):
        yield f"findings must be a tuple of Finding, not {type(changes.findings).__name__}"


def _faults_of_findings(findings: tuple[Finding, ...], ids: frozenset[str]) -> Iterator[str]:
    """Yield messages about invalid findings of a step."""
    # They need the same parts as the findings of an audit, and row ids of the batch.
    for finding in findings:
        if not isinstance(finding, Finding):
            yield f"findings must be a tuple of Finding; one is {type(finding).__name__}"
        elif not (isinstance(finding.rule, str) and finding.rule):
            yield "it has a finding without a rule"
        elif finding.severity not in SEVERITIES:
            choices = ", ".join(SEVERITIES)
            yield (
                f"a finding of {finding.rule} has the severity {finding.severity!r}, not {choices}"
            )
        elif finding.field not in FIELDS:
            choices = ", ".join(FIELDS)
            problem = f"a finding of {finding.rule} has the unknown field {finding.field!r}"
            yield f"{problem}; choose one of {choices}"
        elif not finding.rows or not ids.issuperset(finding.rows):
            yield f"a finding of {finding.rule} is of rows that are not in the batch"


def _is_array(values: object, kinds: str) -> bool:
    return isinstance(values, np.ndarray) and values.dtype.kind in kinds


def _is_text(values: object) -> bool:
    return isinstance(values, pa.Array) and pa.types.is_string(values.type)


def _type_of(values: object) -> str:
    kind = getattr(values, "dtype", None) or getattr(values, "type", None)
    return f"{type(values).__name__} of {kind}" if kind else type(values).__name__
