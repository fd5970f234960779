"""The JSON Schema of a recipe, with the parameters of every step."""

from __future__ import annotations

from typing import Any

from reaug.core.failures import blamed
from reaug.errors import StepError, UsageError
from reaug.recipe.blocks import BLOCKS
from reaug.recipe.model import Recipe
from reaug.recipe.registry import step_class, step_names


def recipe_schema() -> dict[str, Any]:
    """Return the JSON Schema of recipes as one document, for editors and for checks before a run.

    >>> sorted(recipe_schema()["properties"])
    ['fail_on', 'input', 'on_error', 'output', 'rules', 'seed', 'step_timeout', 'steps']
    """
    schema = Recipe.model_json_schema(ref_template="#/$defs/{model}")
    definitions: dict[str, Any] = schema.setdefault("$defs", {})
    entries: list[dict[str, Any]] = [{"type": "string", "enum": step_names()}]
    for name in step_names():
        entries.append(_entry(name, _parameters(name, definitions)))
    for name, model in BLOCKS.items():
        block = _schema_of(model, definitions)
        block["properties"]["steps"]["items"] = {"$ref": "#/$defs/Step"}
        listed = {"type": "array", "items": {"$ref": "#/$defs/Step"}, "minItems": 1}
        entries.append(_entry(name, {"anyOf": [block, listed]}))
    definitions["Step"] = {"anyOf": entries}
    schema["properties"]["steps"]["items"] = {"$ref": "#/$defs/Step"}
    for name in ("input", "output"):
        schema["properties"][name]["anyOf"].append({"type": "string"})
    return schema


def _parameters(name: str, definitions: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a step's parameters."""
    # A plugin that cannot be loaded may have any parameters.
    try:
        with blamed(name, "as its parameters were read"):
            return _schema_of(step_class(name), definitions)
    except (StepError, UsageError):
        return {"type": "object"}


def _schema_of(model: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a model, whose definitions are moved to the shared definitions."""
    schema: dict[str, Any] = model.model_json_schema(ref_template="#/$defs/{model}")
    definitions.update(schema.pop("$defs", {}))
    return schema


def _entry(name: str, parameters: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {name: {"anyOf": [parameters, {"type": "null"}]}},
        "required": [name],
        "additionalProperties": False,
    }
