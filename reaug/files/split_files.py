"""Recognise a folder that `reaug split` wrote, and read the digests of its files.

Such a folder has a `split.json`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

KIND: Final = "reaug-split"
SUMMARY: Final = "split.json"
DEEPEST: Final = 2
"""Maximum number of folders between a split's folder and a data set in it: `fold-1/train`."""


def split_around(place: Path) -> Path | None:
    """Return the folder of the split that a data set belongs to; None if there is none."""
    try:
        place = place.resolve()
    except (OSError, RuntimeError):  # a link that points to itself
        return None
    folders = (place, *place.parents[:DEEPEST])
    return next((folder for folder in folders if _summary(folder)), None)


def split_digests(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of each file that a split wrote; empty if the folder is not a split."""
    files = _summary(folder).get("files")
    return files if isinstance(files, dict) else {}


def _summary(folder: Path) -> Mapping[str, Any]:
    try:
        value = json.loads((folder / SUMMARY).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) and value.get("kind") == KIND else {}
