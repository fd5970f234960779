"""All review formats: each module of this package defines one, so a new one needs no list entry.

A format is a file, such as `label_studio.py`. `_format.py` defines the base classes.
"""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from typing import TYPE_CHECKING

from reaug.errors import UsageError
from reaug.suggestions import unknown

if TYPE_CHECKING:
    from reaug.review.formats._format import ReviewFormat, SheetFormat, TaskFormat


def review_format_names() -> tuple[str, ...]:
    """Return the names of all review formats, without importing them.

    >>> review_format_names()
    ('csv', 'doccano', 'label-studio', 'xlsx')
    """
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    return tuple(name.replace("_", "-") for name in names if not name.startswith("_"))


def review_format(name: str) -> ReviewFormat:
    """Return the format with a name.

    Raises
    ------
    UsageError
        No review format has this name.
    """
    names = review_format_names()
    if name not in names:
        raise UsageError(unknown("review format", name, names))
    return _format_in(f"{__name__}.{name.replace('-', '_')}", name)


@cache
def _format_in(module: str, name: str) -> ReviewFormat:
    """Return the format that a module defines."""
    from reaug.review.formats._format import ReviewFormat

    kinds = [
        kind
        for kind in vars(importlib.import_module(module)).values()
        if isinstance(kind, type) and issubclass(kind, ReviewFormat) and kind.__module__ == module
    ]
    if len(kinds) != 1:
        raise ImportError(f"{module} must define one review format, not {len(kinds)}")
    return kinds[0](name)


def task_formats() -> list[TaskFormat]:
    """Return the formats with one task per row."""
    from reaug.review.formats._format import TaskFormat

    formats = map(review_format, review_format_names())
    return [each for each in formats if isinstance(each, TaskFormat)]


def sheet_formats() -> dict[str, SheetFormat]:
    """Return by suffix the formats with one line per value."""
    from reaug.review.formats._format import SheetFormat

    formats = map(review_format, review_format_names())
    return {each.suffix: each for each in formats if isinstance(each, SheetFormat)}
