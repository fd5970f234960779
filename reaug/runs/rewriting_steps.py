"""Which steps of a recipe ask a language model."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple, cast

from reaug.recipe.plan import Node, leaves
from reaug.recipe.registry import is_shipped

if TYPE_CHECKING:
    from reaug.transforms.rewrite.step import Rewrite


class Asked(NamedTuple):
    """A step that asks a model, by its path."""

    path: str
    step: Rewrite


def rewriting_steps(nodes: Sequence[Node]) -> list[Asked]:
    """The steps that ask a model, in order."""
    return [
        Asked(leaf.path, cast("Rewrite", leaf.step))
        for leaf in leaves(nodes)
        if is_shipped(leaf.step, "rewrite")
    ]
