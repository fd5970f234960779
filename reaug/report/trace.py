"""Terminal view of the history of a row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from rich.console import Group, RenderableType
from rich.text import Text

from reaug.core.terminal_text import visible
from reaug.language.translation import translated
from reaug.report.console import marked

if TYPE_CHECKING:
    from reaug.runs.trace import Stage

INPUT: Final = "input"
"""The name of the first stage, which is the row as it was read; see `reaug.runs.trace`."""


def trace_view(history: Sequence[Stage]) -> RenderableType:
    """Return the view of each stage of a row: the step, its changes, the row after it."""
    parts: list[RenderableType] = []
    for stage in history:
        step = translated(stage.step) if stage.step == INPUT else stage.step
        parts.append(Text(visible(step), style="bold"))
        if stage.dropped is not None:
            parts.append(Text("  " + visible(translated(f"dropped: {stage.dropped}")), style="red"))
        parts += [_entry(entry) for entry in stage.entries]
        parts.append(_row(stage.row))
    return Group(*parts)


def _entry(entry: Mapping[str, Any]) -> Text:
    kind = entry["kind"]
    if kind == "copy":
        return Text(
            "  " + visible(translated(f"copy {entry['start']} of {entry['old']}")), style="green"
        )
    if kind == "swap_roles":
        return Text("  " + translated("subject and object swap roles"), style="yellow")
    field = entry["field"]
    where = ""
    if kind == "edit":  # other fields may be the user's own columns, which are not translated
        field, where = translated(field), " " + translated(f"at {entry['start']:,}")
    why = f"  ({entry['reason']})" if entry["reason"] else ""
    line = f"  {field}{where}: {entry['old']!r} → {entry['new']!r}{why}"
    return Text(visible(line), style="yellow")


def _row(row: Mapping[str, Any]) -> Text:
    spans = [tuple(row[role][1:3]) for role in ("subject", "object")]
    text = Text("  ") + marked(row["sentence"], spans[0], spans[1])
    kinds = f"{row['subject'][3]}:{row['object'][3]}"
    text.append("\n  " + visible(f"{row['label'] or ''}  {kinds}"), style="dim")
    return text
