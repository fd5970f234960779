"""The shipped steps with their required parameters, so that no test needs a list of them."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from reaug.core.batch import Batch
from reaug.recipe.registry import room_of, step_class

TESTS = Path(__file__).resolve().parent


def own_test(name: str) -> Path:
    """Return the test file of a step."""
    return TESTS / room_of(name) / f"test_{name}.py"


def examples(name: str) -> dict[str, Any]:
    """Return example values of a step's required parameters, from the class itself.

    The values are valid, but files that they name may not exist.
    """
    fields = step_class(name).model_fields
    return {key: (field.examples or [])[0] for key, field in fields.items() if field.is_required()}


def parameters(name: str, rows: Batch, request: pytest.FixtureRequest) -> dict[str, Any]:
    """Return the parameters that a step needs for these rows.

    A step with a parameter for a file has a function `needed(rows, request)` in its test file,
    which makes the file and returns the parameters; for others, the examples of the class are used.
    """
    needed = getattr(_module(own_test(name)), "needed", None)
    given: dict[str, Any] = needed(rows, request) if needed else examples(name)
    return given


def _module(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"own_{path.stem}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
