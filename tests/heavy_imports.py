"""Libraries that take long to import, and must only be imported when needed."""

from __future__ import annotations

HEAVY = (
    "cleanlab",
    "datasets",
    "hgtk",
    "mecab",
    "numpy",
    "pandas",
    "plotly",
    "pyarrow",
    "pydantic",
    "regex",
    "scipy",
    "sklearn",
    "torch",
    "transformers",
    "xxhash",
    "yaml",
)
