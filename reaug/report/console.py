"""How a plan, a run, examples and a drift look on a terminal. Reads results only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from rich.console import Console, Group, RenderableType
from rich.markup import escape
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from reaug.pipeline.plan import Augment, Leaf, Node

if TYPE_CHECKING:
    from reaug.data import Problem
    from reaug.drift import Drift
    from reaug.pipeline.execute import Example
    from reaug.pipeline.run import Plan, Result
    from reaug.pipeline.tally import StepTally

MOST_LABELS = 8
MOST_REASONS = 6
COUNTED = ("tried", "changed", "copied", "dropped", "skipped", "refused")


def plan_view(plan: Plan, target: str | None) -> RenderableType:
    """What will be done, before it is done."""
    reading = plan.reading
    tree = Tree(
        f"[bold]{escape(reading.origin)}[/] {reading.table.num_rows:,} rows ({reading.fmt}), "
        f"rules {escape(plan.rules.name)}, seed {plan.recipe.seed}",
        guide_style="dim",
    )
    for node in plan.recipe.nodes():
        _grow(tree, node)
    where = escape(target) if target else "nothing is written"
    tree.add(f"[dim]→[/] {where}")
    return tree


def _grow(tree: Tree, node: Node) -> None:
    name = node.path.rsplit("/", 1)[-1]
    if isinstance(node, Leaf):
        given = node.step.model_dump(exclude_defaults=True, mode="json")
        shown = ", ".join(f"{key}={value}" for key, value in given.items())
        tree.add(f"{escape(name)} [dim]{escape(shown)}[/]")
        return
    if isinstance(node, Augment):
        where = node.where.model_dump(exclude_defaults=True, exclude_none=True, mode="json")
        shown = ", ".join(f"{key}={value}" for key, value in where.items()) or "every row"
        told = f"copies={node.copies}, p={node.p:g}, where {shown}"
    else:
        told = f"{node.count} of {len(node.children)} per row"
    branch = tree.add(f"{escape(name)} [dim]{escape(told)}[/]")
    for child in node.children:
        _grow(branch, child)


def steps_view(
    steps: Sequence[StepTally], columns: Mapping[str, Sequence[str]] | None = None
) -> RenderableType:
    """What each step did: counts, then the reasons, most rows first."""
    table = Table(box=None, pad_edge=False)
    table.add_column("step", no_wrap=True)
    for name in COUNTED:
        table.add_column(name, justify="right")
    lines: list[RenderableType] = []
    for step in steps:
        numbers = [f"{step.what[name]:,}" if step.what[name] else "·" for name in COUNTED]
        depth = "  " * step.path.count("/")
        table.add_row(depth + escape(step.path.rsplit("/", 1)[-1]), *numbers)
        told = _reasons(step)
        if added := (columns or {}).get(step.path):
            told.append(f"new columns: {', '.join(added)}")
        if told:
            lines.append(Text(step.path))
            lines += [Text(f"  {line}", style="dim") for line in told]
    return Group(table, Text(""), *lines) if lines else table


def _reasons(step: StepTally) -> list[str]:
    lines = []
    for what in sorted(step.reasons):
        told = step.why(what)
        shown = [f"{reason} {rows:,}" for reason, rows in told[:MOST_REASONS]]
        if len(told) > MOST_REASONS:
            shown.append(f"and {len(told) - MOST_REASONS} more reasons")
        lines.append(f"{what}: {', '.join(shown)}")
    return lines


def drift_view(drift: Drift) -> RenderableType:
    """How the label distribution moved: the distance, and the labels that moved most."""
    head = Text.assemble(
        ("Label drift", "bold"),
        f"  JS distance {drift.label.js:.4f}  ({drift.before.rows:,} → {drift.after.rows:,} rows)",
    )
    moved = sorted(
        drift.labels.items(), key=lambda item: -abs(item[1].share_after - item[1].share_before)
    )
    moved = [(name, shift) for name, shift in moved if shift.share_after != shift.share_before]
    table = Table(box=None, pad_edge=False, show_header=bool(moved))
    for title, justify in (("label", "left"), ("before", "right"), ("after", "right")):
        table.add_column(title, justify=justify)  # type: ignore[arg-type]
    table.add_column("share", justify="right")
    table.add_column("")
    for name, shift in moved[:MOST_LABELS]:
        change = shift.share_after - shift.share_before
        style = "green" if change > 0 else "red"
        bar = Text(("+" if change > 0 else "-") * max(1, round(abs(change) * 200)), style=style)
        share = f"{shift.share_before:.2%} → {shift.share_after:.2%}"
        table.add_row(escape(name), f"{shift.before:,}", f"{shift.after:,}", share, bar)
    parts: list[RenderableType] = [head, table] if moved else [head]
    if drift.new:
        parts.append(Text(f"new labels: {', '.join(drift.new)}", style="yellow"))
    if drift.missing:
        parts.append(Text(f"vanished labels: {', '.join(drift.missing)}", style="red"))
    for gate in drift.gates:
        style, word = ("green", "passed") if gate.passed else ("bold red", "FAILED")
        why = f" ({gate.reason})" if gate.reason else ""
        parts.append(Text(f"gate {word}: {gate.expr}  value {gate.value}{why}", style=style))
    return Group(*parts)


def result_view(result: Result) -> RenderableType:
    """A run that is done, on one screen."""
    done, parts = result.done, []
    parts += [steps_view(done.steps, done.columns), Text(""), drift_view(result.drift), Text("")]
    problems = result.plan.reading.problems
    if problems:
        parts.append(problems_view(problems))
    listed = sum(table.num_rows for table in done.findings)
    where = f" in {result.folder}/findings.jsonl" if result.folder else ""
    if listed:
        parts.append(Text(f"{listed:,} findings{where}"))
    told = f"{done.rows_in:,} rows in, {done.rows.rows:,} rows out, digest {result.digest[:16]}"
    parts.append(Text(told, style="bold"))
    if result.folder:
        parts.append(Text(f"→ {result.folder}", style="bold"))
    return Group(*parts)


def problems_view(problems: Sequence[Problem]) -> RenderableType:
    """Rows that the reader dropped or repaired, by reason."""
    counts: dict[tuple[str, str], int] = {}
    for problem in problems:
        key = (problem.action, problem.rule)
        counts[key] = counts.get(key, 0) + 1
    told = ", ".join(
        f"{action} {rows:,} ({rule})" for (action, rule), rows in sorted(counts.items())
    )
    return Text(f"the reader: {told}", style="yellow")


def examples_view(examples: Sequence[Example], most: int) -> RenderableType:
    """Edits and refusals, up to `most` per step and reason."""
    parts: list[RenderableType] = []
    by_step: dict[tuple[str, str, str], list[Example]] = {}
    for example in examples:
        key = (example.step, example.what, example.reason if example.after is None else "")
        by_step.setdefault(key, []).append(example)
    for (step, what, reason), rows in by_step.items():
        why = f": {reason}" if reason else ""
        parts.append(Text(f"\n{step}  {what}{why}", style="bold"))
        limit = most if what == "changed" else max(1, most // 5)
        parts += [_example(example) for example in rows[:limit]]
    return Group(*parts)


def _example(example: Example) -> RenderableType:
    before = example.before
    text = Text(f"  {before.id}  ", style="dim")
    text.append(before.label + "\n    ", style="cyan")
    if example.after is None:
        return text + _marked(before.sentence, before.subject, before.object)
    after = example.after
    text += _difference(before.sentence, after.sentence)
    if (before.subject_type, before.object_type) != (after.subject_type, after.object_type):
        text.append(f"\n    types {before.subject_type}:{before.object_type} → ", style="yellow")
        text.append(f"{after.subject_type}:{after.object_type}", style="yellow")
    if before.label != after.label:
        text.append(f"\n    label → {after.label}", style="yellow")
    return text


def _marked(sentence: str, subject: tuple[int, int], object_: tuple[int, int]) -> Text:
    text = Text(sentence)
    text.stylize("bold blue", *subject)
    text.stylize("bold magenta", *object_)
    return text


def _difference(before: str, after: str) -> Text:
    from difflib import SequenceMatcher

    text = Text()
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for tag, i, j, k, m in matcher.get_opcodes():
        if tag == "equal":
            text.append(before[i:j])
            continue
        if before[i:j]:
            text.append(f"[-{before[i:j]}-]", style="red strike")
        if after[k:m]:
            text.append(f"{{+{after[k:m]}+}}", style="green")
    return text


def show(console: Console, *views: RenderableType) -> None:
    """Print views, one behind the other."""
    for view in views:
        console.print(view, soft_wrap=not isinstance(view, Table))
