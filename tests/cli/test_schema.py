from __future__ import annotations

from command import reaug
from reaug.recipe.json_schema import recipe_schema


def test_the_schema_is_one_document() -> None:
    result = reaug("schema")
    assert (result.code, result.err) == (0, "")
    assert result.json == recipe_schema()
