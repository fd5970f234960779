"""Which rows meet conditions that a rule book names."""

from __future__ import annotations

import numpy as np
import pyarrow.compute as pc

from reaug.audit.divergence.features import features
from reaug.audit.rows import Rows
from reaug.core.text import I64, Bool
from reaug.rulebook.conventions import Condition


class Meeting:
    """Answers which rows of a set meet a condition; the features are found once.

    >>> from reaug.core.examples import batch_of
    >>> from reaug.rulebook import load
    >>> told = ("[O|ORG|별빛리그] 소속 [S|ORG|바다팀]", "[S|ORG|바다팀]은 [O|ORG|별빛리그]에 있다.")
    >>> meeting = Meeting(Rows(batch_of(*told).table, load("klue-re")))
    >>> meeting.rows_of(Condition(object_type="ORG", between_word="소속")).tolist()
    [0]
    """

    def __init__(self, rows: Rows) -> None:
        self._rows = rows
        found = features(rows)
        coded = found.feature.dictionary_encode()
        code = coded.indices.to_numpy(zero_copy_only=False).astype(np.int64)
        names = coded.dictionary.to_pylist()
        order = np.argsort(code, kind="stable")
        cuts = np.searchsorted(code[order], np.arange(len(names) + 1))
        self._row, self._cuts = found.row[order], cuts
        self._place = {name: number for number, name in enumerate(names)}

    def rows_of(self, condition: Condition) -> I64:
        """Positions of the rows that meet it, ascending."""
        met = np.ones(len(self._rows), dtype=np.bool_)
        for name, value in condition.parts.items():
            met &= self._part(name, value)
        return np.flatnonzero(met)

    def _part(self, name: str, value: str) -> Bool:
        if name == "subject_type" or name == "object_type":
            types = self._rows.types("subject" if name == "subject_type" else "object")
            same = pc.fill_null(pc.equal(types, value), fill_value=False)
            return np.asarray(same.to_numpy(zero_copy_only=False), dtype=np.bool_)
        if name == "order":
            return self._rows.subject_first == (value == "subject-first")
        met = np.zeros(len(self._rows), dtype=np.bool_)
        place = self._place.get(f"{name}={value}")
        if place is not None:
            met[self._row[self._cuts[place] : self._cuts[place + 1]]] = True
        return met
