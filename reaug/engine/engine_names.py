"""Find an engine by its name; each file in `engine/engines/` defines the engine of its name."""

from __future__ import annotations

import importlib
import pkgutil
from contextlib import AbstractContextManager

from reaug.core.worker_pool import WorkerPool, worker_pool
from reaug.engine import engines
from reaug.engine.interface import Engine
from reaug.errors import UsageError
from reaug.suggestions import unknown


def engine_names() -> tuple[str, ...]:
    """Return the names of all engines, without importing them.

    >>> engine_names()
    ('local', 'ray')
    """
    names = sorted(module.name for module in pkgutil.iter_modules(engines.__path__))
    return tuple(name for name in names if not name.startswith("_"))


def engine_of(name: str, num_proc: int = 1) -> Engine:
    """Return the engine called `local`, `ray`, or `ray://HOST:PORT` for a cluster.

    Nothing is started or connected before the engine's `running` is entered.

    Raises
    ------
    UsageError
        No engine has this name, or `num_proc` is invalid for it.

    Examples
    --------
    >>> engine_of("local", 2).num_proc
    2
    """
    if num_proc < 1:
        raise UsageError(f"--num-proc must be at least 1, not {num_proc}")
    kind, colon, address = name.partition("://")
    known = engine_names()
    if kind not in known:
        raise UsageError(unknown("engine", name, known))
    return _class_in(f"{engines.__name__}.{kind}").at(name, address if colon else None, num_proc)


def _class_in(module: str) -> type[Engine]:
    """Return the engine class that a module defines."""
    classes = [
        value
        for value in vars(importlib.import_module(module)).values()
        if isinstance(value, type) and issubclass(value, Engine) and value.__module__ == module
    ]
    if len(classes) != 1:
        raise ImportError(f"{module} must define one engine, not {len(classes)}")
    return classes[0]


def check_engine(name: str, num_proc: int = 1) -> None:
    """Raise an error, before any work is done, if an engine cannot be used.

    Raises
    ------
    UsageError, MissingExtraError
        The engine does not exist, is not installed or cannot be reached; the message says what to
        do.
    """
    engine_of(name, num_proc).check()


def local_workers(name: str, num_proc: int = 1) -> AbstractContextManager[WorkerPool | None]:
    """Return a context in which reading and running use the worker processes of the engine `name`.

    Only the engine `local` has worker processes on this machine. With other engines, the context
    has no workers, and this process reads the rows.

    Raises
    ------
    UsageError
        No engine has this name, or `num_proc` is invalid for it.
    """
    engine_of(name, num_proc)
    return worker_pool(num_proc if name == "local" else 1)
