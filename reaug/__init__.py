"""reaug: clean, augment and audit the data of Korean relation extraction.

>>> import reaug
>>> sorted(reaug.__all__)[:4]
['Step', 'audit', 'augment', 'clean']

Names are loaded when they are first used, so that `import reaug` costs nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from reaug.core import calling

if TYPE_CHECKING:
    import pyarrow as pa

    from reaug import audit, cleaning, drift, runs, shaping, testing, transforms
    from reaug.api import (
        augment,
        clean,
        convert,
        curriculum,
        encode,
        export,
        init,
        load,
        preview,
        run,
        split,
        trace,
        undo,
        verify,
    )
    from reaug.core.step import Step
    from reaug.korean import josa
    from reaug.probing.run import probe

__all__ = [
    "Step",
    "audit",
    "augment",
    "clean",
    "cleaning",
    "convert",
    "curriculum",
    "drift",
    "encode",
    "export",
    "init",
    "josa",
    "load",
    "preview",
    "probe",
    "run",
    "runs",
    "shaping",
    "split",
    "testing",
    "trace",
    "transforms",
    "undo",
    "verify",
]

_HOMES = {
    "Step": "reaug.core.step",
    "augment": "reaug.api",
    "clean": "reaug.api",
    "convert": "reaug.api",
    "curriculum": "reaug.api",
    "encode": "reaug.api",
    "export": "reaug.api",
    "init": "reaug.api",
    "josa": "reaug.korean",
    "load": "reaug.api",
    "preview": "reaug.api",
    "probe": "reaug.probing.run",
    "run": "reaug.api",
    "split": "reaug.api",
    "trace": "reaug.api",
    "undo": "reaug.api",
    "verify": "reaug.api",
}


def _map_table(step: Step, table: pa.Table, *, seed: int) -> pa.Table:
    from reaug.engine.mapping import map_table

    return map_table(step, table, seed=seed)


calling.map_table = _map_table


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module 'reaug' has no attribute {name!r}")
    home = _HOMES.get(name)
    if home is None:
        return importlib.import_module(f"reaug.{name}")
    if name == "josa":
        return importlib.import_module("reaug.korean.josa")
    return getattr(importlib.import_module(home), name)


def __dir__() -> list[str]:
    return __all__
