"""Describe the differences of two recipes as short texts for a table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any

from reaug.runs.history.record import Record
from reaug.strict_json import dumps

_BLOCK_STEPS = "steps"


def step_name(entry: Any) -> str:
    """Return the name of an entry of a recipe; for a block, with the names of its steps.

    >>> step_name({"augment": {"copies": 2, "steps": ["aeda", {"entity_swap": {"p": 0.5}}]}})
    'augment(aeda, entity_swap)'
    """
    name, parameters = _parts(entry)
    inner = parameters.get(_BLOCK_STEPS)
    if isinstance(inner, list | tuple):
        return f"{name}({', '.join(map(step_name, inner))})"
    return name


def changes_between(before: Record, after: Record) -> tuple[str, ...]:
    """Return the differences between two runs as texts: steps, parameters, seed, rule book, input.

    Examples
    --------
    >>> one = Record("a", sealed=True, seed=1, steps=("deduplicate", {"aeda": {"ratio": 0.3}}))
    >>> other = Record("b", sealed=True, seed=2, steps=({"aeda": {"ratio": 0.5}}, "curriculum"))
    >>> changes_between(one, other)
    ('-deduplicate', 'aeda.ratio 0.3→0.5', '+curriculum', 'seed 1→2')
    """
    changes = list(step_changes(before, after))
    if before.seed != after.seed:
        changes.append(f"seed {before.seed}→{after.seed}")
    if before.rules != after.rules:
        changes.append(f"rules {before.rules}→{after.rules}")
    elif before.rules_hash != after.rules_hash:
        changes.append(f"rules {after.rules} edited")
    if before.input_digest != after.input_digest:
        changes.append("input")
    return tuple(changes)


def step_changes(before: Record, after: Record) -> Iterator[str]:
    """Describe the differences of the steps of two runs, one text per difference.

    If both records have all parameters, a parameter that is not given counts as its default value.

    Examples
    --------
    >>> from dataclasses import replace
    >>> steps = {"steps": ("aeda",)}, {"steps": ({"aeda": {"ratio": 0.3}},)}
    >>> one, other = (Record(f"{i}", sealed=True, **given) for i, given in enumerate(steps))
    >>> list(step_changes(one, other))
    ['aeda.ratio default→0.3']
    >>> known = {"0.aeda": {"p": 1.0, "ratio": 0.3}}
    >>> list(step_changes(replace(one, parameters=known), replace(other, parameters=known)))
    []
    """
    records = before, after
    if all(record.parameters for record in records):
        first, second = (
            list(_with_defaults(record.steps, record.parameters)) for record in records
        )
        return changes_of_steps(first, second)
    return changes_of_steps(before.steps, after.steps)


def _with_defaults(
    steps: Sequence[Any], parameters: Mapping[str, dict[str, Any]], prefix: str = ""
) -> Iterator[Any]:
    """Yield the entries of a recipe with all of their parameters."""
    for place, entry in enumerate(steps):
        name, given = _parts(entry)
        path = f"{prefix}{place}.{name}"
        known = {key: value for key, value in given.items() if value is not None}
        values = {**known, **parameters.get(path, {})}
        inner = given.get(_BLOCK_STEPS)
        if isinstance(inner, list | tuple):
            values[_BLOCK_STEPS] = list(_with_defaults(inner, parameters, f"{path}/"))
        yield {name: values}


def changes_of_steps(
    before: Sequence[Any], after: Sequence[Any], prefix: str = ""
) -> Iterator[str]:
    """Yield the differences of two lists of steps: `+` added, `-` removed, or parameters."""
    one, other = [_parts(entry) for entry in before], [_parts(entry) for entry in after]
    names = [name for name, _ in one], [name for name, _ in other]
    matcher = SequenceMatcher(None, *names, autojunk=False)
    for kind, i, i_end, j, j_end in matcher.get_opcodes():
        if kind == "equal":
            for (name, old), (_, new) in zip(one[i:i_end], other[j:j_end], strict=True):
                yield from _changes_of_parameters(f"{prefix}{name}", old, new)
            continue
        yield from (f"-{prefix}{name}" for name, _ in one[i:i_end])
        yield from (f"+{prefix}{name}" for name, _ in other[j:j_end])


def _changes_of_parameters(path: str, old: dict[str, Any], new: dict[str, Any]) -> Iterator[str]:
    for name in dict.fromkeys([*old, *new]):
        then, now = old.get(name), new.get(name)
        if then == now:
            continue
        if isinstance(then, dict) and isinstance(now, dict):
            yield from _changes_of_parameters(f"{path}.{name}", then, now)
        elif name == _BLOCK_STEPS and isinstance(then, list) and isinstance(now, list):
            yield from changes_of_steps(then, now, f"{path}/")
        else:
            yield f"{path}.{name} {_value(name, old)}→{_value(name, new)}"


def _value(name: str, parameters: dict[str, Any]) -> str:
    if name not in parameters:
        return "default"
    value = parameters[name]
    text = value if isinstance(value, str) else dumps(value)
    return text if len(text) <= 40 else f"{text[:39]}…"


def _parts(entry: Any) -> tuple[str, dict[str, Any]]:
    """Return the name and the parameters of an entry."""
    # A manifest that was edited may have an entry of any type; then its JSON is the name.
    if isinstance(entry, dict) and len(entry) == 1:
        [(name, parameters)] = entry.items()
        return str(name), parameters if isinstance(parameters, dict) else {}
    return (entry, {}) if isinstance(entry, str) else (dumps(entry), {})
