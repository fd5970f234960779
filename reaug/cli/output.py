"""Print the output of commands: data and `--json` on stdout, messages and progress on stderr."""

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
"""The width in columns of output that is not written to a terminal."""

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress

    from reaug.drift import GateResult
    from reaug.engine.execute import Watcher


def talk() -> Console:
    """Return the console for messages, which writes to stderr."""
    return _console(sys.stderr)


def page() -> Console:
    """Return the console for a command's result, which writes to stdout."""
    return _console(sys.stdout)


def _console(stream: TextIO) -> Console:
    from rich.console import Console

    class Page(Console):
        def on_broken_pipe(self) -> None:
            # Rich would exit with 1, which means a failed gate; gates are evaluated later.
            forget(stream)

    # For a file, rich assumes 80 columns, which would cut off the tables.
    free = not stream.isatty() and "COLUMNS" not in os.environ
    return Page(file=stream, width=WIDTH if free else None, highlight=False)


def print_json(value: Any) -> None:
    """Print a value as one JSON document on stdout, in ASCII if stdout cannot encode it."""
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
    """Write text to a stream."""
    # If the reader has closed the stream, the program goes on, so that its exit code stays right.
    try:
        stream.write(text)
        stream.flush()
    except BrokenPipeError:
        forget(stream)


def check_gates(gates: Iterable[GateResult]) -> None:
    """Raise `GateError` if a gate failed or could not be evaluated; the message lists these
    gates.
    """
    from reaug.drift.gates import check_passed

    check_passed(gates)


def print_error(error: BaseException, message: str) -> None:
    """Print an error on stderr, in one line; a message with a list has a line for each item.

    If REAUG_DEBUG is set, the traceback is printed first.
    """
    from reaug.core.terminal_text import visible
    from reaug.language.translation import translated

    if debugging():
        traceback.print_exception(error)
    lines = translated(message).split("\n")
    between = "\n" if any(line.startswith("  ") for line in lines) else " "
    _say(sys.stderr, f"{translated('error')}: {between.join(map(visible, lines))}\n")


def print_line(console: Console, line: str) -> None:
    """Print a line on a console, translated into the user's language."""
    from reaug.core.terminal_text import visible
    from reaug.language.translation import translated

    console.print(visible(translated(line)), markup=False, soft_wrap=True)


def print_note(text: str) -> None:
    """Print a note on stderr, translated into the user's language."""
    from reaug.core.terminal_text import visible
    from reaug.language.translation import translated

    _say(sys.stderr, f"{translated('note')}: {visible(translated(text))}\n")


_MAPPED: Final = ": read as --map "


class _Notes(logging.Handler):
    """A logging handler that prints the warnings logged while data are read, each line once."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self._printed: set[str] = set()

    def emit(self, record: logging.LogRecord) -> None:
        text = record.getMessage()
        # A column mapping is long, so a mapping that was printed for another data set is not
        # repeated.
        origin, mark, columns = text.partition(_MAPPED)
        line = mark + columns if mark else origin
        if line not in self._printed:
            self._printed.add(line)
            print_note(text)


@contextmanager
def printed_notes() -> Iterator[None]:
    """In this context, print on stderr the warnings that are logged while data are read."""
    logger, notes = logging.getLogger("reaug.data"), _Notes()
    logger.addHandler(notes)
    before, logger.propagate = logger.propagate, False
    try:
        yield
    finally:
        logger.propagate = before
        logger.removeHandler(notes)


def debugging() -> bool:
    """Return whether REAUG_DEBUG asks for tracebacks."""
    return os.environ.get("REAUG_DEBUG", "") not in ("", "0")


def forget(stream: TextIO) -> None:
    """Redirect a stream to the null device, after its reader has closed it.

    Otherwise Python would report the closed stream at exit.
    """
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def open_closed_streams() -> None:
    """Open the null device as stdout or stderr if the process was started without it (`>&-`)."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115


class Bar:
    """A progress bar that a run updates; see `engine.execute.Watcher`."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._task: Any = None

    def begin(self, what: str, rows: int) -> None:
        """Start to show a pass over `rows` rows, which is named `what`."""
        from reaug.language.translation import translated

        self._task = self._progress.add_task(translated(what), total=rows)

    def advance(self, rows: int) -> None:
        """Show that `rows` more rows are done."""
        self._progress.update(self._task, advance=rows)


def speed_of(rows: float | None) -> str:
    """Format a speed in rows per second for a progress bar; "" if it is not known yet.

    >>> speed_of(12345.6), speed_of(None)
    ('12,346/s', '')
    """
    return "" if rows is None else f"{rows:,.0f}/s"


@contextmanager
def progress(*, lines: bool = False) -> Iterator[Watcher | None]:
    """Yield a progress bar on stderr: the step, rows done, speed and time left.

    Without a terminal, there is no bar, and None is yielded. With `lines`, JSON lines are written
    to stderr instead, whether or not it is a terminal.
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
"""The least number of seconds between two lines about one pass over the rows."""


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
        self._begun = self._line_time = 0.0

    def begin(self, what: str, rows: int) -> None:
        """Write a line about a new pass over `rows` rows, which is named `what`."""
        self._what, self._rows, self._done = what, rows, 0
        self._begun = self._clock()
        self._write_line(self._begun)

    def advance(self, rows: int) -> None:
        """Count `rows` more rows as done, and write a line if it is time for one."""
        self._done += rows
        now = self._clock()
        if now - self._line_time >= _EVERY or self._done >= self._rows:
            self._write_line(now)

    def _write_line(self, now: float) -> None:
        from reaug.strict_json import dumps

        self._line_time, seconds = now, now - self._begun
        speed = self._done / seconds if self._done and seconds > 0 else None
        seconds_left = None if speed is None else round(max(0, self._rows - self._done) / speed, 1)
        line = {
            "what": self._what,
            "done": self._done,
            "of": self._rows,
            "seconds": round(seconds, 3),
            "rows_per_second": None if speed is None else round(speed, 1),
            "seconds_left": seconds_left,
        }
        self._write(dumps({"progress": line}))


def _to_stderr(line: str) -> None:
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()
