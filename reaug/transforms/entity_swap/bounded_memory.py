"""Bound the memory of `entity_swap` for data with any number of names.

The step counts pairs (the label, types and words of a row's two mentions) and words. At most
`core.bounded_tables.MOST` of each are kept: those with the smallest hashes, called the sample. For
a pair outside of the sample, its two words are counted, and a hash of the words and the label is
kept. For a word outside of the sample, only its frequency is counted. So all rows decide which
names are too well known to be replaced or drawn; only the donors, from which new names are drawn,
come from a sample.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reaug.core import schema
from reaug.core.arrays import U64, as_mask
from reaug.core.bounded_tables import MOST, Members, Sampled, Tally, greatest, sample_size
from reaug.core.draws import mix, row_keys, text_keys
from reaug.core.text import contiguous
from reaug.transforms.entity_swap.contexts import Counted, Spilled, few, group, joined
from reaug.transforms.entity_swap.donors import spellings

_CHUNKS: Final = 16
"""Number of batches whose counts are collected before they are added up."""
MOST_LINKS: Final = 1 << 21
"""Number of pairs to keep as hashes; more are kept in a Bloom filter
(`core.bounded_tables.Members`).
"""


class Whole(NamedTuple):
    """The final counts of all rows.

    pairs : a table of the label, types and words of each pair of mentions, with `count`.
    words : a table of the role, label, type and word of mentions, with `count`.
    contexts : a few sentences of each of these words.
    rows : number of counted rows.
    left : counts of words that are not in `words`, by the hash of their spelling.
    links : hashes (`link_keys`) of pairs that are not in `pairs`.
    sampled : the sizes of the samples of "names" and "pairs"; no entry for what is kept whole.
    """

    pairs: pa.Table
    words: pa.Table
    contexts: pa.Table
    rows: int
    left: Tally | None
    links: Members | None
    sampled: dict[str, Sampled]


def merged(a: Counted, b: Counted) -> Counted:
    """Return the sum of the counts of two parts of the rows.

    To save time, equal keys are only merged after many parts (`_CHUNKS`), and at the end.
    """
    pairs = pa.concat_tables([a.pairs, b.pairs])
    contexts = pa.concat_tables([a.contexts, b.contexts])
    both = Counted(pairs, contexts, _both(a.spilled, b.spilled))
    if pairs.column(0).num_chunks >= _CHUNKS or len(pairs) > 2 * MOST:
        both = bounded(both)
    if contexts.column(0).num_chunks >= _CHUNKS:
        # In one chunk, or the next merge would have too many again.
        both = both._replace(contexts=_without_lost_words(few(contexts)).combine_chunks())
    return both


def bounded(counted: Counted) -> Counted:
    """Return the counts with equal pairs added up, reduced to the maximum number of pairs."""
    pairs = group(counted.pairs)
    if len(pairs) <= MOST and counted.spilled is None:
        return counted._replace(pairs=pairs)
    pairs = _without_nulls(pairs)
    names = [name for name in pairs.column_names if name != "count"]
    hashes = text_keys(joined(*(contiguous(pairs[name]) for name in names)))
    cut = greatest(hashes, MOST)
    if cut is None:
        return counted._replace(pairs=pairs)
    sampled = pa.array(hashes <= cut)
    over = _spilled(pairs.filter(pc.invert(sampled)), cut)
    return Counted(pairs.filter(sampled), counted.contexts, _both(counted.spilled, over))


def whole(counted: Counted) -> Whole:
    """Return the final counts of all rows, with distinct keys."""
    pairs, contexts, spilled = bounded(counted)
    pairs = group(_without_nulls(pairs)).combine_chunks()
    words = group(pa.concat_tables([single(pairs, role) for role in schema.ROLES]))
    rows = pc.sum(pairs["count"]).as_py() or 0
    cut, left, links = None, None, None
    if spilled is not None:
        rows, links = rows + spilled.rows, spilled.links.packed(MOST_LINKS)
        words = group(pa.concat_tables([words, spilled.words]))
        cut, left = spilled.cut, spilled.left
    words, more, word_cut = _shortened(words)
    left = _sum(left, more)
    sizes = {"pairs": sample_size(cut, MOST), "names": sample_size(word_cut, MOST)}
    sampled = {name: size for name, size in sizes.items() if size is not None}
    return Whole(pairs, words, _of_words(few(contexts), word_cut), rows, left, links, sampled)


def single(pairs: pa.Table, role: str) -> pa.Table:
    """Return a table of role, label, type, word and count for the mentions of one role."""
    return pa.table(
        {
            "role": pa.repeat(pa.scalar(role), len(pairs)),
            "label": pairs["label"],
            "type": pairs[f"{role}_type"],
            "word": pairs[role],
            "count": pairs["count"],
        }
    )


def spelled_keys(words: pa.StringArray) -> U64:
    """Return a hash of each word that is equal for all its spellings (`uint64[n]`)."""
    return text_keys(spellings(words))


def link_keys(label: str, pairs: U64) -> U64:
    """Return hashes of n pairs of words together with a label (`uint64[n]`).

    `pairs` has the hashes of the pairs of words alone.
    """
    return mix(pairs ^ row_keys([label])[0])


def _without_nulls(counted: pa.Table) -> pa.Table:
    is_complete = np.ones(len(counted), dtype=np.bool_)
    for name in counted.column_names:
        is_complete &= as_mask(pc.is_valid(counted[name]))
    return counted.filter(pa.array(is_complete))


def _spilled(pairs: pa.Table, cut: np.uint64) -> Spilled:
    words = group(pa.concat_tables([single(pairs, role) for role in schema.ROLES]))
    words, left, _ = _shortened(words)
    both = joined(contiguous(pairs["subject"]), contiguous(pairs["object"]))
    labels = contiguous(pairs["label"]).dictionary_encode()
    of_label = text_keys(labels.dictionary)[labels.indices.to_numpy()]
    links = Members(mix(text_keys(both) ^ of_label))
    return Spilled(words, left, links, pc.sum(pairs["count"]).as_py(), cut)


def _both(a: Spilled | None, b: Spilled | None) -> Spilled | None:
    if a is None or b is None:
        return b if a is None else a
    words, left, _ = _shortened(group(pa.concat_tables([a.words, b.words])))
    links = roomy(a.links | b.links)
    rows, cut = a.rows + b.rows, min(a.cut, b.cut)
    return Spilled(words, _sum(_sum(a.left, b.left), left), links, rows, cut)


def roomy(links: Members) -> Members:
    """Return the hashes as they are, or as a smaller Bloom filter if there are too many.

    There are too many if they are more than twice `MOST_LINKS`.
    """
    return links.packed(MOST_LINKS) if len(links.hashes) > 2 * MOST_LINKS else links


def _sum(a: Tally | None, b: Tally | None) -> Tally | None:
    return (b if a is None else a) if a is None or b is None else a | b


def _shortened(words: pa.Table) -> tuple[pa.Table, Tally | None, np.uint64 | None]:
    """Reduce the counted words to a sample of at most `MOST` distinct ones.

    Returns
    -------
    The sample, the counts of the other words, and the greatest hash in the sample. The last two are
    None if all words are kept.
    """
    distinct, hashes = _word_hashes(words)
    cut = greatest(distinct, MOST)
    if cut is None:
        return words, None, None
    sampled = hashes <= cut
    others = words.filter(pa.array(~sampled))
    left = Tally.of(spelled_keys(contiguous(others["word"])), others["count"].to_numpy())
    return words.filter(pa.array(sampled)), left, cut


def _without_lost_words(contexts: pa.Table) -> pa.Table:
    """Drop the sentences of words that can no longer be in the final sample of words."""
    if len(contexts) <= MOST:
        return contexts
    return _of_words(contexts, greatest(_word_hashes(contexts)[0], MOST))


def _of_words(contexts: pa.Table, cut: np.uint64 | None) -> pa.Table:
    return contexts if cut is None else contexts.filter(pa.array(_word_hashes(contexts)[1] <= cut))


def _word_hashes(table: pa.Table) -> tuple[U64, U64]:
    """Return the hashes of the distinct words of a table, and the hash of each row's word."""
    coded = contiguous(table["word"]).dictionary_encode()
    distinct = text_keys(coded.dictionary)
    return distinct, distinct[coded.indices.to_numpy()]
