"""Findings as a table for a spreadsheet, with a column for a person to fill in."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import IO, Final

from reaug.audit import Audit, Finding
from reaug.choices import Lang
from reaug.core.batch import Row
from reaug.data.cells import guarded
from reaug.report.audit_rows import rows_of
from reaug.report.text import visible

COLUMNS: Final = (
    "id",
    "finding",
    "key",
    "rule",
    "severity",
    "message",
    "sentence",
    "types",
    "label",
    "field",
    "at",
    "old",
    "new",
    "decision",
)
"""`finding` numbers the findings: lines of one number are to be decided together. `key` names the
finding in the decision that a line becomes."""


def write_csv(audit: Audit, lang: Lang, file: IO[str]) -> None:
    """One line per fix, or per row where a finding suggests none.

    UTF-8 with a byte order mark, as spreadsheets want it; every cell is `data.cells.guarded`.
    `old` is what stands in the row, `new` the suggestion, `decision` is empty: `reaug clean
    --patch` takes `new` where it says accept, and any other text as the value itself.
    """
    file.write("\ufeff")
    # The csv module of Python 3.11 leaves a lone carriage return unquoted; none is left in a cell.
    sheet = csv.writer(file, lineterminator="\r\n")
    sheet.writerow(COLUMNS)
    rows = rows_of(audit)
    for number, finding in enumerate(audit.findings, 1):
        severity = finding.severity or audit.catalogue[finding.rule].severity
        message, key = finding.ko if lang == "ko" else finding.en, finding.key
        for row_id, field, at, old, new in _lines(finding, rows):
            row = rows.get(row_id)
            cells = (
                row_id,
                str(number),
                key,
                finding.rule,
                severity,
                message,
                "" if row is None else marked_text(row),
                "" if row is None else f"{row.subject_type}:{row.object_type}",
                "" if row is None else row.label,
                field,
                at,
                old,
                new,
                "",
            )
            sheet.writerow([guarded(_plain(cell)) for cell in cells])


def _lines(finding: Finding, rows: dict[str, Row]) -> Iterator[tuple[str, str, str, str, str]]:
    """Row id, field, place of an edit of the text, old and new value, for each line."""
    for fix in finding.fixes:
        at = "" if fix.at is None else str(fix.at)
        yield finding.rows[0], fix.field, at, str(fix.old), str(fix.new)
    if finding.fixes:
        return
    for row_id in finding.rows:
        yield row_id, *_by_hand(finding, rows.get(row_id))


def _by_hand(finding: Finding, row: Row | None) -> tuple[str, str, str, str]:
    """Field, place, old and new value for a person to decide, as a patch would take them."""
    field, suggestion = finding.field, finding.suggestion
    if row is None:
        return field, "", finding.value, suggestion
    if field == "sentence":
        return field, *_edit(row.sentence, finding.value, suggestion)
    if field in ("subject_entity", "object_entity"):
        field += ".word"
    values = {
        "label": row.label,
        "subject_entity.type": row.subject_type,
        "object_entity.type": row.object_type,
        "subject_entity.word": row.subject_word,
        "object_entity.word": row.object_word,
        "row": "",
    }
    return field, "", values.get(field, finding.value), suggestion


def _edit(sentence: str, old: str, new: str) -> tuple[str, str, str]:
    """An edit of the text where its place is sure; what both begin with is no part of it."""
    if not (old and new) or sentence.count(old) != 1:
        return "", old, new
    pairs = enumerate(zip(old, new, strict=False))
    same = next((at for at, (a, b) in pairs if a != b), min(len(old), len(new)))
    return str(sentence.index(old) + same), old[same:], new[same:]


def marked_text(row: Row) -> str:
    """The sentence with its mentions in brackets: `[S 이순신]은 [O 한양]에서`.

    >>> from reaug.core.examples import batch_of
    >>> marked_text(batch_of("[S|PER|이순신]은 [O|LOC|한양]에서 났다.").row(0))
    '[S 이순신]은 [O 한양]에서 났다.'
    """
    text, at = "", 0
    for start, end, name in sorted([(*row.subject, "S"), (*row.object, "O")]):
        if at <= start < end <= len(row.sentence):
            text += f"{row.sentence[at:start]}[{name} {row.sentence[start:end]}]"
            at = end
    return text + row.sentence[at:]


def _plain(text: str) -> str:
    """One line without control characters; with a symbol for one, a patch is refused as unfit."""
    return visible(text)
