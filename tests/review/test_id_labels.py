"""Patches that name the new label of each row: Re-TACRED, TACREV."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from command import reaug, refused
from reaug.review.id_labels import is_id_labels
from run_folders import row, save

ROWS = [row(f"이순신은 한산도에서 {n}번 이겼다.", guid=f"r{n}") for n in range(4)]
PATCHES: dict[str, Any] = {
    "Re-TACRED": {"r0": "per:place_of_residence", "r3": "no_relation"},
    "TACREV": [
        {"id": "r0", "docid": "x", "relation": "per:place_of_residence"},
        {"id": "r3", "docid": "x", "relation": "no_relation"},
    ],
}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return save(ROWS, tmp_path / "rows.json")


def cleaned(data: Path, patch: Path, *more: object) -> dict[str, str]:
    out = patch.parent / "out"
    words = ("--patch", patch, "-o", out, "--keep", "all", "--format", "klue-json", *more)
    result = reaug("clean", data, *words)
    assert result.code == 0, result
    rows = json.loads((out / "data.json").read_text(encoding="utf-8"))
    return {row["guid"]: row["label"] for row in rows}


@pytest.mark.parametrize("name", PATCHES)
def test_the_labels_are_written(name: str, data: Path, tmp_path: Path) -> None:
    patch = tmp_path / "train_id2label.json"
    patch.write_text(json.dumps(PATCHES[name], indent=1), encoding="utf-8")
    labels = cleaned(data, patch)
    assert labels == {f"r{n}": "no_relation" for n in range(4)} | {"r0": "per:place_of_residence"}


def test_rows_that_are_not_there(data: Path, tmp_path: Path) -> None:
    patch = tmp_path / "p.json"
    patch.write_text(json.dumps({"r0": "per:origin", "zz": "per:origin"}), encoding="utf-8")
    refused(reaug("clean", data, "--patch", patch, "-o", tmp_path / "o"), "no row", planned=True)
    assert cleaned(data, patch, "--on-bad-fix", "skip")["r0"] == "per:origin"


@pytest.mark.parametrize("value", [{"r0": ""}, {"r0": "per:nothing"}])
def test_labels_that_are_none(value: dict[str, str], data: Path, tmp_path: Path) -> None:
    patch = tmp_path / "p.json"
    patch.write_text(json.dumps(value), encoding="utf-8")
    assert reaug("clean", data, "--patch", patch, "-o", tmp_path / "o").code == 2
    assert not (tmp_path / "o").exists()


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ('{"r0": "a"}', True),
        ('[{"id": "r0", "label": "a"}]', True),
        ('{"id": "r0", "field": "label", "old": "a", "new": "b"}', False),
        ('{"r0": 1}', False),
        ("{}", False),
        ("[]", False),
        ("[1]", False),
        ("id,field", False),
        ('{"a": "b"}\n{"c": "d"}', False),
        ('{"a": "b", "a": "c"}', False),
    ],
)
def test_what_is_such_a_file(text: str, is_one: bool) -> None:
    assert is_id_labels(text) is is_one


def test_labels_by_row_id_are_recognised_where_data_is_expected(data: Path, tmp_path: Path) -> None:
    patch = tmp_path / "p.json"
    patch.write_text(json.dumps(PATCHES["Re-TACRED"]), encoding="utf-8")
    line = refused(reaug("audit", patch))
    assert "labels by row id" in line
    assert f"reaug clean DATA --patch {patch}" in line
