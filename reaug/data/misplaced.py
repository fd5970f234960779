"""Detect a wrong sentence column, whose texts contain no mentions."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa

from reaug.core.arrays import Bool
from reaug.core.schema import SENTENCE
from reaug.errors import InputError

if TYPE_CHECKING:
    from reaug.data.mentions import Mentions
    from reaug.data.problems import Faults

_FEW: Final = 0.02
"""Maximum share of rows with a mention; even rewritten text has one of two in nearly every row."""
_ROWS: Final = 5
"""Minimum number of rows for a conclusion."""
_SPACES: Final = re.compile(r"\s+")


def wordless(
    sentences: pa.ChunkedArray,
    pair: Sequence[Mentions],
    rows: Bool,
    faults: Faults,
    origin: str,
) -> InputError | None:
    """Return the error if hardly any sentence contains a mention, else None.

    Parameters
    ----------
    sentences, pair
        n sentences and their mentions.
    rows
        `bool[n]`, the rows to check.
    """
    where = pa.array(np.flatnonzero(rows))
    if len(where) < _ROWS:
        return None
    words = zip(*(mention.word.take(where).to_pylist() for mention in pair), strict=True)
    texts = sentences.take(where).to_pylist()
    number = 0
    for text, both in zip(texts, words, strict=True):
        plain = _plain(text)
        number += any(word and _plain(word) in plain for word in both)
        if number > _FEW * len(where):
            return None
    return InputError(
        f"{origin}: the words of subject and object stand in the sentence of {number:,} of "
        f"{len(where):,} rows. Is '{faults.name_of(SENTENCE)}' the column of the sentences? Say "
        "which is: --map sentence=COLUMN"
    )


def _plain(text: str | None) -> str:
    """Normalise a text for comparison: spaces, case and Unicode form are ignored."""
    return _SPACES.sub("", unicodedata.normalize("NFKC", text or "").casefold())
