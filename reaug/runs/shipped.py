"""Locate the sample data: inside the installed package, or beside it in a checkout."""

from __future__ import annotations

from pathlib import Path

SAMPLE = "klue-style.json"


def samples() -> Path:
    """Return the folder with the sample data and recipes."""
    package = Path(__file__).resolve().parents[1]
    inside = package / "_samples"
    return inside if inside.is_dir() else package.parent / "samples"


def sample_data() -> Path:
    """Return the path of the sample data set."""
    return samples() / SAMPLE
