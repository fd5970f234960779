from __future__ import annotations

from typing import Any

import pytest

from reaug.recipe.model import make_recipe
from reaug.recipe.plan import leaves, needs_all_rows, segments, step_order, wheres

RARE_AEDA = {"aeda": {"where": {"rare_below": 5}}}
BLOCK = {"augment": {"where": {}, "steps": ["aeda", {"one_of": ["random_deletion"]}]}}


def paths(*steps: Any) -> list[list[str]]:
    return [[node.path for node in part] for part in segments(make_recipe(steps).nodes())]


@pytest.mark.parametrize(
    ("step", "needs"),
    [
        ("aeda", False),
        ("deduplicate", True),
        ("curriculum", True),
        ({"curriculum": {"thresholds": [5]}}, False),
        ({"entity_swap": {"mode": "role"}}, True),
        ({"entity_swap": {"mode": "exchange"}}, False),
        ("entity_swap", True),
        (RARE_AEDA, True),
        ({"one_of": ["aeda", RARE_AEDA]}, True),
        ({"one_of": ["aeda"]}, False),
        (BLOCK, False),
        ({"augment": ["aeda"]}, True),
        ({"augment": {"where": {}, "steps": [{"one_of": ["entity_swap"]}]}}, True),
    ],
)
def test_who_needs_all_rows(step: Any, needs: bool) -> None:
    (node,) = make_recipe([step]).nodes()
    assert needs_all_rows(node) is needs


def test_a_node_that_needs_all_rows_begins_a_segment() -> None:
    assert paths("aeda", "random_deletion", BLOCK) == [["0.aeda", "1.random_deletion", "2.augment"]]
    assert paths("deduplicate", "aeda", "curriculum", "aeda") == [
        ["0.deduplicate", "1.aeda"],
        ["2.curriculum", "3.aeda"],
    ]
    assert paths("deduplicate", "deduplicate") == [["0.deduplicate"], ["1.deduplicate"]]


def test_leaves_and_conditions_come_in_order() -> None:
    nodes = make_recipe(["aeda", BLOCK]).nodes()
    assert [leaf.path for leaf in leaves(nodes)] == [
        "0.aeda",
        "1.augment/0.aeda",
        "1.augment/1.one_of/0.random_deletion",
    ]
    assert step_order(nodes)[1] == "1.augment"
    assert len(list(wheres(nodes))) == 4
