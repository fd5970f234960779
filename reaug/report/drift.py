"""Terminal view of a drift."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from reaug.core.terminal_text import visible
from reaug.drift.aspects import FEWEST
from reaug.drift.bands import ALPHA
from reaug.drift.profile import NO_VALUE
from reaug.language.translation import translated

if TYPE_CHECKING:
    from reaug.drift import Drift, GateResult, Shift

MOST_LABELS: Final = 8
MOST_PAIRS: Final = 8
BAR: Final = 24
"""The length of the bar of the largest share, in terminal columns."""
_EIGHTHS: Final = " ▏▎▍▌▋▊▉"
_WHAT: Final = {
    "label": "labels",
    "conditional": "labels given the types",
    "type_pair": "type pairs",
    "length": "lengths",
    "source": "sources",
}


TOO_FEW: Final = f"too few rows to tell (at least {FEWEST} needed on each side)"


def drift_view(drift: Drift, *, of_run: bool = False) -> RenderableType:
    """Return the view of how two sets differ: labels in words and bars, other aspects, gates.

    Parameters
    ----------
    of_run
        Whether the sets are the input and output of a run, which changes shares on purpose.
    """
    rows = translated(f"({drift.before.rows:,} → {drift.after.rows:,} rows)")
    distance = translated(f"JS distance {drift.label.js:.4f}")
    head = Text.assemble((translated("Label drift"), "bold"), f"  {distance}  {rows}")
    parts: list[RenderableType] = [head, _in_words(drift, of_run=of_run)]
    if drift.unlabelled:
        sides = " and ".join(drift.unlabelled)
        why = (
            f"labels are not compared: no row has a label, so this was read as a test set ({sides})"
        )
        title = Text.assemble((translated("Drift"), "bold"), f"  {rows}")
        parts = [title, Text(visible(translated(why)), style="yellow")]
    parts += _labels(drift)
    parts += _others(drift)
    parts += [_value(name, values) for name, values in drift.by.get("values", {}).items()]
    for name, why in drift.by.get("left_out", {}).items():
        line = f"  {drift.by['column']} = {name}: {translated(why)}"
        parts.append(Text(visible(line), style="dim"))
    parts += map(gate_view, drift.gates)
    return Group(*parts)


def gate_view(gate: GateResult) -> RenderableType:
    """Return the result of a gate as a line."""
    style, word = ("green", "passed") if gate.passed else ("bold red", "FAILED")
    why = f" ({translated(gate.reason)})" if gate.reason else ""
    message = f"gate {translated(word)}: fails if {gate.expr}; the value is {_short(gate.value)}"
    return Text(visible(translated(message) + why), style=style)


def _in_words(drift: Drift, *, of_run: bool) -> Text:
    used_labels = {name for name, shift in drift.labels.items() if shift.before or shift.after}
    if used_labels <= {NO_VALUE}:
        return Text(translated("no row has a label"), style="dim")
    low, high = drift.test.noise_band["js"]
    text = Text(
        translated(f"two random sets of these sizes differ by {low:.4f} to {high:.4f}") + ": "
    )
    if drift.too_few:
        return text.append(translated(TOO_FEW), style="yellow")
    if not drift.test.drifted:
        return text.append(_no_drift(drift.label.js, high), style="green")
    if of_run:
        moved = "the run changed the shares by more than chance would"
        return text.append(translated(moved), style="yellow")
    why = ""
    if drift.label.js <= high:
        name = min(drift.labels, key=lambda label: drift.labels[label].p_value)
        why = translated(f", by {visible(name)}") if drift.test.by_category else ""
    drifted = f"{translated('drifted')}{why} (p = {_p(drift.test.p_value)})"
    return text.append(drifted, style="bold red")


def _labels(drift: Drift) -> list[RenderableType]:
    """Return the labels whose shares changed most, with bars, and new and missing labels."""
    moved = [
        (name, shift)
        for name, shift in drift.labels.items()
        if shift.share_after != shift.share_before
    ]
    if not moved:
        return []
    moved.sort(
        key=lambda item: (
            item[1].p_value > ALPHA,
            -abs(item[1].share_after - item[1].share_before),
        )
    )
    shown = moved[:MOST_LABELS]
    largest = max(max(shift.share_before, shift.share_after) for _, shift in shown)
    # A label has two lines, so that the table fits into 80 columns.
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(no_wrap=True, overflow="ellipsis")
    for _ in range(2):
        table.add_column(justify="right", no_wrap=True)
    table.add_column(no_wrap=True, overflow="crop")
    for name, shift in shown:
        mark = " *" if shift.p_value <= ALPHA and not drift.too_few else ""
        style = "green" if shift.share_after > shift.share_before else "red"
        before, after = (f"{share:.2%}" for share in (shift.share_before, shift.share_after))
        bar = Text(_bar(shift.share_before, largest), style="dim")
        table.add_row(Text(visible(name) + mark, style="bold"), f"{shift.before:,}", before, bar)
        bar = Text(_bar(shift.share_after, largest), style=style)
        table.add_row(Text(_ratio(shift), style="dim"), f"{shift.after:,}", after, bar)
    parts: list[RenderableType] = [table]
    more = len(moved) - MOST_LABELS
    rest = translated(f"and {more} more labels") + "; " if more > 0 else ""
    caption = (
        "rows and shares before and after; × ratio (98% interval, for all labels together); * "
        "changed by more than chance"
    )
    parts.append(Text(rest + translated(caption), style="dim"))
    for names, word, style in (
        (drift.new, "new labels", "yellow"),
        (drift.missing, "vanished labels", "red"),
    ):
        if names:
            listed = ", ".join(f"{name} ({_once(drift.labels[name])})" for name in names)
            line = f"{translated(word)}: {listed}"
            parts.append(Text(visible(line), style=style))
    return parts


def _once(shift: Shift) -> str:
    rows = max(shift.before, shift.after)
    return translated(f"{rows:,} row{'s' * (rows != 1)}, by chance {_odds(shift.chance or 0.0)}")


def _odds(chance: float) -> str:
    if chance >= 0.001:
        return f"{chance:.1%}"
    return f"1 in {1 / chance:.0e}" if chance > 1e-99 else "never"


def _ratio(shift: Shift) -> str:
    if shift.ratio is None or shift.ratio_ci is None or shift.ratio_ci[1] is None:
        return ""
    low, high = shift.ratio_ci
    return f"  × {shift.ratio:.2f} ({low:.2f}–{high:.2f})"


def _bar(share: float, largest: float) -> str:
    eighths = round(share / largest * BAR * 8)
    eighths = max(eighths, 1) if share else 0
    return "█" * (eighths // 8) + _EIGHTHS[eighths % 8].strip()


def _others(drift: Drift) -> list[RenderableType]:
    """Return a line for each other aspect, and for each type pair whose labels drifted."""
    lines: list[RenderableType] = []
    bands = {"type_pair": drift.type_pair, "length": drift.lengths, "source": drift.source}
    for name, p_value in drift.decisions.items():
        if name == "label":
            continue
        aspect = bands.get(name)
        band = ""
        if aspect is not None:
            low, high = aspect.noise_band
            band = translated(f"JS {aspect.js:.4f}, by chance {low:.4f} to {high:.4f}")
        else:
            band = translated(f"{len(drift.conditional)} type pairs")
        text = Text(f"{translated(_WHAT[name])}: {band}: ")
        if drift.too_few:
            lines.append(text.append(translated(TOO_FEW), style="yellow"))
            continue
        none = _no_drift(0.0, 0.0) if aspect is None else _no_drift(aspect.js, aspect.noise_band[1])
        drifted = p_value <= ALPHA
        text.append(*((translated("drifted"), "red") if drifted else (none, "green")))
        lines.append(text.append(f" (p = {_p(p_value)})", style="dim"))
        if name == "conditional":
            moved = [(key, pair) for key, pair in drift.conditional.items() if pair.aspect.drifted]
            moved.sort(key=lambda item: item[1].aspect.p_value)
            for key, pair in moved[:MOST_PAIRS]:
                low, high = pair.aspect.noise_band
                band = translated(f"JS {pair.aspect.js:.4f}, by chance {low:.4f} to {high:.4f}")
                rows = translated(f"({pair.before:,} → {pair.after:,} rows)")
                lines.append(Text(visible(f"  {key}  {band}  {rows}"), style="red"))
    if drift.left_out:
        line = (
            "type pairs not compared, since they have too few rows or a single label: "
            f"{len(drift.left_out)}"
        )
        lines.append(Text(f"  {translated(line)}", style="dim"))
    if drift.reuse is not None:
        reuse = drift.reuse
        line = (
            f"mentions that also occur in the other set: before {reuse.before:.1%} (by chance "
            f"{reuse.expected_before:.1%}), after {reuse.after:.1%} ({reuse.expected_after:.1%})"
        )
        lines.append(Text(translated(line)))
    return lines


def _value(name: str, values: Mapping[str, Any]) -> Text:
    """Return the line about one value of the column of `--by`: its rows, its labels' drift."""
    rows = translated(f"({values['rows']['before']:,} → {values['rows']['after']:,} rows)")
    if values["label"] is None:
        text = Text(visible(f"{name}: {translated('types and lengths')} {rows}: "))
        drifted = values["drifted"]
        word = (translated("drifted"), "red") if drifted else (translated("no drift"), "green")
        return text.append(*word)
    low, high = values["label"]["noise_band"]["js"]
    js = translated(f"labels JS {values['label']['js']:.4f}, by chance {low:.4f} to {high:.4f}")
    text = Text(visible(f"{name}: {js} {rows}: "))
    if values["too_few"]:
        return text.append(translated(TOO_FEW), style="yellow")
    if values["label"]["drifted"]:
        return text.append(translated("labels drifted"), style="red")
    return text.append(_no_drift(values["label"]["js"], high), style="green")


def _no_drift(js: float, high: float) -> str:
    """Return the sentence for two sets whose labels did not drift."""
    # The sentence has a second part if the JS distance `js` alone is larger than chance explains,
    # that is above `high`, the upper end of its noise band.
    return translated(f"no drift{', though this measure alone is beyond it' if js > high else ''}")


def _p(value: float) -> str:
    return translated("0.001 or less") if value <= 0.001 else f"{value:.3g}"


def _short(value: object) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)
