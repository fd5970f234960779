from __future__ import annotations

import pytest

from reaug.cli.options import Reading
from reaug.cli.recipe_run import overridden
from reaug.errors import RecipeError
from reaug.recipe.model import make_recipe


def test_without_options_the_recipe_stays_as_it_is() -> None:
    for recipe in (make_recipe(["aeda"]), make_recipe(["aeda"], input="a", output="b", seed=7)):
        assert overridden(recipe, Reading()) == recipe


def test_options_override_the_recipe() -> None:
    recipe = make_recipe(["aeda"], input={"path": "a", "split": "train", "on_bad_row": "drop"})
    again = overridden(recipe, Reading(), source="b", seed=0)
    assert again.seed == 0
    assert again.input is not None
    assert (again.input.path, again.input.split, again.input.on_bad_row) == ("b", None, "drop")
    again = overridden(recipe, Reading(on_bad_row="repair"))
    assert again.input is not None
    assert (again.input.path, again.input.split, again.input.on_bad_row) == ("a", "train", "repair")
    assert overridden(make_recipe(["aeda"]), Reading(on_bad_row="drop")).input is None


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(RecipeError, match="seed: this must be less than"):
        overridden(make_recipe(["aeda"]), Reading(), seed=2**63)
