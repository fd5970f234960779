"""`reaug runs`: list runs, trace what they came from, compare and tag them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from reaug.cli.help_layout import App, HelpfulGroup
from reaug.cli.option_bundles import spread
from reaug.cli.options import Json, Overwrite, Shape
from reaug.language import language

if TYPE_CHECKING:
    from reaug.runs.history.record import Refused

LIST: Final = "list"
_MOST: Final = 5
"""The maximum number of folders that are named in a note about folders left out."""
_HELP: Final = """List, compare and link runs: reaug runs [DIR…] [--json] lists those in folders.

For a folder with the name of a command below, write e.g. ./tag.
"""

Places = Annotated[
    list[Path] | None,
    typer.Argument(
        metavar="[DIR]...", help="Folders that contain runs; the current one by default."
    ),
]
Run = Annotated[Path, typer.Argument(metavar="DIR", help="A run folder.")]


class _ListsByDefault(HelpfulGroup):
    """The group `reaug runs`, in which `reaug runs DIR` means `reaug runs list DIR`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Insert `list` if no command is given, then parse."""
        if not args or args[0] not in (*self.commands, *ctx.help_option_names):
            args = [LIST, *args]
        return super().parse_args(ctx, args)


LISTED: Final = {
    "runs": (
        "Inspect and undo runs",
        1,
        "List, compare and link runs: reaug runs [DIR…] [--json] lists those in folders.",
    ),
}
"""The entry of the command in `reaug --help`: its heading, its place under it, its summary."""


def register(app: typer.Typer) -> None:
    """Add `reaug runs` and its commands to the app."""
    runs = App(cls=_ListsByDefault, help=_HELP, no_args_is_help=False)
    runs.command(LIST)(list_)
    runs.command("tag")(tag)
    runs.command("diff")(diff)
    runs.command("graph")(graph)
    runs.command("find")(spread(find))
    runs.command("lineage")(lineage)
    app.add_typer(runs, name="runs")


def list_(places: Places = None, as_json: Json = False) -> None:
    """List runs, oldest first: input, recipe, changes, rows, tags."""
    from reaug.cli.output import page, print_data, print_json
    from reaug.runs.history.run_list import list_runs

    runs = list_runs(places or [Path()])
    if as_json:
        print_json(runs.to_json())
    elif runs:
        from reaug.report.runs import runs_lines

        console = page()
        head, *lines = runs_lines(runs, console.width)
        if head:
            console.print(head, style="bold", markup=False, soft_wrap=True)
        print_data("\n".join(lines))
    _print_left_out(runs.refused)
    _print_killed(places or [Path()])
    if not runs and not as_json:
        from reaug.cli.output import print_note

        print_note(f"no run under {', '.join(map(str, places or [Path()]))}")


def tag(
    run: Run,
    tags: Annotated[
        list[str],
        typer.Argument(metavar="KEY=VALUE...", help="What to note; KEY= removes a tag."),
    ],
    as_json: Json = False,
) -> None:
    """Tag a run, in its notes/tags.json: an experiment's name, a W&B or MLflow run id, or f1=72.4.

    A run's notes are not part of its digests.
    """
    from reaug.cli.output import print_data, print_json, print_note
    from reaug.core.terminal_text import visible
    from reaug.runs.history.notes import parse_tags, read_notes
    from reaug.runs.history.notes import tag as note

    new_tags = parse_tags(tags)
    before = read_notes(run).tags
    kept = note(run, new_tags)
    if as_json:
        print_json(kept)
    elif kept:
        print_data("".join(visible(f"{key}={value}") + "\n" for key, value in kept.items()))
    absent = [visible(key) for key, value in new_tags.items() if not value and key not in before]
    if absent:
        print_note(f"{run} has no tag {', '.join(absent)} to remove")


def diff(
    first: Annotated[Path, typer.Argument(metavar="A", help="A run folder.")],
    second: Annotated[Path, typer.Argument(metavar="B", help="The other run.")],
    as_json: Json = False,
) -> None:
    """Compare two runs: recipe, rule book, rows in only one of them, labels, steps."""
    from reaug.cli.output import page, print_json, print_line
    from reaug.report.runs import difference_lines
    from reaug.runs.history.run_comparison import diff as difference

    differences = difference(first, second)
    if as_json:
        print_json(differences.to_json())
        return
    console = page()
    for line in difference_lines(differences):
        print_line(console, line)


def graph(
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FILE.html", help="The page to write.")
    ],
    places: Places = None,
    force: Overwrite = False,
) -> None:
    """Write the chain from raw files to training sets as a page, in one file."""
    from reaug.cli.output import print_line, talk
    from reaug.report.report_files import check_outputs
    from reaug.report.runs_html import check_page, write_graph
    from reaug.runs.history.run_list import list_runs

    check_page(output)
    check_outputs({"--output": output}, force=force, inputs=())
    runs = list_runs(places or [Path()])
    write_graph(runs, output, language())
    print_line(talk(), f"{output}: {len(runs):,} runs")
    _print_left_out(runs.refused)


def find(
    file: Annotated[str, typer.Argument(metavar="FILE", help="Rows, in any readable format.")],
    places: Places = None,
    *,
    shape: Shape,
    as_json: Json = False,
) -> None:
    """Find the run that made these rows, even if the file was renamed, shuffled or cut.

    Exits with 1 if no run has any of them. The first search reads the rows of every run; their
    hashes are kept for the next.
    """
    from reaug.cli.output import page, print_json, print_line, print_note, progress
    from reaug.cli.recipe_run import shape_of
    from reaug.report.runs import match_lines
    from reaug.runs.history.row_search import find as origin_of

    with progress() as bar:

        def looked_into(done: int, runs: int) -> None:
            if bar is not None and not done:
                bar.begin("runs", runs)
            elif bar is not None:
                bar.advance(1)

        origin = origin_of(file, places or [Path()], how=shape_of(shape), progress=looked_into)
    if as_json:
        print_json(origin.to_json())
    else:
        console = page()
        for line in match_lines(origin.matches, origin.rows):
            print_line(console, line)
        if len(origin.best) > 1:
            print_note(f"the first {len(origin.best)} match equally well")
    _print_left_out(origin.refused)
    if not origin.matches:
        print_note(f"no run contains a row of {file}")
        raise typer.Exit(1)


def lineage(run: Run) -> None:
    """Print a run as an event of OpenLineage: input, output, job and times, as JSON."""
    from reaug.cli.output import print_json
    from reaug.integrations.openlineage import run_event

    print_json(run_event(run))


def _print_left_out(refused: tuple[Refused, ...]) -> None:
    """Print notes about folders that look like runs but were left out, and why."""
    from reaug.cli.output import print_note

    for run in refused[:_MOST]:
        print_note(f"{run.folder} is left out: {run.why}")
    if len(refused) > _MOST:
        print_note(f"and {len(refused) - _MOST} more; --json lists all")


def _print_killed(places: list[Path]) -> None:
    """Print notes about runs that were killed, with the command that resumes each."""
    from reaug.cli.output import print_note
    from reaug.runs.history.killed_runs import killed_in

    for place in places:
        for run in killed_in(place):
            print_note(
                f"{run.folder} was killed while it was being written; resume it: {run.command}"
            )
