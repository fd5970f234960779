"""Call steps on batches, and find the rows on which they crash, by bisection."""

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
    """The result of a step for the rows of a batch on which it does not crash.

    value : the result; None if the step crashed on every row, and on the empty batch, too.
    rows : `int64[m]`, the rows that `value` is about.
    crashed : by row, the message of the crash.
    """

    value: T | None
    rows: I64
    crashed: dict[int, str]


def ask(
    n: int, question: Callable[[I64], T], policy: Policy, failed: Callable[[int, str], StepError]
) -> Answer[T]:
    """Return the result of a step for the rows of a batch, handling crashes.

    Parameters
    ----------
    n
        Number of rows of the batch.
    question
        The function to call with row positions (`int64[m]`); returns the result of the step.
    policy
        With `skip`, the rows on which the step crashes are found by bisection and left out. Then
        the function is called again for the other rows.
    failed
        Makes the error to raise from the row (-1: no single row) and the message of the crash.

    Raises
    ------
    StepError
        The step crashed and the policy is to stop; or it crashes on the batch, but on none of its
        rows alone.
    """
    crashed: dict[int, str] = {}
    rows = np.arange(n)
    while True:
        value, error = _result_or_crash(question, rows, policy.seconds)
        if error is None:
            return Answer(value, rows, dict(sorted(crashed.items())))
        with _quiet_libraries():
            crashes = dict(_first_or_all(question, rows, error, policy))
        if policy.on_error == "stop" or not crashes:
            row, why = next(iter(crashes.items()), (-1, failure_line(error)))
            raise failed(row, why) from error
        crashed |= crashes
        rows = rows[~np.isin(rows, list(crashes))]
        if not len(rows):
            # the empty result shows which columns the step adds
            value, _ = _result_or_crash(question, rows, policy.seconds)
            return Answer(value, rows, dict(sorted(crashed.items())))


@contextmanager
def _quiet_libraries() -> Iterator[None]:
    """Suppress what C or Rust libraries print on stderr during the bisection."""
    try:
        stderr, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    except OSError:  # the process was started without stderr
        yield
        return
    os.dup2(nowhere, 2)
    try:
        yield
    finally:
        os.dup2(stderr, 2)
        os.close(stderr)
        os.close(nowhere)


def check_share(path: str, crashed: int, tried: int, row: str, why: str) -> None:
    """Raise an error if a step crashed on more than half of the rows that it tried.

    Raises
    ------
    StepError
        The step crashed that often, so it is broken, not the rows.
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
    """Yield the rows that crash alone, with messages; only the first if a crash stops the run."""
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
    """Yield all rows that crash alone, with messages."""
    # The rows are halved again and again. To find k of n rows takes at most 2 k log2(n) calls.
    for half in (rows[: len(rows) // 2], rows[len(rows) // 2 :]):
        _, error = _result_or_crash(question, half, seconds)
        if error is None:
            continue
        if len(half) == 1:
            yield int(half[0]), failure_line(error)
        else:
            yield from _by_halves(question, half, seconds)


def _first(
    question: Callable[[I64], T], rows: I64, seconds: float | None
) -> Iterator[tuple[int, str]]:
    """Yield the first row that crashes alone."""
    # All calls together process about twice the batch.
    error: BaseException | None = None
    while len(rows) > 1:
        left, right = rows[: len(rows) // 2], rows[len(rows) // 2 :]
        _, error = _result_or_crash(question, left, seconds)
        rows = left
        if error is None:
            _, error = _result_or_crash(question, right, seconds)
            rows = right
        if error is None:
            return
    if error is not None:
        yield int(rows[0]), failure_line(error)


def _slow(question: Callable[[I64], T], rows: I64, seconds: float) -> Iterator[tuple[int, str]]:
    """Yield the first row that takes more than half of the time limit by itself, with a message."""
    # Rows are tried one by one until the time limit for all has passed; then none is yielded.
    end = time.monotonic() + seconds
    for row in rows.tolist():
        started = time.monotonic()
        if started >= end:
            return
        _, error = _result_or_crash(question, np.array([row]), seconds)
        if isinstance(error, TimeUpError) or time.monotonic() - started > seconds / 2:
            yield row, failure_line(TimeUpError())
            return


def _result_or_crash(
    question: Callable[[I64], T], rows: I64, seconds: float | None
) -> tuple[T | None, BaseException | None]:
    """Return a result, or the exception of a crash."""
    # Errors of reaug itself and Ctrl-C are no crashes, and are raised.
    try:
        with time_limit(seconds):
            return question(rows), None
    except StepError as error:
        return None, error
    except (ReaugError, KeyboardInterrupt):
        raise
    except BaseException as error:  # plugins and libraries can raise any exception, even SystemExit
        return None, error
