"""The recipe: input, rules, seed, steps, output, gates. Read strictly, validated at once."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, Field, ValidationError, field_validator

from reaug.core.step import Step, Where
from reaug.errors import RecipeError
from reaug.pipeline.plan import Augment, Choice, Leaf, Node, leaves
from reaug.pipeline.registry import step_class, step_name, step_names, unknown

BLOCKS = ("augment", "one_of", "some_of")
FORMATS = ("klue-json", "competition-csv", "jsonl", "parquet")
Format = Literal["klue-json", "competition-csv", "jsonl", "parquet"]
RARE = Where(rare_below=500, not_labels=("no_relation",))
"""Whom `augment` copies unless told otherwise: rare relations. What helped the winning teams."""

Item = str | dict[str, Any]
M = TypeVar("M", bound=BaseModel)


class Input(BaseModel, frozen=True, extra="forbid"):
    """What is read."""

    path: str = Field(description="a file, a folder, or a hub name such as klue/re:train")
    split: str | None = Field(None, description="the split of a DatasetDict")
    on_bad_row: Literal["stop", "drop", "repair"] = Field(
        "stop", description="what becomes of a row whose mention does not stand where it says"
    )


class Output(BaseModel, frozen=True, extra="forbid"):
    """What is written beside the data set."""

    path: str = Field(description="the run folder")
    formats: tuple[Format, ...] = Field((), description="write the data in these formats too")


class AugmentBlock(BaseModel, frozen=True, extra="forbid"):
    """Copies of rows, each through all the steps in order."""

    steps: tuple[Item, ...] = Field(min_length=1, description="steps for each copy, in order")
    copies: int = Field(1, ge=1, le=1000, description="copies per row")
    where: Where = Field(RARE, description="whom to copy; by default labels below 500 rows")
    p: float = Field(1.0, ge=0, le=1, description="share of these rows to copy, drawn per row")


class ChoiceBlock(BaseModel, frozen=True, extra="forbid"):
    """Per row some of the steps, drawn."""

    steps: tuple[Item, ...] = Field(min_length=1, description="the steps to draw from")
    weights: tuple[float, ...] | None = Field(None, description="one per step; equal by default")
    count: int = Field(1, ge=1, description="how many steps per row (some_of)")

    @field_validator("weights")
    @classmethod
    def _positive(cls, weights: tuple[float, ...] | None) -> tuple[float, ...] | None:
        if weights is not None and not all(0 < weight < float("inf") for weight in weights):
            raise ValueError("weights must be positive numbers")
        return weights


class Recipe(BaseModel, frozen=True, extra="forbid"):
    """A run, told in full: the same recipe, input and reaug give the same bytes."""

    input: Input | None = Field(None, description="what to read; --input stands above it")
    rules: str = Field("klue-re", description="a rule book: a shipped one's name, or a file")
    seed: int = Field(42, ge=0, lt=2**63, description="the seed of every draw")
    steps: tuple[Item, ...] = Field(min_length=1, description="steps and blocks, in order")
    output: Output | None = Field(None, description="where the run goes; --output stands above it")
    fail_on: tuple[str, ...] = Field((), description="gates: the run exits 1 where one is true")

    @field_validator("input", "output", mode="before")
    @classmethod
    def _path_alone(cls, value: Any) -> Any:
        return {"path": value} if isinstance(value, str) else value

    def nodes(self) -> tuple[Node, ...]:
        """The steps as nodes with paths.

        Raises
        ------
        RecipeError
            An unknown step or parameter (the message lists the right names), or blocks nested
            where they cannot be.
        """
        return tuple(_node(item, f"{i}.", "steps") for i, item in enumerate(self.steps))


def _node(item: Item, prefix: str, where: str, *, inside: str | None = None) -> Node:
    name, given = _name_and_parameters(item, where)
    path = f"{prefix}{name}"
    if name == "augment":
        if inside is not None:
            raise RecipeError(
                f"{path}: an augment block stands at the top of a recipe, not inside {inside}"
            )
        block = _validated(AugmentBlock, _as_block(given), path)
        children = _children(block.steps, path, inside=name)
        return Augment(path, children, block.copies, block.where, block.p)
    if name in BLOCKS:
        choice = _validated(ChoiceBlock, _as_block(given), path)
        children = _children(choice.steps, path, inside=name)
        return _choice(path, name, choice, children)
    step = make_step(name, given, path)
    if inside is not None and step.adds_columns:
        raise RecipeError(f"{path}: {name} looks at all rows; put it outside of {inside}")
    return Leaf(path, step)


def _children(items: Sequence[Item], path: str, *, inside: str) -> tuple[Node, ...]:
    return tuple(_node(item, f"{path}/{i}.", path, inside=inside) for i, item in enumerate(items))


def _choice(path: str, name: str, block: ChoiceBlock, children: tuple[Node, ...]) -> Choice:
    weights = block.weights or (1.0,) * len(children)
    if len(weights) != len(children):
        raise RecipeError(f"{path}: {len(weights)} weights for {len(children)} steps")
    if name == "one_of" and block.count != 1:
        raise RecipeError(f"{path}: one_of draws one step; use some_of with count: {block.count}")
    if block.count > len(children):
        raise RecipeError(f"{path}: count is {block.count}, but there are {len(children)} steps")
    return Choice(path, children, weights, block.count)


def _name_and_parameters(item: Item, where: str) -> tuple[str, Any]:
    if isinstance(item, str):
        return item, None
    if len(item) != 1:
        keys = ", ".join(item) or "none"
        raise RecipeError(
            f"{where}: each entry is a step's name, or one name with its parameters; here: {keys}"
        )
    return next(iter(item.items()))


def _as_block(given: Any) -> Any:
    return {"steps": given} if isinstance(given, list) else (given or {})


def make_step(name: str, given: Any, path: str) -> Step:
    """A step from its name and parameters.

    Raises
    ------
    RecipeError
        An unknown name, or parameters that do not fit; the message lists the right names.
    """
    if name not in step_names():
        raise RecipeError(f"{path}: {unknown('step', name, [*BLOCKS, *step_names()])}")
    return _validated(step_class(name), {} if given is None else given, path)


def _validated(model: type[M], given: Any, path: str) -> M:
    if not isinstance(given, dict):
        raise RecipeError(f"{path}: parameters are written as name: value, not {given!r}")
    try:
        return model.model_validate(given)
    except ValidationError as error:
        raise RecipeError(f"{path}: {explain(error, model)}") from error


def explain(error: ValidationError, model: type[BaseModel]) -> str:
    """The first fault of a validation in one line; an unknown key lists the right ones."""
    fault = error.errors(include_url=False)[0]
    at = ".".join(str(part) for part in fault["loc"])
    if fault["type"] == "extra_forbidden":
        inner = model
        for part in fault["loc"][:-1]:
            inner = _inner_model(inner, str(part))
        return unknown("parameter", at, sorted(inner.model_fields))
    more = error.error_count() - 1
    also = f" (and {more} more)" if more else ""
    message = str(fault["msg"]).removeprefix("Value error, ")
    what = f"{at}: " if at else ""
    given = "" if fault["type"] == "missing" else f", not {fault['input']!r}"
    return f"{what}{message}{given}"[:500] + also


def _inner_model(model: type[BaseModel], name: str) -> type[BaseModel]:
    annotation = model.model_fields[name].annotation if name in model.model_fields else None
    for candidate in (annotation, *getattr(annotation, "__args__", ())):
        if isinstance(candidate, type) and issubclass(candidate, BaseModel):
            return candidate
    return model


def load_recipe(path: Path) -> Recipe:
    """Read a recipe file.

    Raises
    ------
    RecipeError
        The file cannot be read, is not strict YAML, or does not make a recipe.
    """
    from reaug.strict_yaml import read_yaml

    document = read_yaml(path, RecipeError, "recipe")
    if not isinstance(document.data, dict):
        raise RecipeError(f"{path}: a recipe is a mapping with input, steps and output")
    try:
        recipe = Recipe.model_validate(document.data)
        recipe.nodes()
    except ValidationError as error:
        place = tuple(error.errors()[0]["loc"])
        while place and place not in document.lines:
            place = place[:-1]
        line = f":{document.lines[place]}" if place else ""
        raise RecipeError(f"{path}{line}: {explain(error, Recipe)}") from error
    except RecipeError as error:
        raise RecipeError(f"{path}: {error}") from error
    return recipe


def recipe_of(steps: Sequence[Step], **block: Any) -> tuple[Item, ...]:
    """Step objects as entries of a recipe; with `block` parameters, inside an augment block."""
    items: list[Item] = [{step_name(step): step.model_dump(mode="json")} for step in steps]
    return ({"augment": {"steps": items, **block}},) if block else tuple(items)


def step_order(nodes: Sequence[Node]) -> list[str]:
    """Paths of blocks that make rows and of all steps, in the order in which they act."""
    order: list[str] = []
    for node in nodes:
        if isinstance(node, Augment):
            order.append(node.path)
        order += [leaf.path for leaf in leaves([node])]
    return order
