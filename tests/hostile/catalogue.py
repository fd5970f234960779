"""All cases, in the order of the table that `benchmarks/hostile.py` writes."""

from __future__ import annotations

from typing import Final

from hostile import books, decisions, outputs, plugins, recipes, rows, tables, tokenizers, touched
from hostile.cases import Case

CASES: Final[tuple[Case, ...]] = (
    *rows.CASES,
    *tables.CASES,
    *recipes.CASES,
    *books.CASES,
    *decisions.CASES,
    *outputs.CASES,
    *touched.CASES,
    *tokenizers.CASES,
    *plugins.CASES,
)
