"""`reaug schema`: print the JSON Schema of recipes, for editors."""

from __future__ import annotations

from typing import Final

import typer

LISTED: Final = {
    "schema": (
        "Reference",
        3,
        "Print the JSON Schema of recipes, with every step and parameter.",
    ),
}
"""The entry of the command in `reaug --help`: its heading, its place under it, its summary."""


def register(app: typer.Typer) -> None:
    """Add `reaug schema` to the app."""
    app.command("schema")(schema)


def schema() -> None:
    """Print the JSON Schema of recipes, with every step and parameter."""
    from reaug.cli.output import print_json
    from reaug.recipe.json_schema import recipe_schema

    print_json(recipe_schema())
