"""Counts of types, from which the evidence for a mention's type is computed.

Everything counted here is a whole number, so counts of batches add up the same in any order.
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
"""Further keys by which mentions are counted: the same span of the same sentence in other rows;
role and label with two code points after the mention, with the end of the other mention, with its
own.
"""

_WRITTEN: Final = (schema.LABEL, *(f"{role}_type" for role in schema.ROLES))

_GROWING: Final = ("words", *SIDES, *KEYED)
"""Tables that grow without end in an endless corpus."""

SAMPLE: Final = 16_384
"""Rows kept as a sample, those with the least hash: the rate of wrong types is learnt from them."""

MOST_SPANS: Final = 1 << 21
"""Keys of `same` that are kept; for all others it is `core.bounded.MOST`."""

_MANY_CHUNKS: Final = 32
_EDGE: Final = 0x1FFFFF
"""Stands for places beyond the edge of a text; not a code point, and 21 bits like all of them."""

_SALT: Final = {
    name: np.uint64(xxhash.xxh64_intdigest(name.encode()))
    for name in (*schema.ROLES, *KEYED, *SIDES, "sample")
}


class Keyed(NamedTuple):
    """The keys by which mentions of one role are looked up.

    type, label : `StringArray[n]`, as written.
    keys : by name, `uint64[n]`: of the word, and of what `around_it` gives.
    """

    type: pa.StringArray
    label: pa.StringArray
    keys: dict[str, U64]

    @classmethod
    def of(cls, batch: Batch, role: Role) -> Keyed:
        """Compute them for the rows of a batch."""
        if batch not in _KEYED:  # both roles at once; and a batch is counted first, then judged
            _KEYED[batch] = _keyed(batch)
        return _KEYED[batch][role]

    @classmethod
    def kept(cls, sample: pa.Table, role: Role) -> Keyed:
        """Return them for the rows of a sample (`TypeCounts.sample`)."""
        keys = {name: sample[f"{role} {name}"].to_numpy() for name in _GROWING}
        return cls(contiguous(sample[f"{role}_type"]), contiguous(sample[schema.LABEL]), keys)

    def take(self, rows: I64) -> Keyed:
        """Select some of them."""
        index = pa.array(rows)
        keys = {name: key[rows] for name, key in self.keys.items()}
        return Keyed(self.type.take(index), self.label.take(index), keys)


class TypeCounts(NamedTuple):
    """How often each type was seen; the summary of some rows, both roles together.

    Each table has a limited number of keys, and each key has all its counts.

    words : table `key` (the word in normal form), `type`, `n`.
    before, behind : table `key` (the three code points beside a mention), `type`, `n`.
    same, label_behind, label_other, label_ending : table `key` (64-bit hashes), `type`, `n`.
    labels : table `key` (subject type, object type), `type` (here the label), `n`.
    sample : at most `SAMPLE` rows, once summed: id, key, label, types, and for each role the keys
        of `Keyed`.
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
        """Count the types of some rows; mentions without a type are left out."""
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
        """Combine the counts of both."""
        counted = [
            _behind(*pair) if name == "same" else _joined(name, *pair)
            for name, *pair in zip(self._fields[:-1], self[:-1], other[:-1], strict=True)
        ]
        sample = pa.concat_tables([self.sample, other.sample])
        return TypeCounts._make([*counted, _least(sample, 2 * SAMPLE)])

    def summed(self) -> TypeCounts:
        """Sum up each key and type; the sample is in the order of its hashes."""
        plain = self._replace(same=_plain(self.same))
        names = zip(self._fields[:-1], plain[:-1], strict=True)
        counted = [_with_room(name, _summed(table), _room(name)) for name, table in names]
        return TypeCounts._make([*counted, _least(self.sample)])

    def samples(self) -> dict[str, Sampled]:
        """Return which tables are samples, and how large; call before `summed`."""
        cuts = {name: _cut(name, getattr(self, name), _room(name)) for name in _GROWING}
        sizes = {name: sample_size(cut, _room(name)) for name, cut in cuts.items()}
        return {name: size for name, size in sizes.items() if size is not None}

    def several(self) -> TypeCounts:
        """Keep only those keys of `same` that several mentions have: no others are used."""
        return self._replace(same=_repeated(self.same))


def _least(rows: pa.Table, room: int = 0) -> pa.Table:
    """Return the rows with the least hashes, sorted; equal ones by row id. All if there is room."""
    if len(rows) <= room:
        return rows
    hashes = mix(rows[schema.KEY].to_numpy() ^ _SALT["sample"])
    keyed = pa.table({"hash": hashes, "id": rows[schema.ROW_ID]})
    order = pc.sort_indices(keyed, sort_keys=[("hash", "ascending"), ("id", "ascending")])
    return rows.take(order[:SAMPLE])


