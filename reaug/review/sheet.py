"""Write findings as a spreadsheet (CSV) with a column for a person's decisions, and read it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, Final

from reaug.audit import Audit, Finding
from reaug.core.batch import Row
from reaug.core.fields import SPAN_FIELDS, TEXT_FIELDS
from reaug.core.schema import SENTENCE
from reaug.core.terminal_text import visible
from reaug.data.cells import guarded, unguarded
from reaug.data.text_files import any_length
from reaug.review.decision_lines import BAD_LINE, line_error, taken
from reaug.review.decisions import BadFix, Correction, Shown
from reaug.review.finding_rows import rows_of
from reaug.review.versions import seen_of

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
"""The columns of a sheet.

`finding` numbers the findings: lines with the same number are decided together. `key` identifies
the finding in the decision.
"""

_ACCEPTING: Final = (
    "accept accepted yes y true t ok okay o 1 수락 예 네 응 승인 동의 맞음 맞다 ○ ㅇ ㅇㅋ ✓ ✔"
)
_REJECTING: Final = (
    "reject rejected no n false f x 0 거절 거부 아니요 아니오 아니 기각 반대 틀림 틀리다 × ✗ ✘ ㄴ"
)
_ACCEPT: Final = frozenset(_ACCEPTING.split())
_REJECT: Final = frozenset(_REJECTING.split())

OPINION: Final = "opinion"
"""Name of the column with a language model's opinion, if one was asked; it is not read again."""
FURTHER: Final = ("by", "data", "seen")
"""Further columns of a sheet: the reviewer ("" for anybody), the version of the data, and the
digest of the row's sentence and spans.
"""


def write(
    audit: Audit, lang: str, file: IO[str], *, by: str | None = None, data: str | None = None
) -> None:
    """Write a sheet of findings, in which a person decides each line.

    There is one line per fix of a finding; a finding without fixes has one line per row. Findings
    that nobody can decide are left out (see `to_decide`). The column `old` has the row's value,
    `new` the suggestion, and `decision` is empty. With `data` (the version of the data), the
    columns `FURTHER` are added.

    If a person writes accept in `decision`, `reaug clean --patch` applies `new`. Any other text
    there is taken as the value itself, except for the sentence.

    The file is UTF-8 with a byte order mark, as spreadsheets expect. A `'` is put before a cell
    that a spreadsheet would change or run (`data.cells.guarded`).
    """
    file.write("\ufeff")
    # The csv module of Python 3.11 would leave a lone carriage return unquoted, but cells have
    # none.
    sheet = csv.writer(file, lineterminator="\r\n")
    sheet.writerows([guarded(cell) for cell in row] for row in rows_for(audit, lang, by, data))


def rows_for(
    audit: Audit, lang: str, by: str | None = None, data: str | None = None
) -> Iterator[list[str]]:
    """Yield the header and the lines of a sheet, as plain texts without line breaks."""
    judged = any(finding.opinion is not None for finding in audit.listed)
    yield [*COLUMNS, *((OPINION,) if judged else ()), *(() if data is None else FURTHER)]
    rows = rows_of(audit)
    for number, finding in enumerate(_to_decide(audit, rows), 1):
        severity = finding.severity or audit.catalogue[finding.rule].severity
        message, key = finding.message(lang), finding.key
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
                *((finding.opinion or "",) if judged else ()),
                *(() if data is None else (by or "", data, seen_of(row) if row else "")),
            )
            yield [visible(cell) for cell in cells]  # a patch refuses control characters


def to_decide(audit: Audit) -> list[Finding]:
    """Return the listed findings that can be decided.

    A finding is left out if it has no fix and its rows could not be read: there is nothing to
    decide on then.
    """
    return _to_decide(audit, rows_of(audit))


def _to_decide(audit: Audit, rows: dict[str, Row]) -> list[Finding]:
    return [
        finding
        for finding in audit.listed
        if finding.fixes or any(row in rows for row in finding.rows)
    ]


def _lines(finding: Finding, rows: dict[str, Row]) -> Iterator[tuple[str, str, str, str, str]]:
    """Yield row id, field, place (of an edit of the text), old and new value of each line."""
    for fix in finding.fixes:
        at = "" if fix.at is None else str(fix.at)
        yield finding.rows[0], fix.field, at, str(fix.old), str(fix.new)
    if finding.fixes:
        return
    for row_id in finding.rows:
        yield row_id, *_by_hand(finding, rows.get(row_id))


def _by_hand(finding: Finding, row: Row | None) -> tuple[str, str, str, str]:
    """Return field, place, old value and suggestion for a line about a finding without fixes."""
    # The field is one that `reaug clean --patch` can set: for a mention, its word; for the
    # sentence, an edit at a place.
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
    """Return place, old and new text of an edit, without their common beginning."""
    # The place is "" if the old text does not occur exactly once.
    if not (old and new) or sentence.count(old) != 1:
        return "", old, new
    pairs = enumerate(zip(old, new, strict=False))
    same = next((at for at, (a, b) in pairs if a != b), min(len(old), len(new)))
    return str(sentence.index(old) + same), old[same:], new[same:]


