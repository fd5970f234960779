"""All mentions of a data set as numbers: word, label and role, and type."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reaug.audit.rows import Rows
from reaug.audit.types.mention_keys import Keyed
from reaug.core import schema
from reaug.core.arrays import I32, I64, Bool, Ints
from reaug.core.text import contiguous


class Mentions(NamedTuple):
    """The mentions of the rows of a set that the rule book can judge (`m` entries each).

    row : the position of the row in the set.
    role : 0 for subjects, 1 for objects.
    word : a number below `words` that is equal for equal words.
    answer : a number for the label and role; equal for mentions with the same label and role.
    type : the index of the type in `types`; -1 for none.
    types : the names of the types.

    A mention takes 14 bytes.

    Examples
    --------
    >>> from reaug.core.examples import batch_of
    >>> from reaug.rulebook import load
    >>> batch = batch_of("[S|PER|이순신]은 [O|LOC|한양]에서 났다.")
    >>> mentions = Mentions.of(Rows(batch.table, load("klue-re")))
    >>> mentions.words, [mentions.types[type_] for type_ in mentions.type]
    (2, ['PER', 'LOC'])
    """

    row: Ints
    role: Ints
    word: Ints
    answer: Ints
    type: Ints
    types: list[str]
    words: int

    @classmethod
    def of(cls, rows: Rows) -> Mentions:
        """Return the mentions of a set."""
        counts = rows.name_counts
        labels = pa.array(sorted(rows.label_counts), pa.string())
        columns = (contiguous(counts[f"{role}_type"]) for role in schema.ROLES)
        names = sorted({name for column in columns for name in column.to_pylist()} - {None})
        known = pa.array(names, pa.string())
        parts: list[tuple[I32, Ints, np.ndarray, I32, Ints]] = []
        for piece in rows.pieces():
            judged = piece.judged
            label = _codes(pc.fill_null(judged.batch.label, ""), labels)
            for number, role in enumerate(schema.ROLES):
                parts.append(
                    (
                        judged.places.astype(np.int32),
                        np.full(len(judged), number, dtype=np.int8),
                        Keyed.of(judged.batch, role).keys["words"],
                        label * 2 + number,
                        _codes(judged.types(role), known).astype(np.int16),
                    )
                )
        row, role_, keys, answer, type_ = (
            np.concatenate(part) for part in zip(*parts, strict=True)
        )
        distinct, word = np.unique(keys, return_inverse=True)
        word = word.reshape(-1).astype(np.int32)
        return cls(row, role_, word, answer, type_, names, len(distinct))

    def counts(self, group: Ints, groups: int) -> I64:
        """Return the number of mentions in each group by type (`int64[groups, types]`)."""
        k = len(self.types)
        known = self.type >= 0
        place = group[known].astype(np.int64) * k + self.type[known]
        return np.bincount(place, minlength=groups * k).astype(np.int64).reshape(groups, k)

    def are_unusual(self, by_word: I64) -> Bool:
        """Return which mentions have another type than most of their word, label and role.

        Of types that are equally frequent under a label, the usual type is the one that the word
        has more often. `by_word` has the counts of types by word.
        """
        answers = int(self.answer.max(initial=0)) + 1
        key = self.word.astype(np.int64) * answers + self.answer
        distinct, group = np.unique(key, return_inverse=True)
        group = group.reshape(-1).astype(np.int32)
        counts = self.counts(group, len(distinct))
        usual = np.empty(len(distinct), dtype=np.int16)
        for begin in range(0, len(distinct), 1 << 18):
            part = slice(begin, begin + (1 << 18))
            ranked = counts[part] * (by_word.sum() + 1) + by_word[distinct[part] // answers]
            usual[part] = ranked.argmax(axis=1)
        return (self.type >= 0) & (usual[group] != self.type)


def _codes(values: pa.Array, names: pa.Array) -> I32:
    """Return values as indices into names; -1 for null."""
    index = pc.index_in(values, value_set=names).fill_null(-1)
    return index.to_numpy(zero_copy_only=False).astype(np.int32)