def _counted(name: str, mentions: pa.Table) -> pa.Table:
    """Count how often each key has each type; of `same`, where nearly all keys are unique, list
    each mention by itself.
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
    """Append one table to another. Nearly every key is unique, so nothing is summed: a mention
    costs only a key, a type code and a count.
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
    """Return the keys that were seen more than once, whatever their types."""
    keys = table["key"].to_numpy()
    ordered = np.sort(keys)
    several = np.unique(ordered[1:][ordered[1:] == ordered[:-1]])
    place = np.minimum(np.searchsorted(several, keys), max(len(several) - 1, 0))
    is_repeated = several[place] == keys if len(several) else np.zeros(len(keys), dtype=np.bool_)
    is_repeated |= table["n"].to_numpy() > 1
    return table.filter(pa.array(is_repeated))


def _plain(table: pa.Table) -> pa.Table:
    """Reverse `_coded`."""
    table = table.set_column(1, "type", table["type"].cast(pa.string()))
    return table.set_column(2, "n", table["n"].cast(pa.int64()))


def _joined(name: str, a: pa.Table, b: pa.Table) -> pa.Table:
    """Append, and sum only now and then, since that is what costs time."""
    both = pa.concat_tables([a, b])
    if both["n"].num_chunks < _MANY_CHUNKS and len(both) <= 4 * MOST:
        return both
    # One more than there is room for, which shows that some were left out.
    return _with_room(name, _summed(both), _room(name) + 1)


def _room(name: str) -> int:
    """Return how many keys of a table are kept."""
    return MOST_SPANS if name == "same" else MOST


def _with_room(name: str, table: pa.Table, most: int) -> pa.Table:
    """Limit a table to its first `most` keys by hash."""
    cut = _cut(name, table, most)
    return table if cut is None else table.filter(pa.array(_hashes(name, table["key"]) <= cut))


def _cut(name: str, table: pa.Table, most: int) -> np.uint64 | None:
    """Return the greatest hash of the keys that fit; None where all fit."""
    if len(table) <= most or name not in _GROWING:
        return None
    return greatest(_hashes(name, table["key"]), most)


def _hashes(name: str, keys: pa.ChunkedArray) -> U64:
    """`uint64[n]`: a hash of each key."""
    if name != "words":
        return mix(keys.to_numpy() ^ _SALT[name])
    coded = contiguous(keys).dictionary_encode()
    return text_keys(coded.dictionary)[coded.indices.to_numpy()]


def normal_words(batch: Batch, role: Role) -> pa.StringArray:
    """Return the words of one mention in normal form, so that a name is the same however stored."""
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
"""Results for batches that are still in use."""


def around_it(batch: Batch) -> dict[Role, dict[str, U64]]:
    """`uint64[n]` by role and name of `SIDES` and `KEYED`: what mentions are counted by besides
    their words.
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
    """`uint64[n]`: a hash of each label; 0 for none."""
    coded = labels.dictionary_encode()
    keys = np.append(text_keys(coded.dictionary), np.uint64(0))
    place = coded.indices.fill_null(len(coded.dictionary)).to_numpy(zero_copy_only=False)
    return keys[place]


def with_answer(name: str, answer: U64, key: U64) -> U64:
    """Combine the hash of role and label with some code points into a key of `KEYED`."""
    return mix(answer ^ mix(key ^ _SALT[name]))


def answers(role: Role, labels: pa.StringArray) -> U64:
    """Hash a role and each label, as in `around_it`."""
    return mix(label_keys(labels) ^ _SALT[role])


def around(batch: Batch, role: Role) -> tuple[U64, U64]:
    """`uint64[n]` twice: the three code points before and after a mention, the nearest first."""
    points, span = batch.codepoints, batch.span(role)
    first, stop = points.first[:-1], points.first[1:]
    return (
        packed(points, first + span[:, 0] - 1, -1, first, stop),
        packed(points, first + span[:, 1], 1, first, stop),
    )


def packed(points: CodePoints, at: I64, step: int, first: I64, stop: I64) -> U64:
    """Pack three code points of each text from `at` on, going by `step`, into 63 bits.

    The first is in the highest bits, so `shortened` can reduce three to one or two.
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
    """Return the last three code points of each word, the last first."""
    first, stop = words.first[:-1], words.first[1:]
    return packed(words, stop - 1, -1, first, stop)


def beginnings(words: CodePoints) -> U64:
    """Return the first three code points of each word."""
    first, stop = words.first[:-1], words.first[1:]
    return packed(words, first, 1, first, stop)


_LATIN, _DIGIT, _HANGUL, _HANJA, _SPACE, _OTHER = range(1, 7)


def shapes(words: pa.StringArray) -> I64:
    """Encode the scripts of each word as a number: 이순신 three of Hangul, 1998년 digits and one.

    Runs of a script count once, except for Hangul, where the number of syllables is informative.
    Only the first eight runs are distinguished.
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
