"""The folder of a split, as `split.json` says of itself, and the files that it wrote."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

KIND: Final = "reaug-split"
SUMMARY: Final = "split.json"
DEEPEST: Final = 2
"""Folders between a set and the split: `fold-1/train`."""


def split_around(place: Path) -> Path | None:
    """The folder of the split that a set, a file or a folder, is or lies in; None where in none."""
    try:
        place = place.resolve()
    except (OSError, RuntimeError):  # a link that leads to itself
        return None
    folders = (place, *place.parents[:DEEPEST])
    return next((folder for folder in folders if _summary(folder)), None)


def split_digests(folder: Path) -> dict[str, str]:
    """SHA-256 of each file that a split wrote, as it says; none where a folder holds no split."""
    files = _summary(folder).get("files")
    return files if isinstance(files, dict) else {}


def _summary(folder: Path) -> Mapping[str, Any]:
    try:
        value = json.loads((folder / SUMMARY).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) and value.get("kind") == KIND else {}
