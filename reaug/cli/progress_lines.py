"""Machine-readable progress of a run: lines of JSON on stderr."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Any, Final

EVERY: Final = 0.5
"""The least number of seconds between two lines about one pass."""


class ProgressLines:
    """Writes a line when a pass begins and ends, and twice a second in between.

    `{"progress": {"what", "done", "of", "seconds", "rows_per_second", "seconds_left"}}`: the pass
    or step, rows done and in total, seconds since it began. Speed and time left are null until some
    rows are done.

    Examples
    --------
    >>> times = iter([0.0, 2.0])
    >>> lines = ProgressLines(print, lambda: next(times))
    >>> lines.begin("0.aeda", 100)
    {"progress": {"what": "0.aeda", "done": 0, "of": 100, "seconds": 0.0, "rows_per_second": null, \
"seconds_left": null}}
    >>> lines.advance(40)
    {"progress": {"what": "0.aeda", "done": 40, "of": 100, "seconds": 2.0, \
"rows_per_second": 20.0, "seconds_left": 3.0}}
    """

    def __init__(
        self,
        write: Callable[[str], Any] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._write = _to_stderr if write is None else write
        self._clock = clock
        self._what, self._rows, self._done = "", 0, 0
        self._begun = self._said = 0.0

    def begin(self, what: str, rows: int) -> None:
        """Begin a pass over `rows` rows."""
        self._what, self._rows, self._done = what, rows, 0
        self._begun = self._clock()
        self._say(self._begun)

    def advance(self, rows: int) -> None:
        """Advance by `rows` rows."""
        self._done += rows
        now = self._clock()
        if now - self._said >= EVERY or self._done >= self._rows:
            self._say(now)

    def _say(self, now: float) -> None:
        from reaug.strict_json import dumps

        self._said, seconds = now, now - self._begun
        speed = self._done / seconds if self._done and seconds > 0 else None
        left = None if speed is None else round(max(0, self._rows - self._done) / speed, 1)
        line = {
            "what": self._what,
            "done": self._done,
            "of": self._rows,
            "seconds": round(seconds, 3),
            "rows_per_second": None if speed is None else round(speed, 1),
            "seconds_left": left,
        }
        self._write(dumps({"progress": line}))


def _to_stderr(line: str) -> None:
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()
