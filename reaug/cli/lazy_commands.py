"""Build each command only when it is called.

`reaug --help` needs only the name and summary of each command. Building a command's options takes
longer, since its module, the data formats and the steps are imported for them. So the app lists a
placeholder for each command, and builds the real command when it is called.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import typer

from reaug.cli.commands import Command
from reaug.cli.help_layout import App, translate
from reaug.cli.options import READ, formats_that_are_read


def list_command(app: typer.Typer, name: str, command: Command) -> None:
    """Add a placeholder for a command to the app: its name, heading and summary, without
    options.
    """

    def stand_in() -> None:
        raise AssertionError(f"{name} was called without its options")

    stand_in.__doc__ = command.summary
    app.command(name, rich_help_panel=command.section)(stand_in)


def whole_command(name: str, register: Callable[[typer.Typer], None]) -> Any:
    """Return the real command `name`, with its options, as a Click command.

    `register` is the function that adds it to an app.
    """
    app = App(add_completion=False)
    register(app)
    click_command: Any = typer.main.get_command(app)
    command = getattr(click_command, "commands", {name: click_command})[name]
    for parameter in _parameters(command):
        if READ in (parameter.help or ""):
            parameter.help = parameter.help.replace(READ, ", ".join(formats_that_are_read()))
    translate(command)
    return command


def _parameters(command: Any) -> Iterator[Any]:
    """Yield the arguments and options of a command; for a group, also those of its commands."""
    yield from command.params
    for inner in getattr(command, "commands", {}).values():
        yield from _parameters(inner)
