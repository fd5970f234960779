"""Spaces of recipes: one of each alternative, the same draws for any number of candidates."""

from __future__ import annotations

from pathlib import Path

import pytest

from reaug.errors import RecipeError, UsageError
from reaug.probing.space import candidates, read_space
from reaug.probing.tune import seconds_of
from reaug.rulebook import load

BOOK = load("klue-re")


def steps(space: list[object], count: int, seed: int = 1) -> list[object]:
    return [recipe.steps for recipe in candidates(space, BOOK, count, seed=seed)]


def test_the_shipped_space_holds_recipes() -> None:
    recipes = steps(read_space(None), 12)
    assert len(recipes) == 12
    assert len({str(recipe) for recipe in recipes}) == 12
    assert steps(read_space(None), 5) == recipes[:5]
    assert steps(read_space(None), 5, seed=2) != recipes[:5]


def test_nothing_is_left_out_and_alternatives_may_stand_anywhere() -> None:
    space = [{"any": [None, "deduplicate"]}, {"aeda": {"ratio": {"any": [0.1, 0.2]}}}]
    aeda = [{"aeda": {"ratio": ratio}} for ratio in (0.1, 0.2)]
    expected = [[step] for step in aeda] + [["deduplicate", step] for step in aeda]
    recipes = [list(step) for step in steps(space, 20)]
    assert sorted(map(str, recipes)) == sorted(map(str, expected))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("steps: []\n", "a search space is a mapping with a list of steps"),
        ("- aeda\n", "a search space is a mapping with a list of steps"),
        ("steps: [aeda]\nseed: 1\n", "unknown key 'seed'; a search space has only steps"),
        ("steps: [{any: []}]\n", "any: needs a list of alternatives"),
        ("steps: [{any: [aeda], p: 1}]\n", "any: needs a list of alternatives"),
        ("steps: [*x]\n", "alias"),
    ],
)
def test_bad_spaces(text: str, message: str, tmp_path: Path) -> None:
    file = tmp_path / "space.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(RecipeError, match=message):
        read_space(file)


def test_a_space_without_any_recipe() -> None:
    with pytest.raises(RecipeError, match="unknown step 'eada'"):
        candidates([{"any": ["eada"]}], BOOK, 3, seed=1)
    with pytest.raises(RecipeError, match="contains no recipe"):
        candidates([{"any": [None]}], BOOK, 3, seed=1)


@pytest.mark.parametrize("text", ["", "soon", "0m", "-3m", "20 minutes", "nan", "٣m"])
def test_bad_budgets(text: str) -> None:
    with pytest.raises(UsageError, match="a budget is a time such as 20m"):
        seconds_of(text)
