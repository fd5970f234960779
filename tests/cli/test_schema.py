from __future__ import annotations

from command import reaug
from reaug.recipe.json_schema import recipe_schema


def test_the_schema_is_one_document() -> None:
    said = reaug("schema")
    assert (said.code, said.err) == (0, "")
    assert said.json == recipe_schema()
