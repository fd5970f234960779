"""Look up the positions of texts in a large column that is searched many times."""

from __future__ import annotations

from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reaug.core.arrays import I64, as_mask
from reaug.core.draws import text_keys
from reaug.core.text import contiguous

_FEW: Final = 4
"""The least ratio of the size of the column to the number of sought texts for using the index.

Below it, Arrow's `index_in` is faster, although it hashes the whole column.
"""


class TextIndex:
    """An index from n distinct texts (none null) to their positions; it has 16 bytes per text.

    Examples
    --------
    >>> TextIndex(pa.array(["나", "가", "다"])).find(pa.array(["가", "라", None])).tolist()
    [1, -1, -1]
    """

    def __init__(self, texts: pa.StringArray) -> None:
        keys = text_keys(texts)
        self._texts = texts
        self._order = np.argsort(keys, kind="stable")
        self._keys = keys[self._order]
        self._clashes = bool((self._keys[1:] == self._keys[:-1]).any())

    def find(self, sought: pa.StringArray | pa.ChunkedArray) -> I64:
        """Return the position of each of m texts (`int64[m]`); -1 if there is none, or for null."""
        sought = contiguous(sought)
        if self._clashes or len(sought) * _FEW >= len(self._texts):
            place = pc.index_in(sought, value_set=self._texts)
            return pc.fill_null(place, -1).to_numpy().astype(np.int64)
        keys = text_keys(pc.fill_null(sought, ""))
        at = np.minimum(np.searchsorted(self._keys, keys), len(self._keys) - 1)
        place = self._order[at]
        same = pc.equal(self._texts.take(pa.array(place)), sought)
        place[~as_mask(same)] = -1
        return place
