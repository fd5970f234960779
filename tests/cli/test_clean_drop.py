"""What `reaug clean --drop` reports where it cannot do what was asked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import reaug
from command import reaug as command
from reaug.errors import UsageError
from run_folders import SAMPLE, listing, sample_rows, save


@pytest.mark.parametrize("name", ["", ",", " "])
def test_a_rule_without_a_name_is_refused(name: str, tmp_path: Path) -> None:
    """An empty variable of a shell script must not turn into a run that drops nothing."""
    result = command("clean", SAMPLE, "--drop", name, "-o", tmp_path / "out")
    assert (result.code, result.out) == (2, "")
    assert "--drop needs the name of a rule" in " ".join(result.err.split())
    assert listing(tmp_path) == []


def test_another_set_that_nothing_uses_is_refused(tmp_path: Path) -> None:
    result = command("clean", SAMPLE, "--against", SAMPLE, "-o", tmp_path / "out")
    assert (result.code, result.out) == (2, "")
    assert "--against is used only with --apply, or with --drop" in " ".join(result.err.split())
    with pytest.raises(UsageError, match="--against is used only with"):
        reaug.clean(SAMPLE, against=SAMPLE)


@pytest.mark.parametrize("rows", [3, 267])
def test_labels_that_no_model_can_judge_are_named(rows: int, tmp_path: Path) -> None:
    data = save(sample_rows()[:rows], tmp_path / "data.json")
    words = ["--drop", "label/noise", "--top", 2, "-o", tmp_path / "out", "--dry-run"]
    result = command("clean", data, *words)
    judged = {3: "0 of 3", 267: "106 of 267"}[rows]
    assert result.code == 0
    assert f"label/noise: {judged} rows could be judged, and only these can be dropped" in " ".join(
        result.err.split()
    )


def test_leaks_that_stay_count_as_errors_that_are_left(tmp_path: Path) -> None:
    rows = sample_rows()
    other = save([row | {"guid": f"other-{row['guid']}"} for row in rows], tmp_path / "other.json")
    out = tmp_path / "out"
    words = ["--apply", "sure", "--against", other, "-o", out, "--json"]
    errors = command("clean", SAMPLE, *words).json["errors"]
    assert errors["before"] == len(rows)
    audit = reaug.audit(out, against=other)
    assert audit.counts["leak/sentence"].rows > 200
    errors_there = {
        row
        for finding in audit.findings
        if severity(audit, finding) == "error"
        for row in finding.rows
    }
    assert errors["after"] == len(errors_there)


def severity(audit: Any, finding: Any) -> str:
    return str(finding.severity or audit.catalogue[finding.rule].severity)
