"""Several files as one set: those that a pattern names, in the order in which people count."""

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
    """Whether a name has a sign in it that stands for others.

    >>> is_pattern("data/train-*.parquet"), is_pattern("data/train.parquet")
    (True, False)
    """
    return _SIGNS.search(name) is not None


def natural(name: str) -> tuple[Any, ...]:
    """A key that sorts names as people count: 2 before 10.

    >>> sorted(["a-10.csv", "a-2.csv", "a-1.csv"], key=natural)
    ['a-1.csv', 'a-2.csv', 'a-10.csv']
    """
    parts = _NUMBER.split(name)
    return tuple((int(part), part) if i % 2 else part for i, part in enumerate(parts))


def matching(pattern: str) -> list[Path]:
    """The files that a pattern names, in natural order; `**` stands for folders in folders.

    Hidden files are named only by a pattern that has their dot, and folders never.
    """
    try:
        names = glob.glob(os.path.expanduser(pattern), recursive=True)  # noqa: PTH111, PTH207
    except (OSError, ValueError, RecursionError):  # a NUL, or too long for a name
        return []
    return in_order([Path(name) for name in names if os.path.isfile(name)])  # noqa: PTH113


def in_order(files: Sequence[Path]) -> list[Path]:
    """Files in the natural order of their names."""
    return sorted(files, key=lambda path: natural(str(path)))
