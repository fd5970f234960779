"""Find the rows that meet a condition of a rule book."""

from __future__ import annotations

import numpy as np
import pyarrow.compute as pc

from reaug.audit.divergence.features import features
from reaug.audit.rows import Rows
from reaug.core.arrays import I64, Bool
from reaug.rulebook.conventions import When


class Meeting:
    """The rows of a set, indexed by their features, so that many conditions can be looked up.

    >>> from reaug.core.examples import batch_of
    >>> from reaug.rulebook import load
    >>> ways = ("[O|ORG|별빛리그] 소속 [S|ORG|바다팀]", "[S|ORG|바다팀]은 [O|ORG|별빛리그]에 있다.")
    >>> meeting = Meeting(Rows(batch_of(*ways).table, load("klue-re")))
    >>> meeting.rows_of(When(object_type="ORG", between_word="소속")).tolist()
    [0]
    """

    def __init__(self, rows: Rows) -> None:
        self._rows = rows
        described = features(rows)
        coded = described.feature.dictionary_encode()
        code = coded.indices.to_numpy(zero_copy_only=False).astype(np.int64)
        names = coded.dictionary.to_pylist()
        order = np.argsort(code, kind="stable")
        cuts = np.searchsorted(code[order], np.arange(len(names) + 1))
        self._row, self._cuts = described.row[order], cuts
        self._place = {name: number for number, name in enumerate(names)}
        self._masks: dict[tuple[str, str], Bool] = {}

    def rows_of(self, condition: When) -> I64:
        """Return the positions of the rows that meet a condition, ascending."""
        met: I64 | None = None
        for name, value in condition.parts.items():
            if not name.endswith("_type") and name != "order":
                matching = self._with(f"{name}={value}")
                met = matching if met is None else np.intersect1d(met, matching, assume_unique=True)
        met = np.arange(len(self._rows)) if met is None else np.sort(met)
        for name, value in condition.parts.items():
            if name.endswith("_type") or name == "order":
                met = met[self._mask(name, value)[met]]
        return met

    def _with(self, feature: str) -> I64:
        place = self._place.get(feature)
        if place is None:
            return np.zeros(0, dtype=np.int64)
        return self._row[self._cuts[place] : self._cuts[place + 1]]

    def _mask(self, name: str, value: str) -> Bool:
        """Return which rows have a given type or order of mentions (`bool[n]`)."""
        if (name, value) not in self._masks:
            self._masks[name, value] = self._made(name, value)
        return self._masks[name, value]

    def _made(self, name: str, value: str) -> Bool:
        if name == "order":
            return self._rows.subject_first == (value == "subject-first")
        types = self._rows.types("subject" if name == "subject_type" else "object")
        same = pc.fill_null(pc.equal(types, value), fill_value=False)
        return np.asarray(same.to_numpy(zero_copy_only=False), dtype=np.bool_)
