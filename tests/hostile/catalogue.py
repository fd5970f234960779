"""All cases; and those that today's code fails, with the part of the work that will mend each."""

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

PENDING: Final[dict[str, str]] = {}
"""By name of a case, the part that mends it: A folders and verify, B readers, C decisions, D text
that the eye does not see, E steps and plugins, F the rest. Taken away when the part is merged."""
