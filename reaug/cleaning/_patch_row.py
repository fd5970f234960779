"""Combines the corrections of one row, or says why they cannot be applied."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from reaug.core import schema
from reaug.core.batch import Row
from reaug.core.fields import SPAN_FIELDS
from reaug.core.findings import Finding
from reaug.core.row_decisions import Decided, Part
from reaug.core.row_edits import row_edits
from reaug.core.spans import KEEP
from reaug.core.terminal_text import visible
from reaug.review.decisions import Correction, Corrections, Shown
from reaug.review.standing import differs, standing

DIFFERS: Final = "patch/old-differs"
ABSENT: Final = "patch/word-not-there"
DONE: Final = "patch/done-already"
CELL: Final = "patch/cell-not-read"
_COLUMNS: Final = {
    "label": schema.LABEL,
    "subject_entity.type": schema.SUBJECT_TYPE,
    "object_entity.type": schema.OBJECT_TYPE,
}
_BORDERS: Final = {
    "subject_entity.start_idx": 0,
    "subject_entity.end_idx": 1,
    "object_entity.start_idx": 2,
    "object_entity.end_idx": 3,
}
"""The column of `Batch.spans` for each field. Ends are inclusive in a correction, exclusive in a
span.
"""


class Resolved(NamedTuple):
    """The result of a row's corrections.

    fields : the new label and types, by field.
    spans : the new starts and ends of both mentions, in the order of `Batch.spans`; `KEEP` for one
        that stays.
    edits : start, end, text and role of each edit of the sentence, as in `core.edits.Edits`.
    drop : whether the row is dropped.
    reason : the reason of the change, for the log.
    """

    fields: dict[str, str]
    spans: list[int]
    edits: list[tuple[int, int, str, int]]
    drop: bool
    reason: str


def _is_done(row: Row, entry: Correction) -> bool:
    """Return whether the row already has the new value of a correction."""
    # A correction that deletes text does not record the text that follows. So such a correction is
    # known to be done only if the sentence ends where the deleted text was.
    if entry.field == "row":
        return False
    if entry.field == "sentence" and entry.at is not None:
        if not entry.new:
            return bool(entry.old) and entry.at == len(row.sentence)
        return differs(row, entry) and row.sentence.startswith(str(entry.new), entry.at)
    return standing(row, entry) == entry.new


def resolve(row: Row, entries: list[Correction]) -> Resolved | str:
    """Combine a row's corrections, or return the reason why they are not applied."""
    if all(_is_done(row, entry) for entry in entries):
        return DONE
    if any(differs(row, entry) for entry in entries):
        return DIFFERS
    reasons = [f"patch: {entry.reason}" for entry in entries if entry.reason] or ["patch"]
    resolved = Resolved({}, [KEEP] * 4, [], any(e.field == "row" for e in entries), reasons[0])
    edits: list[tuple[int, int, str]] = []
    for entry in entries:
        if entry.field in _COLUMNS:
            resolved.fields[_COLUMNS[entry.field]] = str(entry.new)
        elif entry.field in _BORDERS:
            at = _BORDERS[entry.field]
            resolved.spans[at] = int(entry.new or 0) + at % 2
        elif entry.field == "sentence" and entry.at is not None:
            edit = (entry.at, entry.at + len(str(entry.old or "")), str(entry.new))
            if edit not in edits:  # two findings may suggest the same edit
                edits.append(edit)
        elif entry.field != "row":
            first = 0 if entry.field.startswith("subject") else 2
            place = _place(row.sentence, str(entry.new), row.subject if not first else row.object)
            if place is None:
                return ABSENT
            resolved.spans[first : first + 2] = place
    # Positions of edits are those of the sentence before the edits; an edit belongs to a mention if
    # it lies in the new span of the mention.
    a, b, c, d = (
        new if new != KEEP else old
        for new, old in zip(resolved.spans, (*row.subject, *row.object), strict=True)
    )
    return resolved._replace(edits=row_edits(row.sentence, (a, b), (c, d), edits))


def _place(text: str, word: str, old: tuple[int, int]) -> tuple[int, int] | None:
    """Return the only span with this word that overlaps the old span."""
    # The result is None if there is no such span, or several.
    first = max(0, old[0] - len(word) + 1)
    places = [at for at in range(first, old[1]) if text.startswith(word, at)]
    return (places[0], places[0] + len(word)) if len(places) == 1 else None


