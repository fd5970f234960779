"""Commands of one step, whose options are the step's fields.

The fields are known when the step is imported, which takes a second. So `reaug --help` lists a
stand-in without options, and the command group asks for the whole command once it is called.
"""

from __future__ import annotations

from typing import Any

import typer

from reaug.cli.spreading import Command, spread


def stand_in(command: Command) -> Command:
    """A command of the same help without options, for the list of commands."""

    def listed() -> None:
        raise AssertionError(f"{command.__name__} was called without its options")

    listed.__doc__ = command.__doc__
    return listed


def whole_command(name: str, command: Command) -> Any:
    """The command with its options, as Typer's command group calls it."""
    app = typer.Typer(add_completion=False)
    app.command(name)(spread(command))
    return typer.main.get_command(app)
