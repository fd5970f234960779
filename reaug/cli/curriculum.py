"""`reaug curriculum`: buckets by sentence length."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from reaug.cli.options import (
    Data,
    DryRun,
    Force,
    Formats,
    Json,
    Lang,
    NumProc,
    OutputDir,
    Report,
    ReportLang,
    Rules,
)


class By(StrEnum):
    """The unit of length."""

    char = "char"
    eojeol = "eojeol"
    morpheme = "morpheme"
    token = "token"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("curriculum")(curriculum)


def curriculum(
    data: Data,
    output: OutputDir,
    by: Annotated[By | None, typer.Option(help="The unit of length; char by default.")] = None,
    buckets: Annotated[
        int | None, typer.Option(min=2, help="How many buckets, by quantiles; 3 by default.")
    ] = None,
    thresholds: Annotated[
        str | None, typer.Option(help="Upper bounds of the buckets instead, as 60,120.")
    ] = None,
    tokenizer: Annotated[
        str | None, typer.Option(help="A tokenizer's folder or hub name, for --by token.")
    ] = None,
    like: Annotated[
        Path | None, typer.Option(metavar="RUN", help="Cut as this run's curriculum did.")
    ] = None,
    split: Annotated[bool, typer.Option("--split", help="Write a split per bucket.")] = False,
    rules: Rules = "klue-re",
    num_proc: NumProc = 1,
    formats: Formats = None,
    dry_run: DryRun = False,
    force: Force = False,
    report: Report = True,
    lang: ReportLang = Lang.en,
    as_json: Json = False,
) -> None:
    """Sort rows into buckets by length; the thresholds are saved, so that a test set can follow."""
    from reaug.cli.working import carry_out
    from reaug.pipeline.recipe import make_recipe

    step: dict[str, Any] = {"split": split}
    if by is not None:
        step["by"] = by.value
    if buckets is not None:
        step["buckets"] = buckets
    if thresholds is not None:
        step["thresholds"] = [_number(part) for part in thresholds.split(",")]
    if tokenizer is not None:
        step["tokenizer"] = tokenizer
    if like is not None:
        step = {**_followed(like, step), **step}
    recipe = make_recipe(
        [{"curriculum": step}],
        input={"path": data},
        output={"path": output, "formats": formats or []},
        rules=rules,
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


def _followed(like: Path, given: dict[str, Any]) -> dict[str, Any]:
    """What `--like` says, which leaves nothing to say but where the tokenizer lies by now."""
    from reaug.errors import UsageError
    from reaug.pipeline.like import curriculum_like

    twice = [f"--{name}" for name in ("by", "buckets", "thresholds") if name in given]
    if twice:
        raise UsageError(f"--like cuts as that run did; take {', '.join(twice)} away")
    return curriculum_like(like)


def _number(text: str) -> int:
    from reaug.errors import UsageError

    try:
        return int(text)
    except ValueError:
        raise UsageError(f"--thresholds takes whole numbers such as 60,120, not {text!r}") from None
