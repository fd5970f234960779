"""Terminal view of a probe."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from reaug.core.terminal_text import visible
from reaug.language import language
from reaug.language.translation import translated
from reaug.probing.arms import RAW
from reaug.probing.results import MEASURE
from reaug.report.probe_words import shown_arms, terminal_words

if TYPE_CHECKING:
    from reaug.probing.results import AtSize, Probe
    from reaug.probing.statistics import Gain

_STYLES: Final = {"helps": "bold green", "hurts": "bold red"}
_MOST_TIMES: Final = 50
"""The greatest recommended number of rows, as a multiple of the present number."""

Words = dict[str, str]


def probe_view(probe: Probe) -> RenderableType:
    """Return the result of a probe: a table for each size, the verdicts as sentences, and notes."""
    say = terminal_words(language())
    names = shown_arms(probe, language())
    tested = say["where set"].format(rows=f"{probe.tested or 0:,}")
    head = say["head"].format(
        rows=f"{probe.rows:,}",
        splits=probe.splits,
        model=probe.model,
        where=tested if probe.tested else say["where split"],
    )
    parts: list[RenderableType] = [Text.assemble((say["pays"], "bold"), f"  {visible(head)}")]
    if probe.overlapping or probe.near:
        line = say["overlap near" if probe.near else "overlap"].format(
            same=f"{probe.overlapping:,}",
            near=f"{probe.near:,}",
            what=say["left out" if probe.dropped_overlap else "kept"],
        )
        parts.append(Text(line, style="yellow"))
    for at in probe.at:
        parts += [Text(""), _table(at, names, say)]
    parts += [Text(""), *(_sentence(name, gain, probe, say) for name, gain in _recipes(probe))]
    parts += [Text(visible(translated(note)), style="yellow") for note in probe.notes]
    return Group(*parts)


def _recipes(probe: Probe) -> list[tuple[str, Gain]]:
    last = probe.at[-1]
    kinds = {arm.name: arm.kind for arm in probe.arms}
    return [(name, gain) for name, gain in last.gains.items() if kinds[name] == "recipe"]


def _table(at: AtSize, names: dict[str, str], say: Words) -> Table:
    """Return a table of the compared training sets (arms) at one number of raw rows."""
    size = f"{at.raw_rows:,.0f}" if at.size is None else f"{at.size:,}"
    table = Table(box=None, pad_edge=False)
    table.add_column(say["rows"].format(rows=size), overflow="fold", min_width=12)
    # An interval is shown below its gain, so that all figures fit into 80 columns.
    for name in ("trained on", "F1", "over raw", "over control"):
        table.add_column(say[name], justify="right", no_wrap=True)
    for name, trained in at.trained.items():
        rows = f"{sum(trained.rows) / len(trained.rows):,.0f}"
        score = f"{trained.mean(MEASURE):.2f}"
        if name == RAW:
            table.add_row(names[name], rows, score, "", "")
            continue
        gain, over = at.gains[name], at.over_control.get(name)
        line = (rows, score, _gain(gain, say), "" if over is None else _gain(over, say))
        shown = Text(visible(names[name]), style=_STYLES.get(gain.verdict, ""))
        table.add_row(shown, *line)
    return table


def _gain(gain: Gain, say: Words) -> str:
    return f"{gain.mean:+.2f}\n{_interval(gain, say)}"


def _interval(gain: Gain, say: Words) -> str:
    if gain.low is None or gain.high is None:
        return "-"
    return say["to"].format(low=f"{gain.low:+.2f}", high=f"{gain.high:+.2f}")


def _sentence(name: str, gain: Gain, probe: Probe, say: Words) -> Text:
    """Return one or two sentences about the result of a recipe."""
    over = probe.at[-1].over_control[name]
    same = gain.reason == "no difference"
    style = "bold" if same else _STYLES.get(gain.verdict, "bold")
    verdict = say["same" if same else gain.verdict]
    text = Text.assemble((visible(name), "bold"), ": ", (verdict, style))
    more = []
    if gain.reason == "too few splits":
        more.append(say["more seeds"])
    if gain.reason == "too few rows":
        more.append(say["too few rows"])
    if gain.smallest is not None:
        more.append(say["sees from"].format(points=f"{gain.smallest:.2f}"))
    if gain.reason == "zero is inside":
        more.append(_what_would_settle(gain, say))
    elif gain.verdict == "helps" and over.verdict != "helps":
        more.append(say["duplicates may do"])
    return text.append("".join(say["then"] + line for line in more))


def _what_would_settle(gain: Gain, say: Words) -> str:
    if gain.splits_needed:
        return say["splits settle"].format(splits=gain.splits_needed)
    if gain.rows_times is not None and gain.rows_times < _MOST_TIMES:
        return say["rows settle"].format(times=f"{max(gain.rows_times, 1.1):.2g}")
    return say["nothing settles"]
