"""Count pairs of words over all rows, and keep a few sentences of each word."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reaug.core import schema
from reaug.core.arrays import I64, Bool, as_mask, mask_of
from reaug.core.batch import Batch, Role
from reaug.core.bounded_tables import Members, Tally
from reaug.core.draws import text_keys
from reaug.core.text import contiguous, slices_of

SENTENCES: Final = 4
"""Number of sentences to keep of each word, those with the smallest hashes, in any merge order."""
SEPARATOR: Final = "\x1f"
_LOOK: Final = 3
_GLOSS: Final = r"""^[”’"'》〉」』]?\s?[(（\[〔]"""
_VALUES: Final = pa.array(["DAT", "NOH"])
"""Types whose words are values, for which sentences are not needed."""


class Spilled(NamedTuple):
    """Counts of pairs outside of the sample.

    words : role, label, type and word of their mentions, with `count`.
    left : counts of words outside of the sample, by their spelling.
    links : hashes of the pairs with their labels.
    rows : number of rows with such a pair.
    cut : the greatest hash of the pairs in the sample.
    """

    words: pa.Table
    left: Tally | None
    links: Members
    rows: int
    cut: np.uint64


class Counted(NamedTuple):
    """The counts of rows, of bounded size; see `spilling.bounded`.

    pairs : label, types and words of each pair, with `count`.
    contexts : type, word and sentence of mentions, with the hash of the sentence.
    spilled : counts of the pairs outside of the sample, if there are any.
    """

    pairs: pa.Table
    contexts: pa.Table
    spilled: Spilled | None = None


def count_pairs(batch: Batch) -> pa.Table:
    """Count the pairs of words of rows by label and types."""
    columns: dict[str, pa.Array] = {
        "label": batch.label,
        **{f"{role}_type": batch.type(role) for role in schema.ROLES},
        **{role: batch.words(role) for role in schema.ROLES},
        "count": pa.repeat(pa.scalar(1, pa.int64()), len(batch)),
    }
    return group(pa.table(columns))


def group(counted: pa.Table) -> pa.Table:
    """Add up the counts of equal keys (all columns except the count)."""
    keys = [name for name in counted.column_names if name != "count"]
    grouped = counted.group_by(keys, use_threads=False).aggregate([("count", "sum")])
    return grouped.rename_columns({"count_sum": "count"})


def contexts_of(batch: Batch) -> pa.Table:
    """Return type, word, sentence and its hash of all mentions except dates and numbers."""
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
    """Whether a bracket opens directly after the mention, as after a headword (`bool[n]`)."""
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
    """Keep, for each type and word, the distinct `SENTENCES` sentences with the smallest hashes."""
    names = ("type", "word", "hash", "glossed")
    sorted_contexts = contexts.select(list(names))  # the sentences are long, and most are removed
    by = [(name, "ascending") for name in names]
    order = pc.sort_indices(sorted_contexts, sort_keys=by).to_numpy()
    sorted_contexts = sorted_contexts.take(pa.array(order))
    code, hashes = codes_of(sorted_contexts), sorted_contexts["hash"].to_numpy()
    fresh = np.ones(len(code), dtype=np.bool_)
    fresh[1:] = (code[1:] != code[:-1]) | (hashes[1:] != hashes[:-1])
    order, code = order[fresh], code[fresh]
    first = np.flatnonzero(np.append(True, code[1:] != code[:-1])) if len(code) else code
    rank = np.arange(len(code)) - np.repeat(first, np.diff(np.append(first, len(code))))
    # With a mask, since taking rows in another order copies them twice.
    return contexts.filter(pa.array(mask_of(order[rank < SENTENCES], len(contexts))))


def codes_of(contexts: pa.Table) -> I64:
    """Return a number for each type and word (`int64[n]`)."""
    keys = joined(contiguous(contexts["type"]), contiguous(contexts["word"]))
    return keys.dictionary_encode().indices.to_numpy().astype(np.int64)


def joined(*columns: pa.Array) -> pa.StringArray:
    """Join several columns to keys; null if a part is null."""
    return contiguous(pc.binary_join_element_wise(*columns, SEPARATOR))


def count(batch: Batch) -> Counted:
    """Count a batch."""
    return Counted(count_pairs(batch), contexts_of(batch))
