"""A probe as an HTML page: verdicts, a forest plot of intervals, learning curves, F1 by label."""

from __future__ import annotations

from pathlib import Path
from typing import IO, Any, Final

from reaug.choices import Lang
from reaug.language.translation import korean
from reaug.probing.arms import RAW
from reaug.probing.results import MEASURE, AtSize, Probe
from reaug.probing.statistics import Gain
from reaug.report.page_words import page_words
from reaug.report.pages import PLOTLY, page
from reaug.report.probe_words import probe_words, shown_arms

MOST: Final = 40
"""The greatest number of labels or type pairs in a chart: those with the most test rows."""
_OURS: Final = ("length", "mentions")
_PARTS: Final = ("label", "type_pair", *_OURS)


def write_html(probe: Probe, data: str, lang: Lang, file: IO[str]) -> None:
    """Write the page of a probe; it is one file and loads nothing.

    Parameters
    ----------
    data
        The name of the training set.
    """
    say = page_words(lang) | probe_words(lang)
    arms = shown_arms(probe, lang)
    charts = {
        "forest": _forest(probe, arms),
        "curves": _curves(probe, arms),
        **{f"by-{name}": _bars(probe, name, arms, say) for name in _PARTS},
    }
    about = say["about probe"].format(
        rows=f"{probe.rows:,}", splits=probe.splits, model=probe.model
    )
    where = say["tested on set"].format(rows=f"{probe.tested:,}") if probe.tested else ""
    values = {
        "say": say,
        "heading": say["probe of"].format(name=Path(data).name or data),
        "about": [about, where or say["tested on splits"]],
        "verdicts": [_verdict(probe, name, say) for name in probe.recipes],
        "arms": [
            {"arm": arms[name], **_line(at, name, say)} for at in probe.at for name in at.trained
        ],
        "notes": [
            *_overlap(probe, say),
            *[korean(note) if lang == "ko" else note for note in probe.notes],
        ],
        "charts": charts,
    }
    scripts = (PLOTLY, "probe.js")
    words = {"words": say, "charts": charts}
    file.write(page("probe.html.j2", lang=lang, scripts=scripts, data=words, **values))


def _forest(probe: Probe, arms: dict[str, str]) -> list[dict[str, Any]]:
    """Return the gains in F1 over the raw rows and over plain duplicates, at each training size."""
    return [
        {
            "arm": arms[name],
            "over": over,
            "rows": round(at.raw_rows),
            "mean": _rounded(gain.mean),
            "low": _rounded(gain.low),
            "high": _rounded(gain.high),
            "verdict": gain.verdict,
        }
        for at in probe.at
        for over, gains in (("raw", at.gains), ("control", at.over_control))
        for name, gain in gains.items()
    ]


def _curves(probe: Probe, arms: dict[str, str]) -> list[dict[str, Any]]:
    """Return the F1 of each training set (arm) by the number of raw rows; empty with one size."""
    if len(probe.at) < 2:
        return []
    return [
        {
            "arm": arms[arm.name],
            "rows": [round(at.raw_rows) for at in probe.at],
            "f1": [_rounded(at.trained[arm.name].mean(MEASURE)) for at in probe.at],
        }
        for arm in probe.arms
        if arm.kind in ("raw", "recipe", "control")
    ]


def _bars(probe: Probe, parting: str, arms: dict[str, str], say: dict[str, str]) -> dict[str, Any]:
    """Return the F1 of the raw rows and of each recipe, for each part of the test rows."""
    # `parting` is the way in which the test rows are divided, such as by label or by length.
    last = probe.at[-1]
    raw = last.trained[RAW].parts.get(parting, {})
    shown = [name for name in raw if raw[name].true]
    shown = sorted(shown, key=lambda name: -raw[name].true)[:MOST]
    return {
        # Names of lengths and of kinds of mentions are translated; labels and types are the user's.
        "names": [say[name] if parting in _OURS else name for name in shown],
        "true": [raw[name].true for name in shown],
        "arms": [
            {
                "arm": arms[name],
                "f1": [_rounded(parts[part].f1) if part in parts else None for part in shown],
            }
            for name in (RAW, *probe.recipes)
            for parts in [last.trained[name].parts.get(parting, {})]
        ],
    }


def _verdict(probe: Probe, name: str, say: dict[str, str]) -> dict[str, Any]:
    gain = probe.at[-1].gains[name]
    over = probe.at[-1].over_control[name]
    lines = []
    if gain.reason in ("no difference", "too few splits", "too few rows"):
        lines.append(say[gain.reason])
    if gain.smallest is not None:
        lines.append(say["sees from"].format(points=f"{gain.smallest:.2f}"))
    if gain.reason == "zero is inside" and gain.splits_needed:
        lines.append(say["splits settle"].format(splits=gain.splits_needed))
    if gain.verdict == "helps" and over.verdict != "helps":
        lines.append(say["as duplicates"])
    return {
        "arm": name,
        "verdict": say[gain.verdict],
        "outcome": {"helps": "good", "hurts": "bad"}.get(gain.verdict, "moved"),
        "difference": f"{gain.mean:+.2f} ({_interval(gain)})",
        "lines": lines,
    }


def _line(at: AtSize, name: str, say: dict[str, str]) -> dict[str, Any]:
    trained = at.trained[name]
    gain, over = at.gains.get(name), at.over_control.get(name)
    return {
        "size": f"{at.raw_rows:,.0f}",
        "rows": f"{sum(trained.rows) / len(trained.rows):,.0f}",
        "scores": [f"{trained.mean(measure):.2f}" for measure in trained.values],
        "gain": "" if gain is None else f"{gain.mean:+.2f}",
        "interval": "" if gain is None else _interval(gain),
        "verdict": "" if gain is None else say[gain.verdict],
        "over": "" if over is None else f"{over.mean:+.2f} ({_interval(over)})",
    }


def _overlap(probe: Probe, say: dict[str, str]) -> list[str]:
    if not probe.overlapping and not probe.near:
        return []
    key = "overlap dropped" if probe.dropped_overlap else "overlap kept"
    return [say[key].format(same=f"{probe.overlapping:,}", near=f"{probe.near:,}")]


def _interval(gain: Gain) -> str:
    if gain.low is None or gain.high is None:
        return "–"
    return f"{gain.low:+.2f} … {gain.high:+.2f}"


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)
