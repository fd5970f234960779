"""Which steps there are: found by file name, or named by the entry points of a plugin.

A file `entity_swap.py` in `transforms/`, `cleaning/` or `shaping/` is the step `entity_swap`. A
plugin names its class under the entry-point group `reaug.steps`. There is no list to edit.
"""

from __future__ import annotations

import difflib
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import Final

from reaug.core.discovery import step_modules, step_of
from reaug.core.step import Step
from reaug.errors import UsageError

ROOMS: Final = ("cleaning", "transforms", "shaping")
GROUP: Final = "reaug.steps"


@cache
def _shipped() -> dict[str, str]:
    """Step names and the modules that hold them; no step is imported for it."""
    rooms = (step_modules(f"reaug.{room}") for room in ROOMS)
    return {name: module for room in rooms for name, module in room.items()}


@cache
def _plugins() -> dict[str, EntryPoint]:
    found: dict[str, EntryPoint] = {}
    for point in entry_points(group=GROUP):
        if point.name in _shipped() or point.name in found:
            message = f"the plugin step {point.name!r} ({point.value}) is there already; rename it"
            raise UsageError(message)
        found[point.name] = point
    return found


def step_names() -> list[str]:
    """All step names, sorted.

    >>> "aeda" in step_names()
    True
    """
    return sorted([*_shipped(), *_plugins()])


def room_of(name: str) -> str:
    """The room of a step: `cleaning`, `transforms`, `shaping`, or `plugin`."""
    module = _shipped().get(name)
    return module.split(".")[1] if module else "plugin"


def step_class(name: str) -> type[Step]:
    """The class of a step.

    Raises
    ------
    UsageError
        There is no such step (the message lists the right names), or a plugin is broken.
    """
    if name in _shipped():
        return step_of(_shipped()[name])
    if name in _plugins():
        return _load_plugin(_plugins()[name])
    raise UsageError(unknown("step", name, step_names()))


def _load_plugin(point: EntryPoint) -> type[Step]:
    try:
        loaded = point.load()
    except Exception as error:
        message = f"the plugin step {point.name!r} ({point.value}) cannot be loaded: {error}"
        raise UsageError(message) from error
    if not (isinstance(loaded, type) and issubclass(loaded, Step)):
        raise UsageError(f"the plugin step {point.name!r} ({point.value}) is no subclass of Step")
    return loaded


def step_name(step: Step) -> str:
    """The name of a step object: its module's for shipped ones, its class's for others."""
    module = type(step).__module__
    for name, shipped in _shipped().items():
        if shipped == module:
            return name
    for name, point in _plugins().items():
        if point.value == f"{module}:{type(step).__qualname__}":
            return name
    return type(step).__name__


def unknown(what: str, name: str, names: list[str]) -> str:
    """A message for an unknown name: the likeliest one first, then all of them."""
    close = difflib.get_close_matches(name, names, n=1)
    hint = f" Did you mean {close[0]!r}?" if close else ""
    return f"unknown {what} {name!r}.{hint} There are: {', '.join(names)}"
