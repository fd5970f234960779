"""The pool of `entity_swap`: which words may stand where, as counted over all rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reaug.core import schema
from reaug.core.batch import Batch
from reaug.core.draws import F64
from reaug.core.text import I64, Bool, contiguous
from reaug.korean.josa import final_sounds
from reaug.korean.sounds import I8

if TYPE_CHECKING:
    from reaug.rulebook import RuleBook

Weight = Literal["uniform", "count"]

MAX_LENGTH: Final = 30
"""Longest word of the pool, in code points: what is longer is most often a phrase cut wrongly."""

_CELL: Final = ("role", "label", "type", "kind")
_SEPARATOR: Final = "\x1f"

EDGE: Final = r"""^[\s'"“”‘’`´…]|[\s'"“”‘’`´…]$"""
"""White space or a quotation mark at a word's edge (RE2): the mention was cut wrongly."""
BRACKET: Final = r"[()（）\[\]{}<>〈〉《》「」『』【】〔〕]"
"""Any bracket (RE2)."""
_READABLE: Final = r"^[^\x00-\x1f]*[\p{L}\p{Nd}][^\x00-\x1f]*$"
_NUMBER: Final = r"\p{Nd}"


def mask(values: pa.Array) -> Bool:
    """An Arrow array of truth values as `bool[n]`; null is false."""
    return np.asarray(pc.fill_null(values, False).to_numpy(zero_copy_only=False), dtype=np.bool_)  # noqa: FBT003


def count_words(batch: Batch) -> pa.Table:
    """The words of both mentions of some rows with role, label, type and count."""
    parts = []
    for role in schema.ROLES:
        columns = {
            "role": pa.repeat(pa.scalar(role), len(batch)),
            "label": batch.label,
            "type": batch.type(role),
            "word": batch.words(role),
            "count": pa.repeat(pa.scalar(1, pa.int64()), len(batch)),
        }
        parts.append(pa.table(columns))
    return group(pa.concat_tables(parts))


def group(counted: pa.Table) -> pa.Table:
    """Counts of equal words as one."""
    keys = ["role", "label", "type", "word"]
    grouped = counted.group_by(keys, use_threads=False).aggregate([("count", "sum")])
    return grouped.rename_columns({"count_sum": "count"})


@dataclass(frozen=True)
class Pool:
    """Words by cell: role, label, type and kind. Sorted, so that the order of rows is nothing.

    cells : `StringArray[c]`, the cells' keys, ascending.
    first : `int64[c + 1]`, where each cell begins in `words`.
    words : `StringArray[m]`, distinct within a cell, ascending.
    sounds : `int8[m]`, how each word ends (`korean.sounds.Sound`).
    weights : `int64[m + 1]`, sums of the words' weights up to each.
    known, kinds : the kind of each type and word that was counted, drawn or not.
    repeated : the types and words that were counted twice or more.
    """

    cells: pa.StringArray
    first: I64
    words: pa.StringArray
    sounds: I8
    weights: I64
    known: pa.StringArray
    kinds: pa.StringArray
    repeated: pa.StringArray

    def often(self, types: pa.Array, words: pa.Array) -> Bool:
        """`bool[n]`: whether a mention of this type and word was counted twice or more."""
        return mask(pc.is_in(_joined(types, words), value_set=self.repeated))

    def kinds_of(self, words: pa.Array, types: pa.Array, rules: RuleBook) -> pa.StringArray:
        """The kinds of `n` mentions; the rule book is asked only for words that are new."""
        place = pc.index_in(_joined(types, words), value_set=self.known)
        kinds = self.kinds.take(place)
        new = pc.is_null(place)
        if pc.any(new).as_py():
            asked = rules.kinds(words.filter(new), types.filter(new))
            kinds = pc.replace_with_mask(kinds, new, asked)
        return contiguous(kinds)

    def cells_of(self, role: str, label: pa.Array, type_: pa.Array, kind: pa.Array) -> I64:
        """`int64[n]`: the cell of each mention, -1 where there is none."""
        key = _joined(pa.repeat(pa.scalar(role), len(label)), label, type_, kind)
        place = pc.fill_null(pc.index_in(key, value_set=self.cells), -1)
        return place.to_numpy(zero_copy_only=False).astype(np.int64)

    def draw(self, cell: I64, uniform: F64) -> I64:
        """`int64[n]`: a word of each cell by its weight, from uniform numbers in [0, 1)."""
        low = self.weights[self.first[cell]]
        high = self.weights[self.first[cell + 1]]
        target = low + np.floor(uniform * (high - low)).astype(np.int64)
        return np.searchsorted(self.weights, target, side="right") - 1


def _joined(*columns: pa.Array) -> pa.StringArray:
    return contiguous(pc.binary_join_element_wise(*columns, _SEPARATOR))


def build(counted: pa.Table, rules: RuleBook, weight: Weight) -> Pool:
    """The pool of all words that were counted."""
    whole = pc.and_(pc.is_valid(counted["label"]), pc.is_valid(counted["type"]))
    counted = group(counted.filter(whole)).combine_chunks()
    types, words = contiguous(counted["type"]), contiguous(counted["word"])
    kinds = rules.kinds(words, types)
    seen = pa.table({"key": _joined(types, words), "kind": kinds, "count": counted["count"]})
    seen = seen.group_by(["key", "kind"], use_threads=False).aggregate([("count", "sum")])
    seen = seen.sort_by("key")
    table = counted.append_column("kind", kinds).filter(pa.array(_usable(words, types)))
    table = table.sort_by([(name, "ascending") for name in (*_CELL, "word")])
    coded = _joined(*(contiguous(table[name]) for name in _CELL)).dictionary_encode()
    cells = np.arange(len(coded.dictionary) + 1)
    chosen = contiguous(table["word"])
    counts = table["count"].to_numpy() if weight == "count" else np.ones(len(chosen), np.int64)
    return Pool(
        cells=coded.dictionary,
        first=np.searchsorted(coded.indices.to_numpy(), cells),
        words=chosen,
        sounds=final_sounds(chosen),
        weights=np.concatenate([[0], np.cumsum(counts)]),
        known=contiguous(seen["key"]),
        kinds=contiguous(seen["kind"]),
        repeated=contiguous(seen.filter(pc.greater(seen["count_sum"], 1))["key"]),
    )


def _usable(words: pa.StringArray, types: pa.StringArray) -> Bool:
    """`bool[m]`: whole names, as far as one can see: no quotes, brackets, phrases, bare marks."""
    usable = mask(pc.less_equal(pc.utf8_length(words), MAX_LENGTH))
    usable &= ~mask(pc.match_substring_regex(words, EDGE))
    usable &= ~mask(pc.match_substring_regex(words, BRACKET))
    usable &= mask(pc.match_substring_regex(words, _READABLE))
    return usable & ~numberless_dates(words, types)


def numberless_dates(words: pa.StringArray, types: pa.StringArray) -> Bool:
    """`bool[n]`: dates without a number (고구려, 일제 강점기): no other date stands for them."""
    return mask(pc.equal(types, "DAT")) & ~mask(pc.match_substring_regex(words, _NUMBER))
