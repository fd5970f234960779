"""Find the `rewrite` steps of a recipe, and replace them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple, cast

from reaug.recipe.plan import Leaf, Node, leaves
from reaug.recipe.registry import is_shipped

if TYPE_CHECKING:
    from reaug.transforms.rewrite.step import Rewrite


class RewritingStep(NamedTuple):
    """A `rewrite` step, with its path."""

    path: str
    step: Rewrite


def rewriting_steps(nodes: Sequence[Node]) -> list[RewritingStep]:
    """Return the `rewrite` steps of a recipe, in order."""
    return [
        RewritingStep(leaf.path, cast("Rewrite", leaf.step))
        for leaf in leaves(nodes)
        if is_shipped(leaf.step, "rewrite")
    ]


def with_step(nodes: Sequence[Node], path: str, step: Rewrite) -> tuple[Node, ...]:
    """Return the nodes with another step at `path`."""
    return tuple(_with_step(node, path, step) for node in nodes)


def _with_step(node: Node, path: str, step: Rewrite) -> Node:
    if isinstance(node, Leaf):
        return replace(node, step=step) if node.path == path else node
    return replace(node, children=with_step(node.children, path, step))
