"""Build the records of a run: the manifest for programs, and the dataset card for people."""

from __future__ import annotations

import importlib.metadata
from functools import cache
from importlib.metadata import PackageNotFoundError
from typing import TYPE_CHECKING, Any, Final

from reaug.core.terminal_text import visible
from reaug.data import Reading
from reaug.data.problems import rules_of
from reaug.files.run_files import KIND
from reaug.recipe.model import Input
from reaug.runs.card_parts import (
    PIPE,
    again,
    by_model,
    chain,
    code,
    hub_licence,
    licence_sentence,
    parameters,
    parameters_by_path,
    sources,
)
from reaug.runs.provenance import licence_of

if TYPE_CHECKING:
    from reaug.engine.run_result import Done
    from reaug.runs.preparation import Plan
    from reaug.runs.run import Result

version: Final = cache(importlib.metadata.version)
"""Returns the version of a package; cached, since it would take a sixth of a small run's time."""

PACKAGES: Final = (
    "datasets",
    "hgtk",
    "numpy",
    "pyarrow",
    "python-mecab-ko",
    "tokenizers",
    "transformers",
)


def manifest(result: Result) -> dict[str, Any]:
    """Return the manifest: everything that determines the run, and its result.

    Equal runs have equal manifests.
    """
    plan, done = result.plan, result.done
    return {
        "kind": KIND,
        "reaug": _version("reaug"),
        "packages": {name: _version(name) for name in PACKAGES},
        "recipe": plan.recipe.model_dump(mode="json", exclude={"input", "output"}),
        "input": {
            "source": plan.reading.origin,
            "format": plan.reading.fmt,
            **_input_options(plan),
            "rows": plan.reading.rows_in,
            **bad_rows(plan.reading),
            "digest": plan.reading.digest,
        },
        "others": [
            {"source": other.origin, "rows": other.rows_in, **bad_rows(other)}
            for other in plan.others
        ],
        "rules": {"name": plan.rules.name, "hash": plan.rules.content_hash},
        "parameters": dict(parameters_by_path(plan.nodes)),
        "splits": list(result.splits),
        "output": {
            "rows": done.rows.rows,
            "digest": result.digest,
            "formats": [] if plan.recipe.output is None else list(plan.recipe.output.formats),
        },
        "log": {"entries": done.entries},
        "findings": len(done.findings),
        "steps": [
            {
                "path": step.path,
                **step.to_json(),
                "columns": list(done.columns.get(step.path, ())),
                "state": done.states.get(step.path, {}) | _quota(done, step.path),
                **_measured(done, step.path),
            }
            for step in done.steps
        ],
        "warnings": [step.to_json() for step in done.idle],
        "gates": result.drift.to_json()["gates"],
        "recipe_file": plan.file and plan.file.model_dump(),
        "chain": [link.model_dump(mode="json") for link in plan.chain],
        "licence": licence_of(plan),
        **({} if result.files is None else {"files": result.files}),
    }


def _input_options(plan: Plan) -> dict[str, Any]:
    """Return the options for reading the input; for data in memory, path and split are None."""
    options = plan.input or plan.recipe.input or Input(path="")
    fields = options.model_dump(mode="json")
    for name in ("read_as", "licence"):
        if fields[name] is None:
            del fields[name]
    return fields if plan.input is not None else {**fields, "path": None, "split": None}


def bad_rows(reading: Reading) -> dict[str, Any]:
    """Return the numbers of dropped bad rows and of repaired mentions, by rule."""
    mended = reading.repaired_by_rule
    return {
        "dropped": reading.dropped,
        "dropped_by_rule": reading.dropped_by_rule,
        "repaired": sum(mended.values()),
        "repaired_by_rule": mended,
    }


def _quota(done: Done, path: str) -> dict[str, Any]:
    """Return `{"quota": …}` for an augment block with a target number of rows, else {}."""
    # The value has the fields of `Reached` for each label, or for each label and type pair.
    reached = done.reached.get(path)
    return {} if reached is None else {"quota": {c: r._asdict() for c, r in reached.items()}}


def _measured(done: Done, path: str) -> dict[str, Any]:
    """Return the `figures` and `warnings` of a step; a key is left out if the step has none."""
    figures, warnings = done.measures.get(path, ({}, ()))
    measured = {"figures": figures, "warnings": list(warnings)}
    return {name: value for name, value in measured.items() if value}


def versions() -> dict[str, str | None]:
    """Return the versions of reaug and its packages for a manifest, reaug first."""
    return {name: _version(name) for name in ("reaug", *PACKAGES)}


def _version(package: str) -> str | None:
    """Return the version of a package; None if it is not installed but run from its source."""
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def _dropped(rows: dict[str, Any]) -> str:
    """Return the number of dropped bad rows as part of a sentence; "" if there were none."""
    if not rows["dropped"]:
        return ""
    return f" ({rows['dropped']:,} dropped as bad: {rules_of(rows['dropped_by_rule'])})"


def dataset_card(result: Result, record: dict[str, Any]) -> str:
    """Return a dataset card in the format of the Hugging Face hub: a YAML head, then sections."""
    parts = [
        *_head(record),
        *_steps(result),
        "",
        *parameters(result.plan.nodes),
        "",
        *_labels(result),
        "",
        *by_model(result),
        *sources(result, record["licence"]),
        "",
        *chain(result.plan.chain, record),
        "",
        *again(result.plan.recipe, record),
        "",
        f"Content digest: `{result.digest}`",
        "",
    ]
    return "\n".join(parts)


def _head(record: dict[str, Any]) -> list[str]:
    """Return the lines of the YAML head, and a description of the data."""
    return [
        "---",
        "language: [ko]",
        "task_categories: [text-classification]",
        "tags: [relation-extraction, reaug]",
        *hub_licence(record["licence"]),
        "---",
        "",
        "# Relation-extraction data made by reaug",
        "",
        f"{record['output']['rows']:,} rows from {record['input']['rows']:,} rows of "
        f"{code(record['input']['source'])}{_dropped(record['input'])}, with the rule book "
        f"{code(record['rules']['name'])}, seed {record['recipe']['seed']}, reaug "
        f"{record['reaug']}. {licence_sentence(record['licence'])}",
        "",
        "```python",
        "import datasets",
        'data = datasets.load_from_disk("data")',
        "```",
        "",
        "The `guid` of a copy is its parent's, then `~`, the step and a number. "
        "`log/changes.arrow` holds every change, `log/dropped.arrow` every dropped row.",
        "",
    ]


def _steps(result: Result) -> list[str]:
    """Return the section with the numbers of rows that each step changed."""
    columns = ("tried", "changed", "copied", "dropped", "skipped", "refused")
    lines = [
        "## Steps",
        "",
        "| step | tried | changed | copied | dropped | skipped | refused |",
        "|---|--:|--:|--:|--:|--:|--:|",
    ]
    for step in result.done.steps:
        numbers = " | ".join(f"{step.what.get(name, 0):,}" for name in columns)
        lines.append(f"| `{step.path}` | {numbers} |")
    return lines


def _labels(result: Result) -> list[str]:
    """Return the section with the change of the label distribution."""
    drift = result.drift
    return [
        "## Labels",
        "",
        f"Jensen–Shannon distance of the label distribution: {drift.label.js:.4f}.",
        "",
        "| label | before | after |",
        "|---|--:|--:|",
        *(
            f"| {visible(name).replace('|', PIPE)} | {shift.before:,} | {shift.after:,} |"
            for name, shift in drift.labels.items()
        ),
    ]
