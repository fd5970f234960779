"""Terminal views of a plan, a run and examples."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from reaug.core.step import InBoth
from reaug.core.terminal_text import visible
from reaug.engine.tally import TWIN, set_aside, unexplained_twins
from reaug.language.translation import translated
from reaug.recipe.plan import Augment, Leaf, Node, OneOf
from reaug.report.drift import drift_view
from reaug.report.shell_commands import book_called
from reaug.report.step_lines import brief, lines_of

if TYPE_CHECKING:
    from reaug.core.batch import Row
    from reaug.core.step import Measures
    from reaug.engine.copy_plan import Reached
    from reaug.engine.step_examples import Example
    from reaug.engine.tally import StepTally
    from reaug.runs.preparation import Plan
    from reaug.runs.run import Result

MOST_REASONS = 6
COUNTED = ("tried", "changed", "copied", "dropped", "skipped", "refused")


def plan_view(plan: Plan, target: str | None) -> RenderableType:
    """Return the view of what a run will do."""
    reading = plan.reading
    rows, fmt, rules, seed = (
        *(f"{reading.table.num_rows:,}", reading.fmt),
        *(book_called(plan.rules.name, plan.recipe.rules), plan.recipe.seed),
    )
    summary = f"{rows} rows ({fmt}), rules {rules}, seed {seed}"
    if reading.dropped:
        summary = f"{rows} of {reading.rows_in:,} rows ({fmt}), rules {rules}, seed {seed}"
    summary = translated(summary)
    head = Text.assemble((visible(reading.origin), "bold"), "\n", visible(summary))
    goal = Text.assemble(
        ("└── ", "dim"), visible(f"→ {target or translated('nothing is written')}")
    )
    # rich's own tree is not used, because it cuts off lines that are wider than the terminal.
    lines = [line for node in plan.nodes for line in _branch(node, "├── ", "│   ")]
    return Group(head, *lines, goal)


def _branch(node: Node, first: str, others: str) -> Iterator[Text]:
    """Yield the lines of a tree: the node's own line, then those of the nodes inside it."""
    # `first` stands before the node's own line, and `others` before the other lines.
    name = node.path.rsplit("/", 1)[-1]
    parameters = _parameters(node)
    yield Text.assemble(
        (first, "dim"), visible(name), " " * bool(parameters), (visible(parameters), "dim")
    )
    children = () if isinstance(node, Leaf) else node.children
    for i, child in enumerate(children):
        last = i == len(children) - 1
        yield from _branch(
            child, others + ("└── " if last else "├── "), others + ("    " if last else "│   ")
        )


def _parameters(node: Node) -> str:
    """Return the parameters of a node in the recipe as text."""
    if isinstance(node, Leaf):
        parameters = node.step.model_dump(exclude_defaults=True, mode="json")
        return ", ".join(f"{key}={brief(value)}" for key, value in parameters.items())
    if isinstance(node, Augment):
        where = node.where.model_dump(exclude_defaults=True, exclude_none=True, mode="json")
        shown = ", ".join(f"{key}={brief(value)}" for key, value in where.items()) or translated(
            "every row"
        )
        if node.balance is not None:
            aim = node.balance.model_dump(exclude_defaults=True, exclude_none=True, mode="json")
            balance = ", ".join(f"{key}={value}" for key, value in aim.items())
            return translated(f"balance {balance}, where {shown}")
        return translated(f"copies={node.copies}, p={node.p:g}, where {shown}")
    count = 1 if isinstance(node, OneOf) else node.count
    return translated(f"{count} of {len(node.children)} per row")


