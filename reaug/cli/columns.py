"""`reaug columns`: show which column is read as which field, and write the mapping to a file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import typer

from reaug.cli.option_bundles import spread
from reaug.cli.options import Data, Json, Overwrite, Shape

LISTED: Final = {
    "columns": (
        "Look at data",
        4,
        (
            "Show how the columns are read, with three rows, and save the mapping for other"
            " commands."
        ),
    ),
}
"""The entry of the command in `reaug --help`: its heading, its place under it, its summary."""


def register(app: typer.Typer) -> None:
    """Add `reaug columns` to the app."""
    app.command("columns")(spread(columns))


def columns(
    data: Data,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="FILE.yaml", help="Write the mapping to a file for --map."
        ),
    ] = None,
    *,
    shape: Shape,
    force: Overwrite = False,
    as_json: Json = False,
) -> None:
    """Show how the columns are read, with three rows, and save the mapping for other commands."""
    from reaug.cli.output import page, print_json, print_note
    from reaug.cli.recipe_run import shape_of
    from reaug.data.read_data import read_good
    from reaug.data.user_mapping import check_mapping_file, stated, write_mapping
    from reaug.report.columns import columns_view, document
    from reaug.report.console import show
    from reaug.report.report_files import check_outputs

    if output is not None:
        check_mapping_file(output)
        check_outputs({"--output": output}, force=force, inputs=(data,))
    reading = read_good(data, require_label=False, how=shape_of(shape))
    if as_json:
        print_json(document(reading))
    else:
        show(page(), columns_view(reading))
        if reading.dropped:
            print_note(f"{reading.rows_in:,} rows, of which {reading.dropped:,} are bad")
    if output is not None:
        mapping = stated(
            reading.columns,
            encoding=shape.encoding,
            offsets=shape.offsets or reading.counted,
            labels=shape.label_names,
        )
        write_mapping(mapping, output)
        print_note(f"{output}: use it in other commands with --map {output}")
