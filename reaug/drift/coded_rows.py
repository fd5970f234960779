"""The rows of a set as codes, for comparisons that need the rows of each sentence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import xxhash

from reaug.core.arrays import I64, Bool, Ints
from reaug.core.batch import Batch
from reaug.core.normal_form import normal
from reaug.core.schema import LABEL, OBJECT_TYPE, SENTENCE, SOURCE, SPANS, SUBJECT_TYPE
from reaug.core.text import contiguous
from reaug.data.row_batches import passed
from reaug.drift.profile import NO_VALUE, text_column
from reaug.drift.sentence_counts import SentenceCounts

__all__ = ["Coded", "Column", "sentence_counts"]


class Column(NamedTuple):
    """A column of names: the value of row `i` is `names[codes[i]]`."""

    names: list[str]
    codes: Ints


@dataclass(frozen=True, eq=False)
class Coded:
    """The `n` rows of a set.

    sentence : `int64[n]`, 64-bit hashes of the sentences. Among a million sentences, two collide in
        one of 40 million sets. After `numbered`, `int32[n]`: the sentences' numbers from 0.
    label, type_pair, source : the columns of these names, in which null becomes `NO_VALUE`.
    length : `int32[n]`, the lengths of the sentences in code points.
    words : the number of times that each word is a mention.
    """

    sentence: Ints
    label: Column
    type_pair: Column
    source: Column
    length: Ints
    words: Counter[str]

    @classmethod
    def of(cls, rows: pa.Table, *, mentions: bool = True) -> Coded:
        """Return the coded rows of a table with the columns of `Profile.of`; source and spans are
        optional.

        Without `mentions` words are not counted, which saves a third of the time. The rows are read
        once, one batch at a time, and 24 bytes of each row are kept.
        """
        columns = (SENTENCE, SUBJECT_TYPE, OBJECT_TYPE, LABEL, SOURCE, *SPANS)
        table = rows.select([name for name in rows.column_names if name in columns])
        parts = [cls._of(pa.Table.from_batches([batch]), mentions) for batch in passed(table)]
        if not parts:
            return cls._of(table, mentions)
        words: Counter[str] = Counter()
        for part in parts:
            words.update(part.words)
        return cls(
            sentence=np.concatenate([part.sentence for part in parts]),
            label=_put_together([part.label for part in parts]),
            type_pair=_put_together([part.type_pair for part in parts]),
            source=_put_together([part.source for part in parts]),
            length=np.concatenate([part.length for part in parts]),
            words=words,
        )

    def numbered(self) -> Coded:
        """Return the rows with the numbers of their sentences in place of the hashes.

        They are compared many times, which takes half as long with numbers; but the rows of two
        parts cannot be put together any more.

        >>> from reaug.core.examples import batch_of
        >>> batch = batch_of("[S|ORG|삼성]의 [O|PER|이재용]", "[S|ORG|LG]의 [O|PER|구광모]")
        >>> Coded.of(batch.table).numbered().sentence.tolist()
        [0, 1]
        """
        if self.sentence.dtype == np.int32:
            return self
        coded = pa.array(self.sentence).dictionary_encode()
        return replace(self, sentence=coded.indices.to_numpy())

    @classmethod
    def _of(cls, rows: pa.Table, mentions: bool) -> Coded:  # noqa: FBT001 - of `of`
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
            batch = Batch(rows)
            for role in ("subject", "object"):
                values, counts = pc.value_counts(batch.words(role)).flatten()
                words.update(dict(zip(values.to_pylist(), counts.to_pylist(), strict=True)))
        raw = normal(contiguous(sentence)).cast(pa.large_binary()).to_pylist()
        hashes = map(xxhash.xxh3_64_intdigest, raw)
        return cls(
            sentence=np.fromiter(hashes, dtype=np.uint64, count=len(raw)).view(np.int64),
            label=_column(pc.fill_null(text_column(rows, LABEL), NO_VALUE)),
            type_pair=_column(pc.binary_join_element_wise(*types, colon)),
            source=_column(pc.fill_null(source, NO_VALUE)),
            length=np.asarray(contiguous(pc.utf8_length(sentence)), dtype=np.int32),
            words=words,
        )


def _column(values: pa.Array | pa.ChunkedArray) -> Column:
    coded = pc.dictionary_encode(contiguous(values))
    return Column(
        coded.dictionary.to_pylist(), coded.indices.to_numpy(zero_copy_only=False).astype(np.int32)
    )


def _put_together(parts: Sequence[Column]) -> Column:
    """Return the parts of a column as one column; names are in the order of first occurrence."""
    names = list(dict.fromkeys(name for part in parts for name in part.names))
    place = {name: i for i, name in enumerate(names)}
    codes = [np.array([place[name] for name in part.names], np.int32)[part.codes] for part in parts]
    return Column(names, np.concatenate(codes))


def sentence_counts(
    sides: tuple[Coded, Coded],
    columns: tuple[Column, Column],
    names: Sequence[str],
    keep: tuple[Bool, Bool] | None = None,
) -> SentenceCounts:
    """Return how many rows of each category the sentences of two sets have, kind by kind.

    Sentences with the same rows by category are of one kind; see `SentenceCounts`.

    Parameters
    ----------
    sides
        The rows of both sets.
    columns
        The column of categories in each set, such as their labels.
    names
        The names of all k categories, sorted.
    keep
        `bool[n]` per set: the rows to count; all by default.
    """
    place = {name: i for i, name in enumerate(names)}
    codes: list[I64] = []
    for column in columns:
        known = np.array([place.get(name, -1) for name in column.names], dtype=np.int64)
        codes.append(known[column.codes] if known.size else column.codes.astype(np.int64))
    groups = [side.sentence for side in sides]
    if keep is not None:
        codes = [code[kept] for code, kept in zip(codes, keep, strict=True)]
        groups = [group[kept] for group, kept in zip(groups, keep, strict=True)]
    return SentenceCounts.of_rows((groups[0], groups[1]), (codes[0], codes[1]), len(names))