def steps_view(
    steps: Sequence[StepTally],
    columns: Mapping[str, Sequence[str]] | None = None,
    states: Mapping[str, Mapping[str, object]] | None = None,
    measures: Mapping[str, Measures] | None = None,
) -> RenderableType:
    """Return the view of what each step did: counts, then the reasons with the most rows first."""
    table = Table(box=None, pad_edge=False)
    table.add_column(translated("step"), no_wrap=True)
    for name in COUNTED:
        table.add_column(translated(name), justify="right")
    lines: list[RenderableType] = []
    for step in steps:
        numbers = [f"{step.what[name]:,}" if step.what[name] else "·" for name in COUNTED]
        depth = "  " * step.path.count("/")
        table.add_row(Text(depth + visible(step.path.rsplit("/", 1)[-1])), *numbers)
        inside = [inner for inner in steps if inner.path.startswith(f"{step.path}/")]
        details = _reasons(step, unexplained_twins(step, inside))
        if added := (columns or {}).get(step.path):
            details.append(translated(f"new columns: {', '.join(added)}"))
        measured = (measures or {}).get(step.path)
        warnings = () if measured is None else measured.warnings
        details += lines_of((states or {}).get(step.path, {}), measured, translated)
        if details or warnings:
            lines.append(Text(visible(step.path)))
            lines += [Text(f"  {visible(line)}", style="dim") for line in details]
            lines += [_warning(f"  {translated('warning')}: ", line) for line in warnings]
    return Group(table, Text(""), *lines) if lines else table


def _reasons(step: StepTally, twins: int) -> list[str]:
    """Return a line for each outcome of a step: its reasons and their rows."""
    # `twins` is the number of rows to show for the reason `TWIN`, a copy that equals its parent. It
    # leaves out the copies for which a step inside the block has given a reason.
    lines = []
    for what in sorted(step.reasons):
        by_reason = dict(step.why(what))
        if TWIN in by_reason:
            by_reason[TWIN] = twins
        counts = sorted(
            ((reason, rows) for reason, rows in by_reason.items() if rows),
            key=lambda item: (-item[1], item[0]),
        )
        if not counts:
            continue
        shown = [f"{translated(reason)} {rows:,}" for reason, rows in counts[:MOST_REASONS]]
        if len(counts) > MOST_REASONS:
            more = len(counts) - MOST_REASONS
            shown.append(translated(InBoth(f"and {more} more", ko=f"외 이유 {more}가지")))
        lines.append(f"{translated(what)}: {', '.join(shown)}")
    return lines


def quota_view(path: str, reached: Mapping[str, Reached]) -> RenderableType:
    """Return a table of a block's targets: what each group got and, if it is short of it, why."""
    table = Table(box=None, pad_edge=False)
    table.add_column(visible(path), no_wrap=True)
    for name in ("rows", "target", "copies", "short"):
        table.add_column(translated(name), justify="right")
    table.add_column(translated("why"), overflow="fold")
    for group, reach in reached.items():
        numbers = [f"{reach.now:,}", f"{reach.target:,}", f"{reach.copies:,}"]
        numbers.append(f"{reach.short:,}" if reach.short else "·")
        table.add_row(
            Text(visible(group)), *numbers, Text(visible(translated(reach.why)), style="yellow")
        )
    return table


def result_view(result: Result) -> RenderableType:
    """Return the view of the result of a run, on one screen."""
    done, parts = result.done, []
    parts += [
        steps_view(done.steps, done.columns, done.states, done.measures),
        Text(""),
        *(
            part
            for path, reached in done.reached.items()
            for part in (quota_view(path, reached), Text(""))
        ),
        drift_view(result.drift, of_run=True),
        Text(""),
    ]
    parts += warnings_view(result)
    listed = len(done.findings)
    if listed:
        line = f"{listed:,} findings"
        if result.folder:
            line = f"{listed:,} findings in {result.folder}/findings.jsonl"
        parts.append(Text(visible(translated(line))))
    for other in result.plan.others:
        if outcome := other.outcome():
            parts.append(Text(visible(f"{other.origin}: {translated(outcome)}"), style="yellow"))
    parts.append(Text(visible(_rows(result)), style="bold"))
    if result.folder:
        parts.append(Text(visible(f"→ {result.folder}"), style="bold"))
    return Group(*parts)


