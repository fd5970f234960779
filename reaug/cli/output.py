"""What a command prints where: data and --json on stdout, messages and progress on stderr."""

from __future__ import annotations

import logging
import os
import sys
import traceback
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TextIO

WIDTH: Final = 160
"""Columns of a table that goes to no terminal."""

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress

    from reaug.drift import GateResult
    from reaug.engine.execute import Watcher


def talk() -> Console:
    """The console for talk, on stderr."""
    return _console(sys.stderr)


def page() -> Console:
    """The console for what a command was asked to show, on stdout."""
    return _console(sys.stdout)


def _console(stream: TextIO) -> Console:
    from rich.console import Console

    class Page(Console):
        def on_broken_pipe(self) -> None:
            # Rich would exit with 1, which is what a failed gate says; gates are still to come.
            forget(stream)

    # A file has no width: 80 columns, as rich would have it, would cut the tables.
    free = not stream.isatty() and "COLUMNS" not in os.environ
    return Page(file=stream, width=WIDTH if free else None, highlight=False)


def print_json(value: Any) -> None:
    """One JSON document on stdout, with escapes where stdout cannot say a character."""
    from reaug.strict_json import dumps

    text = dumps(value, indent=2)
    try:
        text.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:
        text = dumps(value, indent=2, ensure_ascii=True)
    print_data(text)


def print_data(text: str) -> None:
    """Text on stdout."""
    _say(sys.stdout, text.rstrip("\n") + "\n")


def _say(stream: TextIO, text: str) -> None:
    """Write text; where the reader has gone, the command goes on and decides its exit code."""
    try:
        stream.write(text)
        stream.flush()
    except BrokenPipeError:
        forget(stream)


def check_gates(gates: Iterable[GateResult]) -> None:
    """Raise an error that lists each failed gate, and why one could not be evaluated."""
    from reaug.drift.gates import check_passed

    check_passed(gates)


def print_error(error: BaseException, message: str) -> None:
    """A message in one line on stderr; a list below it keeps its lines. REAUG_DEBUG shows where."""
    from reaug.core.visible import visible
    from reaug.language.translation import translated

    if debugging():
        traceback.print_exception(error)
    lines = translated(message).split("\n")
    between = "\n" if any(line.startswith("  ") for line in lines) else " "
    _say(sys.stderr, f"{translated('error')}: {between.join(map(visible, lines))}\n")


def print_line(console: Console, line: str) -> None:
    """A line for a person, in the user's language."""
    from reaug.core.visible import visible
    from reaug.language.translation import translated

    console.print(visible(translated(line)), markup=False, soft_wrap=True)


def print_note(text: str) -> None:
    """A line for a person on stderr, beside what a command says of its work."""
    from reaug.core.visible import visible
    from reaug.language.translation import translated

    _say(sys.stderr, f"{translated('note')}: {visible(translated(text))}\n")


_MAPPED: Final = ": read as --map "


class _Notes(logging.Handler):
    """Prints what reading has to say, each line once."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self._printed: set[str] = set()

    def emit(self, record: logging.LogRecord) -> None:
        text = record.getMessage()
        # A mapping is long: that a second set is read by the same one says nothing new.
        origin, mark, columns = text.partition(_MAPPED)
        line = mark + columns if mark else origin
        if line not in self._printed:
            self._printed.add(line)
            print_note(text)


@contextmanager
def printed_notes() -> Iterator[None]:
    """Print on stderr what is logged of how data were read, while a command runs."""
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
    """Write no more to a stream: its reader has closed it, and Python would report that at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def open_closed_streams() -> None:
    """Give a process that was started without stdout or stderr (`>&-`) ones that lead nowhere."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115


class Bar:
    """A progress bar that a run drives; see `engine.execute.Watcher`."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._task: Any = None

    def begin(self, what: str, rows: int) -> None:
        """A pass over `rows` rows begins."""
        from reaug.language.translation import translated

        self._task = self._progress.add_task(translated(what), total=rows)

    def advance(self, rows: int) -> None:
        """So many more rows are done."""
        self._progress.update(self._task, advance=rows)


def speed_of(rows: float | None) -> str:
    """How many rows a second are done, for a bar; "" where it is not known yet.

    >>> speed_of(12345.6), speed_of(None)
    ('12,346/s', '')
    """
    return "" if rows is None else f"{rows:,.0f}/s"


@contextmanager
def progress(*, lines: bool = False) -> Iterator[Watcher | None]:
    """A bar on stderr where that is a terminal: what is done, how fast, and the time left.

    With `lines` the same as lines of JSON, wherever stderr leads.
    """
    if lines:
        from reaug.cli.progress_lines import ProgressLines

        yield ProgressLines()
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
