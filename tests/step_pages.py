"""The examples on the pages of docs/steps/, read and carried out.

An example is a fenced block: a line with the step as a recipe has it, a row a line (its label, two
spaces, the sentence with its mentions marked), an arrow, and the rows as they come out; a row that
is left or goes has its reason there (`skipped: aeda/no-gap`, `dropped: duplicate/exact`).

A reason is an item of a list: `- ` and the reason, what it means, and in code a row (its label, a
space, the sentence) for which the step gives it, with the parameters in braces where they are not
the default, and lines of a patch's file where it needs one. Rows of a fenced block before the list
stand beside each of them.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from laws import state_of
from reaug.core import schema
from reaug.core.apply import apply
from reaug.core.batch import Row
from reaug.core.draws import Draw
from reaug.core.edits import Edits
from reaug.core.examples import batch_of
from reaug.korean.repair import repair
from reaug.recipe.registry import step_class
from reaug.rulebook import load

PAGES = Path(__file__).resolve().parents[1] / "docs" / "steps"
RULES = load("klue-re")
ARROW = "→"

Labelled = tuple[str, str]
"""A label, and a sentence with its mentions marked."""


class Example(NamedTuple):
    """A block of a page: a step's parameters, rows, and what becomes of each."""

    given: dict[str, Any]
    rows: list[Labelled]
    expected: list[str]


class Reason(NamedTuple):
    """An item of a page: a reason, the rows that meet it, those beside, lines of a file."""

    name: str
    given: dict[str, Any]
    rows: list[Labelled]
    beside: list[Labelled]
    lines: list[str]


def page(step: str) -> str:
    """The text of a step's page."""
    return (PAGES / f"{step}.md").read_text(encoding="utf-8")


def examples(step: str) -> list[Example]:
    """The blocks of a page that show rows before and after."""
    found = []
    for block in re.findall(r"^```text\n(.*?)^```", page(step), flags=re.MULTILINE | re.DOTALL):
        lines = block.splitlines()
        if ARROW in lines:
            at = lines.index(ARROW)
            given = yaml.safe_load(lines[0])
            parameters = given[step] if isinstance(given, dict) else {}
            rows = [_labelled(line) for line in lines[1:at]]
            found.append(Example(parameters or {}, rows, lines[at + 1 :]))
    return found


def reasons(step: str) -> list[Reason]:
    """The reasons that a page explains."""
    text = page(step).partition("## Reasons\n")[2].partition("\n## ")[0]
    before, _, items = text.partition("\n- ")
    beside = [
        _labelled(line)
        for block in re.findall(r"^```text\n(.*?)^```", before, flags=re.MULTILINE | re.DOTALL)
        for line in block.splitlines()
    ]
    found = []
    for item in items.split("\n- ") if items else []:
        name, *code = re.findall(r"`([^`]+)`", re.sub(r"[ \n]+", " ", item))
        given = [yaml.safe_load(span) for span in code if re.match(r"\{\w+:", span)]
        lines = [span for span in code if span.startswith('{"')]
        rows = [_labelled(span) for span in code if "[S|" in span]
        found.append(Reason(name, given[0] if given else {}, rows, beside, lines))
    return found


def _labelled(line: str) -> Labelled:
    label, _, marked = line.partition(" ")
    return label, marked.strip()


def outcome(
    step: str, given: dict[str, Any], rows: list[Labelled], seed: int = 42
) -> tuple[list[str], set[str]]:
    """What becomes of each row, as a page writes it, and every reason that was given for some."""
    made = step_class(step)(**given)
    batch = batch_of(*(marked for _, marked in rows), label=[label for label, _ in rows])
    state = state_of(made, [batch], RULES)
    changes = made.propose(batch, state, Draw(batch.keys, seed=seed, path=f"0.{step}"))
    if changes.edits.size:
        edits = Edits.concat([changes.edits, repair(batch, changes.edits).edits])
        changes = replace(changes, edits=edits)
    applied = apply(batch, changes, rules=RULES.violations)
    refused = zip(applied.refusals.row.tolist(), applied.refusals.reason.to_pylist(), strict=True)
    said = {batch.ids[row].as_py(): f"refused: {why}" for row, why in refused}
    for gone in applied.log.dropped.to_pylist():
        said[gone[schema.ROW_ID]] = f"dropped: {gone['_reason']}"
    if changes.skipped is not None:
        for one, why in zip(batch.ids.to_pylist(), changes.skipped.to_pylist(), strict=True):
            said |= {one: f"skipped: {why}"} if why else {}
    after = {row.id: row for row in map(applied.batch.row, range(len(applied.batch)))}
    told = [said.get(one) or _written(after[one]) for one in batch.ids.to_pylist()]
    return told, _reasons_of(changes, made.file_findings(state)) | {
        why.partition(": ")[2] for why in said.values()
    }


def _reasons_of(changes: Any, findings: Any) -> set[str]:
    given = [] if changes.reason is None else changes.reason.to_pylist()
    names = {name for why in given if why for name in why.split(", ")}
    return names | {finding.rule for finding in (*changes.findings, *findings)}


def _written(row: Row) -> str:
    """A row with its label and its mentions marked."""
    marks = sorted(
        [(*row.subject, f"[S|{row.subject_type}|"), (*row.object, f"[O|{row.object_type}|")]
    )
    text, at = "", 0
    for start, end, mark in marks:
        text += f"{row.sentence[at:start]}{mark}{row.sentence[start:end]}]"
        at = end
    return f"{row.label}  {text}{row.sentence[at:]}"
