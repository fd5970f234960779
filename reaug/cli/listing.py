"""`reaug list` and `reaug show`: list steps, rule books and formats, and describe one of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated, Final

import typer
from rich.cells import cell_len

from reaug.choices import ListKind
from reaug.cli.options import Json
from reaug.language import language

WIDEST: Final = 100
"""The greatest width of a description in columns, on a wider terminal or in a file."""
_KINDS: Final = {
    "transforms": "steps",
    "rules": "rule books",
    "formats": "formats of files",
    "styles": "input formats",
    "audit-rules": "rules of the audit",
}


LISTED: Final = {
    "list": (
        "Reference",
        1,
        "List the steps, rule books, file formats, input styles and audit rules.",
    ),
    "show": (
        "Reference",
        2,
        "Show a step's parameters, a rule book, or a rule book's entry for a label.",
    ),
}
"""The entry of the command in `reaug --help`: its heading, its place under it, its summary."""


def register(app: typer.Typer) -> None:
    """Add `reaug list` and `reaug show` to the app."""
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
    """Return the heading of a list of `reaug list`: the word that the user types to see only it."""
    # If the language is Korean, a translation follows.
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
    from reaug.runs.inventory import described

    description = described(name, rules, language(), saying_of)
    if as_json:
        print_json(description.data)
    else:
        print_data(wrapped(description.text, min(page().width, WIDEST)))


_ITEM: Final = re.compile(r" *- ")
_NAMED: Final = re.compile(r" +[^ :]+: ")
_COLUMN: Final = re.compile(r" *\S+(?: \S+)* {2,}")
_CODE: Final = ">>> "


def wrapped(text: str, width: int) -> str:
    r"""Return a text with its lines broken at spaces; continuation lines are indented.

    Code is not wrapped, and words longer than a line are not broken.

    Examples
    --------
    >>> print(wrapped("이름을 바꾼다.\n- 다른 이름으로", width=10))
    이름을
    바꾼다.
    - 다른
      이름으로
    >>> wrapped(">>> 1 + 1 + 1 + 1\n2", width=10)
    '>>> 1 + 1 + 1 + 1\n2'
    """
    return "\n".join(_lines(text, width))


def _lines(text: str, width: int) -> Iterator[str]:
    in_code = False
    for line in text.split("\n"):
        in_code = line.startswith(_CODE) or (in_code and line != "")
        if in_code or cell_len(line) <= width:
            yield line
        else:
            yield from _broken(line, width)


def _broken(line: str, width: int) -> Iterator[str]:
    head = line[: len(line) - len(line.lstrip())]
    indent = " " * _continuation_indent(line, width)
    first, *words = line[len(head) :].split(" ")
    printed = head + first
    for word in words:
        if cell_len(printed) + 1 + cell_len(word) <= width:
            printed += " " + word
        elif word:  # an empty word stands for a repeated blank, which never begins a line
            yield printed.rstrip()
            printed = indent + word
    yield printed


def _continuation_indent(line: str, width: int) -> int:
    """Return the indentation of the continuation lines of a line."""
    indent = len(line) - len(line.lstrip())
    if _ITEM.match(line) or _NAMED.match(line):
        return indent + 2
    column = _COLUMN.match(line)
    cells = cell_len(column[0]) if column else indent
    return cells if cells <= width // 2 else indent
