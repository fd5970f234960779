"""Whatever an option of the command line says can be said in Python, but for the reasons below."""

from __future__ import annotations

from collections.abc import Iterator
from inspect import Parameter, signature
from typing import Any

import pytest
import typer

import reaug
from reaug.api.steps import cleaning
from reaug.cli.commands import COMMANDS
from reaug.integrations.openlineage import run_event
from reaug.recipe.registry import step_class

PYTHON: dict[str, Any] = {
    "init": reaug.init,
    "audit": reaug.audit.__call__,  # type: ignore[operator]  # a package that is called
    "drift": reaug.drift.__call__,  # type: ignore[operator]
    "columns": reaug.columns,
    "rules learn": reaug.learn_rules,
    "rules check": reaug.check_rules,
    "rules judge": reaug.judge_rules,
    "review export": reaug.review_export,
    "review import": reaug.review_import,
    "agree": reaug.agree,
    "clean": reaug.clean,
    "augment": reaug.augment,
    "run": reaug.run,
    "preview": reaug.preview,
    "rewrite export": reaug.rewrite_export,
    "rewrite import": reaug.rewrite_import,
    "rewrite ask": reaug.rewrite_ask,
    "curriculum": reaug.curriculum,
    "encode": reaug.encode,
    "probe": reaug.probe,
    "tune": reaug.tune,
    "runs list": reaug.runs.__call__,  # type: ignore[operator]
    "runs tag": reaug.runs.tag,
    "runs diff": reaug.runs.diff,
    "runs find": reaug.runs.find,
    "runs graph": reaug.runs_graph,
    "runs lineage": run_event,
    "trace": reaug.trace,
    "undo": reaug.undo,
    "verify": reaug.verify,
    "convert": reaug.convert,
    "export": reaug.export,
    "split": reaug.split,
    "list": reaug.inventory,
    "show": reaug.show,
    "schema": reaug.schema,
}
ALONE: dict[str, str] = {
    "review ask": "talks with a person on a terminal",
}
"""Commands without Python, and why."""

SHOWN = {
    "as_json": "Python gets the result itself, which has to_json",
    "lang": "of what a terminal shows; what writes a text for people takes it in Python, too",
    "json_progress": "Python has no lines on stderr",
    "dry_run": "reaug.preview",
    "csv": "written from the result",
    "html": "written from the result",
}
"""Options of what is shown."""
CALLED = {
    "file": ("source",),
    "gold": ("data",),
    "input_": ("source",),
    "data": ("source", "train"),
    "directory": ("folder",),
    "row": ("row_id",),
    "recipe": ("recipes",),
    "map_": ("map",),
    "output": ("path",),
    "init output": ("folder",),
    "open_": ("only_open",),
    "run": ("folder",),
    "new_book": ("mode",),
    "transforms": ("steps",),
    "below": ("where",),
    "everything": ("where",),
}
"""Options that Python calls otherwise, those of one command by its name first."""
WRITTEN = "Python gets the result, and writes it where it likes"
JUDGED = "a model's opinion of findings is asked for on the command line alone"
LACKS: dict[str, dict[str, str]] = {
    "audit": {
        "fail_on": "compare the counts of the result",
        "findings": WRITTEN,
        "fixes": WRITTEN,
        "scores": WRITTEN,
        "force": WRITTEN,
        **dict.fromkeys(("judge", "judge_model", "judge_sample", "judge_key_env"), JUDGED),
        "decisions": JUDGED,
    },
    "drift": {"force": "of --html"},
    "review export": {"fixes": "reaug.clean(apply='sure') writes them"},
    "review import": {
        "output": WRITTEN,
        "force": WRITTEN,
        "consensus": "reaug.review.panel.panel of the answers makes it",
        "pred_probs": "of --consensus",
        "seed": "of --consensus",
    },
    "agree": {"differing": "differing() of the result", "output": WRITTEN, "force": WRITTEN},
    "probe": {
        "fail_on": "compare the figures of the result",
        "output": WRITTEN,
        "force": WRITTEN,
    },
    "tune": {"output": WRITTEN, "force": WRITTEN},
    "undo": {"output": WRITTEN, "force": WRITTEN},
}
"""Options that Python lacks, by command, and why."""


def commands(app: typer.Typer, before: str = "") -> Iterator[tuple[str, Any]]:
    for command in app.registered_commands:
        yield f"{before}{command.name}", command.callback
    for group in app.registered_groups:
        assert group.typer_instance is not None
        yield from commands(group.typer_instance, f"{before}{group.name} ")


def every_command() -> dict[str, Any]:
    app = typer.Typer()
    for module in {command.module: command for command in COMMANDS.values()}.values():
        module.register(app)
    return dict(commands(app))


ALL = every_command()


def lacking(command: str) -> set[str]:
    """The options of a command that its function in Python does not take."""
    taken = set(signature(PYTHON[command]).parameters)
    if "parameters" in taken:  # of the step that the command is called after
        taken |= set(step_class(command.split()[0]).model_fields)
    options = {name for name in signature(ALL[command]).parameters if name not in SHOWN}
    others = {name: CALLED.get(f"{command} {name}", CALLED.get(name, ())) for name in options}
    return {name for name in options if name not in taken and taken.isdisjoint(others[name])}


def test_every_command_has_its_function_or_a_reason() -> None:
    assert {*PYTHON, *ALONE} == set(ALL)
    assert not {*PYTHON} & {*ALONE}


@pytest.mark.parametrize("command", PYTHON)
def test_every_option_has_its_parameter_or_a_reason(command: str) -> None:
    assert lacking(command) == set(LACKS.get(command, {}))


@pytest.mark.parametrize("command", PYTHON)
def test_every_function_says_what_it_takes(command: str) -> None:
    documented = PYTHON[command].__doc__
    assert documented
    undocumented = [
        name
        for name, parameter in signature(PYTHON[command]).parameters.items()
        if parameter.kind is Parameter.KEYWORD_ONLY and name in ("map", "fail_on", "resume")
        if name not in documented
    ]
    assert undocumented == []


def test_the_steps_of_clean_take_what_the_command_does() -> None:
    assert set(signature(cleaning).parameters) <= set(signature(reaug.clean).parameters)
