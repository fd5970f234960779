"""`reaug schema`: print the JSON Schema of recipes, for editors."""

from __future__ import annotations

import typer


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("schema")(schema)


def schema() -> None:
    """Print the JSON Schema of recipes, with every step and parameter."""
    from reaug.cli.output import print_json
    from reaug.recipe.json_schema import recipe_schema

    print_json(recipe_schema())
