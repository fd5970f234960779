"""Failures of steps: what to do with the row, and how the exception is reported in one line."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, NamedTuple

from reaug.choices import OnError
from reaug.errors import ReaugError, StepError

ERROR: Final = "step/error"
"""The reason in the log for dropping a row on which a step failed, and the finding's rule id."""

TIME_UP: Final = "it took longer than its time limit"
DEBUG: Final = "set REAUG_DEBUG=1 for the traceback"
DEBUG_SENTENCE: Final = f"S{DEBUG[1:]}"
_LONGEST: Final = 300


class TimeUpError(BaseException):
    """A step took longer than its time limit.

    This is a `BaseException`, so that a step's `except Exception` does not catch it.
    """


class Policy(NamedTuple):
    """What to do with a row on which a step fails, and the time limit per batch in seconds."""

    on_error: OnError = "stop"
    seconds: float | None = None


STOP: Final = Policy()


def failure_line(error: BaseException) -> str:
    """Return the type and the message of an exception in one line.

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
    """Raise a `StepError` that names the step in place of any exception in the `with` block.

    Errors of reaug and KeyboardInterrupt pass unchanged. SystemExit does not: a plugin or a library
    that raises it would end the run silently.

    Parameters
    ----------
    path
        The path of the step in the recipe.
    doing
        What the step was doing, for the message, such as "in merge".
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
