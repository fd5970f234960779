"""Read and run the examples on the pages of docs/steps/.

An example is a fenced block: the step as in a recipe, one row per line (its label, two spaces, the
sentence with marked mentions), an arrow, and the resulting rows; a skipped or dropped row is
replaced by the reason (`skipped: aeda/no-gap`, `dropped: duplicate/exact`).

A reason is a list item: `- ` and the reason, its meaning, and in code a row (label, space,
sentence) for which the step gives this reason, with parameters in braces if they are not the
default, and lines of the patch file if one is needed. The rows of a fenced block before the list
are added to each of them.
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
"""A label, and a sentence with marked mentions."""


class Example(NamedTuple):
    """An example on a page: a step's parameters, rows, and the results."""

    given: dict[str, Any]
    rows: list[Labelled]
    expected: list[str]


class Reason(NamedTuple):
    """A reason on a page: the reason, the row, further rows, and lines of a file."""

    name: str
    given: dict[str, Any]
    rows: list[Labelled]
    beside: list[Labelled]
    lines: list[str]


def page(step: str) -> str:
    """Return the text of a step's page."""
    return (PAGES / f"{step}.md").read_text(encoding="utf-8")


def examples(step: str) -> list[Example]:
    """Return the examples of a page with rows before and after."""
    examples = []
    for block in re.findall(r"^```text\n(.*?)^```", page(step), flags=re.MULTILINE | re.DOTALL):
        lines = block.splitlines()
        if ARROW in lines:
            at = lines.index(ARROW)
            given = yaml.safe_load(lines[0])
            parameters = given[step] if isinstance(given, dict) else {}
            rows = [_labelled(line) for line in lines[1:at]]
            examples.append(Example(parameters or {}, rows, lines[at + 1 :]))
    return examples


def reasons(step: str) -> list[Reason]:
    """Return the reasons that a page explains."""
    text = page(step).partition("## Reasons\n")[2].partition("\n## ")[0]
    before, _, items = text.partition("\n- ")
    beside = [
        _labelled(line)
        for block in re.findall(r"^```text\n(.*?)^```", before, flags=re.MULTILINE | re.DOTALL)
        for line in block.splitlines()
    ]
    reasons = []
    for item in items.split("\n- ") if items else []:
        name, *code = re.findall(r"`([^`]+)`", re.sub(r"[ \n]+", " ", item))
        given = [yaml.safe_load(span) for span in code if re.match(r"\{\w+:", span)]
        lines = [span for span in code if span.startswith('{"')]
        rows = [_labelled(span) for span in code if "[S|" in span]
        reasons.append(Reason(name, given[0] if given else {}, rows, beside, lines))
    return reasons


def _labelled(line: str) -> Labelled:
    label, _, marked = line.partition(" ")
    return label, marked.strip()


def outcome(
    step: str, given: dict[str, Any], rows: list[Labelled], seed: int = 42
) -> tuple[list[str], set[str]]:
    """Return the results for rows, in the form of a page, and all reasons that were given."""
    built = step_class(step)(**given)
    batch = batch_of(*(marked for _, marked in rows), label=[label for label, _ in rows])
    state = state_of(built, [batch], RULES)
    changes = built.propose(batch, state, Draw(batch.keys, seed=seed, path=f"0.{step}"))
    if changes.edits.size:
        edits = Edits.concat([changes.edits, repair(batch, changes.edits).edits])
        changes = replace(changes, edits=edits)
    applied = apply(batch, changes, rules=RULES.violations)
    refused = zip(applied.refusals.row.tolist(), applied.refusals.reason.to_pylist(), strict=True)
    outcomes = {batch.ids[row].as_py(): f"refused: {why}" for row, why in refused}
    for gone in applied.log.dropped.to_pylist():
        outcomes[gone[schema.ROW_ID]] = f"dropped: {gone['_reason']}"
    if changes.skipped is not None:
        for row_id, why in zip(batch.ids.to_pylist(), changes.skipped.to_pylist(), strict=True):
            outcomes |= {row_id: f"skipped: {why}"} if why else {}
    after = {row.id: row for row in map(applied.batch.row, range(len(applied.batch)))}
    lines = [outcomes.get(row_id) or _written(after[row_id]) for row_id in batch.ids.to_pylist()]
    return lines, _reasons_of(changes, built.file_findings(state)) | {
        why.partition(": ")[2] for why in outcomes.values()
    }


def _reasons_of(changes: Any, findings: Any) -> set[str]:
    given = [] if changes.reason is None else changes.reason.to_pylist()
    names = {name for why in given if why for name in why.split(", ")}
    return names | {finding.rule for finding in (*changes.findings, *findings)}


def _written(row: Row) -> str:
    """A row as its label and the sentence with marked mentions."""
    marks = sorted(
        [(*row.subject, f"[S|{row.subject_type}|"), (*row.object, f"[O|{row.object_type}|")]
    )
    text, at = "", 0
    for start, end, mark in marks:
        text += f"{row.sentence[at:start]}{mark}{row.sentence[start:end]}]"
        at = end
    return f"{row.label}  {text}{row.sentence[at:]}"
