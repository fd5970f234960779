"""Notes about label noise for reports: the share of wrong labels, and how many rows are listed."""

from __future__ import annotations

from typing import Final

from reaug.audit import Audit

Words = dict[str, str]
_WIDEST: Final = 0.3
"""The greatest width of an informative interval of the share of wrong labels."""


def noise_notes(audit: Audit, say: Words) -> list[str]:
    """Return lines about the ranking of label noise, and about what was not computed."""
    ranking = audit.noise
    if ranking is None:
        return []
    figures = ranking.to_json()
    out = figures["left_out"]
    notes = []
    if ranking.judged:
        low, high = figures["interval"]
        shares = {"share": figures["share"], "low": low, "high": high}
        text = {name: f"{value:.1%}" for name, value in shares.items()}
        key = "noise share" if high - low <= _WIDEST else "noise unsure"
        notes.append(say[key].format(rows=f"{ranking.judged:,}", **text))
        listed, of = len(ranking.listed), ranking.may_be_listed
        counts = {"listed": f"{listed:,}", "of": f"{of:,}"}
        if listed < of and figures["top"] is None:
            notes.append(say["noise cut by score"].format(threshold=figures["threshold"], **counts))
        elif listed < of:
            last = float(ranking.noise.score[ranking.listed[-1]])
            notes.append(say["noise cut by number"].format(last=f"{last:.3f}", **counts))
    elif not out["rows"]:
        notes.append(say["noise of nothing"])
    if out["rows"]:
        trained = ranking.options.pred_probs is None
        key = "noise left out" if trained else "noise of probabilities left out"
        counts = {name: f"{value:,}" for name, value in out.items()}
        line = say[key].format(**counts)
        notes.append(line.replace(" 1 labels ", " 1 label ").replace(": 1 rows ", ": 1 row "))
    return notes


def was_computed(audit: Audit, rule: str, noise: str) -> bool:
    """Return whether a rule was checked on at least one row.

    If not, a report must not count it among the rules without findings. This can only happen to the
    rule for label noise, whose id is `noise`.
    """
    return rule != noise or audit.noise is None or audit.noise.judged > 0
