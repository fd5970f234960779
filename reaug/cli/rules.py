"""`reaug rules`: rule books made from data."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from reaug.cli.options import DEFAULT_RULES, Data, Json, Overwrite, Reading
from reaug.cli.spreading import spread


def register(app: typer.Typer) -> None:
    """Add the group of commands."""
    rules = typer.Typer(help="Make rule books.", no_args_is_help=True)
    rules.command("learn")(spread(learn))
    app.add_typer(rules, name="rules")


def learn(
    gold: Data,
    output: Annotated[str, typer.Option("--output", "-o", metavar="FILE", help="FILE.yaml.")],
    *,
    reading: Reading,
    name: Annotated[
        str | None, typer.Option("--name", help="Name of the new book; that of FILE by default.")
    ] = None,
    force: Overwrite = False,
    as_json: Json = False,
) -> None:
    """Write what a labelled set does as a rule book: types, inverses, frequent conditions."""
    from reaug.audit.learning import learn as learn_book
    from reaug.audit.rows import Rows as AuditRows
    from reaug.cli.output import print_json, print_note, talk
    from reaug.cli.working import reading_options
    from reaug.data import read
    from reaug.errors import UsageError
    from reaug.files.apart import check_apart
    from reaug.rulebook import book_files, load, names
    from reaug.rulebook.writing import as_yaml, check_free, save

    path = Path(output)
    if path.suffix not in (".yaml", ".yml"):
        raise UsageError(f"{output}: a rule book is a file that ends in .yaml")
    named = path.stem if name is None else name
    if not named or any(letter.isspace() or letter == "/" for letter in named):
        raise UsageError(f"a rule book cannot be named {named!r}: no spaces or slashes; use --name")
    options = reading_options(reading)
    rules = options.pop("rules", DEFAULT_RULES)
    check_free(path, force=force)
    check_apart(path, (gold, *book_files(rules)))
    book = load(rules)
    source = read(gold, **options)
    if outcome := source.outcome():
        print_note(f"{source.origin}: {outcome}")
    rows = AuditRows(source.table, book)
    learnt = learn_book(rows, named)
    # A book of the user's own may move away: then the new one says all by itself.
    over = rules if rules in names() and not book.conventions else None
    save(as_yaml(learnt.book, over), path, force=force)
    result = {
        "output": str(path),
        "name": named,
        "base": book.name,
        "rows": len(rows),
        "dropped": source.dropped,
        "conventions": len(learnt.book.conventions),
        "left_out": learnt.left_out,
    }
    if as_json:
        print_json(result)
        return
    console = talk()
    console.print(
        f"{path}: {result['conventions']} conventions and the counts of {len(rows)} rows, "
        f"over {book.name}",
        markup=False,
    )
    for label, number in learnt.left_out.items():
        console.print(f"left out: {number} rows of {label}, unknown to {book.name}", markup=False)
