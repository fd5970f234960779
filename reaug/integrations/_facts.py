"""Collect the figures and parameters of a run that trackers log."""

from __future__ import annotations

import importlib
import math
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any, Final

from reaug.core.terminal_text import visible
from reaug.errors import InputError, UsageError
from reaug.files.run_files import DRIFT, check_unchanged
from reaug.runs.history.recipe_differences import step_name
from reaug.runs.history.record import Record, Refused, read_object, read_record
from reaug.runs.manifest import Manifest, read_manifest

_MEASURES: Final = ("js", "psi", "kl", "tvd", "linf", "cramers_v")
_LONGEST: Final = 500


@dataclass(frozen=True)
class Facts:
    """The figures and parameters of a run.

    metrics : finite numbers, such as rows, findings, and the drift of the labels.
    parameters : texts, such as recipe, steps, seed and rule book.
    """

    folder: Path
    record: Record
    manifest: Manifest
    metrics: dict[str, float]
    parameters: dict[str, str]


def facts_of(folder: Path) -> Facts:
    """Return the figures and parameters of a run, after checking that it is unchanged.

    Raises
    ------
    InputError
        The folder is not a run, or its manifest or drift was changed.
    """
    manifest = read_manifest(folder)
    record = read_record(folder)
    if record is None or isinstance(record, Refused):
        raise InputError(f"{folder} was made by a version of reaug that recorded no digests")
    check_unchanged(folder / DRIFT)
    return Facts(folder, record, manifest, _metrics(folder, record), _parameters(record))


def _metrics(folder: Path, record: Record) -> dict[str, float]:
    drift: dict[str, Any] = read_object(folder / DRIFT) or {}
    label = drift.get("label")
    moved = label if isinstance(label, dict) else {}
    known: dict[str, Any] = {
        "rows_in": record.rows_in,
        "rows": record.rows,
        "findings": record.findings,
        "labels_moved": len(record.labels),
        **{f"drift.label.{name}": moved.get(name) for name in _MEASURES},
    }
    return {
        name: float(value)
        for name, value in known.items()
        if isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    }


def _parameters(record: Record) -> dict[str, str]:
    known = {
        "recipe": record.recipe,
        "steps": ", ".join(map(step_name, record.steps)),
        "seed": record.seed,
        "rules": record.rules,
        "input": record.source,
        "reaug": record.reaug,
    }
    shown = {name: visible(str(value)) for name, value in known.items() if value is not None}
    return {name: text[:_LONGEST] for name, text in shown.items()}


def tracker(module: str, extra: str) -> ModuleType:
    """Return the imported library of a tracker.

    Raises
    ------
    UsageError
        The library is not installed; the message has the line that installs it.
    """
    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise UsageError(f"{module} is not installed: pip install 'reaug[{extra}]'") from error
