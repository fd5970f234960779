"""Reads files of decisions: JSON lines, or a filled-in spreadsheet."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Final

from reaug.choices import OnBadFix
from reaug.data.text_files import read_bytes, text_of
from reaug.errors import InputError, ReaugError
from reaug.review import id_labels, jsonl, sheet, xlsx
from reaug.review.contradictions import settled
from reaug.review.decisions import BadFix, Correction, Corrections, Shown, refuse

_BOM: Final = b"\xef\xbb\xbf"
SHEETS: Final = (".csv", ".xlsx")
WAY_OUT: Final = " (to leave such lines out: --on-bad-fix skip, in a recipe on_bad_fix: skip)"


def read_corrections(*paths: Path, on_bad_fix: OnBadFix = "stop") -> Corrections:
    """Read the decisions of files; a name in `.csv` or `.xlsx` is a filled-in spreadsheet.

    Parameters
    ----------
    on_bad_fix
        `stop`: raise an error that counts the lines that cannot be applied; `skip`: leave them
        out, and list them in `bad`.

    Raises
    ------
    InputError
        A file cannot be read, or is not JSON lines or CSV; two decisions contradict each other
        without times to tell which is later; or, with `stop`, lines cannot be applied.
    """
    good: list[Correction] = []
    bad: list[BadFix] = []
    notes: list[str] = []
    shown: list[Shown] = []
    for number, path in enumerate(paths):
        text, note = text_of_file(path)
        notes += [note] if note else []
        if path.suffix.lower() in SHEETS:
            lines, note = list(sheet.read(text, path)), ""
            shown += [one._replace(file=number) for one in sheet.shown(text, path)]
        elif path.suffix.lower() == ".json" and id_labels.is_id_labels(text):
            lines, note = list(id_labels.read(text, path)), ""
        else:
            lines, note = jsonl.read(text, path)
        notes += [note] if note else []
        for one in lines:
            if isinstance(one, BadFix):
                bad.append(one._replace(file=number))
            else:
                good.append(one._replace(file=number))
    if bad and on_bad_fix == "stop":
        raise refuse(paths, bad, WAY_OUT)
    read = Corrections.of(paths, good).leaving_out(bad)
    standing, against, superseded = settled((*read.entries, *read.rejected), paths)
    if against:
        raise refuse(paths, against, "; keep one of the two")
    return replace(
        Corrections.of(paths, standing),
        bad=read.bad,
        superseded=superseded,
        notes=tuple(notes),
        shown=tuple(shown),
    )


def text_of_file(path: Path) -> tuple[str, str | None]:
    """Return the text of a file, and a note on how it was read; a workbook is read as CSV.

    Korean Excel saves a CSV in CP949, which is used if the whole file decodes.
    """
    if path.suffix.lower() == ".xlsx":
        return xlsx.as_csv(path), None
    if path.suffix.lower() != ".csv" and path.is_file() and not path.stat().st_size:
        return "", f"{path.name} contains no decisions"  # as `reaug audit --fixes` writes it
    data = read_bytes(path)
    try:
        return text_of(data, path), None
    except InputError:
        if path.suffix.lower() != ".csv" or data.startswith(_BOM):
            raise
        try:
            return data.decode("cp949"), f"{path.name} is not UTF-8: read as CP949"
        except UnicodeDecodeError:
            pass
        raise


def decided(path: Path) -> int:
    """Count the lines of a sheet that somebody has filled in; 0 if the file is not such a sheet."""
    try:
        return sheet.decided(text_of_file(path)[0])
    except (ReaugError, OSError, ValueError):
        return 0
