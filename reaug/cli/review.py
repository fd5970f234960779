"""`reaug review`: export findings for reviewers, and import their decisions."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from reaug.choices import OnBadFix, SampleBy, Unchanged
from reaug.cli.help_layout import App
from reaug.cli.option_bundles import spread
from reaug.cli.options import Data, FormatOption, Json, Overwrite, Rules, Seed, Shape
from reaug.language import language

if TYPE_CHECKING:
    from reaug.review.panel import Panel, Settled
    from reaug.review.review_export import Export
    from reaug.review.review_import import Answers


LISTED: Final = {
    "review": (
        "Look at data",
        6,
        "Review findings with people.",
    ),
}
"""The entry of the command in `reaug --help`: its heading, its place under it, its summary."""


def register(app: typer.Typer) -> None:
    """Add `reaug review` and its commands to the app."""
    from reaug.cli.review_ask import ask

    review = App(help="Review findings with people.", no_args_is_help=True)
    review.callback()(_group)
    review.command("export")(spread(export))
    review.command("import")(import_)
    review.command("ask")(spread(ask))
    app.add_typer(review, name="review")


def _group() -> None:
    """Export findings for people to decide, and import their decisions."""


def _formats() -> tuple[str, ...]:
    """Return the names of the review formats; no format is imported."""
    from reaug.review.formats import review_format_names

    return review_format_names()


FindingsFile = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Export these findings of DATA instead of auditing it."),
]


def export(
    data: Data,
    to: Annotated[
        str | None,
        typer.Option(
            metavar="FORMAT",
            help=f"The tool or file that reviewers answer in: {', '.join(_formats())}.",
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="The file to write, with --to."),
    ] = None,
    sample: Annotated[
        int | None,
        typer.Option(metavar="N", help="Export only this many findings, drawn with the seed."),
    ] = None,
    by: Annotated[
        SampleBy | None,
        typer.Option(
            "--of", "--by", help="Draw N per rule or per label, or take the N least certain."
        ),
    ] = None,
    reviewers: Annotated[
        str | None,
        typer.Option(
            metavar="N|NAME,...", help="Write one file per reviewer, each with an equal share."
        ),
    ] = None,
    overlap: Annotated[
        str | None,
        typer.Option(metavar="SHARE", help="Share of rows that every reviewer gets, e.g. 20%."),
    ] = None,
    findings: FindingsFile = None,
    open_: Annotated[
        list[Path] | None,
        typer.Option(
            "--open",
            metavar="DECISIONS",
            help="Only findings on which these decisions disagree. May be repeated.",
        ),
    ] = None,
    csv: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="A spreadsheet to fill in, for clean --patch."),
    ] = None,
    html: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="A page to browse and filter the findings, in one file."),
    ] = None,
    fixes: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Suggested values that are certain enough to apply, for clean --patch.",
        ),
    ] = None,
    rules: Rules = None,
    seed: Seed = 42,
    read_as: FormatOption = None,
    force: Overwrite = False,
    as_json: Json = False,
    *,
    shape: Shape,
) -> None:
    """Export findings for review: Label Studio, doccano, a spreadsheet, a page or a patch.

    The findings are those of an audit of DATA or, for a run folder, those of its steps. Read
    the answers back with `reaug review import`, or pass a filled-in sheet to `reaug clean DATA
    --patch FILE`.
    """
    from reaug.cli.audit_run import Outputs, check_undecided, write_outputs
    from reaug.cli.output import print_json
    from reaug.cli.recipe_run import shape_of, shape_words
    from reaug.errors import UsageError
    from reaug.report.report_files import check_outputs, write_all
    from reaug.report.shell_commands import AuditOptions
    from reaug.review import review_export
    from reaug.review.finding_selection import reviewer_names, share_of
    from reaug.rulebook.run_book import book_of
    from reaug.runs.review_selection import for_review, input_of, only_open

    named = Outputs({"--csv": csv, "--html": html, "--fixes": fixes}, force)
    if (to is None) != (output is None):
        raise UsageError("--to sets the format and --output the file: give both")
    if to is None and not named.requested:
        raise UsageError(_nothing_to_write(data))
    wanted = None
    outputs = named.requested
    if to is not None and output is not None:
        wanted = review_export.Wanted(
            to,
            sample,
            by,
            () if reviewers is None else reviewer_names(reviewers),
            None if overlap is None else share_of(overlap),
            lang=language(),
            seed=seed,
        )
        review_export.check(wanted, output)
        files = review_export.names_of(output, wanted)
        outputs = {**outputs, **{f"--output {who}".strip(): path for who, path in files.items()}}
    read = (data, *(() if findings is None else (str(findings),)), *map(str, open_ or ()))
    book = book_of(data, given=rules)
    options = AuditOptions(input_of(data), book, shape=shape_words(shape), read_as=read_as)
    check_outputs(outputs, force=force, inputs=(*read, *options.inputs))
    check_undecided(outputs)
    merged = for_review(data, book, findings=findings, how=shape_of(shape), fmt=read_as)
    if named.requested:
        write_outputs(merged.audit, options, named, language())
    if wanted is None or output is None:
        return
    if open_:
        merged, keys = only_open(merged, open_)
        wanted = wanted._replace(only=keys)
    done = review_export.export(
        merged.audit, output, wanted, labels=merged.labels, types=merged.types
    )
    write_all(done.writers)
    if as_json:
        print_json(done.to_json())
    else:
        _print_export(done)


def _nothing_to_write(data: str) -> str:
    name = Path(data).name.partition(".")[0] or "review"
    return f"nothing to write; use for example --csv {name}.csv, or --to csv -o FILE"


def _print_export(done: Export) -> None:
    """Print what was exported, for which reviewers, and what was left out."""
    from reaug.cli.output import print_line, talk

    console = talk()
    print_line(console, f"{done.findings:,} findings in {done.rows:,} rows")
    for reviewer, rows in done.parts.items():
        print_line(console, f"{reviewer}: {rows:,} rows, {done.common:,} of them common")
    for line in (*(f"→ {path}" for path in done.writers), *done.notes):
        print_line(console, line)


def import_(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE...", help="Exports from Label Studio or doccano, sheets, .jsonl."
        ),
    ],
    output: Annotated[
        Path,
        typer.Option(
            "--output", "-o", metavar="FILE", help="The file for the decisions, as JSON lines."
        ),
    ],
    data: Annotated[
        str | None,
        typer.Option(metavar="DATA", help="Check that its rows are the ones that were reviewed."),
    ] = None,
    rules: Rules = None,
    on_bad_fix: Annotated[
        OnBadFix,
        typer.Option(help="Answers that cannot be used: stop, or skip them and apply the others."),
    ] = "stop",
    unchanged: Annotated[
        Unchanged,
        typer.Option(
            help=(
                "For doccano: whether an unchanged document counts as open (not decided) or "
                "accept (right)."
            )
        ),
    ] = "open",
    by: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="The reviewer's name, where the files do not give one."),
    ] = None,
    consensus: Annotated[
        str | None,
        typer.Option(
            metavar="majority|crowdlab|NAME",
            help="Keep one answer per finding; NAME decides where reviewers differ.",
        ),
    ] = None,
    pred_probs: Annotated[
        str | None,
        typer.Option(
            "--pred-probs",
            metavar="FILE",
            help="The model's probabilities for crowdlab; computed by default.",
        ),
    ] = None,
    seed: Seed = 42,
    force: Overwrite = False,
    as_json: Json = False,
) -> None:
    """Read reviewers' answers as decisions, and report how far they agree.

    Apply the decisions with `reaug clean DATA --patch FILE`.
    """
    from reaug.cli.output import print_json, print_note
    from reaug.errors import InputError
    from reaug.report.report_files import check_outputs, write_all
    from reaug.review.panel import panel
    from reaug.review.review_import import as_lines, read_answers
    from reaug.rulebook.run_book import book_of
    from reaug.runs.review_selection import known_names, rows_to_decide, settled

    book = book_of(*(() if data is None else (data,)), given=rules)
    check_outputs({"--output": output}, force=force, inputs=(*map(str, files), data, pred_probs))
    rows = None if data is None else rows_to_decide(data)
    answers = read_answers(
        files, names=known_names(book, rows), table=rows, unchanged=unchanged, by=by
    )
    if not answers.usable and on_bad_fix == "stop":
        raise answers.refused(
            "nothing was written; --on-bad-fix skip lists them all and takes the others"
        )
    for note in answers.notes:
        print_note(note)
    for problem in answers.problems:
        print_note(str(problem))
    if answers.problems and not (answers.lines or answers.comments):
        raise InputError("none of the answers can be used; nothing was written")
    if answers.fitting:
        print_note(
            f"{len(answers.fitting):,} rows were reviewed in another version of the data, and "
            "still match"
        )
    people = panel(answers.lines, answers.findings)
    merged = None
    if consensus is not None:
        merged = settled(people, consensus, rows, rules=book, pred_probs=pred_probs, seed=seed)
    lines = answers.lines if merged is None else merged.lines
    written = [*lines, *answers.comments]
    write_all({output: lambda file: file.writelines(as_lines(written))})
    result = _result(answers, people, merged, output, seed)
    if as_json:
        print_json(result)
    else:
        _print_result(result, people, merged)


def _result(
    answers: Answers, people: Panel, merged: Settled | None, output: Path, seed: int
) -> dict[str, Any]:
    """Return what was imported as the JSON document that `--json` prints."""
    return {
        "output": str(output),
        "decisions": len(answers.lines if merged is None else merged.lines),
        **answers.counts(),
        "unanswered": answers.unanswered,
        "repeated": answers.repeated,
        "reviewers": answers.reviewers,
        "problems": [problem.to_json() for problem in answers.problems],
        "agreement": people.agreement(seed=seed).to_json(),
        "rules": {
            rule: precision.to_json() for rule, precision in people.by_rule(seed=seed).items()
        },
        "differing": [rule._asdict() for rule in people.differing],
        "consensus": None if merged is None else merged.to_json(),
    }


def _print_result(result: dict[str, Any], people: Panel, merged: Settled | None) -> None:
    """Print how many answers came back, how far people agree, and what is still open."""
    from reaug.cli.output import page, print_line, talk
    from reaug.report.agreement import panel_view
    from reaug.report.console import show

    if len(people.raters) > 1:
        show(page(), *panel_view(people, merged))
    console = talk()
    accept, reject, edit = (result[kind] for kind in ("accept", "reject", "edit"))
    print_line(console, f"answers: {accept:,} accept, {reject:,} reject, {edit:,} edit")
    if result["unanswered"]:
        print_line(console, f"open: {result['unanswered']:,}")
    print_line(console, f"{result['decisions']:,} decisions → {result['output']}")
