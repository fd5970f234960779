"""A recipe's steps as a tree of nodes with paths, and where the barriers lie."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reaug.core.step import Step, Where
from reaug.recipe.quota import Balance


@dataclass(frozen=True)
class Leaf:
    """A step with its path in the recipe, such as `2.augment/0.aeda`: its name in log and draws."""

    path: str
    step: Step


@dataclass(frozen=True)
class OneOf:
    """One of the children for each row, drawn by weight.

    With `retry`, a row that the drawn child leaves unchanged goes to the next one drawn.
    """

    path: str
    children: tuple[Node, ...]
    weights: tuple[float, ...]
    retry: bool = True


@dataclass(frozen=True)
class SomeOf:
    """`count` of the children for each row, drawn by weight; they act in the recipe's order."""

    path: str
    children: tuple[Node, ...]
    weights: tuple[float, ...]
    count: int


@dataclass(frozen=True)
class Augment:
    """`copies` new rows per row that meets `where`, each through all the children in order.

    With `balance`, as many for each label as its target distribution requires.
    """

    path: str
    children: tuple[Node, ...]
    copies: int
    where: Where
    p: float
    balance: Balance | None = None
    other: tuple[tuple[str, int], ...] | None = None
    """For `balance: {match: …}`: groups of the other set with their rows."""
    by_default: bool = False
    """Whether nobody said whom to copy: then the rule book's own negative label is left out."""


Node = Leaf | OneOf | SomeOf | Augment


def leaves(nodes: Sequence[Node]) -> Iterator[Leaf]:
    """All steps of some nodes, in order."""
    for node in nodes:
        if isinstance(node, Leaf):
            yield node
        else:
            yield from leaves(node.children)


def in_place(nodes: Sequence[Node]) -> Iterator[Leaf]:
    """The steps that act on the rows themselves, not on copies of an augment block."""
    for node in nodes:
        if isinstance(node, Leaf):
            yield node
        elif not isinstance(node, Augment):
            yield from in_place(node.children)


def step_order(nodes: Sequence[Node]) -> list[str]:
    """Paths of blocks that make rows and of all steps, in the order in which they act."""
    order: list[str] = []
    for node in nodes:
        if isinstance(node, Augment):
            order.append(node.path)
        order += [leaf.path for leaf in leaves([node])]
    return order


def wheres(nodes: Sequence[Node]) -> Iterator[Where]:
    """All conditions of some nodes."""
    yield from (where for _, where in placed_wheres(nodes))


def placed_wheres(nodes: Sequence[Node]) -> Iterator[tuple[str, Where]]:
    """All conditions of some nodes, with the path of the node of each."""
    for node in nodes:
        if isinstance(node, Leaf):
            yield node.path, node.step.where
        else:
            if isinstance(node, Augment):
                yield node.path, node.where
            yield from placed_wheres(node.children)


def needs_all_rows(node: Node) -> bool:
    """Whether all rows must be seen before the node can begin (a barrier)."""
    by_step = any(leaf.step.needs_summary for leaf in leaves([node]))
    aims = isinstance(node, Augment) and node.balance is not None
    return by_step or aims or any(where.counts_labels for where in wheres([node]))


def segments(nodes: Sequence[Node]) -> list[tuple[Node, ...]]:
    """Cut the recipe at its barriers: the nodes of a segment are fused into one pass.

    Pools and counts of a node come from the rows that enter the node, so a node that needs them
    begins a segment.
    """
    result: list[list[Node]] = [[]]
    for node in nodes:
        if needs_all_rows(node) and result[-1]:
            result.append([])
        result[-1].append(node)
    return [tuple(part) for part in result]
