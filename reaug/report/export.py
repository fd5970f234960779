"""The summary of an export."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from reaug.data import Reading
from reaug.runs.convert import Conversion
from reaug.runs.export import Export

_SHOWN: Final = 5


def export_lines(result: Export) -> Iterator[str]:
    """Lines for people: what was written, what was left out, what was wrong with the input."""
    sentences, reading = result.sentences, result.reading
    outcome = reading.outcome()
    read = f"{outcome}, " if outcome else ""
    if sentences is None:
        yield f"{read}{reading.table.num_rows:,} rows as {result.format} → {result.path}"
    else:
        yield (
            f"{read}{sentences.rows:,} rows, {sentences.distinct:,} distinct sentences, "
            f"{sentences.lines:,} lines → {result.path}"
        )
        for one in sentences.without:
            yield (
                f"left out: {one.left_out:,} that stand among the {one.sentences:,} of {one.name}"
            )
        if sentences.blank:
            yield f"left out: {sentences.blank:,} blank sentences"
    for note in reading.notes:
        yield f"note: {note}"
    yield from _details(reading)


def conversion_lines(result: Conversion) -> Iterator[str]:
    """Lines for people: what was written, how it was read, and what was lost."""
    reading = result.reading
    outcome = reading.outcome()
    read = f"{outcome}, " if outcome else ""
    documents = "" if result.documents is None else f" in {result.documents:,} documents"
    yield (
        f"{read}{reading.table.num_rows:,} rows ({reading.fmt}){documents} as {result.format} → "
        f"{result.path}"
    )
    for note in reading.notes:
        yield f"note: {note}"
    for loss in result.lost:
        yield f"lost: {loss}"
    yield from _details(reading)


def _details(reading: Reading) -> Iterator[str]:
    for problem in reading.problems[:_SHOWN]:
        yield f"  row {problem.row}, {problem.field}: {problem.message}"
    if len(reading.problems) > _SHOWN:
        yield f"  and {len(reading.problems) - _SHOWN:,} more; --json lists them all"
