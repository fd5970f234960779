"""Corrections of a file, row by row: what a person has decided."""

from __future__ import annotations

import difflib
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pydantic import Field

from reaug.cleaning._patch_row import misfits, resolve
from reaug.core import schema
from reaug.core.batch import Batch
from reaug.core.changes import FINDINGS_SCHEMA, Changes
from reaug.core.draws import Draw
from reaug.core.edits import Edits
from reaug.core.spans import KEEP
from reaug.core.step import Step
from reaug.data.corrections import TYPE_FIELDS, Corrections, read_corrections
from reaug.data.problems import shorten
from reaug.errors import InputError
from reaug.rulebook import RuleBook


class PatchState(NamedTuple):
    """The corrections, by row id, and the digest of their file."""

    corrections: Corrections


class Patch(Step):
    """Write the corrections of a file: labels, types, borders of mentions, text, rows that go.

    Each names a row, a field, the old value and the new one. The corrections of a row are written
    together or not at all: where an old value is not what stands in the row, the row is left as it
    is (`patch/old-differs`, and a finding says what stands there). A row that holds all the new
    values already is left as well (`patch/done-already`). `subject_entity.word` moves the borders
    to the one place where the new word stands over the old one (else `patch/word-not-there`).

    Fields: `label`, `subject_entity.type`, `subject_entity.word`, `subject_entity.start_idx`,
    `subject_entity.end_idx` (inclusive), the same for `object_entity`, `sentence` (with `at`, the
    code point where `old` stands), and `row` with the new value `drop`.

    Raises
    ------
    InputError
        The file is broken, names a row that the data does not hold, or writes a label or type that
        the rule book does not know.

    Examples
    --------
    >>> import json, tempfile
    >>> from reaug.core.apply import apply
    >>> from reaug.core.examples import batch_of
    >>> batch = batch_of("[S|PER|이순신]은 [O|DAT|1545]년에 났다.", label="per:date_of_birth")
    >>> line = {"id": "row-0", "field": "object_entity.end_idx", "old": 8, "new": 9}
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "fixes.jsonl"
    ...     _ = file.write_text(json.dumps(line), encoding="utf-8")
    ...     step = Patch(path=str(file))
    ...     state = step.finish(step.summarise(batch), None)
    >>> changes = step.propose(batch, state, Draw(batch.keys, seed=1, path="0.patch"))
    >>> apply(batch, changes).batch.row(0).object_word
    '1545년'
    """

    path: Annotated[
        str, Field(min_length=1, description="the corrections: JSON lines, or a filled-in CSV")
    ]

    def summarise(self, batch: Batch) -> frozenset[str]:
        """The ids of the file that some rows have."""
        known = _read(self.path).by_row
        value_set = pa.array(sorted(known), pa.string())
        here = batch.ids.filter(pc.is_in(batch.ids, value_set=value_set))
        return frozenset(here.to_pylist())

    def merge(self, a: frozenset[str], b: frozenset[str]) -> frozenset[str]:
        """The ids of both."""
        return a | b

    def finish(self, summary: frozenset[str] | None, rules: RuleBook | None) -> PatchState:
        """The corrections, once it is known that every row of theirs is there."""
        corrections = _read(self.path)
        lost = [entry for entry in corrections.entries if entry.id not in (summary or ())]
        if lost:
            more = f" ({len(lost) - 1} more after this one)" if len(lost) > 1 else ""
            raise InputError(
                f"{self.path}: line {lost[0].line}: the data has no row {lost[0].id!r}{more}"
            )
        if rules is not None:
            _check_names(corrections, rules)
        return PatchState(corrections)

    def describe(self, state: PatchState) -> dict[str, Any]:
        """How many corrections there are, and the digest of what they say."""
        entries = state.corrections.entries
        return {"corrections": len(entries), "sha256": state.corrections.digest}

    def propose(self, batch: Batch, state: PatchState, draw: Draw) -> Changes:
        """The corrections of the rows of a batch; the other rows cost nothing."""
        n, by_row = len(batch), state.corrections.by_row
        wanted = pa.array(sorted(by_row), pa.string())
        rows = np.flatnonzero(np.asarray(pc.is_in(batch.ids, value_set=wanted)))
        values: dict[str, list[str | None]] = {name: [None] * n for name in schema.FIELDS}
        spans = np.full((n, 4), KEEP, dtype=np.int32)
        edits: list[tuple[int, int, int, str, int]] = []
        drop = np.zeros(n, dtype=np.bool_)
        reason: list[str | None] = [None] * n
        skipped: list[str | None] = [None] * n
        findings: list[dict[str, Any]] = []
        for at in rows.tolist():
            row = batch.row(at)
            done = resolve(row, by_row[row.id])
            if isinstance(done, str):
                skipped[at] = done
                findings += misfits(row, by_row[row.id], done)
                continue
            for name, value in done.fields.items():
                values[name][at] = value
            spans[at] = done.spans
            edits += [(at, *edit) for edit in done.edits]
            drop[at], reason[at] = done.drop, done.reason
        row_, start, end, text, role = zip(*edits, strict=True) if edits else ((),) * 5
        return Changes(
            edits=Edits.of(row_, start, end, text, np.array(role, dtype=np.int8)),
            fields={name: pa.array(column, pa.string()) for name, column in values.items()},
            spans=spans,
            drop=drop,
            reason=pa.array(reason, pa.string()),
            skipped=pa.array(skipped, pa.string()),
            findings=pa.Table.from_pylist(findings, schema=FINDINGS_SCHEMA),
        )


def _check_names(corrections: Corrections, rules: RuleBook) -> None:
    """New labels and types are names of the rule book: any other is a slip of the pen."""
    types = list(rules.types)
    known = {"label": list(rules.labels), **dict.fromkeys(TYPE_FIELDS, types)}
    for entry in corrections.entries:
        names = known.get(entry.field)
        if names is not None and entry.new not in names:
            close = difflib.get_close_matches(str(entry.new), names, n=1)
            hint = f"; did you mean {close[0]!r}?" if close else ""
            what = "label" if entry.field == "label" else "type"
            raise InputError(
                f"{corrections.path}: line {entry.line}: {rules.name} has no {what} "
                f"{shorten(entry.new)}{hint}"
            )


@lru_cache(maxsize=4)
def _read_once(path: str, changed: int, size: int) -> Corrections:
    return read_corrections(Path(path))


def _read(path: str) -> Corrections:
    """The file, read once per process and state of the file."""
    try:
        stat = Path(path).stat()
    except OSError:
        return read_corrections(Path(path))  # which says why it cannot be read
    return _read_once(path, stat.st_mtime_ns, stat.st_size)
