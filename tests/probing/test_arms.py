"""What is compared: recipes, their controls, and their parts."""

from __future__ import annotations

from collections import Counter

import pyarrow as pa
import pytest

from reaug.core.batch import Batch
from reaug.core.examples import batch_of
from reaug.errors import RecipeError, UsageError
from reaug.probing.arms import Arm, arms_of, control_of, made_by
from reaug.recipe.model import Recipe, make_recipe
from reaug.rulebook import load

BOOK = load("klue-re")
RECIPE = make_recipe(
    [
        "deduplicate",
        {"augment": {"where": {}, "steps": [{"one_of": ["aeda", "random_masking"]}, "aeda"]}},
    ]
)


def names(*recipes: tuple[str, Recipe], ablate: bool = False) -> list[str]:
    return [arm.name for arm in arms_of(recipes, BOOK, ablate=ablate)]


def test_each_recipe_has_its_control() -> None:
    assert names(("a", RECIPE), ("b", RECIPE)) == ["raw", "a", "a: control", "b", "b: control"]


def test_each_part_alone_and_left_out() -> None:
    arms = {arm.name: arm for arm in arms_of([("a", RECIPE)], BOOK, ablate=True)}
    parts = ["0.deduplicate", "1.0.0.aeda", "1.0.1.random_masking", "1.1.aeda"]
    assert [name for name in arms if "alone" in name] == [f"a: {part} alone" for part in parts]

    def steps(name: str) -> object:
        recipe = arms[name].recipe
        assert recipe is not None
        assert recipe.nodes()
        return recipe.model_dump(mode="json")["steps"]

    alone = [{"augment": {"where": {}, "steps": [{"one_of": {"steps": ["random_masking"]}}]}}]
    assert steps("a: 1.0.1.random_masking alone") == alone
    assert steps("a: without 0.deduplicate") == list(RECIPE.model_dump(mode="json")["steps"])[1:]


def test_a_recipe_of_one_part_has_no_ablations() -> None:
    assert names(("a", make_recipe(["aeda"])), ablate=True) == ["raw", "a", "a: control"]


def test_bad_recipes() -> None:
    with pytest.raises(UsageError, match="two recipes are called 'a'"):
        names(("a", RECIPE), ("a", RECIPE))
    with pytest.raises(RecipeError, match=r"0\.encode puts rows into a model's input format"):
        names(("a", make_recipe([{"encode": {"style": "entity_mask"}}])))


def rows() -> Batch:
    marked = [f"[S|PER|박바다]는 {i}번째로 [O|LOC|한밭]에 갔다." for i in range(12)]
    return batch_of(*marked, label=["per:origin"] * 4 + ["no_relation"] * 8)


def test_a_control_has_the_labels_of_what_was_made() -> None:
    raw = rows()
    recipe = make_recipe([{"augment": {"where": {"labels": ["per:origin"]}, "steps": ["aeda"]}}])
    copies = made_by(recipe, raw.table, BOOK, seed=1)
    control = control_of(raw, copies, seed=1)
    labels = raw.label.to_pylist()
    assert Counter(labels[row] for row in control) == Counter(copies["label"].to_pylist())
    assert max(Counter(control.tolist()).values()) == 2


def test_a_control_of_fewer_rows_leaves_some_out() -> None:
    raw = rows()
    control = control_of(raw, raw.table.slice(0, 6), seed=1)
    assert len(set(control.tolist())) == len(control) == 6


def test_a_label_without_a_raw_row_is_left_out_of_the_control() -> None:
    raw = rows()
    other = raw.table.slice(0, 1)
    other = other.set_column(
        other.schema.get_field_index("label"), "label", pa.array(["per:title"])
    )
    assert len(control_of(raw, other, seed=1)) == 0


def test_arms_say_what_they_are() -> None:
    assert Arm("raw", "raw").recipe is None
