"""Every field of a step is an option of its command, without a list of them."""

from __future__ import annotations

import subprocess
import sys
from typing import Annotated, Any, Literal

import datasets
import pytest
from pydantic import Field, StrictBool, StrictInt

import tiny_tokenizers
from command import environment, reaug, refused
from heavy_imports import HEAVY
from reaug.cli.commands import COMMANDS
from reaug.cli.lazy_commands import whole_command
from reaug.cli.option_bundles import spread
from reaug.cli.step_fields import FieldsOf, Written
from reaug.core.step import Step
from reaug.recipe import registry
from reaug.recipe.registry import step_class
from run_folders import SAMPLE


def options_of(command: Any) -> set[str]:
    return {option for parameter in command.params for option in parameter.opts}


@pytest.mark.parametrize("name", ["curriculum", "encode"])
def test_every_field_is_an_option(name: str) -> None:
    own = set(step_class(name).model_fields) - set(Step.model_fields)
    expected = {f"--{field.replace('_', '-')}" for field in own}
    assert len(expected) > 8
    assert options_of(whole_command(name, COMMANDS[name].register)) >= expected


class Made(Step):
    """A step with a field of each sort."""

    depth: Annotated[StrictInt, Field(ge=1, lt=10, description="how [deep] it goes")] = 3
    share: Annotated[float | None, Field(gt=0, le=1, description="a share")] = None
    way: Annotated[Literal["up", "down"], Field(description="where to")] = "up"
    word: Annotated[str, Field(description="a text")]
    sure: Annotated[StrictBool, Field(description="be sure")] = True
    bold: Annotated[StrictBool, Field(description="be bold")] = False
    sizes: Annotated[tuple[StrictInt, ...] | None, Field(description="sizes")] = None
    names: Annotated[tuple[str, ...], Field(description="names")] = ()


class Odd(Step):
    """A step with a field that nothing knows how to write."""

    table: Annotated[dict[str, int] | None, Field(description="a table")] = None


TABLE = FieldsOf("odd", {"table": Written("A=1", "A table.", lambda text: {text: 1})})


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    monkeypatch.setattr(registry, "step_class", {"made": Made, "odd": Odd}.__getitem__)
    return []


def build_command(built: list[dict[str, Any]]) -> Any:
    def command(step: Annotated[dict[str, Any], FieldsOf("made")], last: int = 1) -> None:
        built.append(step)

    return whole_command("made", lambda app: app.command("made")(spread(command)))


def test_a_new_field_of_any_sort_is_an_option(built: list[dict[str, Any]]) -> None:
    command = build_command(built)
    assert options_of(command) >= {
        "--depth", "--share", "--way", "--word", "--sure", "--bold", "--sizes", "--names",
    }  # fmt: skip
    call = lambda *words: command(list(words), standalone_mode=False)  # noqa: E731
    call("--word", "a")
    call("--word", "a", "--no-sure", "--bold", "--sizes", "1, 2", "--names", "a,b", "--depth", "9")
    call("--word", "a", "--sure", "--share", "0.5", "--way", "down")
    assert built == [
        {"word": "a"},
        {
            "word": "a", "sure": False, "bold": True, "sizes": [1, 2], "names": ["a", "b"],
            "depth": 9,
        },
        {"word": "a", "sure": True, "share": 0.5, "way": "down"},
    ]  # fmt: skip
    for words in (["--depth", "10"], ["--depth", "0"], ["--way", "left"], ["--share", "1.1"], []):
        with pytest.raises(Exception, match=r"Input should be|range|not one of|Missing"):
            call(*(["--word", "a"] if words else []), *words)


def test_help_and_default_are_the_fields_own(built: list[dict[str, Any]]) -> None:
    helps = {parameter.name: parameter.help for parameter in build_command(built).params}
    assert helps["depth"] == "How [deep] it goes; 3 by default."
    assert helps["way"] == "Where to; up by default."
    assert helps["sure"] == "Be sure; on by default."
    assert helps["bold"] == "Be bold."
    assert helps["share"] == "A share."


def test_a_field_that_cannot_be_written_is_not_left_out(built: list[dict[str, Any]]) -> None:
    def command(step: Annotated[dict[str, Any], FieldsOf("odd")]) -> None: ...

    with pytest.raises(TypeError, match=r"'table' is a dict.*declare with Written"):
        spread(command)

    def other(step: Annotated[dict[str, Any], TABLE]) -> None:
        built.append(step)

    spread(other)(table="a")
    assert built == [{"table": {"a": 1}}]


def test_options_that_were_missing_reach_the_step(tmp_path: Any) -> None:
    result = reaug(
        "curriculum", SAMPLE, "-o", tmp_path / "run", "--column", "part", "--length-column",
        "size", "--json",
    )  # fmt: skip
    assert result.code == 0, result.err
    assert result.json["steps"][0]["state"]["column"] == "part"
    tokenizer = tiny_tokenizers.word_pieces(tmp_path / "tokenizer")
    given = ("--style", "r_bert", "--tokenizer", tokenizer)
    for words in ([], ["--no-token-types"]):
        folder = tmp_path / f"with{len(words)}"
        assert reaug("encode", SAMPLE, "-o", folder, *given, *words).code == 0
        rows = datasets.load_from_disk(str(folder / "data"))
        assert ("token_type_ids" in rows.column_names) == (not words)


def test_wrong_values_are_refused_before_anything_is_read(tmp_path: Any) -> None:
    given = ("encode", tmp_path / "none.json", "-o", tmp_path / "run", "--style")
    refused(reaug(*given, "r_bert", "--clash", "x"), "'--clash': 'x' is not one of 'keep'")
    refused(reaug(*given, "typed"), "'--style': 'typed' is not one of 'entity_mask'")


@pytest.mark.parametrize("words", [["--help"], ["clean", "--help"], ["run", "--help"]])
def test_help_imports_nothing_heavy(words: list[str]) -> None:
    # Typer itself imports pydantic for the options of a command.
    heavy = {*HEAVY} - ({"pydantic"} if len(words) > 1 else set())
    code = (
        "import sys\nfrom reaug.cli.main import app\n"
        f"try:\n    app({words!r})\n"
        f"except SystemExit:\n    print('heavy:', *sorted(set(sys.modules) & {heavy!r}))\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment()
    )
    assert run.stdout.splitlines()[-1] == "heavy:"


def test_a_shell_completes_the_fields() -> None:
    asked = {"COMP_WORDS": "reaug encode --ty", "COMP_CWORD": "2"}
    code = "from reaug.cli.main import app; app(prog_name='reaug')"
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False,
        env=environment(_REAUG_COMPLETE="complete_bash", **asked),
    )  # fmt: skip
    assert run.stdout.split() == ["--type-names"]
