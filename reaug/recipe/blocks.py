"""The models of a recipe's blocks, which are entries that contain steps."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Final

from pydantic import BaseModel, BeforeValidator, Field, field_validator, model_validator

from reaug.choices import RARE_BELOW
from reaug.core.step import Where
from reaug.data.row_ids import read_row_ids
from reaug.errors import RecipeError
from reaug.recipe.quota import Balance

NEGATIVE: Final = ("no_relation",)
RARE = Where(rare_below=RARE_BELOW, not_labels=NEGATIVE)
"""The rows that `augment` copies by default: rows of rare labels, except the negative label."""

ENTRY: Final = "each entry is a step's name, or one name with its parameters"
"""The form of an entry of a recipe, for messages."""


def _entry(value: Any) -> Any:
    if not isinstance(value, str | dict):
        raise ValueError(ENTRY)
    return value


MAX_STEPS: Final = 200
"""The maximum number of steps in a recipe, and in a block."""
Item = Annotated[str | dict[str, Any], BeforeValidator(_entry)]
"""An entry of a recipe: the name of a step or block, possibly with parameters."""


class AugmentBlock(BaseModel, frozen=True, extra="forbid", defer_build=True):
    """A block that makes copies of rows; each copy goes through all the steps in order."""

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
        """Whether the block has no `where`, so that the default rows are copied."""
        return "where" not in self.model_fields_set

    @property
    def who(self) -> Where:
        """The condition for the rows to copy; by default all rows if the block has a target
        distribution.
        """
        has_where = "where" in self.model_fields_set
        where = self.where if has_where or self.balance is None else Where()
        if self.rows is None:
            return where
        return where.model_copy(update={"rows": read_row_ids(Path(self.rows))})


class DrawnBlock(BaseModel, frozen=True, extra="forbid", defer_build=True):
    """The common fields of blocks that draw some of their steps at random for each row."""

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
        """Return one weight per step; equal weights by default."""
        weights = (1.0,) * len(self.steps) if self.weights is None else self.weights
        if len(weights) != len(self.steps):
            raise RecipeError(f"{path}: {len(weights)} weights for {len(self.steps)} steps")
        return weights


class OneOfBlock(DrawnBlock, frozen=True, extra="forbid", defer_build=True):
    """A block of which one randomly drawn step is applied to each row."""

    retry: Annotated[
        bool,
        Field(
            strict=True, description="if a step leaves the row unchanged, try the next step drawn"
        ),
    ] = True


class SomeOfBlock(DrawnBlock, frozen=True, extra="forbid", defer_build=True):
    """A block of which some randomly drawn steps are applied to each row, in the order of the
    recipe.
    """

    count: int = Field(1, strict=True, ge=1, description="how many steps per row")


BLOCKS: Final[dict[str, type[BaseModel]]] = {
    "augment": AugmentBlock,
    "one_of": OneOfBlock,
    "some_of": SomeOfBlock,
}
"""The blocks of a recipe by name."""
