"""One set's rows as codes: what a profile cannot hold, since it needs the rows of a sentence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reaug.core.arrays import I64, Bool
from reaug.core.batch import Batch
from reaug.core.normal import normal
from reaug.core.schema import LABEL, OBJECT_TYPE, SENTENCE, SOURCE, SPANS, SUBJECT_TYPE
from reaug.core.text import contiguous
from reaug.drift.cells import Cells
from reaug.drift.profile import NO_VALUE, text_column

__all__ = ["Coded", "Column", "cells_of"]


class Column(NamedTuple):
    """A column of names: the value of row `i` is `names[codes[i]]`."""

    names: list[str]
    codes: I64


@dataclass(frozen=True, eq=False)
class Coded:
    """The `n` rows of a set.

    sentence : `int64[n]`, equal where the sentences are.
    label, type_pair, source : the columns by name; a null is `NO_VALUE`.
    length : `int64[n]`, code points.
    words : how often each word is a mention.
    """

    sentence: I64
    label: Column
    type_pair: Column
    source: Column
    length: I64
    words: Counter[str]

    @classmethod
    def of(cls, rows: pa.Table, *, mentions: bool = True) -> Coded:
        """Read a table with the columns of `Profile.of`; source and spans may be absent.

        Without `mentions` words are not counted, which takes a third of the time.
        """
        sentence = text_column(rows, SENTENCE)
        types = [
            pc.fill_null(text_column(rows, name), NO_VALUE) for name in (SUBJECT_TYPE, OBJECT_TYPE)
        ]
        colon = pa.scalar(":", pa.large_string())
        source = (
            text_column(rows, SOURCE)
            if SOURCE in rows.column_names
            else pa.nulls(rows.num_rows, pa.large_string())
        )
        words: Counter[str] = Counter()
        if mentions and set(SPANS) <= set(rows.column_names):
            batch = Batch(rows.combine_chunks())
            for role in ("subject", "object"):
                values, counts = pc.value_counts(batch.words(role)).flatten()
                words.update(dict(zip(values.to_pylist(), counts.to_pylist(), strict=True)))
        return cls(
            sentence=_codes(pc.dictionary_encode(normal(contiguous(sentence)))),
            label=_column(pc.fill_null(text_column(rows, LABEL), NO_VALUE)),
            type_pair=_column(pc.binary_join_element_wise(*types, colon)),
            source=_column(pc.fill_null(source, NO_VALUE)),
            length=np.asarray(contiguous(pc.utf8_length(sentence)), dtype=np.int64),
            words=words,
        )


def _column(values: pa.Array | pa.ChunkedArray) -> Column:
    coded = pc.dictionary_encode(contiguous(values))
    return Column(coded.dictionary.to_pylist(), _codes(coded))


def _codes(coded: pa.DictionaryArray) -> I64:
    return coded.indices.to_numpy(zero_copy_only=False).astype(np.int64)


def cells_of(
    sides: tuple[Coded, Coded],
    columns: tuple[Column, Column],
    names: Sequence[str],
    keep: tuple[Bool, Bool] | None = None,
) -> Cells:
    """The sentences of two sets by a column; `names` are its categories, sorted.

    Parameters
    ----------
    keep
        `bool[n]` per set: only these rows count.
    """
    place = {name: i for i, name in enumerate(names)}
    codes = []
    for column in columns:
        known = np.array([place.get(name, -1) for name in column.names], dtype=np.int64)
        codes.append(known[column.codes] if known.size else column.codes)
    groups = [side.sentence for side in sides]
    if keep is not None:
        codes = [code[kept] for code, kept in zip(codes, keep, strict=True)]
        groups = [group[kept] for group, kept in zip(groups, keep, strict=True)]
    return Cells.of_rows((groups[0], groups[1]), (codes[0], codes[1]), len(names))
