"""Commands that are built when they are called.

`reaug --help` needs the name of each command and a line about it. Its options take longer: its
module, formats of data and steps are imported for them. So the app lists a stand-in for each
command, and the command group asks for the whole command once it is called.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import typer

from reaug.cli.commands import Command
from reaug.cli.helping import App, translate
from reaug.cli.options import READ, formats_that_are_read


def list_command(app: typer.Typer, name: str, command: Command) -> None:
    """List a command, without its options, under a head of the help."""

    def stand_in() -> None:
        raise AssertionError(f"{name} was called without its options")

    stand_in.__doc__ = command.summary
    app.command(name, rich_help_panel=command.section)(stand_in)


def whole_command(name: str, register: Callable[[typer.Typer], None]) -> Any:
    """The command with its options, as Typer's command group calls it."""
    app = App(add_completion=False)
    register(app)
    made: Any = typer.main.get_command(app)
    command = getattr(made, "commands", {name: made})[name]
    for parameter in _parameters(command):
        if READ in (parameter.help or ""):
            parameter.help = parameter.help.replace(READ, ", ".join(formats_that_are_read()))
    translate(command)
    return command


def _parameters(command: Any) -> Iterator[Any]:
    """The arguments and options of a command, and of the commands in it where it is a group."""
    yield from command.params
    for inner in getattr(command, "commands", {}).values():
        yield from _parameters(inner)
