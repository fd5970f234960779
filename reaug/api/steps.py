"""Checks of the steps that a caller passes, and the steps of `reaug clean`."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reaug.core.step import Step
from reaug.errors import UsageError

if TYPE_CHECKING:
    from reaug.choices import Keep, OnBadFix

Patches = str | os.PathLike[str] | Sequence[str | os.PathLike[str]]
"""One or several files of decisions."""


def cleaning(
    patch: Patches | None = None,
    *,
    threshold: float = 0.95,
    keep: Keep = "none",
    on_bad_fix: OnBadFix = "stop",
) -> list[dict[str, Any]]:
    """Return the steps of `reaug clean` as entries of a recipe; decisions are applied first.

    Raises
    ------
    InputError
        A file of the patch is invalid, or contradicts itself or another file.
    """
    first: list[dict[str, Any]] = []
    if patch is not None:
        from reaug.review.decision_files import read_corrections

        files = [patch] if isinstance(patch, str | os.PathLike) else patch
        paths = [os.fspath(path) for path in files]
        read_corrections(*map(Path, paths), on_bad_fix="skip")  # reports errors early
        step: dict[str, Any] = {"path": paths[0] if len(paths) == 1 else paths}
        if on_bad_fix != "stop":
            step["on_bad_fix"] = on_bad_fix
        first = [{"patch": step}] if paths else []
    correction = {"threshold": threshold, "evidence": "full"}
    return [*first, {"entity_type_correction": correction}, {"deduplicate": {"keep": keep}}]


def checked_steps(steps: Sequence[Step]) -> list[Step]:
    """Return the steps that a caller passed as a list, after a check that they are steps.

    Raises
    ------
    UsageError
        A value is not an instance of `Step`.
    """
    chosen = list(steps) if isinstance(steps, Iterable) and not isinstance(steps, Step) else [steps]
    for step in chosen:
        if not isinstance(step, Step):
            raise UsageError(
                f"{step!r} is not a step; pass objects, as in [reaug.transforms.AEDA(ratio=0.3)]"
            )
    return chosen
