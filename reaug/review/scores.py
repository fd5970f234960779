"""Write the ranking of all rows by label noise: `id`, `score` and `suggestion`."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import IO, Final

from reaug.audit.noise import Ranking
from reaug.data.cells import guarded
from reaug.errors import UsageError
from reaug.strict_json import dumps

SUFFIXES: Final = (".jsonl", ".csv")


def check_suffix(path: Path) -> None:
    """Raise an error for a file name whose suffix is none of `SUFFIXES`."""
    if path.suffix.lower() not in SUFFIXES:
        raise UsageError(
            f"--scores {path}: the format follows from the suffix; end the name in .jsonl or .csv"
        )


def write(ranking: Ranking | None, path: Path, file: IO[str]) -> None:
    """Write every row of a ranking, the likeliest wrong label first.

    Rows that the model did not judge (such as rows of rare labels) come last, without a score. In a
    CSV, a `'` is put before a row id that a spreadsheet would change or run (`reaug.data.cells`).

    Raises
    ------
    UsageError
        There is no ranking, since the rule `label/noise` was not selected.
    """
    if ranking is None:
        raise UsageError(
            "--scores: label/noise is not among the selected rules; select it too, or leave "
            "--scores out"
        )
    if path.suffix.lower() == ".csv":
        lines = csv.writer(file, lineterminator="\n")
        lines.writerow(("id", "score", "suggestion"))
        for row, score, suggestion in ranking:
            shown = "" if score is None else f"{score:.6f}"
            lines.writerow((guarded(row), shown, suggestion or ""))
        return
    for row, score, suggestion in ranking:
        file.write(dumps({"id": row, "score": score, "suggestion": suggestion}) + "\n")
