"""How a probe looks on a terminal. Reads results only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from reaug.core.visible import visible
from reaug.probing.arms import RAW
from reaug.probing.comparison import MEASURE

if TYPE_CHECKING:
    from reaug.probing.comparison import AtSize, Probe
    from reaug.probing.statistics import Gain

_STYLES: Final = {"helps": "bold green", "hurts": "bold red"}


def probe_view(probe: Probe) -> RenderableType:
    """What a probe came to: a table for each size, the verdicts in words, what to know of it."""
    where = (
        f"{probe.tested:,} rows of the other set" if probe.tested else "a fifth of the sentences"
    )
    head = Text.assemble(
        ("Does it pay?", "bold"),
        f"  {probe.rows:,} rows, {probe.splits} splits, model {probe.model}, tested on {where}; "
        "micro-F1 without the negative label",
    )
    parts: list[RenderableType] = [head]
    if probe.overlapping:
        what = "left out" if probe.dropped_overlap else "kept; --drop-overlap leaves them out"
        line = f"{probe.overlapping:,} training rows have a sentence that is tested on: {what}"
        parts.append(Text(line, style="yellow"))
    for at in probe.at:
        parts += [Text(""), _table(at)]
    parts += [Text(""), *(_sentence(name, gain, probe) for name, gain in _recipes(probe))]
    parts += [Text(visible(note), style="yellow") for note in probe.notes]
    return Group(*parts)


def _recipes(probe: Probe) -> list[tuple[str, Gain]]:
    last = probe.at[-1]
    kinds = {arm.name: arm.kind for arm in probe.arms}
    return [(name, gain) for name, gain in last.gains.items() if kinds[name] == "recipe"]


def _table(at: AtSize) -> Table:
    """The arms at one size."""
    size = f"{at.raw_rows:,.0f} rows" if at.size is None else f"{at.size:,} rows"
    table = Table(box=None, pad_edge=False)
    table.add_column(size, no_wrap=True, overflow="ellipsis")
    for name in ("trained on", "F1", "over raw", "interval", "over control", "interval"):
        table.add_column(name, justify="right", no_wrap=True)
    for name, trained in at.trained.items():
        rows = f"{sum(trained.rows) / len(trained.rows):,.0f}"
        score = f"{trained.mean(MEASURE):.2f}"
        if name == RAW:
            table.add_row(name, rows, score, "", "", "", "")
            continue
        gain, over = at.gains[name], at.over_control.get(name)
        own = ("", "") if over is None else (f"{over.mean:+.2f}", _interval(over))
        line = (rows, score, f"{gain.mean:+.2f}", _interval(gain), *own)
        table.add_row(Text(visible(name), style=_STYLES.get(gain.verdict, "")), *line)
    return table


def _interval(gain: Gain) -> str:
    if gain.low is None or gain.high is None:
        return "-"
    return f"{gain.low:+.2f} to {gain.high:+.2f}"


def _sentence(name: str, gain: Gain, probe: Probe) -> Text:
    """What can be said of a recipe, in a sentence or two."""
    over = probe.at[-1].over_control[name]
    text = Text.assemble(
        (visible(name), "bold"), ": ", (gain.verdict, _STYLES.get(gain.verdict, "bold"))
    )
    if gain.verdict == "no difference":
        return text
    if gain.smallest is not None:
        text.append(f"; this design sees differences from {gain.smallest:.2f} points on")
    if gain.verdict == "cannot be told":
        more = (
            f"; about {gain.splits_needed} splits would settle a difference like this one"
            if gain.splits_needed
            else "; more splits would not settle it, more rows might"
        )
        text.append(more)
    elif gain.verdict == "helps" and over.verdict != "helps":
        text.append("; but plain duplicates of the same labels may do as much (over control)")
    return text
