"""Counts of entity types, from which the evidence for a mention's type is computed.

All counts are whole numbers, so the sum over batches does not depend on their order.
"""

from __future__ import annotations

from typing import Final, NamedTuple
from weakref import WeakKeyDictionary

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import xxhash

from reaug.core import schema
from reaug.core.arrays import I64, U64
from reaug.core.batch import Batch, Role
from reaug.core.bounded_tables import MOST, Sampled, greatest, sample_size
from reaug.core.draws import mix, text_keys
from reaug.core.text import CodePoints, codepoints, contiguous

SIDES: Final = ("before", "behind")
KEYED: Final = ("same", "label_behind", "label_other", "label_ending")
"""Other keys by which mentions are counted. `same`: the same span of the same sentence. The others
combine role and label with two code points after the mention, with the end of the other mention, or
with the mention's own end.
"""

_WRITTEN: Final = (schema.LABEL, *(f"{role}_type" for role in schema.ROLES))

_GROWING: Final = ("words", *SIDES, *KEYED)
"""Tables that would grow without limit with the corpus."""

SAMPLE: Final = 16_384
"""The size of the sample of rows, those with the least hash, from which the rate of wrong types is
learnt.
"""

MOST_SPANS: Final = 1 << 21
"""The greatest number of keys in `same`; in all other tables it is `core.bounded_tables.MOST`."""

_MANY_CHUNKS: Final = 32
_EDGE: Final = 0x1FFFFF
"""The value for places outside of a text: 21 bits, as code points have, but no code point."""

_SALT: Final = {
    name: np.uint64(xxhash.xxh64_intdigest(name.encode()))
    for name in (*schema.ROLES, *KEYED, *SIDES, "sample")
}


class Keyed(NamedTuple):
    """The keys by which the mentions of one role are looked up.

    type, label : `StringArray[n]`, as in the data.
    keys : `uint64[n]` for each kind of key: the hash of the word (`words`), and the keys of
        `around_it`, such as the text before the mention (`before`).
    """

    type: pa.StringArray
    label: pa.StringArray
    keys: dict[str, U64]

    @classmethod
    def of(cls, batch: Batch, role: Role) -> Keyed:
        """Return the keys for the rows of a batch."""
        if batch not in _KEYED:  # both roles at once; a batch is counted and then judged
            _KEYED[batch] = _keyed(batch)
        return _KEYED[batch][role]

    @classmethod
    def kept(cls, sample: pa.Table, role: Role) -> Keyed:
        """Return the keys for the rows of a sample (`TypeCounts.sample`)."""
        keys = {name: sample[f"{role} {name}"].to_numpy() for name in _GROWING}
        return cls(contiguous(sample[f"{role}_type"]), contiguous(sample[schema.LABEL]), keys)

    def take(self, rows: I64) -> Keyed:
        """Return the keys of the given rows."""
        index = pa.array(rows)
        keys = {name: key[rows] for name, key in self.keys.items()}
        return Keyed(self.type.take(index), self.label.take(index), keys)


