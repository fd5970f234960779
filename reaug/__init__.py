"""reaug: clean, augment and audit the data of Korean relation extraction.

>>> import reaug
>>> sorted(reaug.__all__)[:4]
['Step', 'agree', 'audit', 'augment']

Names are loaded when they are first used, so that `import reaug` is fast.
"""

from __future__ import annotations

import importlib
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any

from reaug.core import hooks

if TYPE_CHECKING:
    import pyarrow as pa

    from reaug import audit, cleaning, drift, runs, shaping, testing, transforms
    from reaug.api import (
        agree,
        augment,
        check_rules,
        clean,
        columns,
        convert,
        curriculum,
        encode,
        export,
        init,
        inventory,
        judge_rules,
        learn_rules,
        load,
        preview,
        review_export,
        review_import,
        rewrite_ask,
        rewrite_export,
        rewrite_import,
        run,
        runs_graph,
        schema,
        show,
        split,
        trace,
        undo,
        verify,
    )
    from reaug.core.step import Step
    from reaug.korean import josa
    from reaug.probing.run import probe
    from reaug.probing.tune import tune

__all__ = [
    "Step",
    "agree",
    "audit",
    "augment",
    "check_rules",
    "clean",
    "cleaning",
    "columns",
    "convert",
    "curriculum",
    "drift",
    "encode",
    "export",
    "init",
    "inventory",
    "josa",
    "judge_rules",
    "learn_rules",
    "load",
    "preview",
    "probe",
    "review_export",
    "review_import",
    "rewrite_ask",
    "rewrite_export",
    "rewrite_import",
    "run",
    "runs",
    "runs_graph",
    "schema",
    "shaping",
    "show",
    "split",
    "testing",
    "trace",
    "transforms",
    "tune",
    "undo",
    "verify",
]

_MODULES = {
    "audit": "reaug.audit",
    "cleaning": "reaug.cleaning",
    "drift": "reaug.drift",
    "josa": "reaug.korean.josa",
    "runs": "reaug.runs",
    "shaping": "reaug.shaping",
    "testing": "reaug.testing",
    "transforms": "reaug.transforms",
}
_ELSEWHERE = {
    "Step": "reaug.core.step",
    "probe": "reaug.probing.run",
    "tune": "reaug.probing.tune",
}
"""The module of each public name that is not defined in `reaug.api`."""


def _map_table(step: Step, table: pa.Table, *, seed: int) -> pa.Table:
    from reaug.engine.dataset_map import map_table

    return map_table(step, table, seed=seed)


def _look_by(engine: str, num_proc: int) -> AbstractContextManager[Any]:
    from reaug.engine.set_features import look_by

    return look_by(engine, num_proc)


def _korean(message: str) -> str:
    from reaug.language.translation import korean

    return korean(message)


hooks.map_table = _map_table
hooks.look_by = _look_by
hooks.korean = _korean


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module 'reaug' has no attribute {name!r}")
    if name in _MODULES:
        return importlib.import_module(_MODULES[name])
    return getattr(importlib.import_module(_ELSEWHERE.get(name, "reaug.api")), name)


def __dir__() -> list[str]:
    return __all__
