"""`reaug encode`: rows in an input format of the literature, and as tokens."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

import typer

from reaug.cli.options import (
    MAX_BAD_SHARE,
    BadRows,
    Data,
    DryRun,
    Force,
    Formats,
    Json,
    Lang,
    MaxBadShare,
    NumProc,
    OnBadRow,
    OnErrorOption,
    OutputDir,
    Report,
    ReportLang,
    Rules,
    StepTimeout,
    Unlabelled,
)


class Clash(StrEnum):
    """What becomes of a sentence that holds a sign of the marks."""

    keep = "keep"
    escape = "escape"
    refuse = "refuse"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("encode")(encode)


def encode(
    data: Data,
    output: OutputDir,
    style: Annotated[str, typer.Option(help="The input format; reaug list styles names them.")],
    type_names: Annotated[
        str | None,
        typer.Option(help="code (PER), lower (per), or the rule book's name: en, ko."),
    ] = None,
    object_mark: Annotated[
        str | None, typer.Option(help="& in place of #, which looks like WordPiece's ##.")
    ] = None,
    clash: Annotated[
        Clash | None,
        typer.Option(help="A sentence that holds a sign of the marks: keep, escape, refuse."),
    ] = None,
    query: Annotated[
        str | None, typer.Option(help="A second text, with {subject}, {object} and {mask}.")
    ] = None,
    tokenizer: Annotated[
        str | None, typer.Option(help="A tokenizer's folder or hub name: rows become tokens.")
    ] = None,
    max_length: Annotated[
        int | None, typer.Option(min=1, help="Most tokens of a row; the model's by default.")
    ] = None,
    pad: Annotated[bool, typer.Option("--pad", help="Fill every row up to --max-length.")] = False,
    unlabelled: Unlabelled = False,
    rules: Rules = "klue-re",
    num_proc: NumProc = 1,
    formats: Formats = None,
    on_bad_row: BadRows = OnBadRow.stop,
    on_error: OnErrorOption = None,
    step_timeout: StepTimeout = None,
    max_bad_share: MaxBadShare = MAX_BAD_SHARE,
    dry_run: DryRun = False,
    force: Force = False,
    report: Report = True,
    lang: ReportLang = Lang.en,
    as_json: Json = False,
) -> None:
    """Mark both mentions as a model wants them and, with --tokenizer, make tokens."""
    from reaug.cli.working import carry_out
    from reaug.recipe.model import make_recipe

    given = {
        "style": style,
        "type_names": type_names,
        "object_mark": object_mark,
        "clash": clash and clash.value,
        "query": query,
        "tokenizer": tokenizer,
        "max_length": max_length,
        "pad": pad or None,
    }
    step: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
    recipe = make_recipe(
        [{"encode": step}],
        input={
            "path": data,
            "on_bad_row": on_bad_row.value,
            "max_bad_share": max_bad_share,
            "unlabelled": unlabelled,
        },
        output={"path": output, "formats": formats or []},
        rules=rules,
        on_error="stop" if on_error is None else on_error.value,
        step_timeout=step_timeout,
    )
    carry_out(
        recipe,
        output=output,
        num_proc=num_proc,
        force=force,
        dry_run=dry_run,
        report=lang.value if report else None,
        as_json=as_json,
    )
