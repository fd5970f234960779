"""What an error advises is there: each option that it names is one of the command's own."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from command import reaug
from run_folders import SAMPLE, row, save

RECIPE = "steps: [aeda]\n"


def bad_span() -> dict[str, Any]:
    bad_row = row(guid="bad")
    bad_row["object_entity"] |= {"start_idx": 0, "end_idx": 0}
    return bad_row


FAULTS: dict[str, list[dict[str, Any]]] = {
    "a span": [bad_span(), row(guid="good"), row("이순신은 한산도로 갔다.", guid="too")],
    "most spans": [bad_span(), bad_span() | {"guid": "b"}, row(guid="good")],
    "a label": [row(guid="a", label="장르:가수"), row(guid="b")],
    "no label": [row(guid="a", label=100), row(guid="b", label=100)],
    "no label column": [{k: v for k, v in row(guid="a").items() if k != "label"}],
}


def commands(data: Path, folder: Path) -> dict[str, list[Any]]:
    """Each command that reads rows, on these."""
    recipe = folder / "recipe.yaml"
    recipe.write_text(RECIPE)
    out = folder / "out"
    return {
        "audit": ["audit", data],
        "augment": ["augment", data, "-o", out, "-t", "aeda"],
        "clean": ["clean", data, "-o", out],
        "curriculum": ["curriculum", data, "-o", out, "--buckets", 2],
        "drift": ["drift", data, SAMPLE],
        "encode": ["encode", data, "-o", out, "--style", "entity_marker"],
        "init": ["init", data, "-o", folder / "own"],
        "export": ["export", "jsonl", data, "-o", out],
        "preview": ["preview", recipe, "-i", data],
        "rules learn": ["rules", "learn", data, "-o", folder / "own.yaml"],
        "run": ["run", recipe, "-i", data, "-o", out],
    }


NAMES = [*commands(Path(), Path("/tmp"))]


def options_of(words: list[str]) -> set[str]:
    return set(re.findall(r"--[a-z][a-z-]+", reaug(*words, "--help", COLUMNS="200").out))


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("name", NAMES)
def test_an_error_advises_options_that_the_command_has(
    name: str, fault: str, tmp_path: Path
) -> None:
    data = save(FAULTS[fault], tmp_path / "rows.json")
    known = options_of(name.split())
    words = commands(data, tmp_path)[name]
    for more in ([], ["--on-bad-row", "drop"]):
        if more and "--on-bad-row" not in known:
            continue
        result = reaug(*words, *more)
        assert "No such option" not in result.err
        if result.code != 2:
            continue
        # Advice that names the commands which have the option is right in any command.
        text = re.sub(r"reaug [a-z, ]+ and export read rows .* with --unlabelled", "", result.err)
        advised = set(re.findall(r"--[a-z][a-z-]+", text))
        assert advised <= known, result.err


@pytest.mark.parametrize("name", NAMES)
def test_commands_that_read_rows_go_on_past_bad_ones(name: str, tmp_path: Path) -> None:
    data = save(FAULTS["a span"], tmp_path / "rows.json")
    words = commands(data, tmp_path)[name]
    if name in ("audit", "init"):  # they read what they can, and list the rest
        assert reaug(*words).code == 0
        return
    assert reaug(*words).code == 2
    result = reaug(*words, "--on-bad-row", "drop")
    assert result.code == 0
    assert "3 read, 1 dropped as bad (span/word-mismatch 1)" in result.err or name == "preview"


@pytest.mark.parametrize("name", ["drift", "rules learn"])
def test_most_rows_bad_stop_them_too(name: str, tmp_path: Path) -> None:
    data = save(FAULTS["most spans"], tmp_path / "rows.json")
    words = [*commands(data, tmp_path)[name], "--on-bad-row", "drop"]
    result = reaug(*words)
    assert result.code == 2
    assert "at most 50% may be dropped" in result.err
    assert "--max-bad-share 0.67" in result.err
    assert reaug(*words, "--max-bad-share", 0.67).code == 0