def marked_text(row: Row) -> str:
    """Return the sentence with its mentions in brackets: `[S 이순신]은 [O 한양]에서`.

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


def read(text: str, path: Path) -> Iterator[Correction | BadFix]:
    """Yield the decisions of a filled-in sheet.

    The column `decision` has one of these:

    - Nothing: the line is undecided, and yields nothing.
    - Accept or reject, in English or Korean.
    - Any other text: the value itself. In a line about the sentence this is an error, because any
      text could be meant; there a person changes the column `new` and accepts it.

    Raises
    ------
    InputError
        The text is not a CSV, or a column is missing.
    """
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True, delimiter=_delimiter(text))
    for line, row in _rows(reader, text, path):
        if None in row or None in row.values():
            raise line_error(path, line, "has a different number of fields than the header")
        cells = {name: unguarded(cell) for name, cell in row.items()}
        if not cells["decision"].strip():
            continue
        word = cells["decision"].strip().casefold()
        if cells["field"] == SENTENCE and word not in _ACCEPT | _REJECT:
            yield _free_text(cells, line)
        else:
            yield from taken(_record(cells), line)


def shown(text: str, path: Path) -> Iterator[Shown]:
    """Yield the labels and types that a sheet shows beside the decisions.

    A cell that only repeats the line's old value is left out.

    Raises
    ------
    InputError
        See `read`.
    """
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True, delimiter=_delimiter(text))
    seen: set[tuple[str, str, str]] = set()
    for line, row in _rows(reader, text, path):
        cells = {name: unguarded(row[name] or "") for name in _SHOWN if row.get(name)}
        for column in ("label", "types"):
            value, name = cells.get(column, ""), unguarded(row.get("id") or "")
            if not value or (column == row.get("field") and value == cells.get("old")):
                continue
            if (name, column, value) not in seen:
                seen.add((name, column, value))
                yield Shown(name, column, value, line)


_SHOWN: Final = ("label", "types", "old")


def decided(text: str) -> int:
    """Return the number of lines of a sheet with a decision; 0 if the text is not a sheet for
    review.
    """
    try:
        reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
        with any_length(text):
            return sum(bool((row.get("decision") or "").strip()) for row in reader)
    except (ValueError, csv.Error):
        return 0


def keys(text: str, path: Path) -> Iterator[tuple[str, str]]:
    """Yield the row id and the field of each line of a sheet, with or without a decision.

    Raises
    ------
    InputError
        See `read`.
    """
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True, delimiter=_delimiter(text))
    for _, row in _rows(reader, text, path):
        yield row.get("id") or "", row.get("field") or ""


def _free_text(cells: dict[str, str], line: int) -> BadFix:
    return BadFix(
        BAD_LINE,
        cells["id"],
        SENTENCE,
        cells["decision"],
        f"{cells['decision'].strip()!r} is neither accept nor reject; to write another text into "
        "the sentence, put it into the column new, and accept",
        cells.get("key") or None,
        line,
    )


def _rows(
    reader: csv.DictReader[str], text: str, path: Path
) -> list[tuple[int, dict[str | Any, str | Any]]]:
    """Return the line number and the cells of each row of a CSV; cells may be of any length."""
    rows: list[tuple[int, dict[str | Any, str | Any]]] = []
    line = 1
    with any_length(text):
        try:
            _check_header(list(reader.fieldnames or ()), path)
            line = 2
            for row in reader:
                rows.append((line, row))
                line = reader.line_num + 1
        except csv.Error as error:
            raise line_error(path, line, f"has broken CSV: {error}") from error
    return rows


def _check_header(names: list[str], path: Path) -> None:
    lacking = [name for name in ("id", "field", "old", "new", "decision") if name not in names]
    if lacking:
        raise line_error(path, 1, f"is missing the columns {', '.join(lacking)}")
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:  # it is unknown which of the two the person has filled in
        raise line_error(path, 1, f"the column {twice!r} appears twice; remove one")


def _record(cells: dict[str, str]) -> dict[str, Any]:
    """Return a line of a sheet as the object that a line of `decisions.jsonl` would have."""
    decision, field = cells["decision"].strip(), cells["field"]
    word = decision.casefold()
    kind = "reject" if word in _REJECT else "accept" if word in _ACCEPT else "edit"
    number = cells.get("finding", "")
    place = _number(cells["at"]) if cells.get("at") else None
    value: Any = decision if kind == "edit" else cells["new"]
    # An empty suggestion that deletes text has a place; without a place there was no suggestion.
    if kind == "accept" and not value and not (field == "sentence" and place is not None):
        value = None
    old: Any = cells["old"]
    if field in SPAN_FIELDS:
        old, value = _number(old), None if value is None else _number(value)
    # Labels, types and offsets have no invisible characters, which cells show as symbols.
    known = kind != "reject" or field in (*TEXT_FIELDS, *SPAN_FIELDS)
    return {
        "finding": cells.get("key") or (f"#{number}" if number else None),
        "rows": [cells["id"]],
        "field": field,
        "decision": kind,
        "value": value,
        "by": cells.get("by") or None,
        "at": cells.get("time") or None,
        **({"old": old} if known else {}),
        "place": place,
        "reason": cells.get("reason") or cells.get("rule") or "",
        "data": cells.get("data") or None,
        "seen": cells.get("seen") or None,
    }


def _delimiter(text: str) -> str:
    """Return the delimiter of the header; in some countries, spreadsheets write semicolons."""
    header = text.partition("\n")[0]
    return max(",;\t", key=header.count)


def _number(text: str) -> int | str:
    # In a column with empty cells, pandas writes whole numbers as 31.0.
    digits = text.removesuffix(".0")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 10 else text
