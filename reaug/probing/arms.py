"""The arms of a probe: raw rows, the output of a recipe, and a control with as many plain
duplicates.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

import numpy as np
import pyarrow as pa

from reaug.core import schema
from reaug.core.batch import Batch
from reaug.core.draws import Draw
from reaug.engine.engines.local import LocalEngine
from reaug.engine.execute import Watcher, execute, in_memory
from reaug.errors import RecipeError, UsageError
from reaug.recipe.blocks import BLOCKS
from reaug.recipe.checks import check_order, check_where, for_rules
from reaug.recipe.model import Recipe, changed_recipe
from reaug.recipe.plan import leaves
from reaug.recipe.registry import step_name
from reaug.rulebook import RuleBook

Kind = Literal["raw", "recipe", "control", "alone", "without"]
RAW: Final = "raw"


@dataclass(frozen=True)
class Arm:
    """One way to make a training set from raw rows.

    name : its display name.
    kind : its role in the comparison (raw rows, recipe, control, …).
    recipe : the recipe that is run on the raw rows; None for the raw rows and a control.
    of : name of the recipe that a control or an ablation belongs to.
    """

    name: str
    kind: Kind
    recipe: Recipe | None = None
    of: str | None = None


def arms_of(recipes: Sequence[tuple[str, Recipe]], rules: RuleBook, *, ablate: bool) -> list[Arm]:
    """Return the arms of a probe: raw rows, each recipe with its control, and ablations on request.

    Raises
    ------
    RecipeError
        If a recipe produces a model's input instead of rows, or has no step.
    UsageError
        If two recipes have the same name.
    """
    arms = [Arm(RAW, "raw")]
    for name, recipe in recipes:
        if any(arm.name == name for arm in arms):
            raise UsageError(f"two recipes are called {name!r}: rename one of the files")
        check_recipe(name, recipe, rules)
        arms += [Arm(name, "recipe", recipe, name), Arm(f"{name}: control", "control", None, name)]
        if ablate:
            arms += _ablations(name, recipe)
    return arms


def check_recipe(name: str, recipe: Recipe, rules: RuleBook) -> None:
    """Refuse a recipe whose output is not rows on which a model can be trained."""
    nodes = for_rules(recipe.nodes(), rules)
    check_where(nodes, rules)
    check_order(nodes)
    for leaf in leaves(nodes):
        if step_name(leaf.step) == "encode":
            raise RecipeError(
                f"{name}: {leaf.path} puts rows into a model's input format; the probe does that "
                "itself: remove the step"
            )


def _ablations(name: str, recipe: Recipe) -> Iterator[Arm]:
    """Yield two arms for each part of a recipe: the part alone, and the recipe without it.

    Nothing is yielded if the recipe has only one part.
    """
    parts = list(_parts(list(recipe.steps)))
    if len(parts) < 2:
        return
    for path, shown in parts:
        steps = _filtered(list(recipe.steps), path, keep=True)
        yield Arm(f"{name}: {shown} alone", "alone", changed_recipe(recipe, steps=steps), name)
        steps = _filtered(list(recipe.steps), path, keep=False)
        yield Arm(f"{name}: without {shown}", "without", changed_recipe(recipe, steps=steps), name)


def _parts(items: list[Any], path: tuple[int, ...] = ()) -> Iterator[tuple[tuple[int, ...], str]]:
    """Yield the path and the display name of each step of a recipe, including steps within
    blocks.
    """
    for i, item in enumerate(items):
        name, inside = _block(item)
        if inside is None:
            yield (*path, i), ".".join(map(str, (*path, i))) + f".{name}"
        else:
            yield from _parts(inside, (*path, i))


def _block(item: Any) -> tuple[str, list[Any] | None]:
    """Return the name of a recipe entry, and the entries inside it if it is a block, else None."""
    if isinstance(item, str):
        return item, None
    name, parameters = next(iter(item.items()))
    if name not in BLOCKS:
        return name, None
    return name, list(parameters if isinstance(parameters, list | tuple) else parameters["steps"])


def _filtered(items: list[Any], path: tuple[int, ...], *, keep: bool) -> list[Any]:
    """Return the entries of a recipe: only the one at `path` if `keep` is true, else all others.

    Blocks around the entry stay.
    """
    place, rest = path[0], path[1:]
    made: list[Any] = []
    for i, item in enumerate(items):
        if i != place:
            made += [] if keep else [item]
            continue
        if not rest:
            made += [item] if keep else []
            continue
        name, inside = _block(item)
        steps = _filtered(inside or [], rest, keep=keep)
        if steps:
            own = item[name]
            other = {} if isinstance(own, list | tuple) else dict(own)
            other.pop("weights", None)
            if name == "some_of":
                other["count"] = min(other.get("count", 1), len(steps))
            made.append({name: {**other, "steps": steps}})
    return made


def made_by(
    recipe: Recipe,
    table: pa.Table,
    rules: RuleBook,
    *,
    seed: int,
    watcher: Watcher | None = None,
) -> pa.Table:
    """Run a recipe on rows in memory, and return its output.

    Raises
    ------
    InputError, StepError
        See `reaug.run`.
    """
    nodes = for_rules(recipe.nodes(), rules)
    with (
        tempfile.TemporaryDirectory(prefix="reaug-") as work,
        LocalEngine().running() as engine,
    ):
        done = execute(
            nodes, table, rules, seed=seed, engine=engine, work=Path(work), watcher=watcher
        )
        return in_memory(done.rows)


def control_of(raw: Batch, made: pa.Table, *, seed: int) -> np.ndarray:
    """Return the raw rows for a control, which has as many rows of each label as `made`.

    Returns
    -------
    `int64[m]`, where m is the number of rows of `made`, without the rows whose label no raw row
    has.
    """
    labels = np.array(raw.label.to_pylist(), dtype=object)
    wanted = Counter(made[schema.LABEL].to_pylist())
    bits = Draw(raw.keys, seed=seed, path="probe/control").bits("order")
    chosen = []
    for label in sorted(wanted, key=str):
        rows = np.flatnonzero(labels == label)
        if not len(rows):
            continue
        rows = rows[np.lexsort([raw.keys[rows], bits[rows]])]
        chosen.append(np.resize(rows, wanted[label]))
    return np.concatenate(chosen) if chosen else np.zeros(0, dtype=np.int64)
