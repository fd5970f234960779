"""The command line: one file per command, and how errors look."""

from __future__ import annotations

import sys
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from reaug.cli import (
    augment,
    clean,
    curriculum,
    drift,
    listing,
    preview,
    run,
    schema,
    trace,
    undo,
)
from reaug.cli.output import debugging, print_error
from reaug.errors import ReaugError


class Guarded(TyperGroup):
    """Turns errors into a line and an exit code: 1 a gate failed, 2 wrong use, 130 interrupted."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except ReaugError as error:
            if debugging():
                raise
            print_error(error)
            raise typer.Exit(error.exit_code) from None
        except KeyboardInterrupt:
            sys.stderr.write("interrupted; nothing half-written is left behind\n")
            raise typer.Exit(130) from None
        except BrokenPipeError:
            sys.stderr.close()  # who read our output has gone: not an error of ours
            raise typer.Exit(0) from None
        except (typer.Exit, typer.Abort):
            raise
        except Exception as error:
            if debugging() or type(error).__module__.startswith(("typer", "click")):
                raise
            what = f"{type(error).__name__}: {error}".splitlines()[0]
            sys.stderr.write(f"error: a fault of reaug: {what} (REAUG_DEBUG=1 shows where)\n")
            raise typer.Exit(2) from None


app = typer.Typer(
    cls=Guarded,
    name="reaug",
    help="Clean, augment and audit the data of Korean relation extraction.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(value: bool) -> None:
    if value:
        from importlib.metadata import version

        sys.stdout.write(f"reaug {version('reaug')}\n")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Clean, augment and audit the data of Korean relation extraction."""


for command in (run, preview, augment, clean, drift, curriculum, trace, undo, schema):
    command.register(app)
listing.register(app)


def main() -> None:
    """Run the command line."""
    app()
