"""`reaug verify`: check that a run folder has not changed since the run."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from reaug.cli.options import Json, NumProc

if TYPE_CHECKING:
    from reaug.runs.verify import Verification


LISTED: Final = {
    "verify": (
        "Inspect and undo runs",
        4,
        "Check that a run folder is as the run left it: digests, spans, undo, rows.",
    ),
}
"""The entry of the command in `reaug --help`: its heading, its place under it, its summary."""


def register(app: typer.Typer) -> None:
    """Add `reaug verify` to the app."""
    app.command("verify")(verify)


def verify(
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="A run folder.")],
    rerun: Annotated[
        bool,
        typer.Option("--rerun", help="Also run the recipe again and compare every file."),
    ] = False,
    input_: Annotated[
        str | None,
        typer.Option(
            "--input",
            "-i",
            metavar="DATA",
            help="For --rerun: where the input is now, if it was moved.",
        ),
    ] = None,
    num_proc: NumProc = 1,
    as_json: Json = False,
) -> None:
    """Check that a run folder is as the run left it: digests, spans, undo, rows.

    Exits with 1 if something differs, with 2 if the folder is not a run. notes/ is not checked.
    """
    from reaug import api
    from reaug.cli.output import page, print_json, print_line
    from reaug.errors import UsageError

    if input_ is not None and not rerun:
        raise UsageError("--input needs --rerun")
    result = api.verify(directory, rerun=rerun, source=input_, num_proc=num_proc)
    if as_json:
        print_json(result.to_json())
    else:
        console = page()
        for line in _lines(result):
            print_line(console, line)
    if not result.ok:
        raise typer.Exit(1)


def _lines(result: Verification) -> list[str]:
    """Return one line per check, followed by a line per difference."""
    from reaug.core.terminal_text import columns, padded
    from reaug.language.translation import translated
    from reaug.runs.verify import CHECKS

    names = {name: translated(name) for name in CHECKS}
    width = max(map(columns, names.values()))
    lines: list[str] = []
    for check in result.checks:
        about = translated(CHECKS[check.name] if check.skipped is None else check.skipped)
        mark = "skipped" if check.skipped is not None else "ok" if check.ok else "differs"
        mark = translated(mark)
        lines.append(f"{padded(names[check.name], width)}  {padded(mark, 7)}  {about}")
        indent = " " * (width + 11)
        lines += [indent + translated(difference) for difference in check.differences]
    return lines
