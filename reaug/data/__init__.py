"""Reading and writing: the border between files, `datasets` and pandas and what is inside."""

from __future__ import annotations

from reaug.data.border import to_klue
from reaug.data.dataset import to_dataset
from reaug.data.digest import content_digest
from reaug.data.problems import Problem
from reaug.data.reading import Reading, read
from reaug.data.source import READABLE
from reaug.data.writing import WRITABLE, write, write_splits

__all__ = [
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
