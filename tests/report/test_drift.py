from __future__ import annotations

import io

import pytest
from rich.console import Console

from reaug.core.examples import batch_of
from reaug.drift import Drift, Profile, compare
from reaug.drift.set_drift import drift_of_tables
from reaug.report.drift import drift_view

LONG = "org:number_of_employees/members"


def shown(drift: Drift, width: int = 80, *, of_run: bool = False) -> str:
    screen = io.StringIO()
    Console(file=screen, width=width, highlight=False).print(drift_view(drift, of_run=of_run))
    return screen.getvalue()


def profile(**labels: int) -> Profile:
    rows = sum(labels.values())
    counts = {name.replace("long", LONG): n for name, n in sorted(labels.items())}
    return Profile(rows, counts, {"PER:LOC": rows}, {9: rows})


MOVED = compare(profile(a=500, b=400, long=60, gone=40), profile(a=560, b=280, long=60))


@pytest.mark.parametrize("width", [80, 160])
def test_nothing_is_cut_and_bars_are_as_long_as_shares(width: int) -> None:
    lines = shown(MOVED, width).splitlines()
    assert all(len(line) <= width for line in lines)
    at = next(i for i, line in enumerate(lines) if line.startswith(LONG))
    assert lines[at].split()[1:3] == ["60", "6.00%"]
    assert lines[at + 1].split()[:2] == ["×", "1.11"]
    bars = [line.count("█") for line in lines]
    assert max(bars) == 24
    assert bars[at] < 4


def test_plain_words() -> None:
    low, high = MOVED.test.noise_band["js"]
    text = shown(MOVED, 160)
    assert f"two random sets of these sizes differ by {low:.4f} to {high:.4f}: drifted" in text
    assert "vanished labels: gone (40 rows, by chance 1 in " in text
    assert "type pairs: JS 0.0000" in text
    assert "the run changed the shares by more than chance would" in shown(MOVED, 160, of_run=True)


def test_one_label_that_moved_beyond_chance_is_named() -> None:
    counts = {f"l{i:02}": 300 for i in range(25)}
    drift = compare(profile(**counts, gone=14), profile(**counts))
    low, high = drift.test.noise_band["js"]
    assert low <= drift.label.js <= high
    assert ": drifted, by gone (p = " in shown(drift, 160)


def test_type_pairs_that_moved() -> None:
    texts = [f"[S|PER|이순신]은 [O|LOC|한산도]에 있다. {i}" for i in range(100)]
    sides = [batch_of(*texts, label=["a"] * n + ["b"] * (100 - n)).table for n in (80, 20)]
    text = shown(drift_of_tables(*sides), 160)
    assert "labels given the types: 1 type pair: drifted" in text
    assert "  PER:LOC  JS 0." in text
    assert "mentions that also occur in the other set: before 100.0% (by chance 100.0%)" in text
