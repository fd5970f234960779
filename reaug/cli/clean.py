"""`reaug clean`: apply decisions of reviewers, correct entity types, remove duplicates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from reaug.choices import Apply, Keep, OnBadFix
from reaug.cli.option_bundles import spread
from reaug.cli.options import NewRun, Reading, ReadingUnlabelled, Running

if TYPE_CHECKING:
    from reaug.engine.execute import Watcher
    from reaug.recipe.model import Recipe
    from reaug.runs.preparation import Plan
    from reaug.runs.run import Result


LISTED: Final = {
    "clean": (
        "Make training sets",
        1,
        "Clean a data set; to fix the most: reaug clean DATA --apply sure -o DIR.",
    ),
}
"""The entry of the command in `reaug --help`: its heading, its place under it, its summary."""


def register(app: typer.Typer) -> None:
    """Add `reaug clean` to the app."""
    app.command("clean")(spread(clean))


def clean(
    new: NewRun,
    *,
    threshold: Annotated[
        float,
        typer.Option(
            min=0.5,
            max=1,
            help="Correct types as long as at least this share is right; list the rest.",
        ),
    ] = 0.95,
    patch: Annotated[
        list[str] | None,
        typer.Option(
            "--patch",
            metavar="FILE",
            help="First apply these decisions: decisions or corrections as JSON lines, or the "
            "filled-in CSV of reaug audit. May be repeated.",
        ),
    ] = None,
    on_bad_fix: Annotated[
        OnBadFix,
        typer.Option(help="Decisions that cannot be applied: stop, or skip and list them."),
    ] = "stop",
    keep: Annotated[Keep, typer.Option(help="Which rows to keep when labels conflict.")] = "none",
    apply: Annotated[
        Apply | None,
        typer.Option(
            help="sure: audit first, and apply every fix that the audit is sure of. label-free: "
            "of these only the fixes that need no label, as in a test set."
        ),
    ] = None,
    drop: Annotated[
        list[str] | None,
        typer.Option(
            metavar="RULE",
            help="Drop the rows found by this audit rule, e.g. label/noise. May be repeated.",
        ),
    ] = None,
    top: Annotated[
        int | None,
        typer.Option(min=1, metavar="N", help="With --drop: the N most certain rows of each rule."),
    ] = None,
    against: Annotated[
        str | None, typer.Option(metavar="OTHER", help="For --drop leak/...: the other data set.")
    ] = None,
    pred_probs: Annotated[
        str | None,
        typer.Option(
            "--pred-probs",
            metavar="FILE",
            help="For --drop label/noise: rank by these out-of-sample probabilities.",
        ),
    ] = None,
    unlabelled: Annotated[
        bool,
        typer.Option(
            "--unlabelled",
            help="Treat as a test set: correct no type and drop no row unless asked to; implied "
            "if no row has a label.",
        ),
    ] = False,
    reading: Reading,
    running: Running,
) -> None:
    """Clean a data set; to fix the most: reaug clean DATA --apply sure -o DIR.

    That runs an audit, applies its certain fixes and cleans in one run; what people must decide
    is left in findings.jsonl. Without --apply: correct entity types where the evidence
    suffices, and remove duplicates.

    With --patch, decisions of reviewers are applied first, and no later step changes them.
    """
    from pathlib import Path
    from tempfile import TemporaryDirectory

    from reaug.api import cleaning
    from reaug.audit.noise import NoiseOptions
    from reaug.cli.output import print_note
    from reaug.cli.recipe_run import carry_out_steps
    from reaug.report.words import TEST_SET_CLEANED
    from reaug.runs.audit_fixes import FixOptions, errors_left, is_test_set, plan_cleaning

    steps = cleaning(patch or None, threshold=threshold, keep=keep, on_bad_fix=on_bad_fix)
    fixes = FixOptions(
        apply=apply,
        drop=tuple(name for text in drop or () for name in text.split(",")),
        top=top,
        against=against,
        noise=NoiseOptions(pred_probs),
    )
    before: list[int | None] = []

    def planned(recipe: Recipe, bar: Watcher | None) -> Plan:
        plan, errors, types = plan_cleaning(recipe, fixes, Path(folder), watcher=bar)
        before.append(errors)
        if is_test_set(plan):
            print_note(TEST_SET_CLEANED)
        elif types:
            print_note(
                f"{types:,} types were corrected by the label of the row. A test set without "
                "labels keeps its types, so a model that is trained on these rows does "
                "worse there: to train one, use --apply label-free"
            )
        return plan

    def closing(result: Result) -> dict[str, Any]:
        [errors] = before
        if errors is None:
            return {}
        left = errors_left(result, against)
        line = f"rows with an error: {errors:,} before, {left:,} left when audited again"
        return {"line": line, "errors": {"before": errors, "after": left}}

    with TemporaryDirectory(prefix="reaug-") as folder:
        carry_out_steps(
            steps,
            new,
            ReadingUnlabelled(**vars(reading), unlabelled=unlabelled),
            running,
            reads=[name for name in (against, pred_probs) if name is not None],
            planned=planned,
            closing=closing,
            unlabelled="auto",
        )
