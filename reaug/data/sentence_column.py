"""Detect that a wrong column was taken for the sentence: its texts contain no mentions."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

import pyarrow as pa

from reaug.core.schema import SENTENCE
from reaug.data.original_mentions import sound_rows
from reaug.errors import InputError

if TYPE_CHECKING:
    from reaug.data.problems import Faults

_FEW: Final = 0.02
"""Maximum share of rows whose sentence contains a mention, for a wrong sentence column.

In the right column, even one of rewritten text, nearly every row has at least one of its mentions.
"""
_ROWS: Final = 5
"""Minimum number of rows to decide from."""
_SPACES: Final = re.compile(r"\s+")


def wordless(table: pa.Table, faults: Faults, origin: str) -> InputError | None:
    """Return the error to raise if hardly any sentence contains a mention, else None.

    Parameters
    ----------
    table
        The mentions of n rows (see `original_mentions.given_table`); only rows that had no faults
        before are checked.
    """
    rows = sum(len(part.rows) for part in sound_rows(table))
    if rows < _ROWS:
        return None
    number = 0
    for part in sound_rows(table):
        words = zip(*(column.to_pylist() for column in part.words), strict=True)
        for text, both in zip(part.sentences.to_pylist(), words, strict=True):
            plain = _plain(text)
            number += any(word and _plain(word) in plain for word in both)
            if number > _FEW * rows:
                return None
    return InputError(
        f"{origin}: the sentence contains the word of the subject or the object in only {number:,} "
        f"of {rows:,} rows. Is '{faults.name_of(SENTENCE)}' the column of the sentences? If not, "
        "name the right one: --map sentence=COLUMN"
    )


def _plain(text: str | None) -> str:
    """Return a text for comparison, without spaces, differences of case and of Unicode form."""
    return _SPACES.sub("", unicodedata.normalize("NFKC", text or "").casefold())
