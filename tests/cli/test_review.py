from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from command import reaug, refused
from reaug.core.findings import Finding
from reaug.data.cells import unguarded
from reaug.runs.run_findings import audit_of_run, read_findings
from run_folders import SAMPLE


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("review") / "run"
    recipe = folder.parent / "r.yaml"
    steps = "[deduplicate, {entity_type_correction: {threshold: 1, review: 0.3}}]"
    recipe.write_text(f"input: {SAMPLE}\nsteps: {steps}\n", encoding="utf-8")
    assert reaug("run", recipe, "-o", folder, "--no-report").code == 0
    return folder


def sheet(file: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(file.read_text("utf-8-sig"), newline="")))


def test_the_findings_of_a_run_as_a_sheet_that_comes_back(run: Path, tmp_path: Path) -> None:
    audit = audit_of_run(run)
    result = reaug(
        "review", "export", run, "--csv", tmp_path / "s.csv", "--html", tmp_path / "p.html"
    )
    assert result.code == 0, result.err
    rows = sheet(tmp_path / "s.csv")
    assert {unguarded(row["key"]) for row in rows} == {finding.key for finding in audit.findings}
    assert all(row["sentence"] for row in rows)
    decided = next(row for row in rows if row["field"].endswith(".type") and row["new"])
    for row in rows:
        row["decision"] = "accept" if row is decided else ""
    with (tmp_path / "s.csv").open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    result = reaug(
        "clean", SAMPLE, "-o", tmp_path / "clean", "--patch", tmp_path / "s.csv", "--no-report"
    )
    assert result.code == 0, result.err
    result = reaug("trace", tmp_path / "clean", unguarded(decided["id"]))
    assert decided["new"] in result.out
    assert "<script" in (tmp_path / "p.html").read_text(encoding="utf-8")


def test_lines_of_a_run_and_of_an_audit_are_of_one_shape(run: Path, tmp_path: Path) -> None:
    file = tmp_path / "f.jsonl"
    assert reaug("audit", SAMPLE, "--findings", file).code == 0
    mine = [json.loads(line) for line in (run / "findings.jsonl").read_text("utf-8").splitlines()]
    theirs = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    assert {name for line in mine for name in line} - {"applied"} == {
        name for line in theirs for name in line
    }
    for finding in (*read_findings(file), *read_findings(run / "findings.jsonl")):
        assert isinstance(finding, Finding)
        assert Finding.from_json(finding.to_json("review")) == finding


def test_findings_as_a_patch_write_what_is_sure(tmp_path: Path) -> None:
    findings, fixes = tmp_path / "f.jsonl", tmp_path / "fixes.jsonl"
    result = reaug("audit", SAMPLE, "--findings", findings, "--fixes", fixes)
    assert result.code == 0, result.err
    digests = []
    for name, patch in (("a", findings), ("b", fixes)):
        result = reaug(
            "clean", SAMPLE, "-o", tmp_path / name, "--patch", patch, "--no-report", "--json"
        )
        assert result.code == 0, result.err
        digests.append(result.json["output"]["digest"])
    assert digests[0] == digests[1]
    document = json.loads((tmp_path / "a" / "manifest.json").read_text("utf-8"))
    assert "for a person to decide" in json.dumps(document["steps"], ensure_ascii=False)


def test_what_a_run_has_applied_is_not_written_again(run: Path, tmp_path: Path) -> None:
    result = reaug(
        "clean", SAMPLE, "-o", tmp_path / "x", "--patch", run / "findings.jsonl", "--no-report"
    )
    assert result.code == 0, result.err


def test_nothing_to_write(run: Path, tmp_path: Path) -> None:
    assert "use for example --csv run.csv" in refused(reaug("review", "export", run))
    (tmp_path / "folder").mkdir()
    assert "is a folder, but neither" in refused(
        reaug("review", "export", tmp_path / "folder", "--csv", tmp_path / "x")
    )
    assert "run" in refused(
        reaug("review", "export", run, "--csv", run / "findings.jsonl", "--force")
    )


def test_a_run_that_was_changed(run: Path, tmp_path: Path) -> None:
    import shutil

    other = tmp_path / "run"
    shutil.copytree(run, other)
    with (other / "findings.jsonl").open("a", encoding="utf-8") as file:
        file.write("{}\n")
    assert "findings.jsonl" in refused(
        reaug("review", "export", other, "--csv", tmp_path / "x.csv")
    )


@pytest.mark.parametrize(
    "line",
    [
        "[]",
        "{",
        '{"rule": "a/b", "rows": "r", "severity": "error", "message": ""}',
        '{"rule": "a/b", "rows": ["r"], "severity": "bad", "message": ""}',
        '{"rule": "a/b", "rows": ["r"], "severity": "error", "message": "", "fixes": [1]}',
    ],
)
def test_a_line_that_is_no_finding(line: str, tmp_path: Path) -> None:
    from reaug.errors import InputError

    (tmp_path / "f.jsonl").write_text(line + "\n", encoding="utf-8")
    with pytest.raises(InputError, match="line 1 is not a finding"):
        read_findings(tmp_path / "f.jsonl")


def test_a_filled_sheet_is_not_written_over(run: Path, tmp_path: Path) -> None:
    file = tmp_path / "s.csv"
    assert reaug("audit", SAMPLE, "--csv", file).code == 0
    assert reaug("audit", SAMPLE, "--csv", file, "--force").code == 0
    rows = sheet(file)
    rows[0]["decision"] = "accept"
    with file.open("w", encoding="utf-8-sig", newline="") as opened:
        writer = csv.DictWriter(opened, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    before = file.read_bytes()
    for command in (("audit", SAMPLE), ("review", "export", run)):
        assert "contains 1 decision" in refused(reaug(*command, "--csv", file, "--force"))
    assert file.read_bytes() == before


def test_a_patch_in_which_nothing_is_sure(tmp_path: Path) -> None:
    (tmp_path / "f.jsonl").touch()
    result = reaug(
        "clean", SAMPLE, "-o", tmp_path / "x", "--patch", tmp_path / "f.jsonl", "--no-report"
    )
    assert result.code == 0, result.err


def test_undo_says_what_it_does_not_bring_back(tmp_path: Path) -> None:
    rows = json.loads(SAMPLE.read_text(encoding="utf-8"))[:20]
    rows[3]["object_entity"]["word"] = "없는말"
    (tmp_path / "d.json").write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
    result = reaug(
        "clean", tmp_path / "d.json", "-o", tmp_path / "x", "--on-bad-row", "drop", "--no-report"
    )
    assert result.code == 0, result.err
    result = reaug("undo", tmp_path / "x", "-o", tmp_path / "back")
    assert "1 bad row of its input was never read" in result.err
    assert "problems.jsonl" in result.err
