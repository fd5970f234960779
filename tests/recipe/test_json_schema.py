from __future__ import annotations

import json
from typing import Any

import pytest

from reaug.recipe.json_schema import recipe_schema
from reaug.recipe.recipe_file import load_recipe
from reaug.recipe.registry import step_names
from reaug.strict_yaml import read_yaml
from run_folders import SAMPLES

SCHEMA = recipe_schema()
TYPES = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "null": type(None),
}
KNOWN = {
    "$ref",
    "anyOf",
    "type",
    "enum",
    "const",
    "properties",
    "required",
    "additionalProperties",
    "items",
    "minItems",
    "maxItems",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "minLength",
    "pattern",
    "title",
    "description",
    "default",
    "$defs",
}


def fits(value: Any, schema: dict[str, Any]) -> bool:
    """Whether a value fits a schema, by the keywords that pydantic uses here."""
    assert set(schema) <= KNOWN, set(schema) - KNOWN
    if "$ref" in schema:
        return fits(value, SCHEMA["$defs"][schema["$ref"].removeprefix("#/$defs/")])
    if "anyOf" in schema and not any(fits(value, variant) for variant in schema["anyOf"]):
        return False
    if "type" in schema:
        if not isinstance(value, TYPES[schema["type"]]):
            return False
        if isinstance(value, bool) != (schema["type"] == "boolean"):
            return False
    if "enum" in schema and value not in schema["enum"]:
        return False
    if "const" in schema and value != schema["const"]:
        return False
    if isinstance(value, dict):
        known = schema.get("properties", {})
        if not set(schema.get("required", ())) <= set(value):
            return False
        if schema.get("additionalProperties") is False and not set(value) <= set(known):
            return False
        return all(fits(value[name], known[name]) for name in value if name in known)
    if isinstance(value, list):
        if not schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", len(value)):
            return False
        return all(fits(each, schema.get("items", {})) for each in value)
    if isinstance(value, int | float):
        low, high = schema.get("minimum", value), schema.get("maximum", value)
        return bool(low <= value <= high)
    return True


def refs(node: Any) -> set[str]:
    if isinstance(node, dict):
        own = {node["$ref"]} if isinstance(node.get("$ref"), str) else set()
        return own.union(*map(refs, node.values()))
    return set().union(*map(refs, node)) if isinstance(node, list) else set()


def test_it_is_json_and_its_references_lead_somewhere() -> None:
    assert json.loads(json.dumps(SCHEMA, allow_nan=False)) == SCHEMA
    assert {ref.removeprefix("#/$defs/") for ref in refs(SCHEMA)} <= set(SCHEMA["$defs"])


def test_it_is_a_json_schema() -> None:
    jsonschema = pytest.importorskip("jsonschema", reason="the package jsonschema is absent")
    jsonschema.validators.validator_for(SCHEMA).check_schema(SCHEMA)


def test_every_step_and_parameter_is_there() -> None:
    entries = {}
    for entry in SCHEMA["$defs"]["Step"]["anyOf"]:
        entries |= entry.get("properties", {})
    assert set(entries) == {*step_names(), "augment", "one_of", "some_of"}
    swap = next(variant for variant in entries["entity_swap"]["anyOf"] if "properties" in variant)
    assert {"mode", "sides", "p", "where"} <= set(swap["properties"])
    assert all("description" in field for field in swap["properties"].values())


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.yaml")), ids=lambda path: path.stem)
def test_the_sample_recipes_fit(path: Any) -> None:
    load_recipe(path)
    assert fits(read_yaml(path).data, SCHEMA)


@pytest.mark.parametrize(
    "recipe",
    [
        {"steps": ["aeda", {"aeda": None}, {"aeda": {"ratio": 0.5}}], "input": "a.json"},
        {"steps": [{"augment": ["aeda"]}, {"one_of": [{"some_of": {"steps": ["aeda"]}}]}]},
        {"steps": ["aeda"], "input": {"path": "a", "on_bad_row": "drop"}, "output": "b"},
        {"steps": ["aeda"], "output": {"path": "b", "formats": ["jsonl"]}, "fail_on": ["a > 1"]},
    ],
)
def test_good_recipes_fit(recipe: dict[str, Any]) -> None:
    assert fits(recipe, SCHEMA)


@pytest.mark.parametrize(
    "recipe",
    [
        {},
        {"steps": []},
        {"steps": "aeda"},
        {"steps": ["adea"]},
        {"steps": [{"aeda": {"ratioo": 1}}]},
        {"steps": [{"aeda": {"p": 2}}]},
        {"steps": [{"aeda": {"p": "much"}}]},
        {"steps": [{"augment": {"copies": 0, "steps": ["aeda"]}}]},
        {"steps": [{"augment": []}]},
        {"steps": [{"one_of": ["adea"]}]},
        {"steps": ["aeda"], "seed": True},
        {"steps": ["aeda"], "seed": -1},
        {"steps": ["aeda"], "input": {"path": "a", "on_bad_row": "keep"}},
        {"steps": ["aeda"], "colour": "red"},
    ],
)
def test_bad_recipes_do_not_fit(recipe: dict[str, Any]) -> None:
    assert not fits(recipe, SCHEMA)
