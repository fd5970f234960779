"""The recipes that a search may try: a recipe with alternatives in it, and draws of one of each."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import numpy as np

from reaug.core.draws import Draw, row_keys
from reaug.errors import RecipeError
from reaug.probing.arms import check_recipe
from reaug.recipe.model import Recipe, make_recipe
from reaug.rulebook import RuleBook
from reaug.strict_yaml import read_yaml

ANY: Final = "any"
_SHIPPED: Final = Path(__file__).parent / "space.yaml"
_TRIES: Final = 30
"""Draws for each candidate wanted; more give none that is new."""
_MOST_VALUES: Final = 10_000


def read_space(path: Path | None) -> list[Any]:
    """The steps of a space, with alternatives in them; by default of the one that is shipped.

    Raises
    ------
    RecipeError
        The file cannot be read, or holds no steps.
    """
    place = _SHIPPED if path is None else path
    data = read_yaml(place, RecipeError, "search space", _MOST_VALUES).data
    if not isinstance(data, dict) or not isinstance(data.get("steps"), list) or not data["steps"]:
        raise RecipeError(
            f"{place}: a search space is a mapping with a list of steps, like a recipe"
        )
    if others := sorted(set(data) - {"steps"}):
        raise RecipeError(f"{place}: unknown key {others[0]!r}; a search space has only steps")
    _check(data["steps"], place)
    return list(data["steps"])


def _check(value: Any, place: Path) -> None:
    """Refuse an `any` that is no list of alternatives, or that has other keys beside it."""
    if isinstance(value, list):
        for item in value:
            _check(item, place)
    elif isinstance(value, dict):
        if ANY in value and (len(value) > 1 or not isinstance(value[ANY], list) or not value[ANY]):
            raise RecipeError(f"{place}: any: needs a list of alternatives, and nothing next to it")
        for item in value.values():
            _check(item, place)


def candidates(space: list[Any], rules: RuleBook, count: int, *, seed: int) -> list[Recipe]:
    """Recipes drawn from a space, each once; fewer where it holds no more.

    The first of them are the same whatever `count` is.

    Raises
    ------
    RecipeError
        None of the draws is a recipe: the reason of the first.

    Examples
    --------
    >>> from reaug.rulebook import load
    >>> some = candidates([{"any": ["aeda", "deduplicate"]}], load(), 5, seed=1)
    >>> sorted(recipe.steps[0] for recipe in some)
    ['aeda', 'deduplicate']
    """
    made: dict[str, Recipe] = {}
    reason: RecipeError | None = None
    for number in range(_TRIES * count):
        if len(made) == count:
            break
        steps = _drawn(space, _choices(seed, number))
        key = json.dumps(steps, ensure_ascii=False, sort_keys=True)
        if not steps or key in made:
            continue
        try:
            recipe = make_recipe(steps, rules=rules.name)
            check_recipe("a candidate", recipe, rules)
        except RecipeError as error:
            reason = reason or error
            continue
        made[key] = recipe
    if not made:
        raise reason or RecipeError("the search space contains no recipe that changes anything")
    return list(made.values())


def _choices(seed: int, number: int) -> Iterator[float]:
    """Uniform numbers for one candidate, one after the other."""
    draw = Draw(row_keys([str(number)]), seed=seed, path="tune")
    index = 0
    while True:
        yield float(draw.uniform("any", index)[0])
        index += 1


def _drawn(value: Any, choices: Iterator[float]) -> Any:
    """A value with one of each alternatives; entries of lists that are null are left out."""
    if isinstance(value, list):
        items = [_drawn(item, choices) for item in value]
        return [item for item in items if item is not None]
    if not isinstance(value, dict):
        return value
    if set(value) == {ANY}:
        alternatives = value[ANY]
        chosen = int(np.floor(next(choices) * len(alternatives)))
        return _drawn(alternatives[chosen], choices)
    return {name: _drawn(item, choices) for name, item in value.items()}
