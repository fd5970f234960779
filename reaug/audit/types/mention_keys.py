"""Keys by which mentions are counted and looked up: hashes of words and surroundings."""

from __future__ import annotations

from typing import Final, NamedTuple
from weakref import WeakKeyDictionary

import numpy as np
import pyarrow as pa
import xxhash

from reaug.core import schema
from reaug.core.arrays import I64, U64
from reaug.core.batch import Batch, Role
from reaug.core.draws import mix, text_keys
from reaug.core.text import CodePoints, codepoints, contiguous

SIDES: Final = ("before", "behind")
KEYED: Final = ("same", "label_behind", "label_other", "label_ending")
"""Other keys by which mentions are counted. `same`: the same span of the same sentence. The others
combine role and label with two code points after the mention, with the end of the other mention, or
with the mention's own end.
"""
KEYS: Final = ("words", *SIDES, *KEYED)
"""All kinds of keys; `words` is the hash of the word in normal form."""

_EDGE: Final = 0x1FFFFF
"""The value for places outside of a text: 21 bits, as code points have, but no code point."""

SALTS: Final = {
    name: np.uint64(xxhash.xxh64_intdigest(name.encode()))
    for name in (*schema.ROLES, *KEYED, *SIDES)
}
"""A number for each role and each kind of key, so that keys of different kinds differ."""


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
        keys = {name: sample[f"{role} {name}"].to_numpy() for name in KEYS}
        return cls(contiguous(sample[f"{role}_type"]), contiguous(sample[schema.LABEL]), keys)

    def take(self, rows: I64) -> Keyed:
        """Return the keys of the given rows."""
        index = pa.array(rows)
        keys = {name: key[rows] for name, key in self.keys.items()}
        return Keyed(self.type.take(index), self.label.take(index), keys)


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
    """Return keys that combine role and label of a mention with the text beside it.

    `name` (one of `KEYED`) is the kind of key, `answer` the hash of role and label from `answers`,
    and `key` the code points, packed into a number.
    """
    return mix(answer ^ mix(key ^ SALTS[name]))


def answers(role: Role, labels: pa.StringArray) -> U64:
    """Return a hash of the role and each label."""
    return mix(label_keys(labels) ^ SALTS[role])


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
