from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from reaug import rulebook
from reaug.data import FORMATS
from reaug.errors import UsageError
from reaug.recipe.registry import shadowed, shipped_names, step_class, step_names
from reaug.runs.inventory import described, inventory


def test_everything_has_a_line() -> None:
    listed = inventory()
    assert set(listed) == {"transforms", "rules", "formats", "styles", "audit-rules"}
    assert set(listed["transforms"]) == {*step_names(), *shadowed()}
    assert set(listed["rules"]) == {"klue-re"}
    formats = listed["formats"]
    assert formats["hub"].startswith("[read] a data set on the Hugging Face hub")
    assert formats["tapt"].startswith("[written by reaug export] only the sentences")
    for name in ("jsonl", "tacred"):
        assert formats[name] == f"[read and written] {FORMATS[name].summary}"
    for entries in listed.values():
        assert all(line.strip() and "\n" not in line for line in entries.values())
    assert listed["transforms"]["deduplicate"].startswith("[cleaning] Drop rows that repeat")
    assert inventory("rules") == {"rules": listed["rules"]}


@pytest.mark.parametrize("name", shipped_names())
def test_a_step_is_described_with_all_parameters(name: str) -> None:
    description = described(name)
    assert description.text.startswith(f"{name} (")
    assert "Examples" in description.text
    parameters = description.text.split("Parameters\n")[-1].splitlines()
    for field in step_class(name).model_fields:
        (line,) = (line for line in parameters if line.startswith(f"  {field}: "))
        assert "default " in line or "required)" in line
        assert not line.startswith(f"  {field}:  ")
    assert set(description.data["properties"]) == set(step_class(name).model_fields)
    json.dumps(description.data, allow_nan=False)


def test_a_rule_book_and_a_label() -> None:
    book = rulebook.load("klue-re")
    description = described("klue-re")
    assert all(label in description.text for label in book.labels)
    json.dumps(description.data, allow_nan=False)
    for label in ("no_relation", "per:title", "org:top_members/employees"):
        description = described(label)
        assert description.text.startswith(label)
        json.dumps(description.data, allow_nan=False)
    assert "in the other direction: per:children" in described("per:parents").text
    assert "read the other way" not in described("no_relation").text


@pytest.mark.parametrize("name", ["", "adea", "[/]", "per:boss", "klue"])
def test_what_there_is_not(name: str) -> None:
    with pytest.raises(UsageError, match=r"unknown name .* reaug list shows all"):
        described(name)


def test_a_plugin_is_listed(plugins: Callable[..., str]) -> None:
    plugins("class Bare(Step): pass", bare="Bare")
    plugins('class Told(Step):\n    """[bold] Tells."""\n    least: int', told="Told")
    plugins("1 / 0", broken="Gone")
    listed = inventory("transforms")["transforms"]
    assert listed["bare"] == "[plugin] "
    assert listed["told"] == "[plugin] [bold] Tells."
    assert "cannot be loaded: division by zero" in listed["broken"]
    assert "  least: (required)" in described("told").text
    with pytest.raises(UsageError, match="cannot be loaded"):
        described("broken")
