"""Count the answers of a language model that belong to none of the rows, and say why."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import count
from pathlib import Path
from typing import NamedTuple

from reaug.core.batch import Batch
from reaug.errors import InputError
from reaug.rewriting.answers import Answers
from reaug.rewriting.batch_files import sets_of
from reaug.rewriting.plain_rows import rows_of
from reaug.transforms.rewrite.outcomes import Outcomes


class Strangers(NamedTuple):
    """Numbers of answers that belong to none of the rows, by the reason.

    answers : number of all answers.
    further : answers for more samples per row than the step asks for.
    samples : the value of the step's `samples` with which the `further` answers would be used.
    others : answers to requests with another prompt, model or parameters.
    unknown : answers that belong to no row for an unknown reason.
    """

    answers: int
    further: int = 0
    samples: int = 0
    others: int = 0
    unknown: int = 0

    def lines(self) -> list[str]:
        """Return one message per reason that occurs, for the user."""
        messages = []
        if self.further:
            messages.append(
                f"{self.further:,} of {self.answers:,} answers are for further samples of these "
                f"rows; give --samples {self.samples}, as in the export"
            )
        if self.others:
            messages.append(
                f"{self.others:,} of {self.answers:,} answers are for another prompt, model or "
                "parameters"
            )
        if self.unknown:
            messages.append(
                f"{self.unknown:,} of {self.answers:,} answers match no row: they are for other "
                "data, or for rows that have changed since"
            )
        return messages


def other_sets(files: Iterable[Path], made_with: str) -> int:
    """Return the number of answers to requests with another prompt, model or parameters.

    `made_with` is the digest of the step's own prompt, model and parameters.
    """
    counts = (sets_of(file).items() for file in files if file.is_file() and file.suffix != ".arrow")
    return sum(n for sets in counts for digest, n in sets if digest != made_with[:8])


def strangers_of(
    outcomes: Outcomes, rows: Batch, others: int, *, known_alone: bool = False
) -> Strangers:
    """Return how many answers belong to none of the rows, by reason.

    `others` is the number of answers to requests with another prompt, model or parameters. With
    `known_alone`, answers without a known reason are not counted.
    """
    answers = len(outcomes.state.answers)
    unmatched = answers - len(outcomes.answered(rows))
    further, samples = _further(outcomes, rows) if unmatched else (0, 0)
    others = min(others, unmatched - further)
    unknown = 0 if known_alone else unmatched - further - others
    return Strangers(answers, further, samples, others, unknown)


def _further(outcomes: Outcomes, rows: Batch) -> tuple[int, int]:
    """Return how many answers are for samples above the step's `samples`, and the last sample."""
    # With the last sample's number as the value of `samples`, all these answers would be used.
    seen: set[str] = set()
    for sample in count(outcomes.samples + 1):
        requests = (outcomes.request(row, sample) for row in rows_of(rows))
        keys = {
            request.key
            for request in requests
            if request is not None and request.key in outcomes.state.answers
        }
        if not keys - seen:
            return len(seen), sample - 1
        seen |= keys
    raise AssertionError


def check_any(answers: Answers, names: str) -> None:
    """Raise an error if there are no answers.

    Raises
    ------
    InputError
        The files contain no answers.
    """
    if not len(answers):
        raise InputError(f"{names}: contains no answers: the file is empty")


def check_texts(answers: Answers, names: str) -> None:
    """Raise an error if the files contain requests of a provider's batch, but no answer.

    Raises
    ------
    InputError
        The provider answered none of the requests.
    """
    if not answers.has_texts:
        raise InputError(
            f"{names}: contains {len(answers):,} requests, but no answer to any; send them to the "
            "provider again"
        )


def check_some(outcomes: Outcomes, rows: Batch, names: str) -> None:
    """Raise an error if no answer belongs to any of the rows.

    Raises
    ------
    InputError
        All answers belong to other data, or to further samples of the rows.
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
