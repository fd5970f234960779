"""What `entity_swap` counts over all rows: pairs of words, and a few sentences of each word."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reaug.core import schema
from reaug.core.arrays import I64, Bool, as_mask, mask_of
from reaug.core.batch import Batch, Role
from reaug.core.bounded import Members, Tally
from reaug.core.draws import text_keys
from reaug.core.text import contiguous, slices_of

SENTENCES: Final = 4
"""Sentences kept of each word, those of the least hashes: a sample that merges in any order."""
SEPARATOR: Final = "\x1f"
_LOOK: Final = 3
_GLOSS: Final = r"""^[”’"'》〉」』]?\s?[(（\[〔]"""
_VALUES: Final = pa.array(["DAT", "NOH"])
"""Types whose words are values: nothing is asked of their sentences."""


class Spilled(NamedTuple):
    """What is known of pairs without room.

    words : role, label, type and word of their mentions, with `count`.
    left : how often words stand that have no room among `words`, by their spelling.
    links : hashes of the pairs with their labels.
    rows : how many rows have such a pair.
    cut : the greatest hash of the pairs that have room.
    """

    words: pa.Table
    left: Tally | None
    links: Members
    rows: int
    cut: np.uint64


class Counted(NamedTuple):
    """What was counted of some rows. Neither grows beyond a bound; see `spilling.bounded`.

    pairs : label, types and words of each pair, with `count`.
    contexts : type, word and sentence of mentions, with the sentence's hash.
    spilled : what is known of the pairs that had no room, where there are such.
    """

    pairs: pa.Table
    contexts: pa.Table
    spilled: Spilled | None = None


def count_pairs(batch: Batch) -> pa.Table:
    """The pairs of words of some rows with label, types and count."""
    columns: dict[str, pa.Array] = {
        "label": batch.label,
        **{f"{role}_type": batch.type(role) for role in schema.ROLES},
        **{role: batch.words(role) for role in schema.ROLES},
        "count": pa.repeat(pa.scalar(1, pa.int64()), len(batch)),
    }
    return group(pa.table(columns))


def group(counted: pa.Table) -> pa.Table:
    """Counts of equal keys (all columns but the count) as one."""
    keys = [name for name in counted.column_names if name != "count"]
    grouped = counted.group_by(keys, use_threads=False).aggregate([("count", "sum")])
    return grouped.rename_columns({"count_sum": "count"})


def contexts_of(batch: Batch) -> pa.Table:
    """Type, word, sentence and its hash of the mentions that are no dates and numbers."""
    hashes = pa.array(text_keys(batch.sentence))
    tables = [
        pa.table(
            {
                "type": batch.type(role),
                "word": batch.words(role),
                "hash": hashes,
                "glossed": pa.array(_glossed(batch, role)),
                "sentence": batch.sentence,
            }
        )
        for role in schema.ROLES
    ]
    return few(pa.concat_tables([_names(table) for table in tables]))


def _glossed(batch: Batch, role: Role) -> Bool:
    """`bool[n]`: whether a bracket opens right behind the mention, as behind a headword."""
    points, rows = batch.codepoints, np.arange(len(batch))
    end = batch.span(role)[:, 1].astype(np.int64)
    stop = np.minimum(end + _LOOK, points.lengths)
    behind = slices_of(points, rows, end, stop)
    return as_mask(pc.match_substring_regex(behind, _GLOSS))


def _names(table: pa.Table) -> pa.Table:
    wanted = pc.invert(pc.is_in(table["type"], value_set=_VALUES))
    there = pc.and_(pc.is_valid(table["type"]), pc.is_valid(table["word"]))
    return table.filter(pc.and_(wanted, there))


def few(contexts: pa.Table) -> pa.Table:
    """Of each type and word the `SENTENCES` sentences with the least hashes, each once."""
    names = ("type", "word", "hash", "glossed")
    sorted_contexts = contexts.select(list(names))  # the sentences are long, and most of them go
    by = [(name, "ascending") for name in names]
    order = pc.sort_indices(sorted_contexts, sort_keys=by).to_numpy()
    sorted_contexts = sorted_contexts.take(pa.array(order))
    code, hashes = codes_of(sorted_contexts), sorted_contexts["hash"].to_numpy()
    fresh = np.ones(len(code), dtype=np.bool_)
    fresh[1:] = (code[1:] != code[:-1]) | (hashes[1:] != hashes[:-1])
    order, code = order[fresh], code[fresh]
    first = np.flatnonzero(np.append(True, code[1:] != code[:-1])) if len(code) else code
    rank = np.arange(len(code)) - np.repeat(first, np.diff(np.append(first, len(code))))
    # By a mask, since rows that are taken in another order are copied twice.
    return contexts.filter(pa.array(mask_of(order[rank < SENTENCES], len(contexts))))


def codes_of(contexts: pa.Table) -> I64:
    """`int64[n]`: a number for each type and word."""
    keys = joined(contiguous(contexts["type"]), contiguous(contexts["word"]))
    return keys.dictionary_encode().indices.to_numpy().astype(np.int64)


def joined(*columns: pa.Array) -> pa.StringArray:
    """Keys of several columns; null where a part is null."""
    return contiguous(pc.binary_join_element_wise(*columns, SEPARATOR))


def count(batch: Batch) -> Counted:
    """What is counted of a batch."""
    return Counted(count_pairs(batch), contexts_of(batch))
