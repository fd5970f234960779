"""Which decisions fit the rows of the data, and which are bad: about other rows, text or values."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

import pyarrow as pa
import pyarrow.compute as pc

from reaug.cleaning._patch_row import DIFFERS, DONE, resolve
from reaug.core import schema
from reaug.core.batch import Batch, Row
from reaug.core.fields import TYPE_FIELDS
from reaug.core.quotes import shorten
from reaug.review.decisions import BadFix, Correction, Corrections, bad_of
from reaug.review.standing import differs, standing
from reaug.review.versions import is_other_text
from reaug.rulebook import RuleBook
from reaug.suggestions import did_you_mean


def fitting_rows(table: pa.Table, corrections: Corrections, rows: set[str]) -> list[str]:
    """Return those of the row ids `rows` whose row the decisions about it still fit.

    Such a row has the text and the old values that the person saw, or already has the new values.
    """
    fitting = []
    rows_ = _rows_with_ids(table, rows)
    old = {fix.row for fix in outdated(rows_, corrections)} | set(
        rewritten_rows(table, corrections)
    )
    for row in rows_:
        if row.id in old:
            continue
        entries = corrections.by_row.get(row.id, [])
        done = resolve(row, entries) if entries else None
        if not isinstance(done, str) or done == DONE:
            fitting.append(row.id)
    return fitting


def rewritten_rows(table: pa.Table, corrections: Corrections) -> Iterator[str]:
    """Yield the ids of rows that have another text than when they were decided.

    Rows that already have all new values are left out: the decisions may have changed the text.
    """
    decided: dict[str, list[Correction]] = {}
    for decision in (*corrections.entries, *corrections.rejected):
        if decision.seen is not None:
            decided.setdefault(decision.id, []).append(decision)
    for row in _rows_with_ids(table, decided) if decided else ():
        if any(is_other_text(row, decision) for decision in decided[row.id]):
            entries = corrections.by_row.get(row.id, [])
            if not entries or resolve(row, entries) != DONE:
                yield row.id


def unwritable(
    corrections: Corrections, rows: frozenset[str], rules: RuleBook | None
) -> Iterator[BadFix]:
    """Yield decisions about rows that are not in the data, or with names not in the rule book."""
    types = [] if rules is None else list(rules.types)
    known = {} if rules is None else {"label": rules.labels, **dict.fromkeys(TYPE_FIELDS, types)}
    for entry in (*corrections.entries, *corrections.rejected):
        names = None if entry.decision == "reject" else known.get(entry.field)
        if entry.id not in rows:
            yield bad_of(entry, "patch/unknown-row", f"the data has no row {entry.id!r}")
        elif rules is not None and names is not None and entry.new not in names:
            hint = did_you_mean(str(entry.new), names)
            what = "label" if entry.field == "label" else "type"
            problem = f"{rules.name} has no {what} {shorten(entry.new)}{hint}"
            yield bad_of(entry, "patch/unknown-name", problem)


def outdated(rows: Iterable[Row], corrections: Corrections) -> Iterator[BadFix]:
    """Yield the rejections that no longer apply, since the row has another value now.

    A rejection says that a person has rejected a change of the old value.
    """
    rejected: dict[str, list[Correction]] = {}
    for entry in corrections.rejected:
        rejected.setdefault(entry.id, []).append(entry)
    for row in rows if rejected else ():
        for entry in rejected.get(row.id, ()):
            if differs(row, entry):
                now = standing(row, entry)
                problem = f"a change of {entry.old!r} was rejected, which is {now!r} now"
                yield bad_of(entry, DIFFERS, problem)


def about_other_text(
    rewritten: Collection[str], corrections: Corrections, bad: Iterable[BadFix]
) -> list[BadFix]:
    """Return the decisions about rows whose text has changed since they were decided.

    `rewritten` are the ids of these rows. Decisions that are among `bad` already are left out.
    """
    problem = "the row has another sentence or other mentions than when it was decided"
    lines = {(fix.file, fix.line, fix.row) for fix in bad}
    return [
        bad_of(entry, DIFFERS, problem)
        for entry in (*corrections.entries, *corrections.rejected)
        if entry.id in rewritten and entry.seen is not None
        if (entry.file, entry.line, entry.id) not in lines
    ]


def _rows_with_ids(table: pa.Table, ids: Collection[str]) -> list[Row]:
    is_known = pc.is_in(table[schema.ROW_ID], value_set=pa.array(sorted(ids), pa.string()))
    batch = Batch(table.filter(is_known).select(schema.CORE_SCHEMA.names).combine_chunks())
    return list(map(batch.row, range(len(batch))))
