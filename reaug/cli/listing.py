"""`reaug list` and `reaug show`: list what reaug has, and describe one thing."""

from __future__ import annotations

from typing import Annotated, Final

import typer

from reaug.choices import ListKind
from reaug.cli.options import Json
from reaug.language import language

WIDEST: Final = 100
"""The largest width of a description, on a wider terminal and in a file."""
_KINDS: Final = {
    "transforms": "steps",
    "rules": "rule books",
    "formats": "formats of files",
    "styles": "input formats",
    "audit-rules": "rules of the audit",
}


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("list")(list_)
    app.command("show")(show)


def list_(
    kind: Annotated[
        ListKind | None,
        typer.Argument(
            help="transforms, rules (books), formats (of files), styles (of encode), audit-rules."
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """List the steps, rule books, file formats, input styles and audit rules."""
    from reaug.cli.output import print_data, print_json
    from reaug.language.about import saying_of
    from reaug.runs.inventory import inventory

    if as_json:
        print_json(inventory(kind))
        return
    entries_by_kind = inventory(kind, language(), saying_of)
    for title, entries in entries_by_kind.items():
        width = max(len(name) for name in entries)
        lines = [f"  {name:<{width}}  {summary}" for name, summary in entries.items()]
        print_data("\n".join([_titled(title), *lines]))


def _titled(kind: str) -> str:
    """Return the heading of a kind: as typed after `reaug list`, in Korean with its translation."""
    from reaug.language.translation import translated

    return kind if language() == "en" else f"{translated(_KINDS[kind])} ({kind})"


def show(
    name: Annotated[str, typer.Argument(help="A step, a rule book, an audit rule or a label.")],
    rules: Annotated[
        str | None,
        typer.Option(
            help="The rule book that defines the label or rule; by default the shipped ones."
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Show a step's parameters, a rule book, or a rule book's entry for a label."""
    from reaug.cli.output import page, print_data, print_json
    from reaug.language.about import saying_of
    from reaug.report.text_wrap import wrapped
    from reaug.runs.inventory import described

    description = described(name, rules, language(), saying_of)
    if as_json:
        print_json(description.data)
    else:
        print_data(wrapped(description.text, min(page().width, WIDEST)))
