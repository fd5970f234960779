"""Which rows of a batch a step crashes on: found by trying parts of it, down to single rows."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Generic, NamedTuple, TypeVar

import numpy as np

from reaug.core.arrays import I64
from reaug.core.failures import TIME_UP, Policy, TimeUpError, failure_line
from reaug.engine.time_limit import time_limit
from reaug.errors import ReaugError, StepError

T = TypeVar("T")


class Answer(NamedTuple, Generic[T]):
    """The answer of a step for the rows of a batch on which it does not crash.

    value : None where it crashed on every row, and on the empty batch, too.
    rows : `int64[m]`, the rows that `value` is about.
    aside : by row, the crash.
    """

    value: T | None
    rows: I64
    aside: dict[int, str]


def ask(
    n: int, question: Callable[[I64], T], policy: Policy, failed: Callable[[int, str], StepError]
) -> Answer[T]:
    """Put a question about some rows of a batch to a step.

    Parameters
    ----------
    n
        Rows of the batch.
    question
        Called with `int64[m]`, positions of rows; returns the answer of the step.
    policy
        With `skip`, the rows on which it crashes are found by bisection and left out; the question
        is then put again for the others together.
    failed
        The error for a row (-1: for no single one) and a crash.

    Raises
    ------
    StepError
        The step crashed, and crashes are to stop; or it crashes on a batch, but on no row of it
        alone.
    """
    aside: dict[int, str] = {}
    rows = np.arange(n)
    while True:
        value, error = _tried(question, rows, policy.seconds)
        if error is None:
            return Answer(value, rows, dict(sorted(aside.items())))
        with _quiet_libraries():
            crashes = dict(_first_or_all(question, rows, error, policy))
        if policy.on_error == "stop" or not crashes:
            row, why = next(iter(crashes.items()), (-1, failure_line(error)))
            raise failed(row, why) from error
        aside |= crashes
        rows = rows[~np.isin(rows, list(crashes))]
        if not len(rows):
            value, _ = _tried(question, rows, policy.seconds)  # for its columns
            return Answer(value, rows, dict(sorted(aside.items())))


@contextmanager
def _quiet_libraries() -> Iterator[None]:
    """Keep messages of C or Rust libraries about each further crash from the terminal."""
    try:
        kept, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    except OSError:  # started without stderr
        yield
        return
    os.dup2(nowhere, 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


def check_share(path: str, crashed: int, tried: int, row: str, why: str) -> None:
    """Refuse a run in which a step crashed on more than half of the rows that it tried.

    Raises
    ------
    StepError
        Then it is the step that is broken, not the rows.
    """
    if 2 * crashed > tried:
        way = "give a larger --step-timeout" if why == TIME_UP else "fix the step"
        raise StepError(
            f"step {path!r} failed on {crashed:,} of the {tried:,} rows that it tried: more than "
            f"half, so {way}. The first is row {row!r}: {why}"
        )


def _first_or_all(
    question: Callable[[I64], T], rows: I64, error: BaseException, policy: Policy
) -> Iterator[tuple[int, str]]:
    """The rows that crash alone: the first of them where that stops the run."""
    if len(rows) == 1:
        yield int(rows[0]), failure_line(error)
    elif isinstance(error, TimeUpError):
        yield from _slow(question, rows, policy.seconds or 0)
    elif policy.on_error == "skip":
        yield from _by_halves(question, rows, policy.seconds)
    else:
        yield from _first(question, rows, policy.seconds)


def _by_halves(
    question: Callable[[I64], T], rows: I64, seconds: float | None
) -> Iterator[tuple[int, str]]:
    """All rows that crash alone: k of n rows cost at most 2 k log2(n) questions."""
    for half in (rows[: len(rows) // 2], rows[len(rows) // 2 :]):
        _, error = _tried(question, half, seconds)
        if error is None:
            continue
        if len(half) == 1:
            yield int(half[0]), failure_line(error)
        else:
            yield from _by_halves(question, half, seconds)


def _first(
    question: Callable[[I64], T], rows: I64, seconds: float | None
) -> Iterator[tuple[int, str]]:
    """The first row that crashes alone: the questions together are about twice the batch."""
    error: BaseException | None = None
    while len(rows) > 1:
        left, right = rows[: len(rows) // 2], rows[len(rows) // 2 :]
        _, error = _tried(question, left, seconds)
        rows = left
        if error is None:
            _, error = _tried(question, right, seconds)
            rows = right
        if error is None:
            return
    if error is not None:
        yield int(rows[0]), failure_line(error)


def _slow(question: Callable[[I64], T], rows: I64, seconds: float) -> Iterator[tuple[int, str]]:
    """The first row that takes most of a batch's time alone, if it is met within that time."""
    end = time.monotonic() + seconds
    for row in rows.tolist():
        begun = time.monotonic()
        if begun >= end:
            return
        _, error = _tried(question, np.array([row]), seconds)
        if isinstance(error, TimeUpError) or time.monotonic() - begun > seconds / 2:
            yield row, failure_line(TimeUpError())
            return


def _tried(
    question: Callable[[I64], T], rows: I64, seconds: float | None
) -> tuple[T | None, BaseException | None]:
    """An answer, or the crash. Errors of reaug itself, and Ctrl-C, are not crashes."""
    try:
        with time_limit(seconds):
            return question(rows), None
    except StepError as error:
        return None, error
    except (ReaugError, KeyboardInterrupt):
        raise
    except BaseException as error:  # plugins and libraries raise anything, SystemExit too
        return None, error
