"""Read and write data: convert files, `datasets` and pandas to internal rows, and back.

Names are imported when they are first used, so that the help of the command line, which lists the
formats, imports nothing heavy.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from reaug.data.dataset import to_dataset
    from reaug.data.digest import content_digest
    from reaug.data.formats import EXPORTS, FILES, FORMATS, READABLE, WRITABLE
    from reaug.data.formats.disk import write_splits
    from reaug.data.problems import Problem
    from reaug.data.read_data import Reading, read
    from reaug.data.rows_to_klue import to_klue
    from reaug.data.write_data import write

__all__ = [
    "EXPORTS",
    "FILES",
    "FORMATS",
    "READABLE",
    "WRITABLE",
    "Problem",
    "Reading",
    "content_digest",
    "read",
    "to_dataset",
    "to_klue",
    "write",
    "write_splits",
]

_HOMES = {
    "EXPORTS": "formats",
    "FILES": "formats",
    "FORMATS": "formats",
    "READABLE": "formats",
    "WRITABLE": "formats",
    "Problem": "problems",
    "Reading": "read_data",
    "content_digest": "digest",
    "read": "read_data",
    "to_dataset": "dataset",
    "to_klue": "rows_to_klue",
    "write": "write_data",
    "write_splits": "formats.disk",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return __all__
