from __future__ import annotations

from pathlib import Path

import datasets

from command import reaug, refused
from run_folders import SAMPLE, carry_out, listing


def test_copies_of_rare_rows(tmp_path: Path) -> None:
    words = ["-t", "entity_swap:mode=replace,p=0.5", "-t", "aeda", "--below", 9, "--copies", 2]
    result = reaug("augment", SAMPLE, "-o", tmp_path / "run", *words, "--seed", 3)
    assert (result.code, result.out) == (0, "")
    block = {
        "copies": 2,
        "where": {"rare_below": 9, "not_labels": ["no_relation"]},
        "steps": [{"entity_swap": {"mode": "replace", "p": 0.5}}, "aeda"],
    }
    expected = carry_out([{"augment": block}], seed=3)
    assert f"digest {expected.digest[:16]}" in result.err
    rows = datasets.load_from_disk(str(tmp_path / "run" / "data"))
    assert len(rows) == expected.done.rows.rows


def test_all_tries_every_row(tmp_path: Path) -> None:
    result = reaug("augment", SAMPLE, "-o", tmp_path / "run", "-t", "aeda", "--all", "--json")
    (block, _) = result.json["steps"]
    assert block["rows"]["tried"] == 267
    assert result.json["output"]["rows"] == 267 + block["rows"]["copied"]


def test_formats_and_gates(tmp_path: Path) -> None:
    words = ["-t", "aeda", "--format", "jsonl", "--format", "parquet", "--fail-on", "refused >= 0"]
    result = reaug("augment", SAMPLE, "-o", tmp_path / "run", *words)
    assert result.code == 1
    assert {"data.jsonl", "data.parquet"} <= {p.name for p in (tmp_path / "run").iterdir()}


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    result = reaug("augment", SAMPLE, "-o", tmp_path / "run", "-t", "aeda", "--dry-run")
    assert result.code == 0
    assert "0.augment/0.aeda  changed" in result.err
    assert listing(tmp_path) == []


def test_wrong_use(tmp_path: Path) -> None:
    for words, message in (
        (["-t", "aeda:ratio"], "'ratio' is not NAME=VALUE"),
        (["-t", "adea"], "0.augment/0.adea: unknown step 'adea'"),
        (["-t", "aeda:ratioo=1"], "0.augment/0.aeda: unknown parameter 'ratioo'"),
        (["-t", "curriculum"], "move it out of augment"),
        (["-t", "augment"], "not inside augment"),
        (["-t", "aeda", "--copies", "1001"], "copies: this must be less than or equal to 1000"),
        (["-t", "aeda", "--copies", "0"], "'--copies'"),
        (["-t", "aeda", "--format", "xml"], "output.formats.0: this must be 'competition-csv'"),
        (["-t", "aeda", "--format", "disk"], "output.formats.0: this must be 'competition-csv'"),
        (["-t", "aeda", "--seed", str(2**63)], "seed: this must be less than"),
        (["-t", "aeda", "--fail-on", "x"], "gate: "),
    ):
        result = reaug("augment", SAMPLE, "-o", tmp_path / "run", *words)
        assert result.code == 2, words
        assert message in result.err, result.err
        assert "a bug in reaug" not in result.err
    refused(reaug("augment", SAMPLE, "-o", "", "-t", "aeda"), "give --output DIR")
    assert listing(tmp_path) == []
