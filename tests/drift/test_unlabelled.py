"""Drift between a training set and a test set: all but the labels is compared."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import reaug
from command import reaug as command
from run_folders import sample_rows, save


def sets(tmp_path: Path, label: Any = 100) -> tuple[Path, Path]:
    rows = sample_rows()
    hidden = [row | {"label": label, "batch": "ab"[i % 2]} for i, row in enumerate(rows)]
    return save(rows, tmp_path / "train.json"), save(hidden, tmp_path / "test.json")


@pytest.mark.parametrize("label", [100, "100", "", None])
def test_a_test_set_is_recognised(label: Any, tmp_path: Path) -> None:
    train, test = sets(tmp_path, label)
    result = command("drift", train, test)
    assert result.code == 0
    assert (
        "labels are not compared: no row has a label, so this was read as a test set (after)"
    ) in result.out
    assert "type pairs: JS 0.0000" in result.out
    assert "lengths: JS 0.0000" in result.out
    assert "JS distance" not in result.out
    assert "vanished" not in result.out
    document = command("drift", train, test, "--json").json
    assert document["unlabelled"] == ["after"]
    assert [document[name] for name in ("label", "labels", "new", "missing", "conditional")] == [
        None
    ] * 5
    assert document["drifted"] is False


def test_labels_are_not_compared_where_that_is_asked(tmp_path: Path) -> None:
    train, test = sets(tmp_path, "no_relation")
    assert reaug.drift(train, test).drifted
    drift = reaug.drift(train, test, unlabelled=True)
    assert drift.unlabelled == ("before", "after")
    assert not drift.drifted
    assert "labels not compared" in repr(drift)
    result = command("drift", train, test, "--unlabelled", "--by", "batch")
    assert (result.code, "a: types and lengths" in result.out) == (0, True)


@pytest.mark.parametrize("gate", ["label.js > 0.9", "missing > 99", "new > 99", "labels.x > 1"])
def test_a_gate_on_labels_fails(gate: str, tmp_path: Path) -> None:
    result = command("drift", *sets(tmp_path), "--fail-on", gate)
    assert result.code == 1
    assert "a gate failed" in result.err
    assert command("drift", *sets(tmp_path), "--fail-on", "length.js > 0.9").code == 0


def test_the_page_says_that_labels_are_not_compared(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    words = ["--html", page, "--lang", "ko", "--by", "batch"]
    assert command("drift", *sets(tmp_path), *words).code == 0
    assert "라벨은 비교하지 않음" in page.read_text("utf-8")
