"""The history of a row on a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.text import Text

if TYPE_CHECKING:
    from reaug.pipeline.trace import Stage


def trace_view(history: Sequence[Stage]) -> RenderableType:
    """Each stage: the step, what it changed, the row behind it."""
    parts: list[RenderableType] = []
    for stage in history:
        parts.append(Text(stage.step, style="bold"))
        if stage.dropped is not None:
            parts.append(Text(f"  dropped: {stage.dropped}", style="red"))
        parts += [_entry(entry) for entry in stage.entries]
        parts.append(_row(stage.row))
    return Group(*parts)


def _entry(entry: dict[str, object]) -> Text:
    kind, field = entry["kind"], entry["field"]
    if kind == "copy":
        return Text(f"  copy {entry['start']} of {entry['old']}", style="green")
    if kind == "swap_roles":
        return Text("  subject and object trade roles", style="yellow")
    where = f" at {entry['start']}" if kind == "edit" else ""
    why = f"  ({entry['reason']})" if entry["reason"] else ""
    return Text(f"  {field}{where}: {entry['old']!r} → {entry['new']!r}{why}", style="yellow")


def _row(row: dict[str, object]) -> Text:
    sentence, subject, object_ = row["sentence"], row["subject"], row["object"]
    text = Text(f"  {sentence}")
    for mention, style in ((subject, "bold blue"), (object_, "bold magenta")):
        _, start, end, _ = mention  # type: ignore[misc]
        text.stylize(style, start + 2, end + 2)  # type: ignore[has-type]
    kinds = f"{subject[3]}:{object_[3]}"  # type: ignore[index]
    text.append(f"\n  {row['label']}  {kinds}", style="dim")
    return text
