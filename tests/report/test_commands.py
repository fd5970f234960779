from __future__ import annotations

import shlex

import pytest

from reaug.report.commands import Asked, all_fixes, command


@pytest.mark.parametrize("data", ["a b.json", "a'b.json", "$(rm -rf x)", "가.json", "a;b&&c"])
@pytest.mark.parametrize("cure", ["clean", "patch", "review"])
def test_paths_are_quoted(data: str, cure: str) -> None:
    told = command(Asked(data), "span/overlap", cure)  # type: ignore[arg-type]
    words = shlex.split(told)
    assert words[:3] in (["reaug", "clean", data], ["reaug", "audit", data])


def test_a_patch_is_one_line_of_two_commands() -> None:
    assert command(Asked("a.json"), "span/overlap", "patch") == (
        "reaug audit a.json --select span/overlap --fixes span-overlap.jsonl && "
        "reaug clean a.json -o cleaned --patch span-overlap.jsonl"
    )


def test_what_the_rule_needs_is_told_again() -> None:
    asked = Asked("a", "my.yaml", "gold", "p.npy", noise=True, beside=frozenset({"leak/triple"}))
    assert command(asked, "leak/triple", "review") == (
        "reaug audit a --rules my.yaml --against gold --select leak/triple --csv leak-triple.csv"
    )
    assert "--pred-probs p.npy" in command(asked, "label/noise", "review")
    assert "--noise" in command(Asked("a", noise=True), "label/noise", "review")
    assert "--against" not in command(asked, "span/overlap", "review")
    assert command(asked, "span/overlap", "clean") == "reaug clean a -o cleaned --rules my.yaml"
    assert "--against" not in all_fixes(asked, ["span/overlap"])
