"""How a probe looks on a terminal. Reads results only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from reaug.core.visible import visible
from reaug.probing.arms import RAW
from reaug.probing.results import MEASURE

if TYPE_CHECKING:
    from reaug.probing.results import AtSize, Probe
    from reaug.probing.statistics import Gain

_STYLES: Final = {"helps": "bold green", "hurts": "bold red"}
_MOST_TIMES: Final = 50
"""No more rows than so many times those at hand are advised."""
_VERDICTS: Final = {"cannot tell": "cannot be told"}


def probe_view(probe: Probe) -> RenderableType:
    """What a probe came to: a table for each size, the verdicts in words, what to know of it."""
    where = f"{probe.tested:,} rows of the other set" if probe.tested else "a fifth of the rows"
    head = Text.assemble(
        ("Does it pay?", "bold"),
        f"  {probe.rows:,} rows, {probe.splits} splits, model {probe.model}, tested on {where}; "
        "micro-F1 without the negative label",
    )
    parts: list[RenderableType] = [head]
    if probe.overlapping or probe.near:
        what = "left out" if probe.dropped_overlap else "kept; --drop-overlap leaves them out"
        near = f", {probe.near:,} an edit of one" if probe.near else ""
        line = (
            f"{probe.overlapping:,} training rows have a sentence that is tested on{near}: {what}"
        )
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
    table.add_column(size, overflow="fold", min_width=12)
    # An interval stands below its gain: so no figure is cut at 80 columns.
    for name in ("trained on", "F1", "over raw", "over control"):
        table.add_column(name, justify="right", no_wrap=True)
    for name, trained in at.trained.items():
        rows = f"{sum(trained.rows) / len(trained.rows):,.0f}"
        score = f"{trained.mean(MEASURE):.2f}"
        if name == RAW:
            table.add_row(name, rows, score, "", "")
            continue
        gain, over = at.gains[name], at.over_control.get(name)
        line = (rows, score, _gain(gain), "" if over is None else _gain(over))
        table.add_row(Text(visible(name), style=_STYLES.get(gain.verdict, "")), *line)
    return table


def _gain(gain: Gain) -> str:
    return f"{gain.mean:+.2f}\n{_interval(gain)}"


def _interval(gain: Gain) -> str:
    if gain.low is None or gain.high is None:
        return "-"
    return f"{gain.low:+.2f} to {gain.high:+.2f}"


def _sentence(name: str, gain: Gain, probe: Probe) -> Text:
    """What can be said of a recipe, in a sentence or two."""
    over = probe.at[-1].over_control[name]
    verdict = "no difference" if gain.reason == "no difference" else gain.verdict
    shown = _VERDICTS.get(verdict, verdict)
    text = Text.assemble((visible(name), "bold"), ": ", (shown, _STYLES.get(verdict, "bold")))
    if gain.reason == "too few splits":
        text.append("; one split says nothing: --seeds 5")
    if gain.smallest is not None:
        text.append(f"; this design sees differences from {gain.smallest:.2f} points on")
    if gain.reason == "zero is inside":
        text.append(_what_would_settle(gain))
    elif gain.verdict == "helps" and over.verdict != "helps":
        text.append("; but plain duplicates of the same labels may do as much (over control)")
    return text


def _what_would_settle(gain: Gain) -> str:
    if gain.splits_needed:
        return f"; about {gain.splits_needed} splits would settle a difference like this one"
    if gain.rows_times is not None and gain.rows_times < _MOST_TIMES:
        times = f"{max(gain.rows_times, 1.1):.2g}"
        return f"; more splits would not settle it, about {times} times the rows might"
    return "; neither more splits nor more rows are likely to settle it"
