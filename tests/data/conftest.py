"""Rows in KLUE's schema for these tests."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Row = dict[str, Any]


def mention(sentence: str, word: str, kind: str, start: int | None = None) -> Row:
    at = sentence.index(word) if start is None else start
    return {"word": word, "start_idx": at, "end_idx": at + len(word) - 1, "type": kind}


@pytest.fixture
def rows() -> list[Row]:
    """Five good rows: Hangul, Latin with digits, hanja, emoji before the mentions, NFD."""
    written = [
        (
            "세종대왕은 1397년에 태어났다.",
            ("세종대왕", "PER"),
            ("1397년", "DAT"),
            "per:date_of_birth",
        ),
        (
            "LG U+의 대표는 홍길동이다.",
            ("LG U+", "ORG"),
            ("홍길동", "PER"),
            "org:top_members/employees",
        ),
        ("金九(김구)는 임시정부의 주석이었다.", ("金九", "PER"), ("주석", "POH"), "per:title"),
        (
            "😀👨‍👩‍👧 해나래, 바다마을로 이사!",
            ("해나래", "PER"),
            ("바다마을", "LOC"),
            "no_relation",
        ),
        (
            "\u1112\u1161\u11ab강은 서울을 흐른다.",
            ("\u1112\u1161\u11ab강", "LOC"),
            ("서울", "LOC"),
            "no_relation",
        ),
    ]
    return [
        {
            "guid": f"test-{i}",
            "sentence": sentence,
            "subject_entity": mention(sentence, *subject),
            "object_entity": mention(sentence, *object_),
            "label": label,
            "source": "written",
        }
        for i, (sentence, subject, object_, label) in enumerate(written)
    ]


@pytest.fixture
def labels() -> list[str]:
    """Names of a ClassLabel, in another order than KLUE's."""
    return [
        "per:title",
        "no_relation",
        "per:date_of_birth",
        "org:top_members/employees",
    ]


@pytest.fixture
def save(tmp_path: Path) -> Callable[..., Path]:
    """A function that writes rows as JSON and returns the path."""

    def save_rows(rows: object, name: str = "rows.json") -> Path:
        path = tmp_path / name
        path.write_text(json.dumps(rows), encoding="utf-8")
        return path

    return save_rows
