"""Counts of entity types, from which the evidence for a mention's type is computed.

All counts are whole numbers, so the sum over batches does not depend on their order.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import xxhash

from reaug.audit.types.mention_keys import KEYS, SALTS, Keyed, normal_words
from reaug.core import schema
from reaug.core.arrays import U64, distinct
from reaug.core.batch import Batch
from reaug.core.bounded_tables import MOST, Sampled, greatest, sample_size
from reaug.core.draws import mix, text_keys
from reaug.core.grouping import grouped
from reaug.core.text import contiguous

_WRITTEN: Final = (schema.LABEL, *(f"{role}_type" for role in schema.ROLES))

SAMPLE: Final = 16_384
"""The size of the sample of rows, those with the least hash, from which the rate of wrong types is
learnt.
"""

MOST_SPANS: Final = 1 << 21
"""The greatest number of keys in `same`; in all other tables it is `core.bounded_tables.MOST`."""

_MANY_CHUNKS: Final = 32
_SAMPLE_SALT: Final = np.uint64(xxhash.xxh64_intdigest(b"sample"))


class TypeCounts(NamedTuple):
    """Counts of entity types in some rows, for both roles together.

    Tables with too many keys are reduced to a sample of the keys, with all counts of each.

    words : table `key` (the word in normal form), `type`, `n`.
    before, behind : table `key` (the three code points beside a mention), `type`, `n`.
    same, label_behind, label_other, label_ending : table `key` (64-bit hashes), `type`, `n`.
    labels : table `key` (subject type, tab, object type), `type` (here the label), `n`.
    sample : a table of at most `SAMPLE` rows (after `summed`), with id, key, label and types of a
        row, and for each role the keys of `Keyed`.
    """

    words: pa.Table
    before: pa.Table
    behind: pa.Table
    same: pa.Table
    label_behind: pa.Table
    label_other: pa.Table
    label_ending: pa.Table
    labels: pa.Table
    sample: pa.Table

    @classmethod
    def of(cls, batch: Batch) -> TypeCounts:
        """Return the counts of the rows of a batch, without mentions that have no type."""
        parts: dict[str, list[pa.Table]] = {}
        columns = batch.table.select([schema.ROW_ID, schema.KEY, *_WRITTEN])
        for role in schema.ROLES:
            type_ = batch.type(role)
            is_typed = None if not type_.null_count else pc.is_valid(type_)
            keys = Keyed.of(batch, role).keys
            for name, key in keys.items():
                columns = columns.append_column(f"{role} {name}", pa.array(key))
                texts = normal_words(batch, role) if name == "words" else pa.array(key)
                table = pa.table({"key": texts, "type": type_})
                parts.setdefault(name, []).append(
                    table if is_typed is None else table.filter(is_typed)
                )
        counted = [_counted(name, pa.concat_tables(part)) for name, part in parts.items()]
        pairs = pc.binary_join_element_wise(batch.type("subject"), batch.type("object"), "\t")
        labelled = pa.table({"key": pairs, "type": batch.label})
        labelled = labelled.filter(pc.and_(pc.is_valid(pairs), pc.is_valid(batch.label)))
        return cls._make(
            [*counted, _counted("labels", labelled), _with_least_hashes(columns, 2 * SAMPLE)]
        )

    def merge(self, other: TypeCounts) -> TypeCounts:
        """Return the counts of both together."""
        counted = [
            _concatenated(*pair) if name == "same" else _joined(name, *pair)
            for name, *pair in zip(self._fields[:-1], self[:-1], other[:-1], strict=True)
        ]
        sample = pa.concat_tables([self.sample, other.sample])
        return TypeCounts._make([*counted, _with_least_hashes(sample, 2 * SAMPLE)])

    def summed(self) -> TypeCounts:
        """Return the counts with one row per key and type, and the sample sorted by hash."""
        plain = self._replace(same=_uncoded(self.same))
        names = zip(self._fields[:-1], plain[:-1], strict=True)
        counted = [_with_at_most(name, _summed(table), _most_keys(name)) for name, table in names]
        return TypeCounts._make([*counted, _with_least_hashes(self.sample)])

    def samples(self) -> dict[str, Sampled]:
        """Return which tables are samples, and their sizes; call this before `summed`."""
        cuts = {name: _greatest_hash(name, getattr(self, name), _most_keys(name)) for name in KEYS}
        sizes = {name: sample_size(cut, _most_keys(name)) for name, cut in cuts.items()}
        return {name: size for name, size in sizes.items() if size is not None}

    def several(self) -> TypeCounts:
        """Return the counts, with only those keys of `same` that occur more than once."""
        return self._replace(same=_repeated_keys(self.same))


def _with_least_hashes(rows: pa.Table, room: int = 0) -> pa.Table:
    """Return the `SAMPLE` rows with the least hashes, sorted."""
    # If there are at most `room` rows, all of them stay.
    # Rows with equal hashes are sorted by row id.
    if len(rows) <= room:
        return rows
    hashes = mix(rows[schema.KEY].to_numpy() ^ _SAMPLE_SALT)
    keyed = pa.table({"hash": hashes, "id": rows[schema.ROW_ID]})
    order = pc.sort_indices(keyed, sort_keys=[("hash", "ascending"), ("id", "ascending")])
    return rows.take(order[:SAMPLE])


def _counted(name: str, mentions: pa.Table) -> pa.Table:
    """Return how often each key has each type."""
    # In `same` nearly all keys are unique, so its mentions are listed without being counted.
    if name != "same":
        return grouped(mentions, ["key", "type"], "n")
    return mentions.append_column("n", pa.repeat(pa.scalar(1, pa.int64()), len(mentions)))


def _summed(table: pa.Table) -> pa.Table:
    return grouped(table, ["key", "type"], "n", added="n")


def _concatenated(a: pa.Table, b: pa.Table) -> pa.Table:
    """Return two tables of the counts `same` as one table."""
    # Nearly every key is unique, so rows with equal keys are not summed. Types become dictionary
    # codes to save memory.
    both = pa.concat_tables([_coded(a), _coded(b)])
    if both["n"].num_chunks < _MANY_CHUNKS and len(both) <= 2 * MOST_SPANS:
        return both
    return _with_at_most("same", both, MOST_SPANS + 1).combine_chunks()


def _coded(table: pa.Table) -> pa.Table:
    if pa.types.is_dictionary(table["type"].type):
        return table
    return table.set_column(1, "type", table["type"].dictionary_encode()).set_column(
        2, "n", table["n"].cast(pa.int32())
    )


def _repeated_keys(table: pa.Table) -> pa.Table:
    """Return the keys that occur more than once, whatever their types."""
    keys = table["key"].to_numpy()
    ordered = np.sort(keys)
    several = distinct(ordered[1:][ordered[1:] == ordered[:-1]])
    place = np.minimum(np.searchsorted(several, keys), max(len(several) - 1, 0))
    is_repeated = several[place] == keys if len(several) else np.zeros(len(keys), dtype=np.bool_)
    is_repeated |= table["n"].to_numpy() > 1
    return table.filter(pa.array(is_repeated))


def _uncoded(table: pa.Table) -> pa.Table:
    """Return a table in its usual types, after `_coded` has made them smaller."""
    table = table.set_column(1, "type", table["type"].cast(pa.string()))
    return table.set_column(2, "n", table["n"].cast(pa.int64()))


def _joined(name: str, a: pa.Table, b: pa.Table) -> pa.Table:
    """Return two tables as one; rows are summed only now and then, because that takes time."""
    both = pa.concat_tables([a, b])
    if both["n"].num_chunks < _MANY_CHUNKS and len(both) <= 4 * MOST:
        return both
    # One key more than fits is kept, which shows that some keys were left out.
    return _with_at_most(name, _summed(both), _most_keys(name) + 1)


def _most_keys(name: str) -> int:
    """Return the greatest number of keys in a table."""
    return MOST_SPANS if name == "same" else MOST


def _with_at_most(name: str, table: pa.Table, most: int) -> pa.Table:
    """Return a table with at most `most` keys, those with the least hashes."""
    cut = _greatest_hash(name, table, most)
    return table if cut is None else table.filter(pa.array(_hashes(name, table["key"]) <= cut))


def _greatest_hash(name: str, table: pa.Table, most: int) -> np.uint64 | None:
    """Return the hash up to which keys are kept, so that `most` keys remain; None to keep all."""
    # Only tables whose keys come from mentions are cut; `labels` does not grow with the corpus.
    if len(table) <= most or name not in KEYS:
        return None
    return greatest(_hashes(name, table["key"]), most)


def _hashes(name: str, keys: pa.ChunkedArray) -> U64:
    """Return a hash of each key (`uint64[n]`)."""
    if name != "words":
        return mix(keys.to_numpy() ^ SALTS[name])
    coded = contiguous(keys).dictionary_encode()
    return text_keys(coded.dictionary)[coded.indices.to_numpy()]
