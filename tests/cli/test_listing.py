from __future__ import annotations

import re

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


def test_steps_and_their_parameters_in_korean() -> None:
    said = reaug("list", "transforms", "--lang", "ko")
    assert said.code == 0
    lines = [line for line in said.out.splitlines()[1:] if "[plugin]" not in line]
    shipped = [line for line in lines if line.split()[0] in shipped_names()]
    assert len(shipped) == len(shipped_names())
    assert all(re.search("[가-힣]", line) for line in shipped)
    shown = reaug("show", "random_masking", "--lang", "ko").out
    assert "시도할 행의 비율" in shown
    assert reaug("list", "transforms", "--lang", "ko", "--json").json == inventory("transforms")
    assert "서른 가지 관계" in reaug("show", "klue-re", "--lang", "ko").out
