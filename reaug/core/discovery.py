"""Find steps by the names of the files in a package."""

from __future__ import annotations

import importlib
import pkgutil

from reaug.core.step import Step


def step_modules(room: str) -> dict[str, str]:
    """Return the steps of a package as a mapping of step names to module names.

    `room` is the full name of the package.

    A step is a file, such as `aeda.py`, or a folder with a file `step.py`. Names that begin with
    `_` are helpers and hold no step. No module is imported.
    """
    path = importlib.import_module(room).__path__
    modules = sorted(pkgutil.iter_modules(path), key=lambda module: module.name)
    return {
        module.name: f"{room}.{module.name}.step" if module.ispkg else f"{room}.{module.name}"
        for module in modules
        if not module.name.startswith("_")
    }


def step_of(module: str) -> type[Step]:
    """Import a module and return the one step that it defines.

    Raises
    ------
    ImportError
        The module defines no step, or several: the message names them.
    """
    steps = [
        value
        for value in vars(importlib.import_module(module)).values()
        if isinstance(value, type) and issubclass(value, Step) and value.__module__ == module
    ]
    if not steps:
        raise ImportError(f"{module} defines no step: no subclass of reaug.Step")
    if len(steps) > 1:
        names = " and ".join(step.__name__ for step in steps)
        raise ImportError(f"{module} defines several steps, {names}: give each a file of its own")
    return steps[0]


def step_named(room: str, name: str) -> type[Step]:
    """Return the step class with the given name from a package, such as `reaug.transforms`.

    It finds `EntitySwap` for `reaug.transforms.EntitySwap`, which no file of the package imports.
    """
    for step, module in step_modules(room).items():
        if step.replace("_", "") == name.lower():
            step_class = step_of(module)
            if step_class.__name__ == name:
                return step_class
    raise AttributeError(f"module {room!r} has no attribute {name!r}")
