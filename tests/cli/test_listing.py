from __future__ import annotations

import pytest

from command import reaug, refused
from reaug.recipe.registry import shipped_names
from reaug.runs.inventory import inventory


def test_everything() -> None:
    said = reaug("list")
    assert (said.code, said.err) == (0, "")
    assert all(name in said.out for names in inventory().values() for name in names)
    assert reaug("list", "--json").json == inventory()


@pytest.mark.parametrize("kind", ["transforms", "rules", "formats", "styles", "audit-rules"])
def test_one_kind(kind: str) -> None:
    said = reaug("list", kind)
    assert said.out.splitlines()[0] == kind
    assert reaug("list", kind, "--json").json == {kind: inventory()[kind]}


@pytest.mark.parametrize(
    "name", [*shipped_names(), "klue-re", "per:title", "no_relation", "duplicate/exact"]
)
def test_show(name: str) -> None:
    said = reaug("show", name)
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith(name)
    assert isinstance(reaug("show", name, "--json").json, dict)


@pytest.mark.parametrize("name", ["adea", "", "[/]", "per:boss"])
def test_what_there_is_not(name: str) -> None:
    refused(reaug("show", name), "unknown name", "here are: aeda, ", "klue-re")


def test_a_rule_of_the_audit() -> None:
    said = reaug("show", "duplicate/conflict")
    assert "the same sentence and mentions have different labels" in said.out
    assert "라벨이 서로 다르다" in said.out
    assert "severity   error" in said.out
    assert reaug("show", "duplicate/conflict", "--json").json["cure"] == "clean"
