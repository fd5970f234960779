from __future__ import annotations

import importlib
from collections.abc import Callable

import pytest

from reaug.core import schema
from reaug.core.discovery import step_modules
from reaug.core.step import Step
from reaug.errors import UsageError
from reaug.pipeline.recipe import make_step
from reaug.pipeline.registry import ROOMS, room_of, step_class, step_name, step_names, unknown
from runs import carry_out

SHIPPED = {
    "aeda": "transforms",
    "curriculum": "shaping",
    "deduplicate": "cleaning",
    "encode": "shaping",
    "normalise_text": "cleaning",
    "patch": "cleaning",
    "entity_swap": "transforms",
    "entity_type_correction": "cleaning",
    "masked_lm": "transforms",
    "random_deletion": "transforms",
    "random_masking": "transforms",
    "relation_candidates": "shaping",
}
EXCLAIM = '''
class Exclaim(Step):
    """Put ! behind a sentence."""

    def propose_row(self, row, state, draw):
        n = len(row.sentence)
        yield Edit(n, n, "!")
'''


def test_the_steps_that_ship() -> None:
    assert {name: room_of(name) for name in step_names()} == SHIPPED
    for name in step_names():
        step = step_class(name)
        assert issubclass(step, Step)
        assert step_name(step.model_construct()) == name


def test_there_is_no_list_to_edit() -> None:
    for room in ROOMS:
        for name, module in step_modules(f"reaug.{room}").items():
            assert importlib.import_module(module)
            assert SHIPPED[name] == room


def test_an_unknown_name_lists_the_right_ones() -> None:
    with pytest.raises(UsageError) as error:
        step_class("adea")
    assert str(error.value).startswith("unknown step 'adea'. Did you mean 'aeda'? There are: aeda,")
    assert unknown("step", "", ["a", "b"]) == "unknown step ''. There are: a, b"


def test_a_plugin(plugins: Callable[..., str]) -> None:
    plugins(EXCLAIM, exclaim="Exclaim")
    assert "exclaim" in step_names()
    assert room_of("exclaim") == "plugin"
    step = make_step("exclaim", {"p": 0.5}, "0.exclaim")
    assert step_name(step) == "exclaim"
    done = carry_out(["exclaim", {"augment": {"where": {}, "steps": [{"exclaim": {"p": 0.5}}]}}])
    told = {tally.path: tally.what for tally in done.done.steps}
    assert told["0.exclaim"]["changed"] == 267
    sentences = done.table[schema.SENTENCE].to_pylist()
    assert all(sentence.endswith("!") for sentence in sentences)
    copies = [s for s in sentences if s.endswith("!!")]
    assert 90 < len(copies) == told["1.augment"]["copied"] < 180
    assert told["1.augment"]["not kept"] == 267 - len(copies)


def test_a_plugin_in_two_processes(plugins: Callable[..., str]) -> None:
    plugins(EXCLAIM, exclaim="Exclaim")
    steps = [{"exclaim": {"p": 0.5}}]
    assert carry_out(steps, num_proc=2).digest == carry_out(steps).digest


def test_a_plugin_under_a_name_that_is_taken(plugins: Callable[..., str]) -> None:
    module = plugins(EXCLAIM, aeda="Exclaim")
    with pytest.raises(UsageError, match=rf"'aeda' \({module}:Exclaim\) is there already; rename"):
        step_names()


def test_two_plugins_of_one_name(plugins: Callable[..., str]) -> None:
    plugins(EXCLAIM, exclaim="Exclaim")
    plugins(EXCLAIM, exclaim="Exclaim")
    with pytest.raises(UsageError, match=r"'exclaim' .* is there already; rename it"):
        step_class("exclaim")


@pytest.mark.parametrize(
    ("source", "value", "message"),
    [
        ("raise ImportError('no torch here')", "Exclaim", "cannot be loaded: no torch here"),
        ("1 / 0", "Exclaim", "cannot be loaded: division by zero"),
        (EXCLAIM, "Missing", "cannot be loaded: .* no attribute 'Missing'"),
        ("Exclaim = 3", "Exclaim", "is no subclass of Step"),
        ("class Exclaim: pass", "Exclaim", "is no subclass of Step"),
    ],
)
def test_a_plugin_that_cannot_be_loaded(
    plugins: Callable[..., str], source: str, value: str, message: str
) -> None:
    plugins(source, exclaim=value)
    with pytest.raises(UsageError, match=f"the plugin step 'exclaim' .* {message}"):
        step_class("exclaim")
    assert "aeda" in step_names()
