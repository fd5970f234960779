"""The model of a recipe: input, rules, seed, steps, output, gates."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, Field, StrictBool, ValidationError, field_validator

from reaug.choices import MAX_BAD_SHARE, OnBadRow, OnError
from reaug.data.formats import FILES, READ
from reaug.errors import RecipeError
from reaug.recipe.blocks import MAX_STEPS, Item
from reaug.recipe.faults import explain
from reaug.recipe.nodes import nodes_of
from reaug.recipe.plan import Node

if TYPE_CHECKING:
    _FileFormat = str
    _ReadFormat = str
else:
    _FileFormat = Literal[FILES]
    _ReadFormat = Literal[READ]


class Input(BaseModel, frozen=True, extra="forbid", defer_build=True):
    """The input of a run, and how to read it."""

    path: str = Field(
        description="a file, a folder, a pattern of files, or a hub name such as klue/re:train"
    )
    split: str | None = Field(None, description="the split of a DatasetDict")
    read_as: _ReadFormat | None = Field(
        None, description="the format to read; detected from its name or content by default"
    )
    on_bad_row: OnBadRow = Field(
        "stop", description="what to do with a row whose mention is not at its offsets"
    )
    max_bad_share: float = Field(
        MAX_BAD_SHARE,
        strict=True,
        ge=0,
        le=1,
        description="with drop or repair: stop if a larger share of the rows is bad",
    )
    unlabelled: StrictBool | Literal["auto"] = Field(
        default=False,
        description="rows need no label, as in a test set; 100, -1 and blank mean none; auto: if "
        "no row has one",
    )
    map: str | dict[str, str | int] | None = Field(
        None, description="the column of each field, or a file that says it; recognised by default"
    )
    encoding: str | None = Field(None, description="of text files; recognised by default")
    offsets: str = Field(
        "auto", description="how offsets are counted, e.g. exclusive; auto detects it"
    )
    label_names: str | None = Field(
        None, description="a JSON file that names labels given as numbers"
    )
    licence: str | None = Field(
        None,
        min_length=1,
        max_length=200,
        description=(
            "licence of the rows, for the dataset card; known for KLUE, and for runs that state it"
        ),
    )


class Output(BaseModel, frozen=True, extra="forbid", defer_build=True):
    """The run folder, and what to write besides the data set."""

    path: str = Field(description="the run folder")
    formats: tuple[_FileFormat, ...] = Field((), description="also write the data in these formats")


class Recipe(BaseModel, frozen=True, extra="forbid", defer_build=True):
    """A complete description of a run: the same recipe, input and reaug give the same bytes."""

    input: Input | None = Field(None, description="what to read; --input overrides it")
    rules: str = Field("klue-re", description="a rule book: a shipped one's name, or a file")
    seed: int = Field(42, strict=True, ge=0, lt=2**63, description="the seed of every draw")
    steps: tuple[Item, ...] = Field(
        min_length=1, max_length=MAX_STEPS, description="steps and blocks, in order"
    )
    output: Output | None = Field(
        None, description="the run folder to write; --output overrides it"
    )
    fail_on: tuple[str, ...] = Field((), description="gates: the run exits with 1 if one is true")
    on_error: OnError = Field(
        "stop", description="rows on which a step fails: stop, or skip (drop and log them)"
    )
    step_timeout: float | None = Field(
        None,
        strict=True,
        gt=0,
        le=86_400,
        allow_inf_nan=False,
        description="time limit in seconds for a step on a batch; no limit by default",
    )

    @field_validator("input", "output", mode="before")
    @classmethod
    def _path_alone(cls, value: Any) -> Any:
        return {"path": value} if isinstance(value, str) else value

    def nodes(self) -> tuple[Node, ...]:
        """Return the steps and blocks as nodes with paths.

        Raises
        ------
        RecipeError
            A step or parameter is unknown (the message lists the valid names), or a block is where
            no block is allowed.
        """
        return nodes_of(self.steps)


def make_recipe(steps: Sequence[Any], **fields: Any) -> Recipe:
    """Return a recipe made from plain data; its steps are only checked by `Recipe.nodes`.

    Raises
    ------
    RecipeError
        The data is not a recipe.

    Examples
    --------
    >>> make_recipe(["aeda"], seed=7).nodes()[0].path
    '0.aeda'
    """
    try:
        return Recipe.model_validate({"steps": steps, **fields})
    except ValidationError as error:
        raise RecipeError(explain(error, Recipe, "key")) from error


def changed_recipe(recipe: Recipe, **fields: Any) -> Recipe:
    """Return the recipe with some fields changed, after the same checks as in `make_recipe`."""
    if not fields:
        return recipe
    data = recipe.model_dump() | fields
    return make_recipe(data.pop("steps"), **data)
