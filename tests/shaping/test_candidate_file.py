"""Files of candidates that another run left, or somebody wrote."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from reaug.errors import InputError
from reaug.rulebook import RuleBook, load
from reaug.shaping.relation_candidates import RelationCandidates


@pytest.fixture(scope="module")
def rules() -> RuleBook:
    return load()


GOOD: dict[str, Any] = {
    "labels": ["no_relation"],
    "heads": [{"id": 0, "pair": "PER:LOC", "candidates": ["no_relation"]}],
}


def broken(**head: Any) -> dict[str, Any]:
    return {**GOOD, "heads": [{**GOOD["heads"][0], **head}]}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "is empty"),
        ("[", "is not a file of candidates: Invalid JSON"),
        ("[" * 100_000, "is not a file of candidates: Invalid JSON"),
        ("[]", "is not a file of candidates"),
        ({}, "labels: Field required"),
        ({**GOOD, "heads": []}, "heads: "),
        ({**GOOD, "code": "x"}, "code: Extra inputs"),
        (broken(id=1), r"heads\.0 \('PER:LOC'\): its id is 1; ids count from 0"),
        (broken(id="0"), r"heads\.0\.id: "),
        (broken(id=True), r"heads\.0\.id: "),
        (broken(pair=""), r"heads\.0\.pair: "),
        (broken(candidates=[]), r"heads\.0\.candidates: "),
        (broken(candidates="no_relation"), r"heads\.0\.candidates: "),
        (broken(candidates=["per:titel"]), r"heads\.0 .*'per:titel'; did you mean 'per:title'\?"),
        (broken(candidates=[3]), r"heads\.0\.candidates\.0: "),
        (
            broken(candidates=["per:title"]),
            r"heads\.0 .*: no_relation is missing; it is always",
        ),
        (broken(pair="PER"), r"heads\.0 \('PER'\): not two types of klue-re, such as PER:ORG"),
        (broken(pair="PER:XYZ"), r"heads\.0 .*: not two types of klue-re"),
        ({**GOOD, "source": "guess"}, "source: "),
        (broken(rows=-1), r"heads\.0\.rows: "),
        (broken(weight=1), r"heads\.0\.weight: Extra inputs"),
        (
            {**GOOD, "heads": [GOOD["heads"][0], {**GOOD["heads"][0], "id": 1}]},
            r"heads\.1 \('PER:LOC'\): the pair appears twice",
        ),
    ],
)
def test_broken_files(content: Any, message: str, rules: RuleBook, tmp_path: Path) -> None:
    path = tmp_path / "candidates.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    with pytest.raises(InputError, match=message) as error:
        RelationCandidates(like=str(path)).finish(None, rules)
    assert str(error.value).startswith(f"{path}: ")
    assert "\n" not in str(error.value)


def test_files_that_are_not_there(rules: RuleBook, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none\.json: cannot be read: No such file"):
        RelationCandidates(like=str(tmp_path / "none.json")).finish(None, rules)
    with pytest.raises(InputError, match=r"has no candidates\.json, so relation_candidates did"):
        RelationCandidates(like=str(tmp_path)).finish(None, rules)
    (tmp_path / "cp949.json").write_bytes("가".encode("cp949"))
    with pytest.raises(InputError, match="is not UTF-8"):
        RelationCandidates(like=str(tmp_path / "cp949.json")).finish(None, rules)
