"""Reads files of decisions: JSON lines, or a filled-in spreadsheet.

Of contradicting decisions about a field of a row the later wins, if both have a time.

Two values contradict each other. So do a value and a rejection, unless they are about different
suggestions: it is consistent to reject one label and accept another.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from reaug.choices import OnBadFix
from reaug.core.quotes import shorten
from reaug.data.text_files import read_bytes, text_of
from reaug.errors import InputError, ReaugError
from reaug.review import id_labels, jsonl, sheet
from reaug.review.decisions import BadFix, Correction, Corrections, Shown, bad_of, refuse
from reaug.review.formats import sheet_formats

_BOM: Final = b"\xef\xbb\xbf"
WAY_OUT: Final = " (to leave such lines out: --on-bad-fix skip, in a recipe on_bad_fix: skip)"


def read_corrections(*paths: Path, on_bad_fix: OnBadFix = "stop") -> Corrections:
    """Return the decisions in files: JSON lines, JSON with labels by row id, or filled-in sheets.

    Parameters
    ----------
    on_bad_fix
        `stop`: raise an error that counts the lines that cannot be applied; `skip`: leave them
        out, and list them in `bad`.

    Raises
    ------
    InputError
        A file cannot be read or has another format; two decisions contradict each other, without
        times that show which is later; or, with `stop`, a line cannot be applied.
    """
    good: list[Correction] = []
    bad: list[BadFix] = []
    notes: list[str] = []
    shown: list[Shown] = []
    for number, path in enumerate(paths):
        text, note = text_of_file(path)
        notes += [note] if note else []
        if is_sheet(path):
            lines, note = list(sheet.read(text, path)), ""
            shown += [cell._replace(file=number) for cell in sheet.shown(text, path)]
        elif path.suffix.lower() == ".json" and id_labels.is_id_labels(text):
            lines, note = list(id_labels.read(text, path)), ""
        else:
            lines, note = jsonl.read(text, path)
        notes += [note] if note else []
        for line in lines:
            if isinstance(line, BadFix):
                bad.append(line._replace(file=number))
            else:
                good.append(line._replace(file=number))
    if bad and on_bad_fix == "stop":
        raise refuse(paths, bad, WAY_OUT)
    read = Corrections.of(paths, good).leaving_out(bad)
    valid, against, superseded = _without_contradictions((*read.entries, *read.rejected), paths)
    if against:
        raise refuse(paths, against, "; keep one of the two")
    return replace(
        Corrections.of(paths, valid),
        bad=read.bad,
        superseded=superseded,
        notes=tuple(notes),
        shown=tuple(shown),
    )


def is_sheet(path: Path) -> bool:
    """Return whether a file is a filled-in sheet, by its suffix."""
    return path.suffix.lower() in sheet_formats()


def text_of_file(path: Path) -> tuple[str, str | None]:
    """Return the text of a file, and a note on how it was read (or None).

    A workbook is returned as CSV. Korean Excel saves a CSV in CP949, which is used if the whole
    file decodes.
    """
    sheets = sheet_formats()
    suffix = path.suffix.lower()
    if suffix in sheets:
        text = sheets[suffix].text(path)
        if text is not None:
            return text, None
    if suffix != ".csv" and path.is_file() and not path.stat().st_size:
        # `reaug audit --fixes` writes an empty file if there is nothing to fix
        return "", f"{path.name} contains no decisions"
    data = read_bytes(path)
    try:
        return text_of(data, path), None
    except InputError:
        if suffix != ".csv" or data.startswith(_BOM):
            raise
        try:
            return data.decode("cp949"), f"{path.name} is not UTF-8: read as CP949"
        except UnicodeDecodeError:
            pass
        raise


def decided(path: Path) -> int:
    """Return the number of lines of a sheet with a decision; 0 if the file is no such sheet."""
    try:
        return sheet.decided(text_of_file(path)[0])
    except (ReaugError, OSError, ValueError):
        return 0


def _without_contradictions(
    decisions: Sequence[Correction], paths: Sequence[Any]
) -> tuple[list[Correction], list[BadFix], int]:
    """Return the decisions that count: no repetitions, and none that a later decision replaces.

    Returns
    -------
    The decisions in order; the lines that contradict another line, without times that show which is
    later; and the number of decisions that a later one replaces.
    """
    groups: dict[tuple[str, str], list[Correction]] = {}
    for entry in sorted(decisions, key=lambda decision: (decision.file, decision.line)):
        groups.setdefault((entry.id, entry.field), []).append(entry)
    result: list[Correction] = []
    bad: list[BadFix] = []
    superseded = 0
    for group in groups.values():
        distinct = _distinct(group)
        pairs = [
            (one, other)
            for i, other in enumerate(distinct)
            for one in distinct[:i]
            if _contradict(one, other)
        ]
        timeless = [pair for pair in pairs if not _ordered(*pair)]
        if timeless:
            bad += [bad_of(b, "", _message(a, b, paths)) for a, b in timeless]
            continue
        valid = distinct if not pairs else _latest(distinct)
        superseded += len(distinct) - len(valid)
        result += valid
    return sorted(result, key=lambda decision: (decision.file, decision.line)), bad, superseded


def _distinct(group: Sequence[Correction]) -> list[Correction]:
    """Return decisions without repetitions; each keeps the latest time of its repetitions."""
    # A repetition has the same finding, decision, and values.
    first_of: dict[tuple[Any, ...], Correction] = {}
    for entry in group:
        what = (entry.decision, entry.finding, entry.at, entry.old, entry.checked, entry.new)
        first = first_of.setdefault(what, entry)
        if entry.time and _moment(entry.time) > _moment(first.time or ""):
            first_of[what] = first._replace(time=entry.time)
    return list(first_of.values())


def _contradict(correction: Correction, other: Correction) -> bool:
    rejects = [entry for entry in (correction, other) if entry.decision == "reject"]
    anywhere = bool(rejects) and None in (correction.at, other.at)
    if correction.at != other.at and not anywhere:
        return False
    if len(rejects) == 2:
        return False
    if not rejects:
        return correction.new != other.new
    (reject,) = rejects
    value = other if reject is correction else correction
    if reject.finding is not None and reject.finding == value.finding:
        return True
    if reject.new is None or reject.new == "":
        return None in (reject.finding, value.finding)
    return reject.new == value.new


def _ordered(correction: Correction, other: Correction) -> bool:
    if correction.time is None or other.time is None:
        return False
    return _moment(correction.time) != _moment(other.time)


def _latest(group: Sequence[Correction]) -> list[Correction]:
    """Return the latest decisions: those that no later decision of the group contradicts."""
    # All decisions of the group that contradict another one must have a time.
    latest: list[Correction] = []
    for entry in sorted(group, key=lambda decision: _moment(decision.time or ""), reverse=True):
        if not any(_contradict(entry, later) for later in latest):
            latest.append(entry)
    return latest


def _moment(text: str) -> datetime:
    """Return a time, as UTC if it names no zone; the earliest possible time for ""."""
    if not text:
        return datetime.min.replace(tzinfo=UTC)
    time = datetime.fromisoformat(text)
    return time if time.tzinfo is not None else time.replace(tzinfo=UTC)


def _message(first: Correction, second: Correction, paths: Sequence[Any]) -> str:
    where = f"line {first.line}"
    if first.file != second.file:
        where += f" of {paths[first.file]}"
    what = f"{second.field} of row {second.id!r}"
    before = "rejects that" if first.decision == "reject" else f"says {shorten(first.new)}"
    if second.decision == "reject":
        return f"{what} is rejected here, but {where} {before}"
    return f"{what} is set to {shorten(second.new)} here, but {where} {before}"
