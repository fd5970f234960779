"""Write a data set as one file of another format; for `reaug export`."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from reaug.choices import MAX_BAD_SHARE, OnBadRow
from reaug.core.schema import SENTENCE
from reaug.data import EXPORTS, Reading, read, write
from reaug.data.formats import TEXTS
from reaug.data.read_data import sentences_of
from reaug.data.read_options import PLAINLY, ReadAs
from reaug.errors import UsageError
from reaug.files.run_files import MANIFEST
from reaug.rulebook import load
from reaug.runs.undo import undo_run
from reaug.suggestions import unknown

if TYPE_CHECKING:
    from reaug.data.formats.tapt import Written


@dataclass(frozen=True, repr=False)
class Export:
    """The result of an export.

    reading : the input rows, and the rows that were dropped or repaired.
    sentences : counts of sentences, if only sentences were written; else None.
    """

    format: str
    path: Path
    reading: Reading
    sentences: Written | None = None

    def __repr__(self) -> str:
        return f"<Export of {self.reading.table.num_rows:,} rows as {self.format} → {self.path}>"

    def to_json(self) -> dict[str, Any]:
        """Return JSON data: counts, and every row that was dropped or repaired."""
        document: dict[str, Any] = {
            "format": self.format,
            "output": str(self.path),
            "input": {"path": self.reading.origin, "format": self.reading.fmt},
            "rows": {
                "read": self.reading.rows_in,
                "dropped": self.reading.dropped,
                "dropped_by_rule": self.reading.dropped_by_rule,
                "repaired_by_rule": self.reading.repaired_by_rule,
                "kept": self.reading.table.num_rows,
            },
            "problems": [vars(problem) for problem in self.reading.problems],
        }
        if self.sentences is not None:
            sets = [other._asdict() for other in self.sentences.without]
            document["sentences"] = {**self.sentences._asdict(), "without": sets}
        return document


def check_export(fmt: str, without: Sequence[Any] = ()) -> None:
    """Raise an error for inconsistent options of an export.

    Raises
    ------
    UsageError
        The format is unknown; or `without` (data sets whose sentences are left out) is given for a
        format that stores whole rows instead of sentences.
    """
    if fmt not in EXPORTS:
        raise UsageError(unknown("format", fmt, list(EXPORTS)))
    if without and fmt not in TEXTS:
        texts = ", ".join(TEXTS)
        raise UsageError(f"--without works only with {texts}, not with {fmt}")


def _sentences(source: Any, how: ReadAs) -> tuple[str, pa.ChunkedArray]:
    """Return the name of a data set and its sentences."""
    # If the data set is a run folder, the sentences of the run's input are included, since a step
    # may have inserted entity markers into the output sentences.
    name, sentences = sentences_of(source, how)
    folder = Path(source) if isinstance(source, str | os.PathLike) else None
    if folder is None or not (folder / MANIFEST).is_file():
        return name, sentences
    first = undo_run(folder)[SENTENCE]
    return name, pa.chunked_array([*sentences.chunks, *first.chunks], pa.string())


def export(
    source: Any,
    fmt: str,
    path: str | os.PathLike[str],
    *,
    without: Sequence[Any] = (),
    on_bad_row: OnBadRow = "stop",
    max_bad_share: float = MAX_BAD_SHARE,
    unlabelled: bool = False,
    rules: str = "klue-re",
    how: ReadAs = PLAINLY,
) -> Export:
    """Write rows as one file; see `reaug.export`."""
    check_export(fmt, without)
    book = load(rules)
    target = Path(path).expanduser()
    if fmt in TEXTS:  # only sentences are written, so labels and types are not checked
        reading = read(
            source,
            on_bad_row=on_bad_row,
            require_label=False,
            max_bad_share=max_bad_share,
            how=how,
        )
        sets = [_sentences(other, how) for other in without]
        written = TEXTS[fmt].write_sentences(reading.table[SENTENCE], target, sets)
        return Export(fmt, target, reading, written)
    reading = read(
        source,
        labels=book.labels,
        types=list(book.types),
        on_bad_row=on_bad_row,
        require_label=not unlabelled,
        max_bad_share=max_bad_share,
        how=how,
    )
    write(reading.table, target, fmt, labels=book.labels, layout=reading.layout)
    return Export(fmt, target, reading)
