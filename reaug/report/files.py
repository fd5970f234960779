"""Files of a report: all of them whole, or none at all."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO

from reaug.data.text_files import is_stream
from reaug.errors import OutputError, UsageError

Write = Callable[[IO[str]], None]


def check_outputs(
    outputs: Mapping[str, Path], *, force: bool, inputs: tuple[str, ...] = ()
) -> None:
    """Refuse outputs that cannot or must not be written, before any work is done.

    Parameters
    ----------
    outputs
        Files, by the option that names each.
    force
        Whether a file that exists may be written over.
    inputs
        Files that are read: never written over.

    Raises
    ------
    UsageError
        Two outputs are one file, or an output is an input.
    OutputError
        An output exists, is a folder, or has no folder that can be written to.
    """
    seen: dict[str, str] = {}
    read = {os.path.realpath(path) for path in inputs if "\0" not in path}
    for option, path in outputs.items():
        if not str(path) or "\0" in str(path) or not path.name:
            raise OutputError(f"{option} {str(path)!r}: no name of a file; choose another")
        real = os.path.realpath(path)
        if real in seen:
            raise UsageError(f"{seen[real]} and {option} name one file, {path}; choose another")
        if real in read:
            raise UsageError(f"{option} {path}: that file is read here; choose another")
        seen[real] = option
        try:
            _check(option, path, Path(real).parent, force=force)
        except OSError as error:  # a name too long, a loop of links
            raise OutputError(f"{option} {path}: {error.strerror or error}") from None


def _check(option: str, path: Path, folder: Path, *, force: bool) -> None:
    if path.is_dir():
        raise OutputError(f"{option} {path}: that is a folder; name a file in it")
    if is_stream(path):
        return
    if os.path.lexists(path) and not force:
        raise OutputError(f"{option} {path}: exists already; choose another, or say --force")
    if not folder.is_dir():
        raise OutputError(f"{option} {path}: there is no folder {folder}; make it first")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise OutputError(f"{option} {path}: the folder {folder} cannot be written to")


def write_all(files: Mapping[Path, Write]) -> None:
    """Write text files as UTF-8 under other names, and rename them when all are whole.

    A device or pipe (`/dev/stdout`, `>(gzip)`) is written into, behind the files.

    Raises
    ------
    OutputError
        A file cannot be written; then none is.
    """
    waiting: dict[Path, Path] = {}
    at = Path()
    try:
        for at, write in files.items():
            if is_stream(at):
                continue
            target = Path(os.path.realpath(at))  # a link stays, and what it names is replaced
            beside = target.with_name(f".{secrets.token_hex(8)}.partial")
            waiting[beside] = target
            with beside.open("x", encoding="utf-8", newline="") as file:
                write(file)
        for beside, target in waiting.items():
            at = target
            beside.replace(target)
        for at in filter(is_stream, files):
            with at.open("w", encoding="utf-8", newline="") as stream:
                files[at](stream)
    except OSError as error:
        raise OutputError(f"{at}: cannot be written: {error.strerror or error}") from error
    finally:
        for beside in waiting:
            beside.unlink(missing_ok=True)
