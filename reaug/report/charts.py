"""The data of a page's charts; `charts.js` draws them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from reaug.drift import Drift
from reaug.drift.bands import ALPHA

BINS: Final = 40
"""The number of bins of lengths, up to the length that 99% of the rows do not exceed."""
MOST: Final = 60
"""The greatest number of labels, type pairs or values in a chart: those with the most rows."""


def charts_of(
    drift: Drift, buckets: Mapping[str, Mapping[int, int]] | None = None
) -> dict[str, Any]:
    """Return the data of the charts of a drift by name; empty if there is nothing to show.

    Parameters
    ----------
    buckets
        The number of rows of each length in each bucket of a curriculum.
    """
    edges = _edges(drift)
    return {
        "edges": edges,
        "shares": _shares(drift),
        "grid": _grid(drift) if drift.grid else None,
        "lengths": {
            "before": _binned(drift.before.lengths, edges),
            "after": _binned(drift.after.lengths, edges),
        },
        "buckets": [
            {"name": name, "rows": _binned(lengths, edges)}
            for name, lengths in (buckets or {}).items()
        ],
        "conditional": [
            _band(pair, counts.aspect.to_json(), counts.before, counts.after)
            for pair, counts in _first(
                drift.conditional, lambda counts: counts.before + counts.after
            )
        ],
        "by": [
            _band(name, values["label"], values["rows"]["before"], values["rows"]["after"])
            for name, values in _first(
                {
                    name: figures
                    for name, figures in drift.by.get("values", {}).items()
                    if not figures["too_few"]
                },
                lambda values: values["rows"]["before"],
            )
            if values["label"] is not None  # sets without labels
        ],
    }


def _first(things: Mapping[str, Any], size: Any) -> list[tuple[str, Any]]:
    """Return the `MOST` entries for which `size` is largest, in their original order."""
    named = sorted(things, key=lambda name: (-size(things[name]), name))[:MOST]
    return [(name, things[name]) for name in things if name in set(named)]


def _shares(drift: Drift) -> list[dict[str, Any]]:
    """Return the labels that have rows, sorted by the larger of their two shares."""
    shown = [
        (name, counts) for name, counts in drift.labels.items() if counts.before or counts.after
    ]
    shown.sort(key=lambda item: (-max(item[1].share_before, item[1].share_after), item[0]))
    return [
        {
            "name": name,
            "rows": [counts.before, counts.after],
            "shares": [_rounded(counts.share_before), _rounded(counts.share_after)],
            "ratio": _rounded(counts.ratio),
            "interval": None
            if counts.ratio_ci is None or counts.ratio_ci[1] is None
            else [_rounded(edge) for edge in counts.ratio_ci],
            "moved": counts.p_value <= ALPHA,
        }
        for name, counts in shown[:MOST]
    ]


def _grid(drift: Drift) -> dict[str, Any]:
    """Return the number of rows by type pair and label in both sets, the most frequent first."""
    # Type pairs are the lines of the grid, labels its columns.
    sizes = {pair: sum(map(sum, cells.values())) for pair, cells in drift.grid.items() if cells}
    pairs = sorted(sizes, key=lambda pair: (-sizes[pair], pair))[:MOST]
    labels = [
        share["name"]
        for share in _shares(drift)
        if any(share["name"] in drift.grid[pair] for pair in pairs)
    ]
    sides = [
        [[drift.grid[pair].get(label, (0, 0))[side] for label in labels] for pair in pairs]
        for side in (0, 1)
    ]
    return {
        "pairs": pairs,
        "labels": labels,
        "before": sides[0],
        "after": sides[1],
        "rows": [drift.before.rows, drift.after.rows],
    }


def _band(name: str, aspect: Mapping[str, Any], before: int, after: int) -> dict[str, Any]:
    return {
        "name": name,
        "js": _rounded(aspect["js"]),
        "band": [_rounded(edge) for edge in aspect["noise_band"]["js"]],
        "drifted": aspect["drifted"],
        "rows": [before, after],
    }


def _edges(drift: Drift) -> list[int]:
    """Return the first length of each bin; the last bin has all longer lengths."""
    lengths = sorted({*drift.before.lengths, *drift.after.lengths})
    total, covered, top = drift.before.rows + drift.after.rows, 0, lengths[-1]
    for length in lengths:
        covered += drift.before.lengths.get(length, 0) + drift.after.lengths.get(length, 0)
        if covered >= 0.99 * total:
            top = length
            break
    width = max(1, -(-(top - lengths[0] + 1) // BINS))
    return list(range(lengths[0], top + 1, width))


def _binned(lengths: Mapping[int, int], edges: list[int]) -> list[int]:
    rows = [0] * len(edges)
    width = edges[1] - edges[0] if len(edges) > 1 else 1
    for length, count in lengths.items():
        rows[min((length - edges[0]) // width, len(edges) - 1)] += count
    return rows


def _rounded(value: float | None) -> float | None:
    return None if value is None else float(f"{value:.5g}")
