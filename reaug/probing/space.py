"""The search space: a recipe with alternatives, from which recipes are drawn."""

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
"""The number of draws per requested candidate; more draws would find hardly any new recipe."""
_MOST_VALUES: Final = 10_000


def read_space(path: Path | None) -> list[Any]:
    """Return the steps of a search space with their alternatives; by default of the shipped space.

    Raises
    ------
    RecipeError
        If the file cannot be read, or has no steps.
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
    """Refuse an `any` without a list of alternatives, or with other keys beside it."""
    if isinstance(value, list):
        for item in value:
            _check(item, place)
    elif isinstance(value, dict):
        if ANY in value and (len(value) > 1 or not isinstance(value[ANY], list) or not value[ANY]):
            raise RecipeError(f"{place}: any: needs a list of alternatives, and nothing next to it")
        for item in value.values():
            _check(item, place)


def candidates(space: list[Any], rules: RuleBook, count: int, *, seed: int) -> list[Recipe]:
    """Return different recipes drawn from a space: `count`, or fewer if the space has fewer.

    A larger `count` gives the same recipes first, and then more.

    Raises
    ------
    RecipeError
        If none of the drawn recipes is valid. The message gives the reason for the first recipe.

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
    """Yield random numbers from 0 to 1, which choose the alternatives of one candidate."""
    draw = Draw(row_keys([str(number)]), seed=seed, path="tune")
    index = 0
    while True:
        yield float(draw.uniform("any", index)[0])
        index += 1


def _drawn(value: Any, choices: Iterator[float]) -> Any:
    """Return a value in which each mapping `{any: [A, B, …]}` is replaced by one of A, B, …."""
    # If a null is drawn for an entry of a list, the entry is left out. `choices` yields numbers
    # from 0 to 1 that select the alternatives.
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
