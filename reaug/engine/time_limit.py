"""Limit the seconds that a step may take for a batch, with alarm signals of the system."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from reaug.core.failures import TimeUpError
from reaug.errors import UsageError


def check_time_limit(seconds: float | None, *, processes: int) -> None:
    """Raise an error for a time limit that could not be enforced.

    Raises
    ------
    UsageError
        The system has no alarms, or the work does not run in the main thread of this process.
    """
    if seconds is None:
        return
    if not hasattr(signal, "setitimer"):
        raise UsageError(
            "this system has no alarm signals, so a step's time cannot be limited; remove "
            "--step-timeout (step_timeout)"
        )
    if processes == 1 and threading.current_thread() is not threading.main_thread():
        raise UsageError(
            "a step's time can only be limited in the main thread, and this is another one; "
            "remove step_timeout, or use num_proc=2: worker processes have a main thread"
        )


@contextmanager
def time_limit(seconds: float | None) -> Iterator[None]:
    """Raise `TimeUpError` inside the block after `seconds`; None sets no limit.

    This interrupts Python code, but not a single long call of a C library.
    """
    if seconds is None:
        yield
        return

    def ring(*_: object) -> None:
        raise TimeUpError

    before = signal.signal(signal.SIGALRM, ring)
    try:
        # The alarm repeats, since a step may catch the first exception by accident.
        signal.setitimer(signal.ITIMER_REAL, seconds, seconds)
        yield
    finally:
        try:
            signal.setitimer(signal.ITIMER_REAL, 0)
        finally:
            signal.signal(signal.SIGALRM, before)
