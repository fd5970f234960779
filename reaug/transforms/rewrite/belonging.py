"""Answers that are to none of the rows: to other data, other parameters, or more samples."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import count
from pathlib import Path
from typing import NamedTuple

from reaug.core.batch import Batch
from reaug.errors import InputError
from reaug.rewriting.answers import Answers
from reaug.rewriting.batch_files import sets_of
from reaug.rewriting.rows import rows_of
from reaug.transforms.rewrite.outcomes import Outcomes


class Strangers(NamedTuple):
    """Answers that belong to no row.

    answers : how many answers there are in all.
    further : those to further samples of the rows; `samples` is how many would take them in.
    others : those asked for with another prompt, model or parameters.
    unknown : the others of them.
    """

    answers: int
    further: int = 0
    samples: int = 0
    others: int = 0
    unknown: int = 0

    def lines(self) -> list[str]:
        """What a person is told."""
        told = []
        if self.further:
            told.append(
                f"{self.further:,} of {self.answers:,} answers are for further samples of these "
                f"rows; give --samples {self.samples}, as in the export"
            )
        if self.others:
            told.append(
                f"{self.others:,} of {self.answers:,} answers are for another prompt, model or "
                "parameters"
            )
        if self.unknown:
            told.append(
                f"{self.unknown:,} of {self.answers:,} answers match no row: they are for other "
                "data, or for rows that have changed since"
            )
        return told


def other_sets(files: Iterable[Path], made_with: str) -> int:
    """How many answers of files are to requests with another prompt, model or parameters."""
    counts = (sets_of(file).items() for file in files if file.is_file() and file.suffix != ".arrow")
    return sum(n for sets in counts for made, n in sets if made != made_with[:8])


def strangers_of(
    outcomes: Outcomes, rows: Batch, others: int, *, known_alone: bool = False
) -> Strangers:
    """Which answers are to none of the rows; with `known_alone` only those of which is known why.

    `others` of them are known to be to other requests.
    """
    answers = len(outcomes.state.answers)
    strange = answers - len(outcomes.answered(rows))
    further, samples = _further(outcomes, rows) if strange else (0, 0)
    others = min(others, strange - further)
    unknown = 0 if known_alone else strange - further - others
    return Strangers(answers, further, samples, others, unknown)


def _further(outcomes: Outcomes, rows: Batch) -> tuple[int, int]:
    """How many answers are to samples beyond those of the step, and the highest such sample."""
    found: set[str] = set()
    for sample in count(outcomes.samples + 1):
        asked = (outcomes.request(row, sample) for row in rows_of(rows))
        keys = {one.key for one in asked if one is not None and one.key in outcomes.state.answers}
        if not keys - found:
            return len(found), sample - 1
        found |= keys
    raise AssertionError


def check_any(answers: Answers, names: str) -> None:
    """Refuse files that hold nothing.

    Raises
    ------
    InputError
        There is no answer.
    """
    if not len(answers):
        raise InputError(f"{names}: contains no answers: the file is empty")


def check_some(outcomes: Outcomes, rows: Batch, names: str) -> None:
    """Refuse answers of which none is to any of the rows.

    Raises
    ------
    InputError
        They are to other data, or to further samples.
    """
    for row in rows_of(rows):
        for sample in range(1, outcomes.samples + 1):
            request = outcomes.request(row, sample)
            if request is not None and request.key in outcomes.state.answers:
                return
    further, samples = _further(outcomes, rows)
    if further:
        raise InputError(
            f"{names}: all answers are for further samples of these rows; give --samples {samples}"
        )
    raise InputError(
        f"{names}: none of the answers matches a row: they are for other data, or for rows that "
        "have changed since"
    )
