"""Check, for a source read in pieces, whether each row has an id and no id occurs twice."""

from __future__ import annotations

from typing import Any

import numpy as np
import xxhash

from reaug.core.arrays import U64, distinct
from reaug.core.schema import GUID
from reaug.data.raw import Raw
from reaug.data.rows_to_klue import NAMED


class IdsAsGiven:
    """Collects hashes of the row ids in one file or several, including those of bad rows."""

    def __init__(self) -> None:
        self._keys: list[U64] = []
        self._files: list[np.ndarray[Any, np.dtype[np.int32]]] = []
        self._files_by_path: dict[str, int] = {}
        self._rows = 0

    def add(self, raw: Raw) -> None:
        """Add the ids of a piece of a file."""
        self._rows += raw.rows
        name = next((name for name in (NAMED, GUID, "id") if name in raw.columns), None)
        if name is None:
            return
        column = raw.columns[name]
        ids = column if isinstance(column, list) else column.to_pylist()
        keys = [_key(row_id) for row_id in ids if isinstance(row_id, str | int) and row_id != ""]
        path = raw.shards[0][0] if raw.shards else raw.origin
        file = self._files_by_path.setdefault(path, len(self._files_by_path))
        self._keys.append(np.array(keys, dtype=np.uint64))
        self._files.append(np.full(len(keys), file, dtype=np.int32))

    def are_unique(self) -> bool:
        """Return whether each row has an id that no other row has."""
        keys = [distinct(np.concatenate(self._keys))] if self._keys else []
        return sum(map(len, keys)) == self._rows

    def are_shared_by_files(self) -> bool:
        """Return whether the same id occurs in two different files."""
        if not self._keys:
            return False
        keys, files = np.concatenate(self._keys), np.concatenate(self._files)
        order = np.argsort(keys, kind="stable")
        same = keys[order][1:] == keys[order][:-1]
        return bool((same & (files[order][1:] != files[order][:-1])).any())


def _key(row_id: str | int) -> int:
    text = row_id if isinstance(row_id, str) else f"\0{int(row_id)}"
    return xxhash.xxh64_intdigest(text.encode("utf-8", "surrogatepass"))
