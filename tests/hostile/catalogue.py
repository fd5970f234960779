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

_BY_PART: Final[dict[str, tuple[str, ...]]] = {
    # Readers: keys and columns twice, text that is none, streams, integers shown as given.
    "B": (
        "corrections: a key twice",
        "row: four of five are bad and are dropped",
        "JSON: a label twice in one row",
        "JSON: a sentence twice in one row",
        "JSON: a guid twice in one row",
        "JSON: a word twice in one mention",
        "JSON: a key twice in a user's object",
        "JSON: a lone surrogate in a column's name",
        "JSON: a column nested 500 deep",
        "JSON: an integer beyond 64 bits in a column",
        "row: a span of 31 digits",
        "row: a span beyond 64 bits",
        "JSON lines: a label twice",
        "CSV: a key twice in a mention",
        "gz: a bomb: 13 GB in 13 MB",
        "Parquet: sentences that are no UTF-8",
        "Parquet: a user's column that is no UTF-8",
        "Parquet: a surrogate in bytes",
        "Parquet: spans beyond 63 bits",
        "stream: a FIFO that nobody writes to",
        "stream: /dev/zero",
        "stream: a link to /dev/zero",
        "stream: a FIFO as recipe",
        "stream: a FIFO as corrections",
        "stream: /dev/zero as corrections",
        "stream: a FIFO as row ids",
        "recipe: a key with a bracket",
        "recipe: a parameter with a bracket",
        "recipe: a key that begins as pydantic's own words",
        "recipe: 5 MB of steps",
        "recipe: 20,000 steps",
        "row ids: two ids of one key",
    ),
    # Text: what reaug writes it can read back.
    "D": (
        "CSV: a sentence of 140,000 signs is read",
        "decisions: a field of 200,000 signs is read",
    ),
}

PENDING: Final[dict[str, str]] = {name: part for part, names in _BY_PART.items() for name in names}
"""By name of a case, the part that mends it: A folders and verify, B readers, C decisions, D text
that the eye does not see, E steps and plugins, F the rest. Taken away when the part is merged."""
