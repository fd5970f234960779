"""Where output goes: data and --json to stdout, messages and progress to stderr."""

from __future__ import annotations

import logging
import os
import sys
import time
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TextIO

WIDTH: Final = 160
"""Columns of a table that is not written to a terminal."""

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress

    from reaug.drift import GateResult
    from reaug.engine.execute import Watcher


def talk() -> Console:
    """The console for messages, on stderr."""
    return _console(sys.stderr)


def page() -> Console:
    """The console for what a command was asked to show, on stdout."""
    return _console(sys.stdout)


def _console(stream: TextIO) -> Console:
    from rich.console import Console

    class Page(Console):
        def on_broken_pipe(self) -> None:
            # Rich would exit with 1, which means a failed gate; gates are evaluated later.
            forget(stream)

    # A file has no width: rich's default of 80 columns would cut off the tables.
    free = not stream.isatty() and "COLUMNS" not in os.environ
    return Page(file=stream, width=WIDTH if free else None, highlight=False)


def print_json(value: Any) -> None:
    """Print one JSON document on stdout, escaping characters that stdout cannot encode."""
    from reaug.strict_json import dumps

    text = dumps(value, indent=2)
    try:
        text.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:
        text = dumps(value, indent=2, ensure_ascii=True)
    print_data(text)


def print_data(text: str) -> None:
    """Print text on stdout."""
    _say(sys.stdout, text.rstrip("\n") + "\n")


def _say(stream: TextIO, text: str) -> None:
    """Write text; if the reader has closed the stream, go on, so the exit code is still right."""
    try:
        stream.write(text)
        stream.flush()
    except BrokenPipeError:
        forget(stream)


def check_gates(gates: Iterable[GateResult]) -> None:
    """Raise an error that lists each failed gate, and each that could not be evaluated."""
    from reaug.drift.gates import check_passed

    check_passed(gates)


def print_error(error: BaseException, message: str) -> None:
    """Print an error in a line on stderr, with any list below it; REAUG_DEBUG adds a traceback."""
    from reaug.core.terminal_text import visible
    from reaug.language.translation import translated

    if debugging():
        traceback.print_exception(error)
    lines = translated(message).split("\n")
    between = "\n" if any(line.startswith("  ") for line in lines) else " "
    _say(sys.stderr, f"{translated('error')}: {between.join(map(visible, lines))}\n")


def print_line(console: Console, line: str) -> None:
    """Print a line for people, in the user's language."""
    from reaug.core.terminal_text import visible
    from reaug.language.translation import translated

    console.print(visible(translated(line)), markup=False, soft_wrap=True)


def print_note(text: str) -> None:
    """Print a note on stderr, beside what a command reports."""
    from reaug.core.terminal_text import visible
    from reaug.language.translation import translated

    _say(sys.stderr, f"{translated('note')}: {visible(translated(text))}\n")


_MAPPED: Final = ": read as --map "


class _Notes(logging.Handler):
    """Prints what reading logs, each line once."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self._printed: set[str] = set()

    def emit(self, record: logging.LogRecord) -> None:
        text = record.getMessage()
        # A mapping is long, so the same one for a second set is not repeated.
        origin, mark, columns = text.partition(_MAPPED)
        line = mark + columns if mark else origin
        if line not in self._printed:
            self._printed.add(line)
            print_note(text)


@contextmanager
def printed_notes() -> Iterator[None]:
    """While a command runs, print on stderr what reading logs."""
    logger, notes = logging.getLogger("reaug.data"), _Notes()
    logger.addHandler(notes)
    before, logger.propagate = logger.propagate, False
    try:
        yield
    finally:
        logger.propagate = before
        logger.removeHandler(notes)


def debugging() -> bool:
    """Whether REAUG_DEBUG asks for tracebacks."""
    return os.environ.get("REAUG_DEBUG", "") not in ("", "0")


def forget(stream: TextIO) -> None:
    """Stop writing to a stream whose reader has closed it; Python would report that at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def open_closed_streams() -> None:
    """Open null streams for a process that was started without stdout or stderr (`>&-`)."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115


class Bar:
    """A progress bar that a run updates; see `engine.execute.Watcher`."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._task: Any = None

    def begin(self, what: str, rows: int) -> None:
        """Begin a pass over `rows` rows."""
        from reaug.language.translation import translated

        self._task = self._progress.add_task(translated(what), total=rows)

    def advance(self, rows: int) -> None:
        """Advance by `rows` rows."""
        self._progress.update(self._task, advance=rows)


def speed_of(rows: float | None) -> str:
    """Format the speed in rows per second for a bar; "" where it is not known yet.

    >>> speed_of(12345.6), speed_of(None)
    ('12,346/s', '')
    """
    return "" if rows is None else f"{rows:,.0f}/s"


@contextmanager
def progress(*, lines: bool = False) -> Iterator[Watcher | None]:
    """Show a progress bar on stderr if that is a terminal: what is done, speed, time left.

    With `lines`, write the same as JSON lines, wherever stderr goes.
    """
    if lines:
        yield _ProgressLines()
        return
    if not sys.stderr.isatty():
        yield None
        return
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        ProgressColumn,
        Task,
        TextColumn,
        TimeRemainingColumn,
    )
    from rich.text import Text

    class Speed(ProgressColumn):
        def render(self, task: Task) -> Text:
            return Text(speed_of(task.finished_speed or task.speed))

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        Speed(),
        TimeRemainingColumn(compact=True),
    )
    with Progress(*columns, console=talk(), transient=True) as bars:
        yield Bar(bars)


_EVERY: Final = 0.5
"""The least number of seconds between two lines about one pass."""


class _ProgressLines:
    """Writes a line when a pass begins and ends, and twice a second in between.

    `{"progress": {"what", "done", "of", "seconds", "rows_per_second", "seconds_left"}}`: the pass
    or step, rows done and in total, seconds since it began. Speed and time left are null until some
    rows are done.

    Examples
    --------
    >>> times = iter([0.0, 2.0])
    >>> lines = _ProgressLines(print, lambda: next(times))
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
        if now - self._said >= _EVERY or self._done >= self._rows:
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
