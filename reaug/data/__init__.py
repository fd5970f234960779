"""Reading and writing: the border between files, `datasets` and pandas and what is inside."""

from __future__ import annotations

from reaug.data.border import to_klue
from reaug.data.dataset import to_dataset
from reaug.data.digest import content_digest
from reaug.data.formats import EXPORTS, FILES, FORMATS, READABLE, WRITABLE, FileFormat
from reaug.data.problems import Problem
from reaug.data.reading import Reading, read
from reaug.data.writing import write, write_splits

__all__ = [
    "EXPORTS",
    "FILES",
    "FORMATS",
    "READABLE",
    "WRITABLE",
    "FileFormat",
    "Problem",
    "Reading",
    "content_digest",
    "read",
    "to_dataset",
    "to_klue",
    "write",
    "write_splits",
]
