"""Labels that say that there is none, and numbers that nothing names."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from command import reaug, refused
from reaug.data.typed_labels import hides_labels

ROW = {
    "guid": "a",
    "sentence": "서하늘은 누리은행에서 일한다.",
    "subject_entity": {"word": "서하늘", "start_idx": 0, "end_idx": 2, "type": "PER"},
    "object_entity": {"word": "누리은행", "start_idx": 5, "end_idx": 8, "type": "ORG"},
}


@pytest.mark.parametrize("label", ["nan", "NaN", "null", "<NA>", "?", " ", "100", "-1"])
def test_texts_for_a_missing_value_are_no_labels(label: str, tmp_path: Path) -> None:
    assert hides_labels([label, None])
    path = tmp_path / "test.json"
    path.write_text(json.dumps([ROW | {"label": label}], ensure_ascii=False))
    result = reaug("audit", path)
    assert result.code == 0
    assert "read as a test set" in result.out
    assert "This is not klue-re data" not in result.out


@pytest.mark.parametrize("label", ["없음", "unknown", "0", "None", "NA"])
def test_other_texts_are_labels(label: str) -> None:
    assert not hides_labels([label, None])


def test_an_error_says_how_numbers_are_named(tmp_path: Path) -> None:
    path = tmp_path / "rows.json"
    path.write_text(json.dumps([ROW | {"label": 7}], ensure_ascii=False))
    line = refused(reaug("clean", path, "-o", tmp_path / "out"), "such as 7", "--labels FILE")
    assert "--unlabelled" in line
