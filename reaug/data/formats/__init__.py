"""All formats: each module of this package defines one, so a new format needs no entry in a list.

A format is a file, such as `parquet.py`, or a folder with a file `format.py`. Files whose names
begin with `_` are helpers. `_format.py` defines the base classes.

>>> "klue-json" in FORMATS, FORMATS["parquet"].suffix
(True, '.parquet')
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable
from typing import Final

from reaug.data.formats._format import FileFormat, FolderFormat, Format
from reaug.data.hub import HUB


def _format_in(module: str, name: str) -> Format:
    """Return the format that a module defines."""
    kinds = [
        kind
        for kind in vars(importlib.import_module(module)).values()
        if isinstance(kind, type) and issubclass(kind, Format) and kind.__module__ == module
    ]
    if len(kinds) != 1:
        raise ImportError(f"{module} must define one format, not {len(kinds)}")
    return kinds[0](name)


def _all_formats() -> dict[str, Format]:
    formats = {}
    for module in sorted(pkgutil.iter_modules(__path__), key=lambda module: module.name):
        if not module.name.startswith("_"):
            place = f"{__name__}.{module.name}" + (".format" if module.ispkg else "")
            name = module.name.replace("_", "-")
            formats[name] = _format_in(place, name)
    return formats


def _by_suffix(formats: Iterable[FileFormat]) -> dict[str, FileFormat]:
    """Return the format that reads each suffix; a suffix belongs to one format only."""
    owners: dict[str, FileFormat] = {}
    for file_format in formats:
        for suffix in file_format.suffixes:
            if suffix in owners:
                raise ImportError(
                    f"formats {owners[suffix].name} and {file_format.name} both read {suffix}"
                )
            owners[suffix] = file_format
    return owners


FORMATS: Final = _all_formats()
"""All formats by name."""

FILE_FORMATS: Final = [each for each in FORMATS.values() if isinstance(each, FileFormat)]
FOLDER_FORMATS: Final = [each for each in FORMATS.values() if isinstance(each, FolderFormat)]
BY_SUFFIX: Final = _by_suffix(FILE_FORMATS)
"""The format that reads files with each suffix."""

READ: Final = tuple(each.name for each in FORMATS.values() if each.is_read)
"""Names of the formats that can be read."""

READABLE: Final = {name: FORMATS[name].summary for name in READ} | HUB
"""Descriptions of all kinds of data that can be read: the formats, and the Hugging Face hub."""

FILES: Final = tuple(each.name for each in FILE_FORMATS if each.is_written and each.whole_rows)
"""Formats for files of rows, which a recipe's output can name."""

TEXTS: Final = {each.name: each for each in FILE_FORMATS if each.is_text}
"""Formats for files of sentences only, by name."""

EXPORTS: Final = (*FILES, *TEXTS)
"""Formats for `reaug export`."""

WRITABLE: Final = tuple(each.name for each in FORMATS.values() if each.is_written)
"""Names of the formats that can be written."""
