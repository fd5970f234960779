from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import reaug
from reaug.core import schema
from reaug.core.step import Step
from reaug.errors import RecipeError, UsageError
from reaug.recipe.json_schema import recipe_schema
from reaug.recipe.model import make_recipe
from reaug.recipe.nodes import leaves_of, make_step
from reaug.recipe.registry import (
    ROOMS,
    room_of,
    shadowed,
    shipped_names,
    step_class,
    step_name,
    step_names,
)
from reaug.runs.inventory import inventory
from reaug.runs.preparation import prepare
from reaug.runs.run import run
from reaug.suggestions import unknown
from reaug.transforms.aeda import AEDA
from run_folders import SAMPLE, carry_out
from shipped_steps import own_test

PACKAGE = Path(reaug.__file__).parent

EXCLAIM = '''
class Exclaim(Step):
    """Put ! behind a sentence."""

    def propose_row(self, row, state, draw):
        n = len(row.sentence)
        yield Edit(n, n, "!")
'''


@pytest.mark.parametrize("name", shipped_names())
def test_a_step_that_ships(name: str) -> None:
    step = step_class(name)
    assert issubclass(step, Step)
    assert step_name(step.model_construct()) == name
    assert own_test(name).exists(), f"a step has a test file of its own: {own_test(name)}"


def test_every_file_of_a_room_is_a_step() -> None:
    """The rooms hold what the package holds, so no name hides another: there is no list to edit."""
    rooms = {
        room: {path.stem for path in (PACKAGE / room).iterdir() if not path.name.startswith("_")}
        for room in ROOMS
    }
    assert sum(map(len, rooms.values())) == len(shipped_names())
    for room, names in rooms.items():
        assert names
        assert {name for name in shipped_names() if room_of(name) == room} == names


def test_an_unknown_name_lists_the_right_ones() -> None:
    with pytest.raises(UsageError) as error:
        step_class("adea")
    names = ", ".join(step_names())
    assert str(error.value) == f"unknown step 'adea'; did you mean 'aeda'? There are: {names}"
    assert unknown("step", "", ["a", "b"]) == "unknown step ''; there are: a, b"


def test_a_plugin(plugins: Callable[..., str]) -> None:
    plugins(EXCLAIM, exclaim="Exclaim")
    assert "exclaim" in step_names()
    assert room_of("exclaim") == "plugin"
    step = make_step("exclaim", {"p": 0.5}, "0.exclaim")
    assert step_name(step) == "exclaim"
    done = carry_out(["exclaim", {"augment": {"where": {}, "steps": [{"exclaim": {"p": 0.5}}]}}])
    counts = {tally.path: tally.what for tally in done.done.steps}
    assert counts["0.exclaim"]["changed"] == 267
    sentences = done.table[schema.SENTENCE].to_pylist()
    assert all(sentence.endswith("!") for sentence in sentences)
    copies = [s for s in sentences if s.endswith("!!")]
    assert 90 < len(copies) == counts["1.augment"]["copied"] < 180
    assert counts["1.augment"]["not kept"] == 267 - len(copies)


def test_a_plugin_in_two_processes(plugins: Callable[..., str]) -> None:
    plugins(EXCLAIM, exclaim="Exclaim")
    steps = [{"exclaim": {"p": 0.5}}]
    assert carry_out(steps, num_proc=2).digest == carry_out(steps).digest


def test_a_plugin_under_a_name_that_is_taken_is_refused_where_a_recipe_uses_it(
    plugins: Callable[..., str],
) -> None:
    module = plugins(EXCLAIM, aeda="Exclaim", exclaim="Exclaim")
    message = (
        "0\\.aeda: several steps are called 'aeda': from reaug itself and from the "
        f"package {module} 1"
    )
    with pytest.raises(RecipeError, match=rf"{message}.*{module}:Exclaim.*pip uninstall {module}"):
        make_step("aeda", None, "0.aeda")
    assert carry_out(["exclaim"]).done.steps[0].what["changed"] == 267
    assert step_class("aeda") is AEDA
    plan = prepare(make_recipe(["aeda"]), source=SAMPLE, nodes=leaves_of([AEDA()]))
    assert run(plan, None).done.steps[0].what["changed"]  # a class is not to be mistaken
    listed = inventory("transforms")["transforms"]
    assert listed["aeda"].startswith("[transforms] Insert punctuation")
    assert listed[f"aeda ({module})"].startswith(f"[plugin] {module}:Exclaim is shadowed: several")
    assert list(shadowed()) == [f"aeda ({module})"]


def test_two_plugins_of_one_name(plugins: Callable[..., str]) -> None:
    first = plugins(EXCLAIM, exclaim="Exclaim")
    second = plugins(EXCLAIM, exclaim="Exclaim")
    with pytest.raises(RecipeError, match=rf"several .* package {first} .* package {second} "):
        make_step("exclaim", None, "0.exclaim")
    assert carry_out(["aeda"]).done.steps


@pytest.mark.parametrize(
    ("source", "value", "message"),
    [
        ("raise ImportError('no torch here')", "Exclaim", "cannot be loaded: no torch here"),
        ("1 / 0", "Exclaim", "cannot be loaded: division by zero"),
        ("import sys; sys.exit(0)", "Exclaim", r"cannot be loaded: SystemExit\(0\)"),
        ("class Gone(BaseException): pass\nraise Gone('x')", "Exclaim", "cannot be loaded: Gone"),
        (EXCLAIM, "Missing", "cannot be loaded: .* no attribute 'Missing'"),
        ("Exclaim = 3", "Exclaim", "is not a subclass of Step"),
        ("class Exclaim: pass", "Exclaim", "is not a subclass of Step"),
    ],
)
def test_a_plugin_that_cannot_be_loaded(
    plugins: Callable[..., str], source: str, value: str, message: str
) -> None:
    plugins(source, exclaim=value)
    with pytest.raises(UsageError, match=f"the plugin step 'exclaim' .* {message}"):
        step_class("exclaim")
    assert "aeda" in step_names()
    assert "cannot be loaded" in (line := inventory()["transforms"]["exclaim"]) or "Step" in line
    assert "exclaim" in str(recipe_schema())
