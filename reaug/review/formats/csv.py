"""The sheet of `review.sheet` as a CSV file."""

from __future__ import annotations

from typing import IO

from reaug.review import sheet
from reaug.review.exported_findings import Outgoing
from reaug.review.formats._format import SheetFormat


class Csv(SheetFormat):
    """A spreadsheet with a column for decisions, as text."""

    summary = (
        "a spreadsheet (`.csv`) with a line for each value ([audit.md](audit.md) has its columns)"
    )
    answers = "accept, reject, another value"
    suffix = ".csv"

    def write(self, out: Outgoing, file: IO[str]) -> None:
        """Write one line per value to decide; see `review.sheet.write`."""
        sheet.write(out.sheet, out.lang, file, by=out.reviewer, data=out.version)
