"""Hostile corrections and decisions: JSON lines and CSV."""

from __future__ import annotations

import json
from typing import Any, Final

from hostile.cases import CLEAN, FIVE, Case, both, data

FIX: Final = {"id": "g0", "field": "label", "old": "no_relation", "new": "per:title"}
_HEAD: Final = "id,field,old,new,rule,decision\n"


def _fix(
    name: str, content: str | bytes | dict[str, Any], message: str = "fixes.jsonl", code: int = 2
) -> Case:
    if isinstance(content, dict):
        content = json.dumps(FIX | content, ensure_ascii=True) + "\n"
    file = data("fixes.jsonl", content if isinstance(content, bytes) else content.encode())
    command = f"{CLEAN.format('rows.json')} --patch fixes.jsonl"
    return Case(f"corrections: {name}", both(FIVE, file), command, message, code)


def _sheet(name: str, content: str | bytes, message: str = "fixes.csv", code: int = 2) -> Case:
    file = data("fixes.csv", content if isinstance(content, bytes) else content.encode())
    command = f"{CLEAN.format('rows.json')} --patch fixes.csv"
    return Case(f"decisions: {name}", both(FIVE, file), command, message, code)


_TWICE: Final = json.dumps(FIX)[:-1] + ', "new": "no_relation"}\n'

CASES: Final = (
    _fix("a line cut off", json.dumps(FIX)[:-3]),
    _fix("a list", "[1]\n"),
    _fix("100,000 brackets", "[" * 100_000),
    _fix("NaN as a line", "NaN\n"),
    _fix("not UTF-8", "정정".encode("cp949"), "UTF-8"),
    _fix("an unknown key", {"neu": 1}, "'neu'"),
    _fix("a key twice", _TWICE, "new"),
    _fix("an unknown field", {"field": "labels"}, "labels"),
    _fix("a row that is not there", {"id": "nobody"}, "nobody"),
    _fix("a number as id", {"id": 3}, "id"),
    _fix("another old value than the row has", {"old": "per:spouse"}, "patch/old-differs", 0),
    _fix("a label that the book lacks", {"new": "per:titel"}, "per:titel"),
    _fix("a list as new value", {"new": ["x"]}, "label"),
    _fix("an empty new value", {"new": ""}, "empty"),
    _fix("a place below 0", {"field": "sentence", "old": "이", "new": "그", "at": -1}, "at"),
    _fix(
        "a place behind the sentence",
        {"field": "sentence", "old": "이", "new": "그", "at": 10**6},
        "patch/old-differs",
        0,
    ),
    _fix(
        "a place of 31 digits", {"field": "sentence", "old": "이", "new": "그", "at": 10**30}, "at"
    ),
    _fix(
        "a border as text", {"field": "subject_entity.start_idx", "old": "0", "new": "1"}, "whole"
    ),
    _fix(
        "a border of NaN",
        {"field": "subject_entity.start_idx", "old": 0, "new": float("nan")},
        "start_idx",
    ),
    _fix("a lone surrogate", {"new": "\ud800"}),
    _fix(
        "two that contradict each other",
        json.dumps(FIX) + "\n" + json.dumps(FIX | {"new": "per:spouse"}) + "\n",
        "line 1",
    ),
    _sheet("an empty file", ""),
    _sheet("a column that lacks", "id,field,old\ng0,label,x\n", "decision"),
    _sheet("a row with too many fields", f"{_HEAD}g0,label,no_relation,per:title,r,accept,x\n"),
    _sheet("a row with too few fields", f"{_HEAD}g0,label\n"),
    _sheet("a quote that is never closed", f'{_HEAD}"g0,label\n'),
    _sheet("accept without a suggestion", f"{_HEAD}g0,label,no_relation,,r,accept\n", "line 2"),
    _sheet("a decision that no label is", f"{_HEAD}g0,label,no_relation,,r,maybe\n", "maybe"),
    _sheet(
        "a column twice",
        "id,field,old,new,new,decision\ng0,label,no_relation,per:title,per:spouse,accept\n",
        "new",
    ),
    _sheet(
        "CP949 is read", f"{_HEAD}g0,label,no_relation,per:title,r,예\n".encode("cp949"), "CP949", 0
    ),
    _sheet(
        "a field of 200,000 signs is read",
        f'{_HEAD}g0,label,no_relation,,"{"가" * 200_000}",\n',
        "",
        0,
    ),
)
