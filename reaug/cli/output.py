"""What a command prints where: data and --json on stdout, all talk and progress on stderr."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress

    from reaug.errors import ReaugError


def talk() -> Console:
    """The console for talk, on stderr."""
    from rich.console import Console

    return Console(stderr=True, highlight=False)


def print_json(value: Any) -> None:
    """One JSON document on stdout."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")


def print_data(text: str) -> None:
    """Text on stdout."""
    sys.stdout.write(text.rstrip("\n") + "\n")


def print_error(error: ReaugError) -> None:
    """An error in one line on stderr, without markup and without wrapping."""
    line = " ".join(str(error).split("\n")) if "\n  " not in str(error) else str(error)
    sys.stderr.write(f"error: {line}\n")


def debugging() -> bool:
    """Whether REAUG_DEBUG asks for tracebacks."""
    return os.environ.get("REAUG_DEBUG", "") not in ("", "0")


class Bar:
    """A progress bar that a run drives; see `pipeline.runner.Watcher`."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._task: Any = None

    def begin(self, what: str, rows: int) -> None:
        """A pass over `rows` rows begins."""
        self._task = self._progress.add_task(what, total=rows)

    def advance(self, rows: int) -> None:
        """So many more rows are done."""
        self._progress.update(self._task, advance=rows)


@contextmanager
def progress() -> Iterator[Bar | None]:
    """A bar on stderr where that is a terminal, else nothing."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=talk(), transient=True) as bars:
        yield Bar(bars)
