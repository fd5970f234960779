"""Make the nodes of a recipe from its entries or from step objects."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from reaug.core.failures import failure_line
from reaug.core.quotes import listed, shorten
from reaug.core.step import Step, Where
from reaug.errors import ReaugError, RecipeError
from reaug.recipe.blocks import BLOCKS, ENTRY, AugmentBlock, Item, OneOfBlock, SomeOfBlock
from reaug.recipe.faults import explain
from reaug.recipe.plan import Augment, Leaf, Node, OneOf, SomeOf
from reaug.recipe.registry import ambiguous, step_class, step_name, step_names
from reaug.suggestions import unknown

M = TypeVar("M", bound=BaseModel)


def nodes_of(items: Sequence[Item]) -> tuple[Node, ...]:
    """Return nodes with paths for the entries of a recipe.

    Raises
    ------
    RecipeError
        A step or parameter is unknown (the message lists the valid names), or a block is where no
        block is allowed.
    """
    return tuple(_node(item, f"{i}.", "steps") for i, item in enumerate(items))


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
        return _augment(path, block, _children(block.steps, path, inside=name))
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
        raise RecipeError(f"{where}: {ENTRY}; here: {keys}")
    return next(iter(item.items()))


def _as_block(parameters: Any) -> Any:
    return {"steps": parameters} if isinstance(parameters, list) else (parameters or {})


def make_step(name: str, parameters: Any, path: str) -> Step:
    """Return a step made from its name and parameters.

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


def recipe_of(steps: Sequence[Step]) -> tuple[dict[str, Any], ...]:
    """Return the entries of a recipe for step objects."""
    return tuple({step_name(step): step.model_dump(mode="json")} for step in steps)


def leaves_of(steps: Sequence[Step]) -> tuple[Leaf, ...]:
    """Return nodes for step objects, including objects of classes without a name in recipes."""
    return tuple(_leaf(f"{i}.{step_name(step)}", step, None) for i, step in enumerate(steps))


def augment_of(steps: Sequence[Step], **parameters: Any) -> Augment:
    """Return an augment block made from step objects and parameters.

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
    return _augment(path, block, children)


def _augment(path: str, block: AugmentBlock, children: tuple[Node, ...]) -> Augment:
    return Augment(
        path,
        children,
        block.copies,
        block.who,
        block.p,
        block.balance,
        by_default=block.by_default,
    )