def warnings_view(result: Result) -> list[RenderableType]:
    """Return warnings about steps that changed nothing, and about rows dropped after a crash."""
    lines = [f"{step.step}: {translated(step.message())}" for step in result.done.idle]
    for path, rows in set_aside(result.done.steps).items():
        why = (
            f"failed on {rows:,} row{'s' * (rows != 1)}, now set aside (step/error); "
            "findings.jsonl lists the errors, reaug undo restores the rows"
        )
        lines.append(f"{path}: {translated(why)}")
    return [_warning(f"{translated('warning')}: ", line) for line in lines]


def _warning(head: str, line: str) -> Text:
    return Text(f"{head}{visible(translated(line))}", style="yellow")


def _rows(result: Result) -> str:
    """Return the number of rows that were read, went in, and came out, as text."""
    before, after = result.done.rows_in, result.done.rows.rows
    outcome = result.plan.reading.outcome()
    counts = translated(f"{before:,} rows in, {after:,} rows out")
    if outcome:
        counts = f"{translated(outcome)}, {translated(f'{before:,} in, {after:,} out')}"
    return f"{counts}, {translated('digest')} {result.digest[:16]}"


def examples_view(examples: Sequence[Example], most: int) -> RenderableType:
    """Return the view of edits and refusals, up to `most` for each step and reason."""
    parts: list[RenderableType] = []
    by_step: dict[tuple[str, str, str], list[Example]] = {}
    for example in examples:
        key = (example.step, example.what, example.reason if example.after is None else "")
        by_step.setdefault(key, []).append(example)
    for (step, what, reason), rows in by_step.items():
        why = f": {reason}" if reason else ""
        parts.append(Text("\n" + visible(f"{step}  {translated(what)}{why}"), style="bold"))
        limit = most if what == "changed" else max(1, most // 5)
        parts += [_example(example) for example in rows[:limit]]
    return Group(*parts)


def _example(example: Example) -> RenderableType:
    before, after = example.before, example.after
    text = Text(f"  {visible(before.id)}  ", style="dim")
    text.append(f"{visible(before.label or '')}\n    ", style="cyan")
    if after is None:
        return text + marked(before.sentence, before.subject, before.object)
    text += _edited(before, example.edits)
    changed_fields = []
    if before.sentence == after.sentence and before.subject != after.subject:
        changed_fields.append(
            translated(
                f"roles: {after.subject_word} is the subject now, {after.object_word} the object"
            )
        )
    old, new = (f"{row.subject_type}:{row.object_type}" for row in (before, after))
    if old != new:
        changed_fields.append(translated(f"types {old} → {new}"))
    if before.label != after.label:
        changed_fields.append(translated(f"label → {after.label}"))
    for line in changed_fields:
        text.append(f"\n    {visible(line)}", style="yellow")
    return text


def marked(
    sentence: str,
    subject: tuple[int, int],
    object_: tuple[int, int],
    start: int = 0,
    end: int | None = None,
) -> Text:
    """Return a sentence, or its part [start, end), with its mentions marked: [S …], [O …]."""
    text, at = Text(), start
    stop = len(sentence) if end is None else end
    spans = sorted([(*subject, "S", "bold blue"), (*object_, "O", "bold magenta")])
    for first, last, name, style in spans:
        if at <= first < last <= stop:
            text.append(visible(sentence[at:first]))
            text.append(f"[{name} {visible(sentence[first:last])}]", style=style)
            at = last
    return text.append(visible(sentence[at:stop]))


def _edited(row: Row, edits: Sequence[tuple[int, int, str]]) -> Text:
    """Return a sentence with its edits: [-old-]{+new+}."""
    text, at = Text(), 0
    for start, end, new in edits:
        text += marked(row.sentence, row.subject, row.object, at, start)
        if end > start:
            text.append(f"[-{visible(row.sentence[start:end])}-]", style="red strike")
        if new:
            text.append(f"{{+{visible(new)}+}}", style="green")
        at = end
    return text + marked(row.sentence, row.subject, row.object, at)


def show(console: Console, *views: RenderableType) -> None:
    """Print views, one after another."""
    for view in views:
        console.print(view, soft_wrap=not isinstance(view, Table))
