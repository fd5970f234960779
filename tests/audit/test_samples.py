"""The planted defects of the sample data are found, and no other row is an error."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import reaug
from reaug.runs.shipped import sample_data

README = Path(__file__).resolve().parents[2] / "samples" / "README.md"
ELSEWHERE = {"type/inconsistent"}
"""Rules with tests of their own."""


def planted() -> list[tuple[str, frozenset[str]]]:
    """Rule and rows of each planted defect, as the README of the samples tells."""
    part = README.read_text(encoding="utf-8").partition("## Planted defects")[2].partition("## ")[0]
    rows = re.findall(r"^\| (reaug-sample[^|]*) \| ([a-z/-]+) \|", part, flags=re.MULTILINE)
    return [(rule, frozenset(names.split())) for names, rule in rows]


AUDIT = reaug.audit(sample_data())  # type: ignore[operator]


def test_the_readme_tells_all_of_them() -> None:
    assert len(planted()) == 25


@pytest.mark.parametrize(("rule", "rows"), planted())
def test_a_planted_defect_is_found(rule: str, rows: frozenset[str]) -> None:
    if rule in ELSEWHERE:
        pytest.skip(f"{rule} has tests of its own")
    assert rows in {frozenset(f.rows) for f in AUDIT.findings if f.rule == rule}


def test_few_other_rows_are_told_and_none_as_an_error() -> None:
    known = frozenset().union(*(rows for _, rows in planted()))
    other = [f for f in AUDIT.findings if not known & set(f.rows)]
    errors = [f for f in other if (f.severity or AUDIT.catalogue[f.rule].severity) == "error"]
    assert errors == []
    mine = [f for f in other if not f.rule.startswith(("type/", "rule/", "label/noise"))]
    assert len(mine) <= 3
