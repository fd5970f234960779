"""The steps of a recipe as a tree of nodes with paths, which is divided into segments."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reaug.core.step import Step, Where
from reaug.recipe.quota import Balance


@dataclass(frozen=True)
class Leaf:
    """A step and its path in the recipe, such as `2.augment/0.aeda`.

    Logs name the step by the path, and its random draws depend on it.
    """

    path: str
    step: Step


@dataclass(frozen=True)
class OneOf:
    """A block that applies one child to each row, drawn by weight.

    With `retry`, if the drawn child leaves a row unchanged, another one is drawn.
    """

    path: str
    children: tuple[Node, ...]
    weights: tuple[float, ...]
    retry: bool = True


@dataclass(frozen=True)
class SomeOf:
    """A block that applies `count` children to each row, drawn by weight, in the order of the
    recipe.
    """

    path: str
    children: tuple[Node, ...]
    weights: tuple[float, ...]
    count: int


@dataclass(frozen=True)
class Augment:
    """A block that makes `copies` new rows for each row that meets `where`.

    Each new row goes through all children in order.

    With `balance`, the target distribution determines the number of new rows for each label.
    """

    path: str
    children: tuple[Node, ...]
    copies: int
    where: Where
    p: float
    balance: Balance | None = None
    other: tuple[tuple[str, int], ...] | None = None
    """The number of rows of each group in the other set, for `balance: {match: …}`."""
    by_default: bool = False
    """Whether the recipe does not name the rows to copy, so that the negative label is left out."""


Node = Leaf | OneOf | SomeOf | Augment


def leaves(nodes: Sequence[Node]) -> Iterator[Leaf]:
    """Yield all steps of the nodes, in order."""
    for node in nodes:
        if isinstance(node, Leaf):
            yield node
        else:
            yield from leaves(node.children)


def in_place(nodes: Sequence[Node]) -> Iterator[Leaf]:
    """Yield the steps that change the rows themselves, not only copies of an augment block."""
    for node in nodes:
        if isinstance(node, Leaf):
            yield node
        elif not isinstance(node, Augment):
            yield from in_place(node.children)


def step_order(nodes: Sequence[Node]) -> list[str]:
    """Return the paths of all steps, and of the blocks that make rows, in the order of
    application.
    """
    order: list[str] = []
    for node in nodes:
        if isinstance(node, Augment):
            order.append(node.path)
        order += [leaf.path for leaf in leaves([node])]
    return order


def wheres(nodes: Sequence[Node]) -> Iterator[Where]:
    """Yield all conditions of the nodes."""
    yield from (where for _, where in placed_wheres(nodes))


def placed_wheres(nodes: Sequence[Node]) -> Iterator[tuple[str, Where]]:
    """Yield all conditions of the nodes, each with the path of its node."""
    for node in nodes:
        if isinstance(node, Leaf):
            yield node.path, node.step.where
        else:
            if isinstance(node, Augment):
                yield node.path, node.where
            yield from placed_wheres(node.children)


def needs_all_rows(node: Node) -> bool:
    """Return whether a node is a barrier: it can begin only when all rows are known."""
    by_step = any(leaf.step.needs_summary for leaf in leaves([node]))
    aims = isinstance(node, Augment) and node.balance is not None
    return by_step or aims or any(where.counts_labels for where in wheres([node]))


def segments(nodes: Sequence[Node]) -> list[tuple[Node, ...]]:
    """Return the nodes of a recipe in segments; the nodes of a segment run in one pass over the
    rows.

    Some nodes first collect something from all rows that reach them, such as the number of rows of
    each label, or the mentions that can replace others. Such a node begins a new segment.
    """
    result: list[list[Node]] = [[]]
    for node in nodes:
        if needs_all_rows(node) and result[-1]:
            result.append([])
        result[-1].append(node)
    return [tuple(part) for part in result]
