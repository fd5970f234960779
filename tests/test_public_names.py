"""What others may rely on; a name is added or taken away here on purpose."""

from __future__ import annotations

import pytest

import reaug
from reaug.recipe.registry import room_of, shipped_names, step_class
from shipped_steps import examples

PUBLIC = [
    "Step",
    "agree",
    "audit",
    "augment",
    "check_rules",
    "clean",
    "cleaning",
    "columns",
    "convert",
    "curriculum",
    "drift",
    "encode",
    "export",
    "init",
    "inventory",
    "josa",
    "judge_rules",
    "learn_rules",
    "load",
    "preview",
    "probe",
    "review_export",
    "review_import",
    "rewrite_ask",
    "rewrite_export",
    "rewrite_import",
    "run",
    "runs",
    "runs_graph",
    "schema",
    "shaping",
    "show",
    "split",
    "testing",
    "trace",
    "transforms",
    "tune",
    "undo",
    "verify",
]


def test_the_public_names() -> None:
    assert reaug.__all__ == PUBLIC
    assert set(PUBLIC) <= set(dir(reaug))


@pytest.mark.parametrize("name", PUBLIC)
def test_every_public_name_is_there(name: str) -> None:
    value = getattr(reaug, name)
    assert value.__doc__
    assert getattr(reaug, name) is value


@pytest.mark.parametrize("name", shipped_names())
def test_every_step_is_there(name: str) -> None:
    known = step_class(name)
    assert known.__name__.lower() == name.replace("_", "")
    step = getattr(getattr(reaug, room_of(name)), known.__name__)
    assert step is known
    assert issubclass(step, reaug.Step)
    assert step(**examples(name)) is not None


@pytest.mark.parametrize("name", ["audit_", "Edit", "__wrapped__", "pipeline2"])
def test_other_names_are_not_there(name: str) -> None:
    with pytest.raises(AttributeError, match=f"has no attribute '{name}'"):
        getattr(reaug, name)
    with pytest.raises(AttributeError, match="has no attribute 'Aeda'"):
        _ = reaug.transforms.Aeda


def test_drift_is_a_function_and_a_package() -> None:
    assert callable(reaug.drift)
    assert reaug.drift.Profile.__name__ == "Profile"
