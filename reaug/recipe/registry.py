"""The registry of steps, which are found by file name or by the entry points of plugins.

A file `aeda.py` (or a folder `aeda` with a `step.py`) in `transforms/`, `cleaning/` or `shaping/`
is the step `aeda`. A plugin registers its class in the entry-point group `reaug.steps`. So a new
step needs no entry in a list.
"""

from __future__ import annotations

from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import Final

from reaug.core.discovery import step_modules, step_of
from reaug.core.step import Step
from reaug.errors import UsageError
from reaug.suggestions import unknown

ROOMS: Final = ("cleaning", "transforms", "shaping")
GROUP: Final = "reaug.steps"


@cache
def _shipped() -> dict[str, str]:
    """Return the names of the shipped steps and their modules; no step is imported."""
    rooms = (step_modules(f"reaug.{room}") for room in ROOMS)
    return {name: module for room in rooms for name, module in room.items()}


@cache
def _plugins() -> dict[str, tuple[EntryPoint, ...]]:
    """Return the entry points of plugins by name; several if packages use the same name."""
    plugins: dict[str, list[EntryPoint]] = {}
    for point in entry_points(group=GROUP):
        points = plugins.setdefault(point.name, [])
        if all(point.value != other.value for other in points):  # not the same package found twice
            points.append(point)
    return {name: tuple(sorted(points, key=_described)) for name, points in plugins.items()}


def shipped_names() -> list[str]:
    """Return the sorted names of the steps that ship with reaug, without plugins."""
    return sorted(_shipped())


def step_names() -> list[str]:
    """Return all step names, sorted.

    >>> "aeda" in step_names()
    True
    """
    return sorted({*_shipped(), *_plugins()})


def ambiguous(name: str) -> str:
    """Return the error for a step name that several steps have; "" if at most one step has it.

    With this check, a plugin never silently replaces or hides another step.
    """
    points = _plugins().get(name, ())
    owners = ["reaug itself"] if name in _shipped() else []
    owners += [_described(point) for point in points]
    if len(owners) < 2:
        return ""
    return (
        f"several steps are called {name!r}: from {' and from '.join(owners)}. Rename the plugin's "
        f"entry point, or uninstall its package (pip uninstall {_package(points[-1])})"
    )


def shadowed() -> dict[str, str]:
    """Return plugins that have the name of another step, as "name (package)", with an
    explanation.
    """
    return {
        f"{name} ({_package(point)})": f"{point.value} is shadowed: {ambiguous(name)}"
        for name, points in _plugins().items()
        for point in (points if name in _shipped() else points[1:])
    }


def _package(point: EntryPoint) -> str:
    return point.dist.name if point.dist is not None else "an unknown package"


def _described(point: EntryPoint) -> str:
    version = f" {point.dist.version}" if point.dist is not None else ""
    return f"the package {_package(point)}{version} ({point.value})"


def room_of(name: str) -> str:
    """Return the package of a step: `cleaning`, `transforms`, `shaping`, or `plugin`."""
    module = _shipped().get(name)
    return module.split(".")[1] if module else "plugin"


def step_class(name: str) -> type[Step]:
    """Return the class of a step.

    Raises
    ------
    UsageError
        The name is unknown (the message lists the valid names), or a plugin cannot be loaded.
    """
    if name in _shipped():
        return step_of(_shipped()[name])
    if name in _plugins():
        return _load_plugin(_plugins()[name][0])
    raise UsageError(unknown("step", name, step_names()))


def _load_plugin(point: EntryPoint) -> type[Step]:
    who = f"the plugin step {point.name!r} ({point.value}, package {_package(point)})"
    try:
        loaded = point.load()
        if isinstance(loaded, type) and issubclass(loaded, Step):
            loaded.model_rebuild()  # so that an invalid field is reported as an error of the plugin
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # such as sys.exit() in a module
        what = str(error) if isinstance(error, Exception) and str(error) else repr(error)
        message = f"{who} cannot be loaded: {what.splitlines()[0]}"
        raise UsageError(message) from error
    if not (isinstance(loaded, type) and issubclass(loaded, Step)):
        raise UsageError(f"{who} is not a subclass of Step")
    return loaded


def is_shipped(step: Step, name: str) -> bool:
    """Return whether a step is an instance of the shipped step with a name, or of a subclass of it.

    The module of the step is not imported, because most recipes do not contain the step.
    """
    module = _shipped()[name]
    return any(base.__module__ == module for base in type(step).__mro__)


def step_name(step: Step) -> str:
    """Return the name of a step object: from its module if it is shipped, otherwise from its
    class.
    """
    module = type(step).__module__
    for name, shipped in _shipped().items():
        if shipped == module:
            return name
    for name, points in _plugins().items():
        if any(point.value == f"{module}:{type(step).__qualname__}" for point in points):
            return name
    return type(step).__name__
