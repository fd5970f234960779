"""Labels that are slips of others."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import reaug
from own_sets import HOSPITAL, klue_rows, set_of
from reaug.core.findings import Fix

RULE = "label/slip"
ROWS = klue_rows(set_of(HOSPITAL, 6))


@pytest.fixture
def slips(tmp_path: Path) -> Callable[..., list[tuple[str, str]]]:
    return lambda *labels: slips_of(tmp_path / "own.yaml", *labels)


def slips_of(file: Path, *labels: str) -> list[tuple[str, str]]:
    """The findings of a set with rows of these labels beside those of its own."""
    odd = [{**ROWS[i], "guid": f"odd-{i}", "label": label} for i, label in enumerate(labels)]
    rows = [*ROWS, *odd]
    reaug.learn_rules(rows, file)
    findings = reaug.audit(rows, rules=str(file), select=[RULE]).findings
    assert all(
        finding.fixes == (Fix("label", finding.value, finding.suggestion),) for finding in findings
    )
    return [(finding.value, finding.suggestion) for finding in findings]


def test_a_slip_of_one_letter_is_found(slips: Callable[..., Any]) -> None:
    assert slips("진료괴") == [("진료괴", "진료과")]


@pytest.mark.parametrize(
    "labels",
    [
        (),
        ("치료", "치료"),  # labels of the set
        ("진료괴", "진료괴"),  # twice is no slip
        ("수술",),  # like none
        ("x", "😀", "漢字"),
    ],
)
def test_other_labels_stay(labels: tuple[str, ...], slips: Callable[..., Any]) -> None:
    assert slips(*labels) == []