def misfits(
    row: Row, entries: list[Correction], why: str, corrections: Corrections
) -> Iterator[Finding]:
    """Yield a finding for each correction that does not fit the row.

    `why` is the reason that `resolve` has returned. There are no findings if the row already has
    the new values.
    """
    for entry in entries if why != DONE else ():
        old, line = standing(row, entry), corrections.line_of(entry)
        if why == DIFFERS and differs(row, entry):
            problem = f"{line} expects {entry.old!r} here, which is {old!r}"
        elif why == ABSENT and "word" in entry.field:
            problem = f"{line}: {entry.new!r} does not occur exactly once over the mention {old!r}"
        else:
            continue
        message = f"{problem}; the row is left as it is"
        yield _finding(why, row.id, entry.field, old, entry.new, message)


def edited_cells(rows: Iterable[Row], corrections: Corrections) -> Iterator[Finding]:
    """Yield a finding for each cell of a sheet whose label or types differ from those of the row.

    Such cells are for display and are not applied; decisions have a column of their own.
    """
    row_by_id = {row.id: row for row in rows}
    meant = {(entry.id, entry.field, str(entry.new)) for entry in corrections.entries}
    for cell in corrections.shown:
        row = row_by_id.get(cell.row)
        if row is None:
            continue
        for field, new in _edited(row, cell):
            if (row.id, field, new) in meant:
                continue
            old = str(getattr(row, _COLUMNS[field]) or "")
            message = (
                f"{corrections.line_of(cell)}: the column {cell.column} is not read, and says "
                f"{new!r} where the row has {old!r}; nothing was written: put the value into the "
                f"column decision of a line about {field}, or decide it as a correction"
            )
            yield _finding(CELL, row.id, field, old, new, message)


def _edited(row: Row, cell: Shown) -> Iterator[tuple[str, str]]:
    if cell.column == "label":
        if cell.value != visible(row.label or ""):
            yield "label", cell.value
        return
    types = cell.value.split(":")
    fields = ("subject_entity.type", "object_entity.type")
    current_types = (row.subject_type, row.object_type)
    if len(types) != len(fields):  # some other text
        yield fields[0], cell.value
        return
    for field, new, old in zip(fields, types, current_types, strict=True):
        if new != visible(old):
            yield field, new


def bad_findings(corrections: Corrections) -> Iterator[Finding]:
    """Yield a finding for each line of the file that was left out."""
    for bad in corrections.bad:
        message = f"{corrections.line_of(bad)} is left out: {bad.problem}"
        yield _finding(bad.rule, bad.row, bad.field, "", bad.value, message)


def _finding(
    rule: str, row_id: str | None, field: str | None, old: object, new: object, message: str
) -> Finding:
    """Return a warning that the new value `new` of a row's field was not applied."""
    return Finding(
        rule=rule,
        rows=() if row_id is None else (row_id,),
        field=field or "",
        value=str(old),
        suggestion="" if new is None else str(new),
        severity="warning",
        applied=False,
        en=message,
    )


_PARTS: Final = {
    "label": Part.LABEL,
    "subject_entity.type": Part.SUBJECT_TYPE,
    "object_entity.type": Part.OBJECT_TYPE,
    "sentence": Part.SENTENCE,
    **dict.fromkeys(("subject_entity.word", *SPAN_FIELDS[:2]), Part.SUBJECT),
    **dict.fromkeys(("object_entity.word", *SPAN_FIELDS[2:]), Part.OBJECT),
}


def decided_by(corrections: Corrections) -> Decided:
    """Return by row the parts (label, types, mentions, …) that people decided in the files.

    Later steps may not change these. A row that is to be dropped is not among them.
    """
    parts: dict[str, int] = {}
    for entry in (*corrections.entries, *corrections.rejected):
        is_kept = entry.field == "row" and entry.decision == "reject"
        part = Part.ROW if is_kept else _PARTS.get(entry.field)
        if part is not None:
            parts[entry.id] = parts.get(entry.id, 0) | part
    return Decided.of(parts)
