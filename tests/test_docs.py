"""The documents tell the truth: what is generated is fresh, and what is promised is there."""

from __future__ import annotations

import re
import runpy
from pathlib import Path
from typing import get_args

import pytest

from command import reaug
from reaug.cli.main import app
from reaug.core.examples import batch_of
from reaug.core.step import Step
from reaug.data import to_klue
from reaug.data.formats.tacred.to_tacred import tacred_rows
from reaug.recipe.registry import shipped_names, step_class
from reaug.report.audit_summary import COUNTED
from reaug.review.sheet import COLUMNS
from run_folders import SAMPLE
from step_pages import Example, Reason, examples, outcome, page, reasons

ROOT = Path(__file__).resolve().parents[1]
REFRESH = runpy.run_path(str(ROOT / "docs" / "refresh.py"))


@pytest.mark.parametrize("name", REFRESH["PARTS"])
def test_generated_parts_are_fresh(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert text == REFRESH["refreshed"](name), f"{name} is stale: run python docs/refresh.py"


@pytest.mark.parametrize("name", ["README.md", "README.ko.md"])
def test_the_first_example_is_what_preview_shows(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    example = text.split("```text\n")[1].split("```")[0]
    shown = reaug("preview", "entity_swap", "--input", SAMPLE, "-n", 60).out
    assert [line for line in example.splitlines() if line.removesuffix(" …") not in shown] == []


def test_the_audit_is_told_whole() -> None:
    text = (ROOT / "docs" / "audit.md").read_text(encoding="utf-8")
    assert all(f"`{name}`" in text for name in (*COLUMNS, *COUNTED))
    [command] = [command for command in app.registered_commands if command.name == "audit"]
    assert command.callback is not None
    for name in ("findings", "csv", "html", "fixes", "json", "select", "ignore", "against"):
        assert f"--{name}" in text


def test_the_fields_of_tacred_are_told() -> None:
    text = (ROOT / "docs" / "formats.md").read_text(encoding="utf-8")
    [row] = tacred_rows(to_klue(batch_of("[S|ORG|삼성]의 [O|PER|이재용]").table))
    assert all(f"`{name}`" in text for name in row)


@pytest.mark.parametrize("step", shipped_names())
def test_every_step_has_a_page_that_tells_it_whole(step: str) -> None:
    text = page(step)
    assert text.startswith(f"# {step}: ")
    known = step_class(step)
    assert all(f"`{name}`" in text for name in set(known.model_fields) - set(Step.model_fields))
    for field in known.model_fields.values():
        for choice in get_args(field.annotation):
            assert not isinstance(choice, str) or choice in text, choice
    named = re.findall(r"`([a-z_]+/[a-z-]+)`", known.__doc__ or "")
    assert [name for name in named if f"`{name}`" not in text] == []


EXAMPLES = [(step, example) for step in shipped_names() for example in examples(step)]
REASONS = [(step, reason) for step in shipped_names() for reason in reasons(step)]


@pytest.mark.parametrize(("step", "example"), EXAMPLES, ids=[step for step, _ in EXAMPLES])
def test_an_example_of_a_page_comes_out_as_it_says(step: str, example: Example) -> None:
    assert outcome(step, example.given, example.rows)[0] == example.expected


@pytest.mark.parametrize(("step", "reason"), REASONS, ids=[reason.name for _, reason in REASONS])
def test_a_reason_is_given_for_its_example(step: str, reason: Reason, tmp_path: Path) -> None:
    if not reason.rows:
        assert reason.name == "swap/ambiguous"  # the one of which no row is known
        return
    given = dict(reason.given)
    if reason.lines:
        file = tmp_path / "fixes.jsonl"
        file.write_text("\n".join(reason.lines), encoding="utf-8")
        given["path"] = str(file)
    outcomes, given_reasons = outcome(step, given, [*reason.rows, *reason.beside])
    own = [text.partition(": ")[2] for text in outcomes[: len(reason.rows)]]
    of_file_or_change = given_reasons if not reason.beside else set()
    assert reason.name in {*own, *of_file_or_change}, outcomes


DOCS = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "docs").rglob("*.md"))


def test_links_lead_somewhere() -> None:
    for name in ("README.md", "README.ko.md", *DOCS):
        text = re.sub("`[^`]*`", "", (ROOT / name).read_text(encoding="utf-8"))
        for target in re.findall(r"\]\(([^)#]+)\)", text):
            if "://" not in target:
                assert ((ROOT / name).parent / target).exists(), target
