"""Glob patterns for several files, and the natural order of file names."""

from __future__ import annotations

import glob
import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

_SIGNS: Final = re.compile(r"[*?\[]")
_NUMBER: Final = re.compile(r"(\d+)")


def is_pattern(name: str) -> bool:
    """Return whether a name contains wildcards.

    >>> is_pattern("data/train-*.parquet"), is_pattern("data/train.parquet")
    (True, False)
    """
    return _SIGNS.search(name) is not None


def natural(name: str) -> tuple[Any, ...]:
    """Return a sort key for natural order, in which 2 comes before 10.

    >>> sorted(["a-10.csv", "a-2.csv", "a-1.csv"], key=natural)
    ['a-1.csv', 'a-2.csv', 'a-10.csv']
    """
    parts = _NUMBER.split(name)
    return tuple((int(part), part) if i % 2 else part for i, part in enumerate(parts))


def matching(pattern: str) -> list[Path]:
    """Return the files that match a pattern, in natural order.

    `**` matches nested folders. Hidden files only match a pattern that has the dot; folders never
    match.
    """
    try:
        names = glob.glob(os.path.expanduser(pattern), recursive=True)  # noqa: PTH111, PTH207
    except (OSError, ValueError, RecursionError):  # the pattern has a NUL, or is too long
        return []
    return in_order([Path(name) for name in names if os.path.isfile(name)])  # noqa: PTH113


def in_order(files: Sequence[Path]) -> list[Path]:
    """Return files sorted by name in natural order."""
    return sorted(files, key=lambda path: natural(str(path)))