class TypeCounts(NamedTuple):
    """Counts of entity types in some rows, for both roles together.

    Each table has a limited number of keys, but the counts of each key are complete.

    words : table `key` (the word in normal form), `type`, `n`.
    before, behind : table `key` (the three code points beside a mention), `type`, `n`.
    same, label_behind, label_other, label_ending : table `key` (64-bit hashes), `type`, `n`.
    labels : table `key` (subject type, tab, object type), `type` (here the label), `n`.
    sample : at most `SAMPLE` rows (after `summed`): id, key, label, types, and for each role the
        keys of `Keyed`.
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
        return cls._make([*counted, _counted("labels", labelled), _least(columns, 2 * SAMPLE)])

    def merge(self, other: TypeCounts) -> TypeCounts:
        """Return the counts of both together."""
        counted = [
            _behind(*pair) if name == "same" else _joined(name, *pair)
            for name, *pair in zip(self._fields[:-1], self[:-1], other[:-1], strict=True)
        ]
        sample = pa.concat_tables([self.sample, other.sample])
        return TypeCounts._make([*counted, _least(sample, 2 * SAMPLE)])

    def summed(self) -> TypeCounts:
        """Return the counts with one row per key and type, and the sample sorted by hash."""
        plain = self._replace(same=_plain(self.same))
        names = zip(self._fields[:-1], plain[:-1], strict=True)
        counted = [_with_room(name, _summed(table), _room(name)) for name, table in names]
        return TypeCounts._make([*counted, _least(self.sample)])

    def samples(self) -> dict[str, Sampled]:
        """Return which tables are samples, and their sizes; call this before `summed`."""
        cuts = {name: _cut(name, getattr(self, name), _room(name)) for name in _GROWING}
        sizes = {name: sample_size(cut, _room(name)) for name, cut in cuts.items()}
        return {name: size for name, size in sizes.items() if size is not None}

    def several(self) -> TypeCounts:
        """Return the counts, with only those keys of `same` that occur more than once."""
        return self._replace(same=_repeated(self.same))


def _least(rows: pa.Table, room: int = 0) -> pa.Table:
    """Return the `SAMPLE` rows with the least hashes, sorted; all rows if there are at most `room`.

    Rows with equal hashes are sorted by row id.
    """
    if len(rows) <= room:
        return rows
    hashes = mix(rows[schema.KEY].to_numpy() ^ _SALT["sample"])
    keyed = pa.table({"hash": hashes, "id": rows[schema.ROW_ID]})
    order = pc.sort_indices(keyed, sort_keys=[("hash", "ascending"), ("id", "ascending")])
    return rows.take(order[:SAMPLE])


def _counted(name: str, mentions: pa.Table) -> pa.Table:
    """Return how often each key has each type.

    In `same` nearly all keys are unique, so its mentions are listed without being counted.
    """
    if name != "same":
        return _grouped(mentions, [([], "count_all")])
    return mentions.append_column("n", pa.repeat(pa.scalar(1, pa.int64()), len(mentions)))


def _grouped(table: pa.Table, aggregation: list[tuple[list[str] | str, str]]) -> pa.Table:
    grouped = table.group_by(["key", "type"], use_threads=False).aggregate(aggregation)
    return grouped.rename_columns(["key", "type", "n"])


def _summed(table: pa.Table) -> pa.Table:
    return _grouped(table, [("n", "sum")])


def _behind(a: pa.Table, b: pa.Table) -> pa.Table:
    """Return two tables of the counts `same` as one table.

    Nearly every key is unique, so rows with equal keys are not summed. Types become dictionary
    codes to save memory.
    """
    both = pa.concat_tables([_coded(a), _coded(b)])
    if both["n"].num_chunks < _MANY_CHUNKS and len(both) <= 2 * MOST_SPANS:
        return both
    return _with_room("same", both, MOST_SPANS + 1).combine_chunks()


def _coded(table: pa.Table) -> pa.Table:
    if pa.types.is_dictionary(table["type"].type):
        return table
    return table.set_column(1, "type", table["type"].dictionary_encode()).set_column(
        2, "n", table["n"].cast(pa.int32())
    )


def _repeated(table: pa.Table) -> pa.Table:
    """Return the keys that occur more than once, whatever their types."""
    keys = table["key"].to_numpy()
    ordered = np.sort(keys)
    several = np.unique(ordered[1:][ordered[1:] == ordered[:-1]])
    place = np.minimum(np.searchsorted(several, keys), max(len(several) - 1, 0))
    is_repeated = several[place] == keys if len(several) else np.zeros(len(keys), dtype=np.bool_)
    is_repeated |= table["n"].to_numpy() > 1
    return table.filter(pa.array(is_repeated))


def _plain(table: pa.Table) -> pa.Table:
    """Return a table whose encoding by `_coded` is reversed."""
    table = table.set_column(1, "type", table["type"].cast(pa.string()))
    return table.set_column(2, "n", table["n"].cast(pa.int64()))


def _joined(name: str, a: pa.Table, b: pa.Table) -> pa.Table:
    """Return two tables as one; rows are summed only now and then, because that takes time."""
    both = pa.concat_tables([a, b])
    if both["n"].num_chunks < _MANY_CHUNKS and len(both) <= 4 * MOST:
        return both
    # One key more than fits is kept, which shows that some keys were left out.
    return _with_room(name, _summed(both), _room(name) + 1)


def _room(name: str) -> int:
    """Return the greatest number of keys in a table."""
    return MOST_SPANS if name == "same" else MOST


def _with_room(name: str, table: pa.Table, most: int) -> pa.Table:
    """Return a table with at most `most` keys, those with the least hashes."""
    cut = _cut(name, table, most)
    return table if cut is None else table.filter(pa.array(_hashes(name, table["key"]) <= cut))


def _cut(name: str, table: pa.Table, most: int) -> np.uint64 | None:
    """Return the greatest hash of the `most` keys to keep; None if all keys are kept."""
    if len(table) <= most or name not in _GROWING:
        return None
    return greatest(_hashes(name, table["key"]), most)


def _hashes(name: str, keys: pa.ChunkedArray) -> U64:
    """Return a hash of each key (`uint64[n]`)."""
    if name != "words":
        return mix(keys.to_numpy() ^ _SALT[name])
    coded = contiguous(keys).dictionary_encode()
    return text_keys(coded.dictionary)[coded.indices.to_numpy()]


def normal_words(batch: Batch, role: Role) -> pa.StringArray:
    """Return the words of one mention in normal form, so that the same name always has the same
    key.
    """
    return batch.normal.words(role)


def _keyed(batch: Batch) -> dict[Role, Keyed]:
    around = around_it(batch)
    return {
        role: Keyed(
            batch.type(role),
            batch.label,
            {"words": text_keys(normal_words(batch, role)), **around[role]},
        )
        for role in schema.ROLES
    }


_KEYED: Final[WeakKeyDictionary[Batch, dict[Role, Keyed]]] = WeakKeyDictionary()
"""Cached keys of batches that are still in use."""


def around_it(batch: Batch) -> dict[Role, dict[str, U64]]:
    """Return the keys by which mentions are counted besides their words.

    The keys are `uint64[n]`, by role and by the names in `SIDES` and `KEYED`.
    """
    sentences = text_keys(batch.normal.sentence)
    ends = {role: endings(codepoints(batch.words(role))) for role in schema.ROLES}
    keys: dict[Role, dict[str, U64]] = {}
    pairs: tuple[tuple[Role, Role], ...] = (("subject", "object"), ("object", "subject"))
    for role, other in pairs:
        before, after = around(batch, role)
        answer = answers(role, batch.label)
        span = batch.normal.span(role).astype(np.uint64)
        keys[role] = {
            "before": before,
            "behind": after,
            "same": mix(sentences ^ mix((span[:, 0] << np.uint64(32)) | span[:, 1])),
            "label_behind": with_answer("label_behind", answer, shortened(after, 2)),
            "label_other": with_answer("label_other", answer, shortened(ends[other], 2)),
            "label_ending": with_answer("label_ending", answer, shortened(ends[role], 1)),
        }
    return keys


def label_keys(labels: pa.StringArray) -> U64:
    """Return a hash of each label (`uint64[n]`); 0 for rows without a label."""
    coded = labels.dictionary_encode()
    keys = np.append(text_keys(coded.dictionary), np.uint64(0))
    place = coded.indices.fill_null(len(coded.dictionary)).to_numpy(zero_copy_only=False)
    return keys[place]


def with_answer(name: str, answer: U64, key: U64) -> U64:
    """Return keys of the kind `name` (one of `KEYED`).

    They are hashes of role and label (`answer`, see `answers`) combined with code points that are
    packed into a number (`key`).
    """
    return mix(answer ^ mix(key ^ _SALT[name]))


def answers(role: Role, labels: pa.StringArray) -> U64:
    """Return a hash of the role and each label."""
    return mix(label_keys(labels) ^ _SALT[role])


def around(batch: Batch, role: Role) -> tuple[U64, U64]:
    """Return the three code points before and after a mention, the nearest first (two
    `uint64[n]`).
    """
    points, span = batch.codepoints, batch.span(role)
    first, stop = points.first[:-1], points.first[1:]
    return (
        packed(points, first + span[:, 0] - 1, -1, first, stop),
        packed(points, first + span[:, 1], 1, first, stop),
    )


def packed(points: CodePoints, at: I64, step: int, first: I64, stop: I64) -> U64:
    """Return three code points of each text as one number of 63 bits (`uint64[n]`).

    They are at the positions `at`, `at + step` and `at + 2 * step` of `points.values`. A position
    outside the text, which extends from `first` to `stop`, has the value `_EDGE`.

    The first code point is in the highest bits, so `shortened` can reduce three to one or two.
    """
    key = np.zeros(len(at), dtype=np.uint64)
    for i in range(3):
        place = at + i * step
        inside = (first <= place) & (place < stop)
        point = np.full(len(at), _EDGE, dtype=np.uint64)
        point[inside] = points.values[place[inside]]
        key = (key << np.uint64(21)) | point
    return key


def shortened(key: U64, length: int) -> U64:
    """Return the first `length` of three packed code points."""
    return key >> np.uint64(21 * (3 - length))


def endings(words: CodePoints) -> U64:
    """Return the last three code points of each word, packed, the last one first."""
    first, stop = words.first[:-1], words.first[1:]
    return packed(words, stop - 1, -1, first, stop)


def beginnings(words: CodePoints) -> U64:
    """Return the first three code points of each word, packed."""
    first, stop = words.first[:-1], words.first[1:]
    return packed(words, first, 1, first, stop)


_LATIN, _DIGIT, _HANGUL, _HANJA, _SPACE, _OTHER = range(1, 7)


def shapes(words: pa.StringArray) -> I64:
    """Return a number for the sequence of scripts in each word (`int64[n]`).

    For example, 이순신 is three times Hangul, and 1998년 is digits and once Hangul.
    A run of a script counts once, except for Hangul, where the number of syllables is informative.
    Only the first eight runs count.
    """
    points = codepoints(words)
    values, row = points.values, points.row
    script = np.select(
        [
            (values >= 0xAC00) & (values <= 0xD7A3),
            (values >= 0x4E00) & (values <= 0x9FFF),
            (values >= 0x30) & (values <= 0x39),
            ((values | 0x20) >= 0x61) & ((values | 0x20) <= 0x7A),
            points.is_space,
        ],
        [_HANGUL, _HANJA, _DIGIT, _LATIN, _SPACE],
        default=_OTHER,
    )
    news = np.ones(len(values), dtype=np.bool_)
    news[1:] = (script[1:] != script[:-1]) | (script[1:] == _HANGUL) | (row[1:] != row[:-1])
    count = np.append(0, np.cumsum(news))
    rank = count[:-1] - count[points.first[row]]
    first_eight = news & (rank < 8)
    weights = script[first_eight].astype(np.int64) << (3 * rank[first_eight])
    return np.bincount(row[first_eight], weights=weights, minlength=len(words)).astype(np.int64)
