"""The worked example of rules/README.md is a rule book that loads and does what the text says."""

from __future__ import annotations

import re
from pathlib import Path

import pyarrow as pa
import pytest

from reaug.rulebook import (
    Bilingual,
    ImpliedType,
    Kind,
    Relation,
    Reverse,
    RuleBook,
    Swap,
    Symmetric,
    load,
)

README = Path(__file__).resolve().parents[2] / "rules" / "README.md"


@pytest.fixture
def example(tmp_path: Path) -> RuleBook:
    [block] = re.findall(r"```yaml\n(.*?)```", README.read_text(encoding="utf-8"), flags=re.DOTALL)
    path = tmp_path / "books.yaml"
    path.write_text(block, encoding="utf-8")
    return load(path)


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


@pytest.mark.parametrize(
    "part", [RuleBook, Relation, Reverse, Symmetric, Swap, Kind, ImpliedType, Bilingual]
)
def test_every_key_is_explained(part: type[RuleBook]) -> None:
    text = README.read_text(encoding="utf-8")
    for name, field in part.model_fields.items():
        assert f"`{field.alias or name}" in text, name
