"""The model of a recipe: input, rules, seed, steps, output, gates; with strict validation."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    Field,
    StrictBool,
    ValidationError,
    field_validator,
    model_validator,
)

from reaug.choices import MAX_BAD_SHARE, RARE_BELOW, OnBadRow, OnError
from reaug.core.failures import failure_line
from reaug.core.quoting import listed, shorten
from reaug.core.step import Step, Where
from reaug.data.formats import FILES, READ
from reaug.data.row_ids import read_row_ids
from reaug.errors import ReaugError, RecipeError
from reaug.recipe.faults import explain
from reaug.recipe.plan import Augment, Leaf, Node, OneOf, SomeOf
from reaug.recipe.quota import Balance
from reaug.recipe.registry import ambiguous, step_class, step_name, step_names
from reaug.suggestions import unknown

NEGATIVE: Final = ("no_relation",)
RARE = Where(rare_below=RARE_BELOW, not_labels=NEGATIVE)
"""The rows that `augment` copies by default: those of rare relations, as the winning teams did."""

_ENTRY: Final = "each entry is a step's name, or one name with its parameters"


def _entry(value: Any) -> Any:
    if not isinstance(value, str | dict):
        raise ValueError(_ENTRY)
    return value


MAX_STEPS: Final = 200
"""Maximum number of steps in a recipe, and in a block."""
Item = Annotated[str | dict[str, Any], BeforeValidator(_entry)]
M = TypeVar("M", bound=BaseModel)

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


class AugmentBlock(BaseModel, frozen=True, extra="forbid", defer_build=True):
    """Copies of rows; each copy goes through all the steps in order."""

    steps: tuple[Item, ...] = Field(
        min_length=1, max_length=MAX_STEPS, description="steps for each copy, in order"
    )
    copies: int = Field(1, strict=True, ge=1, le=1000, description="copies per row")
    where: Where = Field(
        RARE,
        description=(
            "rows to copy; by default those of labels with fewer than 500 rows, except the "
            "negative label"
        ),
    )
    p: float = Field(
        1.0, strict=True, ge=0, le=1, description="share of these rows to copy, drawn per row"
    )
    rows: str | None = Field(
        None, min_length=1, description="a file of row ids, or of findings: only these rows"
    )
    balance: Balance | None = Field(
        None, description="the target distribution, which determines the copies of each row"
    )

    @model_validator(mode="after")
    def _one_plan(self) -> AugmentBlock:
        if self.balance is not None and "copies" in self.model_fields_set:
            raise ValueError("balance determines the number of copies; remove copies")
        return self

    @property
    def by_default(self) -> bool:
        """Whether the recipe does not say which rows to copy."""
        return "where" not in self.model_fields_set

    @property
    def who(self) -> Where:
        """The rows to copy; by default all rows if the block has a target distribution."""
        has_where = "where" in self.model_fields_set
        where = self.where if has_where or self.balance is None else Where()
        if self.rows is None:
            return where
        return where.model_copy(update={"rows": read_row_ids(Path(self.rows))})


class DrawnBlock(BaseModel, frozen=True, extra="forbid", defer_build=True):
    """The common fields of blocks that draw some of their steps for each row."""

    steps: tuple[Item, ...] = Field(
        min_length=1, max_length=MAX_STEPS, description="the steps to draw from"
    )
    weights: tuple[Annotated[float, Field(strict=True)], ...] | None = Field(
        None, description="one per step; equal by default"
    )

    @field_validator("weights")
    @classmethod
    def _positive(cls, weights: tuple[float, ...] | None) -> tuple[float, ...] | None:
        if weights is not None and not all(0 < weight < float("inf") for weight in weights):
            raise ValueError("weights must be positive numbers")
        return weights

    def weights_for(self, path: str) -> tuple[float, ...]:
        """Return one weight per step."""
        weights = (1.0,) * len(self.steps) if self.weights is None else self.weights
        if len(weights) != len(self.steps):
            raise RecipeError(f"{path}: {len(weights)} weights for {len(self.steps)} steps")
        return weights


class OneOfBlock(DrawnBlock, frozen=True, extra="forbid", defer_build=True):
    """One randomly drawn step for each row."""

    retry: Annotated[
        bool,
        Field(
            strict=True, description="if a step leaves the row unchanged, try the next one drawn"
        ),
    ] = True


class SomeOfBlock(DrawnBlock, frozen=True, extra="forbid", defer_build=True):
    """Some randomly drawn steps for each row, applied in the order of the recipe."""

    count: int = Field(1, strict=True, ge=1, description="how many steps per row")


BLOCKS: Final[dict[str, type[BaseModel]]] = {
    "augment": AugmentBlock,
    "one_of": OneOfBlock,
    "some_of": SomeOfBlock,
}
"""The blocks of a recipe by name."""


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
        """Return the steps as nodes with paths.

        Raises
        ------
        RecipeError
            There is an unknown step or parameter (the message lists the valid names), or a block
            where none is allowed.
        """
        return tuple(_node(item, f"{i}.", "steps") for i, item in enumerate(self.steps))


def _node(item: Item, prefix: str, where: str, *, inside: str | None = None) -> Node:
    name, parameters = _name_and_parameters(item, where)
    path = f"{prefix}{name}"
    if name == "augment":
        if inside is not None:
            raise RecipeError(
                f"{path}: an augment block must be at the top level of a recipe, not inside "
                f"{inside}"
            )
        block = _validated(AugmentBlock, _as_block(parameters), path)
        children = _children(block.steps, path, inside=name)
        return Augment(
            path,
            children,
            block.copies,
            block.who,
            block.p,
            block.balance,
            by_default=block.by_default,
        )
    if name == "one_of":
        choice = _validated(OneOfBlock, _as_block(parameters), path)
        children = _children(choice.steps, path, inside=name)
        return OneOf(path, children, choice.weights_for(path), choice.retry)
    if name == "some_of":
        some = _validated(SomeOfBlock, _as_block(parameters), path)
        if some.count > len(some.steps):
            message = f"count is {some.count}, but there are {len(some.steps)} steps"
            raise RecipeError(f"{path}: {message}")
        children = _children(some.steps, path, inside=name)
        return SomeOf(path, children, some.weights_for(path), some.count)
    return _leaf(path, make_step(name, parameters, path), inside)


def _leaf(path: str, step: Step, inside: str | None) -> Leaf:
    name = path.rpartition(".")[2]
    if step.of_whole_set and inside is not None:
        raise RecipeError(f"{path}: {name} judges the whole set; move it out of {inside}")
    if step.for_every_row:
        if inside is not None:
            raise RecipeError(f"{path}: {name} applies to every row; move it out of {inside}")
        if step.p < 1 or step.where != Where():
            raise RecipeError(f"{path}: {name} applies to every row; remove p and where")
    if step.adds_columns:
        if inside is not None:
            raise RecipeError(f"{path}: {name} adds columns; move it out of {inside}")
        if step.p < 1 or step.where != Where():
            raise RecipeError(f"{path}: {name} adds columns to every row; remove p and where")
    return Leaf(path, step)


def _children(items: Sequence[Item], path: str, *, inside: str) -> tuple[Node, ...]:
    return tuple(_node(item, f"{path}/{i}.", path, inside=inside) for i, item in enumerate(items))


def _name_and_parameters(item: Item, where: str) -> tuple[str, Any]:
    if isinstance(item, str):
        return item, None
    if len(item) != 1:
        keys = listed(item) or "none"
        raise RecipeError(f"{where}: {_ENTRY}; here: {keys}")
    return next(iter(item.items()))


def _as_block(parameters: Any) -> Any:
    return {"steps": parameters} if isinstance(parameters, list) else (parameters or {})


def make_step(name: str, parameters: Any, path: str) -> Step:
    """Make a step from its name and parameters.

    Raises
    ------
    RecipeError
        The name is unknown or the parameters are invalid; the message lists the valid names.
    """
    if name not in step_names():
        raise RecipeError(f"{path}: {unknown('step', name, [*BLOCKS, *step_names()])}")
    if why := ambiguous(name):
        raise RecipeError(f"{path}: {why}")
    return _validated(step_class(name), {} if parameters is None else parameters, path)


def _validated(model: type[M], parameters: Any, path: str) -> M:
    if not isinstance(parameters, dict):
        raise RecipeError(
            f"{path}: parameters are written as name: value, not {shorten(parameters)}"
        )
    try:
        return model.model_validate(parameters)
    except ValidationError as error:
        raise RecipeError(f"{path}: {explain(error, model)}") from error
    except (ReaugError, KeyboardInterrupt):
        raise
    except BaseException as error:  # validators of plugins can raise anything
        message = f"{path}: its parameters cannot be checked: {failure_line(error)}"
        raise RecipeError(f"{message}. Set REAUG_DEBUG=1 for the traceback") from error


def make_recipe(steps: Sequence[Any], **fields: Any) -> Recipe:
    """Make a recipe from plain data; `Recipe.nodes` checks its steps.

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
    """Return the recipe with some fields changed, after the same checks."""
    if not fields:
        return recipe
    data = recipe.model_dump() | fields
    return make_recipe(data.pop("steps"), **data)


def recipe_of(steps: Sequence[Step]) -> tuple[dict[str, Any], ...]:
    """Convert step objects to entries of a recipe."""
    return tuple({step_name(step): step.model_dump(mode="json")} for step in steps)


def leaves_of(steps: Sequence[Step]) -> tuple[Leaf, ...]:
    """Convert step objects to nodes, including those of classes that have no name in recipes."""
    return tuple(_leaf(f"{i}.{step_name(step)}", step, None) for i, step in enumerate(steps))


def augment_of(steps: Sequence[Step], **parameters: Any) -> Augment:
    """Make an augment block from step objects and parameters.

    Raises
    ------
    RecipeError
        A parameter is invalid, or there is no step.
    """
    path = "0.augment"
    block = _validated(AugmentBlock, {"steps": recipe_of(steps), **parameters}, path)
    children = tuple(
        _leaf(f"{path}/{leaf.path}", leaf.step, "augment") for leaf in leaves_of(steps)
    )
    return Augment(
        path,
        children,
        block.copies,
        block.who,
        block.p,
        block.balance,
        by_default=block.by_default,
    )
