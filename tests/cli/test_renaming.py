"""An unknown label or type that a person has corrected: the row is corrected, not dropped."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from command import reaug
from run_folders import row, save


def rows() -> list[dict[str, object]]:
    """Two rows with names that klue-re lacks, and good ones."""
    odd = row("장보고는 완도에 진을 두었다.", ("장보고", "PER"), ("완도", "LOC"), guid="type")
    odd["object_entity"]["type"] = "PLACE"
    good = (
        row(f"이순신은 한산도에서 {n}년 살았다.", label="per:place_of_residence", guid=f"good{n}")
        for n in range(8)
    )
    return [
        *good,
        row("이순신은 한산도에서 자랐다.", guid="label", label="per:orign"),
        odd,
        row("이순신은 한산도에 묻혔다.", guid="gone", label="per:tomb"),
    ]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return save(rows(), tmp_path / "rows.json")


def decide(sheet: Path, decisions: dict[str, str]) -> None:
    """Fill in the sheet of an audit."""
    with sheet.open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.DictReader(file))
    for line in lines:
        line["decision"] = decisions.get(line["id"], "") if "unknown" in line["rule"] else ""
    with sheet.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(lines[0]))
        writer.writeheader()
        writer.writerows(lines)


def test_the_sheet_of_an_audit_is_applied(data: Path, tmp_path: Path) -> None:
    sheet, out = tmp_path / "sheet.csv", tmp_path / "out"
    assert reaug("audit", data, "--csv", sheet).code == 0
    decide(sheet, {"label": "per:origin", "type": "LOC"})
    drops = tmp_path / "drops.jsonl"
    drops.write_text('{"id": "gone", "field": "row", "old": null, "new": "drop"}\n', "utf-8")
    how = ("--keep", "all", "--format", "klue-json")
    result = reaug("clean", data, "--patch", sheet, "--patch", drops, "-o", out, *how)
    assert result.code == 0, result
    cleaned = {row["guid"]: row for row in json.loads((out / "data.json").read_text("utf-8"))}
    assert set(cleaned) == {*(f"good{n}" for n in range(8)), "label", "type"}
    assert cleaned["label"]["label"] == "per:origin"
    assert cleaned["type"]["object_entity"]["type"] == "LOC"
    assert not (out / "problems.jsonl").exists()
    assert reaug("verify", out, "--rerun").code == 0
    back = tmp_path / "back"
    undone = reaug("undo", out, "-o", back)
    assert undone.code == 0, undone


@pytest.mark.parametrize(
    "line",
    [
        {"id": "label", "field": "label", "old": "per:orign", "new": "per:birthplace"},
        {"id": "label", "field": "label", "old": "per:other", "new": "per:origin"},
        {"id": "type", "field": "object_entity.type", "old": "PLACE", "new": "LOC"},
    ],
)
def test_what_is_not_corrected_stops_as_before(
    line: dict[str, str], data: Path, tmp_path: Path
) -> None:
    patch = tmp_path / "fixes.jsonl"
    patch.write_text(json.dumps(line) + "\n", encoding="utf-8")
    result = reaug("clean", data, "--patch", patch, "-o", tmp_path / "out")
    assert result.code == 2
    assert "schema/unknown-label" in result.err
    assert not (tmp_path / "out").exists()
