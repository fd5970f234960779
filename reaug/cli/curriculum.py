"""`reaug curriculum`: buckets by sentence length."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
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


class By(StrEnum):
    """The unit of length."""

    char = "char"
    eojeol = "eojeol"
    morpheme = "morpheme"
    token = "token"


class Cut(StrEnum):
    """How to cut."""

    quantiles = "quantiles"
    lectured = "lectured"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("curriculum")(curriculum)


def curriculum(
    data: Data,
    output: OutputDir,
    by: Annotated[By | None, typer.Option(help="The unit of length; char by default.")] = None,
    cut: Annotated[
        Cut | None,
        typer.Option(
            help="quantiles (buckets about equal), or lectured: up to a line, up to half of the "
            "model's tokens, longer. quantiles by default."
        ),
    ] = None,
    buckets: Annotated[
        int | None, typer.Option(min=2, help="How many buckets, by quantiles; 3 by default.")
    ] = None,
    thresholds: Annotated[
        str | None, typer.Option(help="Upper bounds of the buckets instead, as 60,120.")
    ] = None,
    line: Annotated[
        int | None, typer.Option(min=1, help="Characters of a line, for --cut lectured; 40.")
    ] = None,
    max_tokens: Annotated[
        int | None,
        typer.Option(min=2, help="Tokens that the model takes, for --cut lectured; 256."),
    ] = None,
    tokenizer: Annotated[
        str | None, typer.Option(help="A tokenizer's folder or hub name, for --by token.")
    ] = None,
    like: Annotated[
        Path | None, typer.Option(metavar="RUN", help="Cut as this run's curriculum did.")
    ] = None,
    split: Annotated[bool, typer.Option("--split", help="Write a split per bucket.")] = False,
    schedule: Annotated[
        str | None,
        typer.Option(
            metavar="KIND[:NAME=VALUE,...]",
            help="Write schedule.json, rows in the order of training: one_pass, baby_step or "
            "competence, e.g. competence:epochs=3,batch_size=64.",
        ),
    ] = None,
    on_bad_row: BadRows = OnBadRow.stop,
    max_bad_share: MaxBadShare = MAX_BAD_SHARE,
    unlabelled: Unlabelled = False,
    rules: Rules = "klue-re",
    num_proc: NumProc = 1,
    formats: Formats = None,
    on_error: OnErrorOption = None,
    step_timeout: StepTimeout = None,
    dry_run: DryRun = False,
    force: Force = False,
    report: Report = True,
    lang: ReportLang = Lang.en,
    as_json: Json = False,
) -> None:
    """Sort rows into buckets by length; the thresholds are saved, so that a test set can follow."""
    from reaug.cli.working import carry_out
    from reaug.recipe.model import make_recipe

    said = {
        "by": by and by.value,
        "cut": cut and cut.value,
        "buckets": buckets,
        "thresholds": None if thresholds is None else [*map(_number, thresholds.split(","))],
        "line": line,
        "max_tokens": max_tokens,
        "tokenizer": tokenizer,
        "schedule": None if schedule is None else _scheduled(schedule),
    }
    step = _step({**said, "split": split}, like, output)
    recipe = make_recipe(
        [{"curriculum": step}],
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


def _step(said: dict[str, Any], like: Path | None, output: str) -> dict[str, Any]:
    """The parameters of the step: what was said, and what `--like` says."""
    step = {name: value for name, value in said.items() if value is not None}
    if like is None:
        return step
    from reaug.files.apart import check_apart

    check_apart(Path(output), [like])
    return {**_followed(like, step), **step}


def _followed(like: Path, given: dict[str, Any]) -> dict[str, Any]:
    """What `--like` says, which leaves nothing to say but where the tokenizer lies by now."""
    from reaug.errors import UsageError
    from reaug.runs.like import curriculum_like

    cutting = ("by", "cut", "buckets", "thresholds", "line", "max_tokens")
    twice = [f"--{name.replace('_', '-')}" for name in cutting if name in given]
    if twice:
        raise UsageError(f"--like cuts as that run did; take {', '.join(twice)} away")
    return curriculum_like(like)


def _scheduled(text: str) -> str | dict[str, Any]:
    """A schedule of `KIND` or `KIND:NAME=VALUE,NAME=VALUE`."""
    from reaug.cli.parameters import named_parameters
    from reaug.errors import UsageError

    example = "competence:epochs=3,batch_size=64"
    kind, parameters = named_parameters(text, "--schedule", example)
    if "kind" in parameters:
        raise UsageError(f"--schedule {text}: the kind stands first; write for example {example}")
    return {"kind": kind, **parameters} if parameters else kind


def _number(text: str) -> int:
    from reaug.errors import UsageError

    try:
        return int(text)
    except ValueError:
        raise UsageError(f"--thresholds takes whole numbers such as 60,120, not {text!r}") from None
