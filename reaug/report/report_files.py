"""Write the files of a report: all of them completely, or none."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Any

from reaug.errors import OutputError, UsageError
from reaug.files.atomic import is_stream, whole
from reaug.files.output_paths import check_apart

Write = Callable[[IO[str]], None]


def check_outputs(outputs: Mapping[str, Path], *, force: bool, inputs: Iterable[Any] = ()) -> None:
    """Raise an error for outputs that cannot or must not be written, before any work is done.

    Parameters
    ----------
    outputs
        The files, by the option that names the file or by its path.
    force
        Whether existing files may be overwritten.
    inputs
        All inputs; see `check_apart`.

    Raises
    ------
    UsageError
        Two outputs are the same file.
    OutputError
        An output exists, is a folder, is in a folder that cannot be written to, or is an input,
        contains one or is inside one.
    """
    seen: dict[str, str] = {}
    read = tuple(inputs)
    for option, path in outputs.items():
        if not str(path) or "\0" in str(path) or not path.name:
            raise OutputError(f"{option} {str(path)!r}: not a file name; choose another")
        name = str(path) if option == str(path) else f"{option} {path}"
        real = os.path.realpath(path)
        if real in seen:
            raise UsageError(f"{seen[real]} and {option} are the same file, {path}; choose another")
        seen[real] = option
        check_apart(path, read, option)
        try:
            _check(name, path, Path(real).parent, force=force)
        except OSError as error:  # a name too long, a loop of links
            raise OutputError(f"{name}: {error.strerror or error}") from None


def _check(name: str, path: Path, folder: Path, *, force: bool) -> None:
    if path.is_dir():
        raise OutputError(f"{name}: that is a folder; name a file in it")
    if is_stream(path):
        return
    if os.path.lexists(path) and not force:
        raise OutputError(f"{name}: already exists; choose another or add --force")
    if not folder.is_dir():
        raise OutputError(f"{name}: the folder {folder} does not exist; create it first")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise OutputError(f"{name}: the folder {folder} cannot be written to")


def write_all(files: Mapping[Path, Write]) -> None:
    """Write text files as UTF-8 under temporary names, and rename them when all are complete.

    A device or pipe (`/dev/stdout`, `>(gzip)`) is written last.

    Raises
    ------
    OutputError
        A file cannot be written; then no file is written.
    """
    streams = [at for at in files if is_stream(at)]
    try:
        with ExitStack() as stack:
            # Contexts end in reverse order, so streams are written after the files.
            for at in (*streams, *(at for at in files if at not in streams)):
                written = stack.enter_context(whole(at))
                with written.open("x", encoding="utf-8", newline="") as file:
                    files[at](file)
    except BrokenPipeError as error:  # so that the rest of the command's output is not lost
        names = ", ".join(map(str, streams))
        raise OutputError(f"{names}: cannot be written: {error.strerror}") from error
