"""Locate the samples: inside the wheel, or next to the package in a checkout."""

from __future__ import annotations

from pathlib import Path

SAMPLE = "klue-style.json"


def samples() -> Path:
    """Return the folder of the samples."""
    package = Path(__file__).resolve().parents[1]
    inside = package / "_samples"
    return inside if inside.is_dir() else package.parent / "samples"


def sample_data() -> Path:
    """Return the path of the sample data set."""
    return samples() / SAMPLE
