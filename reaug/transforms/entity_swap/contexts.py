"""Count the pairs of mentions over all rows, and keep a few sentences of each word."""

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
from reaug.core.grouping import grouped
from reaug.core.text import contiguous, slices_of

SENTENCES: Final = 4
"""Number of sentences to keep of each word.

Those with the smallest hashes are kept, so that the order in which batches are merged does not
matter.
"""
SEPARATOR: Final = "\x1f"
_LOOK: Final = 3
_GLOSS: Final = r"""^[”’"'》〉」』]?\s?[(（\[〔]"""
_VALUES: Final = pa.array(["DAT", "NOH"])
"""The types of dates and numbers; new ones are not chosen by topic, so they need no sentences."""


class Spilled(NamedTuple):
    """Counts of the pairs of mentions that did not fit in the sample.

    words : a table of the role, label, type and word of the mentions of these pairs, with `count`.
    left : counts of words outside of the sample, by the hash of their spelling.
    links : hashes of these pairs of words, each together with its label.
    rows : number of rows with a pair outside of the sample.
    cut : the greatest hash of the pairs in the sample.
    """

    words: pa.Table
    left: Tally | None
    links: Members
    rows: int
    cut: np.uint64


class Counted(NamedTuple):
    """The counts of all rows so far; `bounded_memory.bounded` limits their size.

    pairs : a table of the label, types and words of each pair, with `count`.
    contexts : a table of the type, word and sentence of mentions, with the sentence's hash.
    spilled : counts of the pairs outside of the sample; None if there are none.
    """

    pairs: pa.Table
    contexts: pa.Table
    spilled: Spilled | None = None


def count_pairs(batch: Batch) -> pa.Table:
    """Return a table of the distinct pairs (label, types, words); `count` is the number of rows."""
    columns: dict[str, pa.Array] = {
        "label": batch.label,
        **{f"{role}_type": batch.type(role) for role in schema.ROLES},
        **{role: batch.words(role) for role in schema.ROLES},
        "count": pa.repeat(pa.scalar(1, pa.int64()), len(batch)),
    }
    return group(pa.table(columns))


def group(counted: pa.Table) -> pa.Table:
    """Return the table with one row per key, adding up `count`.

    All columns except `count` form the key.
    """
    keys = [name for name in counted.column_names if name != "count"]
    return grouped(counted, keys, "count", added="count")


def contexts_of(batch: Batch) -> pa.Table:
    """Return a table with the type, word and sentence of each mention, and the sentence's hash.

    The column `glossed` says whether a bracket follows the word. Dates and numbers are left out.
    """
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
    """Return whether a bracket opens right after each mention (`bool[n]`)."""
    # Such a bracket may explain the name.
    points, rows = batch.codepoints, np.arange(len(batch))
    end = batch.span(role)[:, 1].astype(np.int64)
    stop = np.minimum(end + _LOOK, points.lengths)
    text_after = slices_of(points, rows, end, stop)
    return as_mask(pc.match_substring_regex(text_after, _GLOSS))


def _names(table: pa.Table) -> pa.Table:
    wanted = pc.invert(pc.is_in(table["type"], value_set=_VALUES))
    is_complete = pc.and_(pc.is_valid(table["type"]), pc.is_valid(table["word"]))
    return table.filter(pc.and_(wanted, is_complete))


def few(contexts: pa.Table) -> pa.Table:
    """Return at most `SENTENCES` distinct sentences for each type and word.

    These are the sentences with the smallest hashes.
    """
    code, hashes = codes_of(contexts), contexts["hash"].to_numpy()
    order = np.lexsort((as_mask(contexts["glossed"]), hashes, code))
    code, hashes = code[order], hashes[order]
    fresh = np.ones(len(code), dtype=np.bool_)
    fresh[1:] = (code[1:] != code[:-1]) | (hashes[1:] != hashes[:-1])
    order, code = order[fresh], code[fresh]
    first = np.flatnonzero(np.append(True, code[1:] != code[:-1])) if len(code) else code
    rank = np.arange(len(code)) - np.repeat(first, np.diff(np.append(first, len(code))))
    # A mask, since taking the rows by position would copy them twice.
    return contexts.filter(pa.array(mask_of(order[rank < SENTENCES], len(contexts))))


def codes_of(contexts: pa.Table) -> I64:
    """Return a code for the type and word of each row, the same for equal pairs (`int64[n]`)."""
    keys = joined(contiguous(contexts["type"]), contiguous(contexts["word"]))
    return keys.dictionary_encode().indices.to_numpy().astype(np.int64)


def joined(*columns: pa.Array) -> pa.StringArray:
    """Return the columns joined to one key per row; null where a column is null."""
    return contiguous(pc.binary_join_element_wise(*columns, SEPARATOR))


def count(batch: Batch) -> Counted:
    """Return the counts of one batch."""
    return Counted(count_pairs(batch), contexts_of(batch))
