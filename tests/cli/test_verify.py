from __future__ import annotations

from pathlib import Path

import pytest

from command import reaug, refused
from run_folders import SAMPLE, carry_out


@pytest.fixture
def run(tmp_path: Path) -> Path:
    carry_out(["deduplicate", "aeda"], tmp_path / "run")
    return tmp_path / "run"


def test_all_is_well(run: Path) -> None:
    result = reaug("verify", run, "--rerun")
    assert (result.code, result.err) == (0, "")
    assert [line.split()[:2] for line in result.out.splitlines()] == [
        [name, "ok"] for name in ("manifest", "files", "spans", "digest", "undo", "rows", "rerun")
    ]
    document = reaug("verify", run, "--json").json
    assert document["ok"] is True
    assert document["folder"] == str(run)
    assert all(check["ok"] and not check["differences"] for check in document["checks"])


def test_something_differs(run: Path) -> None:
    file = run / "log" / "changes.arrow"
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)
    result = reaug("verify", run)
    assert (result.code, result.err) == (1, "")
    assert "log/changes.arrow was changed after the run" in result.out
    assert "skipped" in result.out
    again = reaug("verify", run, "--json")
    assert (again.code, again.json["ok"]) == (1, False)
    for words in (["trace", run, "x"], ["undo", run, "-o", run.parent / "back"]):
        refused(
            reaug(*words), f"{run}: log/changes.arrow was changed after the run", "reaug verify"
        )


@pytest.mark.parametrize("damage", ["labels", "byte"])
def test_what_reads_a_run_says_what_was_changed(run: Path, damage: str) -> None:
    file = run / "data" / "data-00000-of-00001.arrow"
    data = file.read_bytes()
    if damage == "byte":
        data = data[:-40] + bytes([data[-40] ^ 1]) + data[-39:]
    else:
        data = data.replace("대표".encode(), "부장".encode())
    file.write_bytes(data)
    part = "data/data-00000-of-00001.arrow was changed after the run; reaug verify"
    for words in (
        ["audit", run],
        ["drift", SAMPLE, run],
        ["drift", run, SAMPLE],
        ["audit", SAMPLE, "--against", run],
        ["trace", run, "x"],
        ["undo", run, "-o", run.parent / "back"],
        ["clean", run, "-o", run.parent / "cleaned"],
        ["audit", run / "data"],
        ["export", "tapt", SAMPLE, "-o", run.parent / "rows.txt", "--without", run],
    ):
        assert part in refused(reaug(*words))


def test_findings_of_a_run_that_were_changed(tmp_path: Path) -> None:
    steps = [{"entity_type_correction": {"threshold": 1}}]
    carry_out(steps, tmp_path / "run")
    findings = tmp_path / "run" / "findings.jsonl"
    with findings.open("a", encoding="utf-8") as file:
        file.write('{"rows": ["x"]}\n')
    recipe = tmp_path / "recipe.yaml"
    recipe.write_text(
        f"input: {SAMPLE}\nsteps: [{{augment: {{rows: {findings}, steps: [aeda]}}}}]\n", "utf-8"
    )
    result = reaug("run", recipe, "-o", tmp_path / "more")
    refused(result, "findings.jsonl was changed after the run")


def test_what_is_no_run(tmp_path: Path) -> None:
    refused(reaug("verify", tmp_path), "is not a run folder: manifest.json is not there")
    refused(reaug("verify", SAMPLE), "is not a run folder")
    refused(reaug("verify", tmp_path, "-i", SAMPLE), "--rerun")
