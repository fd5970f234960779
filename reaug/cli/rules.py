"""`reaug rules`: learn a rule book from data, check data against it, and record its precision."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Final

import typer

from reaug.cli.help_layout import App
from reaug.cli.option_bundles import spread
from reaug.cli.options import DEFAULT_RULES, Data, FormatOption, Json, Overwrite, Reading, Shape

LISTED: Final = {
    "rules": (
        "Look at data",
        5,
        "Make rule books, and check them.",
    ),
}
"""The entry of the command in `reaug --help`: its heading, its place under it, its summary."""


def register(app: typer.Typer) -> None:
    """Add `reaug rules` and its commands to the app."""
    rules = App(help="Make rule books, and check them.", no_args_is_help=True)
    rules.command("learn")(spread(learn))
    rules.command("check")(spread(check))
    rules.command("judge")(judge)
    app.add_typer(rules, name="rules")


def learn(
    gold: Data,
    output: Annotated[str, typer.Option("--output", "-o", metavar="FILE", help="FILE.yaml.")],
    *,
    reading: Reading,
    name: Annotated[
        str | None,
        typer.Option("--name", help="Name of the new book; by default the name of FILE."),
    ] = None,
    new_book: Annotated[
        bool | None,
        typer.Option(
            "--new/--extends",
            help="--new writes a complete book from the data, --extends one that builds on "
            "--rules; by default --new if that book lacks most of the labels or types.",
        ),
    ] = None,
    force: Overwrite = False,
    as_json: Json = False,
) -> None:
    """Learn a rule book from a labelled set: types, inverses, frequent conditions."""
    from reaug.cli.output import print_json, print_note
    from reaug.cli.recipe_run import bad_row_options, shape_of
    from reaug.runs.learnt_rules import learn_rules

    done = learn_rules(
        gold,
        output,
        rules=reading.rules or DEFAULT_RULES,
        name=name,
        mode=None if new_book is None else "new" if new_book else "extends",
        how=shape_of(reading),
        fmt=reading.read_as,
        force=force,
        **bad_row_options(reading),
    )
    if outcome := done.reading.outcome():
        print_note(f"{done.reading.origin}: {outcome}")
    result = done.to_json()
    if as_json:
        print_json(result)
        return
    _print_learnt(result)


def _print_learnt(result: dict[str, Any]) -> None:
    """Print what was learnt, what was left out, and what to do next."""
    from reaug.cli.output import print_line, talk

    console = talk()
    path, base = result["output"], result["base"]
    lines = [
        f"{path}: {result['conventions']} conventions (conditions under which nearly all rows "
        f"have one label), counts of {result['rows']} rows"
        + (f", over {base}" if base else f": {result['labels']} labels, {result['types']} types"),
    ]
    if base and result["own_labels"]:
        lines.append(f"labels that {base} does not have: {', '.join(result['own_labels'])}")
    if not base:
        negative = result["negative"]
        lines.append(
            f"the label of no relation: {negative}"
            if negative
            else "no label means that no relation holds; if one does, enter it as negative"
        )
    if result["questions"]:
        lines.append(
            f"{result['questions']} rules in the file ask a question, and are off until you "
            "answer yes"
        )
    for name, number in result["left_out"].items():
        lines.append(
            f"left out: {number} of {name!r} (rare and similar to a known name, or containing "
            "white space)"
        )
    for line in lines:
        print_line(console, line)


def check(
    book: Annotated[str, typer.Argument(metavar="BOOK", help="A shipped rule book, or a file.")],
    data: Data,
    read_as: FormatOption = None,
    as_json: Json = False,
    *,
    shape: Shape,
) -> None:
    """Check a data set against a rule book: unknown names, rows per label, pattern matches."""
    from reaug.audit.book_check import check_book
    from reaug.audit.rows import Rows as AuditRows
    from reaug.cli.output import page, print_json, print_note
    from reaug.cli.recipe_run import shape_of, shape_words
    from reaug.data.read_data import read_good
    from reaug.report.book_check import book_check_view
    from reaug.report.console import show
    from reaug.rulebook import load

    rules = load(book)
    source = read_good(data, require_label="auto", how=shape_of(shape), fmt=read_as)
    if outcome := source.outcome():
        print_note(f"{source.origin}: {outcome}")
    book_check = check_book(AuditRows(source.table, rules))
    if as_json:
        print_json(book_check.to_json())
        return
    how = [*shape_words(shape), *([] if read_as is None else ["--read-as", read_as])]
    show(page(), *book_check_view(book_check, data, how))


def judge(
    book: Annotated[
        str, typer.Argument(metavar="BOOK", help="A rule book file, or the name of a shipped one.")
    ],
    decisions: Annotated[
        list[Path],
        typer.Argument(
            metavar="DECISIONS...", help="Decisions of reviewers: .jsonl, sheets, exports."
        ),
    ],
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="For a shipped book, the file to write: FILE.yaml.",
        ),
    ] = None,
    findings: Annotated[
        list[Path] | None,
        typer.Option(metavar="FILE", help="Findings that give the rule of each decision."),
    ] = None,
    force: Overwrite = False,
    as_json: Json = False,
) -> None:
    """Record in the rule book how often people confirmed each rule: judged, precision.

    From then on, --rules BOOK uses these figures for an audit's severities and --fixes.
    """
    from reaug.api import judge_rules
    from reaug.cli.output import print_json, print_note

    done = judge_rules(book, *decisions, findings=findings or (), output=output, force=force)
    if done.unknown:
        print_note(
            f"{done.unknown:,} decided findings name no rule; pass the audit's --findings FILE"
        )
    for rule in done.strange:
        print_note(f"{rule}: this book has no such rule; not written")
    if as_json:
        print_json(done.to_json())
        return
    _print_judged(done)


def _print_judged(done: Any) -> None:
    """Print each rule's precision before and after."""
    from rich.table import Table

    from reaug.cli.output import page, print_line, talk
    from reaug.language.translation import translated

    table = Table(box=None, pad_edge=False)
    for name in (
        "rule",
        "findings confirmed",
        "suggestions confirmed",
        "severity",
        "--fixes writes",
    ):
        table.add_column(translated(name), no_wrap=True)
    for rule in done.rules:
        fixes = "–" if rule.judgement.suggestion is None else str(rule.judgement.suggestion)
        severity = (
            rule.after[0]
            if rule.before[0] == rule.after[0]
            else " → ".join((rule.before[0], rule.after[0]))
        )
        writes = [translated("yes" if at[1] else "no") for at in (rule.before, rule.after)]
        changed = writes[0] if writes[0] == writes[1] else " → ".join(writes)
        table.add_row(rule.judgement.rule, str(rule.judgement.finding), fixes, severity, changed)
    page().print(table)
    print_line(talk(), f"{len(done.rules):,} rules judged → {done.path}")
