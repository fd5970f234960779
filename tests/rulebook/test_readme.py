"""The worked example of rules/README.md is a rule book that loads and does what the text says."""

from __future__ import annotations

import re
from pathlib import Path

import pyarrow as pa
import pytest

from reaug.rulebook import (
    Bilingual,
    Convention,
    ImpliedType,
    Kind,
    Relation,
    Reverse,
    RuleBook,
    Swap,
    Symmetric,
    When,
    load,
)
from reaug.rulebook.conditions import (
    Ambiguity,
    Condition,
    ErrorPattern,
    Example,
    SpanChange,
    Suggestion,
    TextTest,
)

README = Path(__file__).resolve().parents[2] / "rules" / "README.md"


@pytest.fixture
def example(tmp_path: Path) -> RuleBook:
    return load(written(tmp_path / "books.yaml", 0))


def written(path: Path, number: int) -> Path:
    """One of the book's examples as a file."""
    text = README.read_text(encoding="utf-8")
    blocks = re.findall(r"```yaml\n(.*?)```", text, flags=re.DOTALL)
    blocks = [block for block in blocks if not block.startswith("judged:")]  # no book of its own
    assert len(blocks) == 3
    path.write_text(blocks[number], encoding="utf-8")
    return path


def test_the_example_loads(example: RuleBook) -> None:
    assert example.name == "books"
    assert example.labels == ["none", "wrote", "written_by", "published", "co_author"]
    assert example.object_grade("wrote", "YEAR") == "rare"
    assert example.is_symmetric("co_author")
    assert example.relations["co_author"].swap == Swap(replace=(), pair=True)
    reverse = example.reverse("wrote")
    assert reverse is not None
    assert reverse.label == "written_by"


def test_the_example_judges(example: RuleBook) -> None:
    rows = [("wrote", "PER", "YEAR"), ("wrote", "BOOK", "BOOK"), ("published", "BOOK", "PER")]
    columns = [pa.array(column) for column in zip(*rows, strict=True)]
    assert example.violations(*columns).to_pylist() == [
        "",
        "schema/subject-type",
        "schema/object-type",
    ]
    words = ["나무와 숲", "하늘출판사", "숲", "달(月)", "구름", "Kim"]
    types = ["PUB", "PUB", "PUB", "PER", "PER", "PER"]
    assert example.kinds(pa.array(words), pa.array(types)).to_pylist() == [
        "PUB/press",
        "PUB/press",
        "PUB/other",
        "PER/pen-name",
        "PER/hangul",
        "PER/other",
    ]
    assert example.implied_types(pa.array(["1998년", "하늘출판사", "숲"])).to_pylist() == [
        "YEAR",
        "PUB",
        "",
    ]


def test_the_example_that_extends_a_book(tmp_path: Path) -> None:
    mine, base = load(written(tmp_path / "mine.yaml", 1)), load("klue-re")
    assert mine.name == "mine"
    assert mine.relations == base.relations
    assert mine.content_hash != base.content_hash
    assert mine.patterns[:-1] == base.patterns
    assert mine.patterns[-1].rule == "rule/fan-as-employee"
    assert [case.name for case in mine.ambiguities] == [case.name for case in base.ambiguities]
    assert [case.decision for case in mine.ambiguities if case.decision] == ["per:employee_of"]


def test_the_pattern_of_the_example_knows_its_lexicon(example: RuleBook) -> None:
    [pattern] = example.patterns
    assert pattern.mention is not None
    assert pattern.mention.pattern == "출판사$|^(?:나무와\\ 숲|바다책방)$"


@pytest.mark.parametrize(
    "part",
    [
        RuleBook,
        Relation,
        Reverse,
        Symmetric,
        Swap,
        Kind,
        ImpliedType,
        Bilingual,
        Condition,
        ErrorPattern,
        Ambiguity,
        Example,
        TextTest,
        Suggestion,
        SpanChange,
        Convention,
        When,
    ],
)
def test_every_key_is_explained(part: type[RuleBook]) -> None:
    text = README.read_text(encoding="utf-8")
    for name, field in part.model_fields.items():
        assert f"`{field.alias or name}" in text, name
