"""Describe errors in a recipe or in parameters, each in one line."""

from __future__ import annotations

from typing import Any, Final

from pydantic import BaseModel, ValidationError

from reaug.strict_yaml import describe
from reaug.suggestions import unknown

_SHAPES: Final = {
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "int_parsing": "a whole number",
    "float_type": "a number",
    "float_parsing": "a number",
    "string_type": "text",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "tuple_type": "a list",
    "dict_type": "a mapping",
    "model_type": "a mapping",
}
_LONGEST: Final = 80


def explain(error: ValidationError, model: type[BaseModel], what: str = "parameter") -> str:
    """Return one line about the first error of a validation; for unknown keys, with valid keys."""
    fault = first_fault(error)
    kind, where = fault["type"], list(fault["loc"])
    # An unknown key is the last part of the location, in the user's spelling.
    key = [str(where.pop())] if kind == "extra_forbidden" and where else []
    place = [*(str(part) for part in where if not _is_branch(part)), *key]
    at = ".".join(place)
    if kind == "extra_forbidden":
        inner = model
        for part in place[:-1]:
            inner = _inner_model(inner, part)
        inside = ".".join(place[:-1])
        return f"{inside}: " * bool(inside) + unknown(what, place[-1], sorted(inner.model_fields))
    meant = _missing_parameter(model, place[0]) if kind == "missing" and len(place) == 1 else ""
    return f"{at}: " * bool(at) + _fault(kind, fault) + meant


def _missing_parameter(model: type[BaseModel], name: str) -> str:
    """Return the description of a missing parameter, with an example of a value."""
    field = model.model_fields.get(name)
    if field is None or not field.description:
        return ""
    example = f", as {name}={field.examples[0]}" if field.examples else ""
    return f": {field.description}{example}"


def _is_branch(part: int | str) -> bool:
    """Return whether a part of an error's location names a branch of a union."""
    # Such a branch exists only in the models of pydantic, not in the user's recipe.
    return isinstance(part, str) and ("[" in part or part.startswith("constrained-"))


def first_fault(error: ValidationError) -> Any:
    """Return the error to report: an unknown key first, because it explains missing keys."""
    faults = error.errors(include_url=False)
    return next((fault for fault in faults if fault["type"] == "extra_forbidden"), faults[0])


def _fault(kind: str, fault: Any) -> str:
    if kind == "missing":
        return "this is missing"
    if kind == "too_long":
        most = fault["ctx"]["max_length"]
        count = fault["ctx"]["actual_length"]
        return f"this has {count:,} entries, and at most {most:,} are allowed"
    if kind == "too_short":
        return "this must have at least one entry"
    if kind in _SHAPES:
        message = f"this must be {_SHAPES[kind]}"
    else:
        message = (
            str(fault["msg"]).removeprefix("Value error, ").replace("Input should", "this must")
        )
    if kind == "value_error" and isinstance(fault["input"], dict):
        return message  # about mutually exclusive keys, not about a value
    value = describe(fault["input"])
    return f"{message}, not {value if len(value) <= _LONGEST else value[:_LONGEST] + '…'}"


def _inner_model(model: type[BaseModel], name: str) -> type[BaseModel]:
    annotation = model.model_fields[name].annotation if name in model.model_fields else None
    for candidate in (annotation, *getattr(annotation, "__args__", ())):
        if isinstance(candidate, type) and issubclass(candidate, BaseModel):
            return candidate
    return model
