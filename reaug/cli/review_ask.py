"""`reaug review ask`: decide findings in the terminal, one at a time."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from reaug.choices import SampleBy
from reaug.cli.options import Data, FormatOption, Rules, Seed, Shape
from reaug.language import language

if TYPE_CHECKING:
    from reaug.review.terminal_review import Session


def ask(
    data: Data,
    output: Annotated[
        Path,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="The file for the decisions; resumed if it exists.",
        ),
    ],
    by: Annotated[
        str | None, typer.Option("--by", metavar="NAME", help="The reviewer's name.")
    ] = None,
    sample: Annotated[
        int | None,
        typer.Option(metavar="N", help="Ask about only this many findings, drawn with the seed."),
    ] = None,
    of: Annotated[
        SampleBy | None,
        typer.Option("--of", help="Draw N per rule or per label, or take the N least certain."),
    ] = None,
    findings: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Ask about these findings of DATA instead of auditing it."
        ),
    ] = None,
    still_fitting: Annotated[
        bool,
        typer.Option(
            "--still-fitting",
            help="Resume decisions made on another version of DATA, for rows that still match.",
        ),
    ] = False,
    rules: Rules = None,
    seed: Seed = 42,
    read_as: FormatOption = None,
    *,
    shape: Shape,
) -> None:
    """Decide findings in the terminal, one at a time; stop and resume at any point.

    Each decision is saved at once. Apply them with `reaug clean DATA --patch FILE`.
    """
    import sys

    from reaug.cli.recipe_run import shape_of
    from reaug.errors import UsageError
    from reaug.report.report_files import check_outputs
    from reaug.review.exported_findings import outgoing
    from reaug.review.finding_rows import rows_of
    from reaug.review.finding_selection import sampled
    from reaug.review.terminal_review import begin
    from reaug.rulebook.run_book import book_of
    from reaug.runs.review_selection import for_review, input_of

    if output.suffix.lower() != ".jsonl":
        raise UsageError(
            f"--output {output}: decisions are JSON lines; make its name end in .jsonl"
        )
    if not sys.stdin.isatty():
        raise UsageError("review ask needs a terminal; elsewhere use reaug review export")
    read = (data, input_of(data), *(() if findings is None else (str(findings),)))
    check_outputs({"--output": output}, force=True, inputs=read)
    for_people = for_review(
        data, book_of(data, given=rules), findings=findings, how=shape_of(shape), fmt=read_as
    )
    chosen = sampled(for_people.audit, rows_of(for_people.audit), sample, of, seed=seed)
    out = outgoing(
        for_people.audit, chosen, labels=for_people.labels, types=for_people.types, lang=language()
    )
    session = begin(out, output, by=by, keep_fitting=still_fitting)
    _ask_all(session)


def _ask_all(session: Session) -> None:
    """Ask about one finding after another until all are decided or the person stops."""
    from reaug.cli.output import print_line, talk
    from reaug.report.console import show
    from reaug.report.question_view import closing, question_view

    console = talk()
    for note in session.notes:
        print_line(console, note)
    try:
        while (item := session.current) is not None:
            show(console, *question_view(item, session))
            problem = session.answer(input(session.prompt))
            if problem:
                print_line(console, problem)
            if session.stopped:
                break
    except EOFError:
        session.leave()
        console.print("")
    except KeyboardInterrupt:
        session.leave()
        console.print("")
        print_line(console, closing(session))
        raise typer.Exit(130) from None
    print_line(console, closing(session))
