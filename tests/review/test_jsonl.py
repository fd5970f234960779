from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from audits import CATALOGUE, some
from reaug.audit.fixes import patch_of
from reaug.review.decisions import BadFix, Correction
from reaug.review.jsonl import read, write_findings, write_patch


def test_findings_as_json_lines() -> None:
    file = io.StringIO()
    write_findings(some(), "ko", file)
    lines = [json.loads(line) for line in file.getvalue().splitlines()]
    assert [line["rule"] for line in lines] == [
        "duplicate/exact",
        "span/number-unit",
        "rule/band",
        "label/outlier",
    ]
    key = lines[1].pop("key")
    assert len(key) == 16
    assert key == some().findings[1].key
    assert lines[1] == {
        "rule": "span/number-unit",
        "severity": "error",
        "rows": ["row-0"],
        "field": "object_entity",
        "value": "1545",
        "suggestion": "1545년",
        "score": 2.5,
        "message": "날짜가 잘렸다!",
        "fixes": [
            {"field": "object_entity.end_idx", "old": 8, "new": 9},
            {"field": "object_entity.word", "old": "1545", "new": "1545년"},
        ],
    }
    assert "fixes" not in lines[0]
    assert "날짜" in file.getvalue()


def test_a_patch_as_json_lines() -> None:
    file = io.StringIO()
    write_patch(patch_of(some().findings, CATALOGUE), file)
    lines = [json.loads(line) for line in file.getvalue().splitlines()]
    assert len(lines) == 4
    assert lines[0]["id"] == "row-0"


@pytest.mark.parametrize(
    "more",
    [
        {"rows": []},
        {"score": "high"},
        {"fixes": [{"field": "nothing", "old": "a", "new": "b"}]},
        {"fixes": [{"field": "label", "old": "a", "new": ""}]},
        {"fixes": [{"field": "object_entity.end_idx", "old": "x", "new": -1}]},
        {"fixes": [{"field": "sentence", "old": "a", "new": "b"}]},
    ],
)
def test_findings_of_a_file_are_checked_as_a_patch_is(more: dict[str, object]) -> None:
    fix = {"field": "object_entity.end_idx", "old": 8, "new": 9}
    line = {"rule": "span/number-unit", "severity": "error", "rows": ["r"], "message": "m"}
    good, _ = read(json.dumps({**line, "fixes": [fix]}), Path("f.jsonl"))
    assert [type(entry) for entry in good] == [Correction]
    entries, _ = read(json.dumps({**line, "fixes": [fix], **more}), Path("f.jsonl"))
    assert [type(entry) for entry in entries] == [BadFix]
