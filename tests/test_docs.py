"""The documents tell the truth: what is generated is fresh, and what is promised is there."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import pytest

from reaug.cli.main import app
from reaug.core.examples import batch_of
from reaug.core.step import Step
from reaug.data import to_klue
from reaug.data.formats.tacred.writing import tacred_rows
from reaug.report.audit_summary import COUNTED
from reaug.review.sheet import COLUMNS
from reaug.transforms.masked_lm.step import NO_CANDIDATE, NO_PLACE, TOKENS, MaskedLM

ROOT = Path(__file__).resolve().parents[1]
REFRESH = runpy.run_path(str(ROOT / "docs" / "refresh.py"))


@pytest.mark.parametrize("name", REFRESH["PARTS"])
def test_generated_parts_are_fresh(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert text == REFRESH["refreshed"](name), f"{name} is stale: run python docs/refresh.py"


def test_the_audit_is_told_whole() -> None:
    text = (ROOT / "docs" / "audit.md").read_text(encoding="utf-8")
    assert all(f"`{name}`" in text for name in (*COLUMNS, *COUNTED))
    [command] = [one for one in app.registered_commands if one.name == "audit"]
    assert command.callback is not None
    for name in ("findings", "csv", "html", "fixes", "json", "select", "ignore", "against"):
        assert f"--{name}" in text


def test_the_fields_of_tacred_are_told() -> None:
    text = (ROOT / "docs" / "formats.md").read_text(encoding="utf-8")
    [row] = tacred_rows(to_klue(batch_of("[S|ORG|삼성]의 [O|PER|이재용]").table))
    assert all(f"`{name}`" in text for name in row)


def test_masked_lm_is_told_whole() -> None:
    text = (ROOT / "docs" / "masked_lm.md").read_text(encoding="utf-8")
    own = set(MaskedLM.model_fields) - set(Step.model_fields)
    assert all(f"`{name}`" in text for name in own - {"mode"})
    assert all(f"`{reason}`" in text for reason in (NO_PLACE, TOKENS, NO_CANDIDATE))
    for mode in ("replace", "insert"):
        assert f"`mode: {mode}`" in text


DOCS = sorted(path.name for path in (ROOT / "docs").glob("*.md"))


def test_links_lead_somewhere() -> None:
    for name in ("README.md", *(f"docs/{doc}" for doc in DOCS)):
        text = (ROOT / name).read_text(encoding="utf-8")
        for target in re.findall(r"\]\(([^)#]+)\)", text):
            if "://" not in target:
                assert ((ROOT / name).parent / target).exists(), target
