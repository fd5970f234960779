"""The entry point of the command line: the group of all commands, and how errors are shown."""

from __future__ import annotations

import errno
import io
import os
import re
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from typing import Annotated, Any, Final, NoReturn

import typer

from reaug.choices import Lang
from reaug.cli.commands import COMMANDS
from reaug.cli.help_layout import App, HelpfulGroup, LangOption
from reaug.cli.lazy_commands import list_command, whole_command
from reaug.cli.output import (
    debugging,
    forget,
    open_closed_streams,
    print_data,
    print_error,
    printed_notes,
)
from reaug.errors import ReaugError
from reaug.language import choose
from reaug.language.translation import translated


class Guarded(HelpfulGroup):
    """The group of all commands, which prints an error in one line and sets the exit code.

    The code is 1 for a failed gate, 2 for another error, 130 for Ctrl-C.
    """

    def make_context(self, *args: Any, **kwargs: Any) -> Any:
        """Choose the language, then parse the options that precede the command."""
        open_closed_streams()
        choose(_asked_language(args[1] if len(args) > 1 else kwargs.get("args", ())))
        with _guarded():
            return super().make_context(*args, **kwargs)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Return the name of the command, the real command, and its arguments."""
        name, command, arguments = super().resolve_command(ctx, args)
        if name in COMMANDS:
            command = whole_command(name, COMMANDS[name].register)
        return name, command, arguments

    def invoke(self, ctx: Any) -> Any:
        """Run the command; print its notes, and report its errors."""
        with _guarded(), printed_notes():
            return super().invoke(ctx)


def _asked_language(words: Sequence[str]) -> Lang | None:
    """Return the language given by `--lang`; None if it is not given."""
    # Help and usage errors are shown before the command line is parsed, so it is searched here.
    for before, word in pairwise(["", *words]):
        lang = word if before == "--lang" else word.partition("--lang=")[2]
        if lang == "ko" or lang == "en":
            return "ko" if lang == "ko" else "en"
    return None


@contextmanager
def _guarded() -> Iterator[None]:
    try:
        yield
    except (typer.Exit, typer.Abort):
        raise
    except ReaugError as error:
        print_error(error, str(error))
        raise typer.Exit(error.exit_code) from None
    except KeyboardInterrupt:
        sys.stderr.write(f"{translated(_INTERRUPTED)}\n")
        raise typer.Exit(130) from None
    except BrokenPipeError:
        forget(sys.stdout)
        raise typer.Exit(0) from None
    except OSError as error:
        if error.errno not in _NO_ROOM or error.filename is not None:
            _report(error)
        forget(sys.stdout)
        print_error(error, f"the output cannot be written: {error.strerror}")
        raise typer.Exit(2) from None
    # also SystemExit of a library, whose exit code would have another meaning
    except BaseException as error:
        # rich raises SystemExit for it in the help
        if isinstance(error.__context__, BrokenPipeError):
            forget(sys.stdout)
            raise typer.Exit(0) from None
        _report(error)


_INTERRUPTED: Final = "interrupted; no partial output is left behind"
_NO_ROOM: Final = (errno.ENOSPC, errno.EDQUOT, errno.EIO)
"""Codes of errors while writing, such as a full disk. These are not reported as bugs in reaug."""


def _report(error: BaseException) -> NoReturn:
    """Print a usage error, or the line about a bug in reaug, and exit with 2."""
    message = _usage_message(error)
    if message is None:
        description = f"{type(error).__name__}: {error}".splitlines()[0]
        # Some libraries raise BaseException, which is not a bug in reaug.
        ours = isinstance(error, Exception)
        whose = "a bug in reaug" if ours else "a library tried to end the program"
        message = f"{whose}: {description} (set REAUG_DEBUG=1 for the traceback)"
    print_error(error, message)
    raise typer.Exit(2) from None


def _usage_message(error: BaseException) -> str | None:
    """Return the message of an error that Typer raised; None for any other error."""
    # For a call without arguments, for which Typer shows the help, the error is raised again.
    format_message = getattr(error, "format_message", None)
    if format_message is None:
        return None
    if type(error).__name__ == "NoArgsIsHelpError":
        raise error
    context = getattr(error, "ctx", None)
    path = context.command_path if context is not None else "reaug"
    # Typer validates values with pydantic, whose messages begin with the kind of error.
    message = " ".join(format_message().split()).replace(": Value error, ", ": ").rstrip(".")
    message += _several(message)
    return f"{message}; see {path} --help"


def _several(message: str) -> str:
    """Return a hint if the shell may have expanded a pattern to several files; else ""."""
    match = re.fullmatch(r"Got unexpected extra argument(?:s|\(s\))? \((.*)\)", message)
    names = [] if match is None else match[1].split()
    if not names or not all(os.path.isfile(name) for name in names):  # noqa: PTH113  # any text
        return ""
    pattern = re.sub(r"\d+", "*", names[0])
    return f"; name several files of one set by a pattern in quotation marks, as '{pattern}'"


app = App(
    cls=Guarded,
    name="reaug",
    help=(
        "Clean, augment and audit Korean relation extraction data, and see how label shares change."
    ),
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(value: bool) -> None:
    if value:
        from importlib.metadata import PackageNotFoundError, version

        try:
            print_data(f"reaug {version('reaug')}")
        except PackageNotFoundError:
            print_data("reaug, not installed")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
    lang: LangOption = None,
) -> None:
    """Clean, augment and audit Korean relation extraction data, and see how label shares change."""


for command_name, command in COMMANDS.items():
    list_command(app, command_name, command)


def main() -> None:
    """Run the command `reaug` with the arguments of the process, and exit."""
    from reaug.core.process import begin

    begin()
    for stream in (sys.stdout, sys.stderr):
        # show characters that cannot be encoded as escapes
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    if not debugging():
        os.environ["RUST_BACKTRACE"] = "0"  # a tokenizer that panics would print its stack
    # SIGTERM is handled as Ctrl-C, so that nothing half-written is left behind.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        app()
    except KeyboardInterrupt:  # while the commands are built
        sys.stderr.write(f"{translated(_INTERRUPTED)}\n")
        sys.exit(130)
