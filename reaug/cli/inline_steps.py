"""Parse steps written in one line, such as `entity_swap:mode=replace,p=0.5`."""

from __future__ import annotations

from typing import Any

from reaug.errors import UsageError


def parse_step(text: str) -> dict[str, Any]:
    """Parse `NAME` or `NAME:KEY=VALUE,KEY=VALUE` into a step as it is written in a recipe.

    A value is parsed as true, false, a number or a text; `[a;b]` is a list.

    >>> parse_step("entity_swap:mode=replace,p=0.5")
    {'entity_swap': {'mode': 'replace', 'p': 0.5}}
    """
    name, parameters = named_parameters(text, "-t", "entity_swap:mode=replace")
    return {name: parameters}


def named_parameters(text: str, option: str, example: str) -> tuple[str, dict[str, Any]]:
    """Parse a name and its parameters from the value of `option`.

    An error message quotes `example`.

    >>> named_parameters("competence:steps=500", "--schedule", "competence:steps=500")
    ('competence', {'steps': 500})
    """
    name, _, rest = text.partition(":")
    parameters: dict[str, Any] = {}
    for part in filter(None, rest.split(",")):
        key, equals, value = part.partition("=")
        if not equals or not key.strip():
            raise UsageError(
                f"{option} {text}: {part!r} is not NAME=VALUE; write for example {example}"
            )
        if key.strip() in parameters:
            raise UsageError(f"{option} {text}: {key.strip()} is given twice")
        parameters[key.strip()] = _value(value.strip())
    return name.strip(), parameters


def _value(text: str) -> Any:
    if text.startswith("[") and text.endswith("]"):
        return [_value(part.strip()) for part in text[1:-1].split(";") if part.strip()]
    if text in ("true", "false"):
        return text == "true"
    for number in (int, float):
        try:
            return number(text)
        except ValueError:
            continue
    return text
