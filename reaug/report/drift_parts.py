"""The values of a drift for the pages of runs and of drift, besides the charts."""

from __future__ import annotations

from typing import Any

from reaug.drift import Drift
from reaug.drift.bands import ALPHA

Words = dict[str, str]


def drift_parts(drift: Drift, say: Words) -> dict[str, Any]:
    """Return the values for `drift_parts.html.j2`: decisions, gates, notes, the column of `by`."""
    return {
        "decisions": _decisions(drift, say),
        "gates": [
            {
                "expr": gate.expr,
                "passed": gate.passed,
                "value": f"{gate.value:.4g}" if isinstance(gate.value, float) else str(gate.value),
                "reason": gate.reason or "",
            }
            for gate in drift.gates
        ],
        "drift_notes": _notes(drift, say),
        "by_column": drift.by.get("column"),
    }


def _decisions(drift: Drift, say: Words) -> list[dict[str, Any]]:
    aspects = {"type_pair": drift.type_pair, "length": drift.lengths, "source": drift.source}
    label = drift.test.noise_band["js"]
    lines = []
    for name, p_value in drift.decisions.items():
        aspect = aspects.get(name)
        title, js, band = say.get(name, name), "", ""
        if name == "label":
            js, band = f"{drift.label.js:.4f}", f"{label[0]:.4f}–{label[1]:.4f}"
        elif name == "conditional":
            title = say["given types"].format(n=len(drift.conditional))
        elif aspect is not None:
            low, high = aspect.noise_band
            js, band = f"{aspect.js:.4f}", f"{low:.4f}–{high:.4f}"
        least = say["least p"].format(p="0.001")
        p = least if p_value <= 0.001 else f"{p_value:.3g}"
        outcome = "drifted" if p_value <= ALPHA else "no drift"
        outcome = "too few rows" if drift.too_few else outcome
        lines.append({"title": title, "js": js, "band": band, "p": p, "outcome": outcome})
    return lines


def _notes(drift: Drift, say: Words) -> list[str]:
    notes = []
    if drift.unlabelled:
        notes.append(say["labels not compared"].format(sides=", ".join(drift.unlabelled)))
    for names, key in ((drift.new, "new labels"), (drift.missing, "missing labels")):
        if names:
            notes.append(say[key].format(names=", ".join(names)))
    if drift.left_out:
        notes.append(say["pairs left out"].format(n=len(drift.left_out)))
    if drift.reuse is not None and (drift.reuse.before or drift.reuse.after):
        reuse = drift.reuse
        shares = {
            "before": reuse.before,
            "by_before": reuse.expected_before,
            "after": reuse.after,
            "by_after": reuse.expected_after,
        }
        notes.append(say["reuse"].format(**{key: f"{share:.1%}" for key, share in shares.items()}))
    return notes
