"""Failures of steps: the policy for the row, and exceptions as one-line messages."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, NamedTuple

from reaug.choices import OnError
from reaug.errors import ReaugError, StepError

ERROR: Final = "step/error"
"""The reason for dropping a row on which a step failed, and the rule of the finding."""

TIME_UP: Final = "it took longer than its time limit"
DEBUG: Final = "set REAUG_DEBUG=1 for the traceback"
DEBUG_SENTENCE: Final = f"S{DEBUG[1:]}"
_LONGEST: Final = 300


class TimeUpError(BaseException):
    """The time limit of a step is reached.

    This is a `BaseException`, so that a step's `except Exception` does not catch it.
    """


class Policy(NamedTuple):
    """The action for a row on which a step fails, and the time limit of a batch in seconds."""

    on_error: OnError = "stop"
    seconds: float | None = None


STOP: Final = Policy()


def failure_line(error: BaseException) -> str:
    """Return the description of an exception in one line.

    >>> failure_line(ValueError("no such word"))
    'ValueError: no such word'
    """
    if isinstance(error, TimeUpError):
        return TIME_UP
    try:
        text = str(error)
    except Exception:  # the exception of a plugin may not be printable
        text = ""
    if isinstance(error, StepError):
        return text
    line = f"{type(error).__name__}: {text}".splitlines()[0]
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…"


@contextmanager
def blamed(path: str, doing: str) -> Iterator[None]:
    """Turn any exception in the `with` block into a `StepError` that names the step.

    `doing` says what the step was doing, as in "in merge".

    SystemExit is turned, too: a plugin or a library that raises it would end the run silently.
    """
    try:
        yield
    except StepError as error:
        raise StepError(f"step {path!r} failed {doing}: {error}") from error
    except (ReaugError, KeyboardInterrupt):
        raise
    except BaseException as error:
        message = f"step {path!r} failed {doing}: {failure_line(error)}. {DEBUG_SENTENCE}"
        raise StepError(message) from error
