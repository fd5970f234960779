"""The steps that ship, with what each cannot do without: no test holds a list of them."""

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
    """The test file of a step: of its name, in the room of its name."""
    return TESTS / room_of(name) / f"test_{name}.py"


def examples(name: str) -> dict[str, Any]:
    """Each required parameter of a step, as the class itself gives an example of it.

    The values are right, but a file that one names need not be there.
    """
    fields = step_class(name).model_fields
    return {key: (field.examples or [])[0] for key, field in fields.items() if field.is_required()}


def parameters(name: str, rows: Batch, request: pytest.FixtureRequest) -> dict[str, Any]:
    """What a step needs to work on these rows.

    A step whose parameter names a file has `needed(rows, request)` in its own test file, which
    makes that file and gives the parameters; for others the examples of the class do.
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
