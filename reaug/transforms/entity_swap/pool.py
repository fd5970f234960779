"""The pool of `entity_swap`: which words and pairs may stand where, as counted over all rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reaug.core import schema
from reaug.core.arrays import I8, I64, U64, Bool, as_mask
from reaug.core.batch import Role
from reaug.core.draws import row_keys
from reaug.core.text import contiguous
from reaug.korean.josa import final_sounds
from reaug.transforms.entity_swap.contexts import SEPARATOR, Counted, group, joined
from reaug.transforms.entity_swap.donors import (
    Traits,
    closed_lists,
    fit,
    languages,
    no_language,
)
from reaug.transforms.entity_swap.donors import known as known_names
from reaug.transforms.entity_swap.made import made_names
from reaug.transforms.entity_swap.patterns import SEVERAL
from reaug.transforms.entity_swap.values import MOST, units, values

if TYPE_CHECKING:
    from reaug.rulebook import Kind, RuleBook

Weight = Literal["uniform", "count"]

MAX_LENGTH: Final = 30
"""Longest word of the pool, in code points: a longer one is mostly a phrase cut wrongly."""

_SPAN: Final = 10**12
"""Room for the values under one key; more than `values.MOST`."""

EDGE: Final = r"""^[\s'"“”‘’`´…]|[\s'"“”‘’`´…]$"""
"""White space or a quotation mark at a word's edge (RE2): the mention was cut wrongly."""
BRACKET: Final = r"[()（）\[\]{}<>〈〉《》「」『』【】〔〕]"
"""Any bracket (RE2)."""
_LIST: Final = ", "
"""Within a word: 배우, 방송인 are two."""
_READABLE: Final = r"^[^\x00-\x1f]*[\p{L}\p{Nd}][^\x00-\x1f]*$"
_NUMBER: Final = r"\p{Nd}"


@dataclass(frozen=True)
class WordsByKey:
    """Words, or pairs of words, by key. Sorted, so that the order of the rows does not matter.

    keys : `StringArray[c]`, ascending; see `name_keys` and `pair_keys`.
    order : `int64[m]`, the key's place and the value of each entry in one number, ascending.
    weights : `int64[m + 1]`, sums of the entries' weights up to each.
    words, sounds, values, places : by role, `m` of each: the words, how they end
        (`korean.sounds.Sound`), what dates and numbers are worth, and the place of type and word
        in `Pool.known`.
    """

    keys: pa.StringArray
    order: I64
    weights: I64
    words: dict[Role, pa.StringArray]
    sounds: dict[Role, I8]
    values: dict[Role, I64]
    places: dict[Role, I64]

    def find(self, key: pa.Array) -> I64:
        """`int64[n]`: the places of these keys, -1 for one that is absent or null."""
        place = pc.fill_null(pc.index_in(key, value_set=self.keys, skip_nulls=True), -1)
        return place.to_numpy(zero_copy_only=False).astype(np.int64)

    def range(self, key_place: I64, least: I64, greatest: I64) -> tuple[I64, I64]:
        """The first entry, and the one behind the last, of each key with a value in a range.

        Both are the same where the key is absent (-1) or has none of the values.
        """
        first = np.searchsorted(self.order, key_place * _SPAN + np.maximum(least, 0))
        last = np.searchsorted(self.order, key_place * _SPAN + np.minimum(greatest, MOST), "right")
        last = np.where(key_place < 0, first, np.maximum(last, first))
        return first.astype(np.int64), last.astype(np.int64)


class Standing(NamedTuple):
    """Of n mentions, `bool[n]` each.

    Known, known by the rule book, one of a closed set, a group whose members are known.
    """

    famous: Bool
    listed: Bool
    closed: Bool
    bound: Bool


@dataclass(frozen=True)
class Pool:
    """The words of all rows, and what is known about them.

    names : single words by role, label, type and pool of the rule book.
    pairs : pairs of words by label, both types and both pools.
    known, pools : the pool of each type and word that was counted, drawn or not.
    repeated : the types and words that were counted twice or more.
    lands : words that were counted twice or more as a place.
    name_parts : words before the last one of persons' names: 도널드, 마리아.
    related : `uint64[k]`, ascending: hashes of the pairs, in both directions, that some row labels
        with a relation. Where two pairs have one hash, both are refused, which does no harm.
    traits : what the policy of donors knows of each word of `known`.
    sexed : whether persons lie under keys of their sexes (`sexed_keys`).
    free : types whose words lie under their pool alone.
    made : whether names that nobody has stand in it.
    """

    names: WordsByKey
    pairs: WordsByKey
    known: pa.StringArray
    pools: pa.StringArray
    repeated: pa.StringArray
    lands: pa.StringArray
    name_parts: pa.StringArray
    related: U64
    traits: Traits
    sexed: bool
    free: tuple[str, ...]
    made: bool

    def places_of(self, types: pa.Array, words: pa.Array) -> I64:
        """`int64[n]`: where types and words stand in `known`; -1 where they were not counted."""
        place = pc.index_in(joined(types, words), value_set=self.known)
        return pc.fill_null(place, -1).to_numpy().astype(np.int64)

    def standing(self, types: pa.Array, words: pa.Array, rules: RuleBook) -> Standing:
        """What `n` mentions are to readers; the rule book classifies those that were not counted."""
        place = self.places_of(types, words)
        mine = self.traits
        masks = (mine.famous, mine.listed, mine.closed, mine.bound)
        found = [np.append(mask, False)[place] for mask in masks]
        new = np.flatnonzero(place < 0)
        if len(new):
            index, rule = pa.array(new), rules.donors
            words, types = words.take(index), types.take(index)
            shut = closed_lists(rules, made=self.made)
            lists = (rule.known_kinds, rule.known_kinds, shut, rule.bound)
            for mask, fresh in zip(found, rules.kind_masks(words, types, *lists), strict=True):
                mask[new] = fresh
            found[0][new] |= known_names(words, rules)
            found[1][new] |= known_names(words, rules)
        return Standing(*found)

    def often(self, types: pa.Array, words: pa.Array) -> Bool:
        """`bool[n]`: whether a mention of this type and word was counted twice or more."""
        return as_mask(pc.is_in(joined(types, words), value_set=self.repeated))

    def are_lands(self, words: pa.Array) -> Bool:
        """`bool[n]`: whether a word is a place that was counted twice or more."""
        return as_mask(pc.is_in(words, value_set=self.lands))

    def are_name_parts(self, words: pa.Array) -> Bool:
        """`bool[n]`: whether a word is part of a longer person's name."""
        return as_mask(pc.is_in(words, value_set=self.name_parts))

    def is_related(self, subjects: pa.Array, objects: pa.Array) -> Bool:
        """`bool[n]`: whether a row labels these two with a relation, in either direction."""
        keys = _pair_hashes(joined(subjects, objects))
        place = np.searchsorted(self.related, keys)
        return np.append(self.related, np.uint64(0))[place] == keys

    def pools_of(self, words: pa.Array, types: pa.Array, rules: RuleBook) -> pa.StringArray:
        """The pools of `n` mentions; the rule book classifies only words that were not counted."""
        place = pc.index_in(joined(types, words), value_set=self.known)
        pool_names = self.pools.take(place)
        new = pc.is_null(place)
        if pc.any(new).as_py():
            new_names = pools(words.filter(new), types.filter(new), rules)
            pool_names = pc.replace_with_mask(pool_names, new, new_names)
        return contiguous(pool_names)


def name_keys(
    role: pa.Array, label: pa.Array, type_: pa.Array, pool: pa.Array, free: Sequence[str]
) -> pa.StringArray:
    """The keys of single words; null where a part is null.

    Words of the types `free` lie under their pool alone: a person's name says nothing of role and
    label, and made names have none.
    """
    is_free = pc.is_in(type_, value_set=pa.array(free, pa.string()))
    nothing = pa.scalar("")
    role, label = (pc.if_else(is_free, nothing, column) for column in (role, label))
    return joined(role, label, type_, pool)


def sexed_keys(keys: pa.StringArray, sexes: pa.StringArray) -> pa.StringArray:
    """The keys of the persons of a cell whose names look like those of one sex."""
    return joined(keys, sexes)


def pair_keys(
    label: pa.Array, types: tuple[pa.Array, pa.Array], pools: tuple[pa.Array, pa.Array]
) -> pa.StringArray:
    """The keys of pairs of words; null where a part is null."""
    return joined(label, *types, *pools)


def _pair_hashes(pairs: pa.StringArray) -> U64:
    return row_keys(pairs.to_pylist())


def pools(words: pa.StringArray, types: pa.StringArray, rules: RuleBook) -> pa.StringArray:
    """The pools of `n` mentions: those of the rule book, with the unit of a number.

    A name that contains a place (히로시마 전철) is never drawn for one that does not, and a person's
    name only for one of the same language.
    """
    return joined(
        rules.pools(words, types),
        units(words, types),
        _placed(words, types, rules),
        languages(words, types, rules),
    )


def _placed(words: pa.StringArray, types: pa.StringArray, rules: RuleBook) -> pa.StringArray:
    """`StringArray[n]`: "place" for a thing whose name holds one, "" for others."""
    if rules.place_pattern is None:
        return pa.array([""] * len(words), pa.string())
    holds = pc.match_substring_regex(words, rules.place_pattern)
    things = pc.is_in(types, value_set=pa.array(["ORG", "POH"]))
    return pc.if_else(pc.and_(holds, things), pa.scalar("place"), pa.scalar(""))


def build(counts: Counted, rules: RuleBook, weight: Weight, names: str = "data") -> Pool:
    """The pool of all pairs that were counted; with `names` made, of made names beside them."""
    counted = counts.pairs
    keys = [name for name in counted.column_names if name != "count"]
    whole = np.ones(len(counted), dtype=np.bool_)
    for name in keys:
        whole &= as_mask(pc.is_valid(counted[name]))
    counted = group(counted.filter(pa.array(whole))).combine_chunks()
    singles = group(pa.concat_tables([_single(counted, role) for role in schema.ROLES]))
    seen = group(singles.select(["type", "word", "count"])).sort_by(_ascending("type", "word"))
    made = made_names(rules, contiguous(seen["word"])) if names == "made" else None
    if made is not None:
        zero = pa.repeat(pa.scalar(0, pa.int64()), len(made))
        seen = pa.concat_tables([seen, made.append_column("count", zero)])
    types, words = contiguous(seen["type"]), contiguous(seen["word"])
    known, pool_of_pair = joined(types, words), pools(words, types, rules)
    count = seen["count"].to_numpy()
    rows = pc.sum(counted["count"]).as_py() or 0
    traits = Traits.of(words, types, count, rows, counts.contexts, rules, made=made is not None)
    good = _usable(words, types) & _trusted(words, types, count, pool_of_pair, rules)
    good &= fit(words, types, count, pool_of_pair, rows, traits, rules)
    free = ("PER",)
    if made is not None:  # of a type that can be made only made names are drawn
        free = tuple(pc.unique(made["type"]).to_pylist())
        of_type = as_mask(pc.is_in(types, value_set=pa.array(free, pa.string())))
        good = np.where(of_type, (count == 0) & ~traits.closed & ~no_language(pool_of_pair), good)
        singles = pa.concat_tables([singles, _made_singles(made)])
    drawn = pc.if_else(pa.array(good), pool_of_pair, pa.scalar(None, pa.string()))
    often = pc.greater(seen["count"], 1)
    negative = pc.equal(counted["label"], rules.negative or "")
    links = counted.filter(pc.invert(negative))
    subjects, objects = (contiguous(links[role]) for role in schema.ROLES)
    related = pa.concat_arrays([joined(subjects, objects), joined(objects, subjects)])

    def place(table: pa.Table, type_: str, word: str) -> pa.Int32Array:
        key = joined(contiguous(table[type_]), contiguous(table[word]))
        return pc.index_in(key, value_set=known)

    def pool_of(table: pa.Table, type_: str, word: str) -> pa.StringArray:
        return drawn.take(place(table, type_, word))

    singles = _once(singles, free)
    single_key = name_keys(
        *(contiguous(singles[name]) for name in ("role", "label", "type")),
        pool_of(singles, "type", "word"),
        free,
    )
    if rules.donors.sexes:
        persons = pc.equal(singles["type"], "PER").combine_chunks()
        sexed = sexed_keys(single_key, traits.sexes.take(place(singles, "type", "word")))
        single_key = pc.if_else(persons, sexed, single_key)
    pair_key = pair_keys(
        contiguous(counted["label"]),
        (contiguous(counted["subject_type"]), contiguous(counted["object_type"])),
        (pool_of(counted, "subject_type", "subject"), pool_of(counted, "object_type", "object")),
    )
    return Pool(
        names=_by_key(contiguous(single_key), singles, {"subject": "word"}, weight, known),
        pairs=_by_key(pair_key, counted, {"subject": "subject", "object": "object"}, weight, known),
        known=known,
        pools=pool_of_pair,
        repeated=known.filter(contiguous(often)),
        lands=words.filter(pc.and_(contiguous(often), pc.equal(types, "LOC"))),
        name_parts=_name_parts(words.filter(pc.and_(pc.equal(types, "PER"), pa.array(count > 0)))),
        related=np.unique(_pair_hashes(related)),
        traits=traits,
        sexed=bool(rules.donors.sexes),
        free=free,
        made=made is not None,
    )


def _once(singles: pa.Table, free: Sequence[str]) -> pa.Table:
    """The single words with those of some types once, whatever role and label they have."""
    is_free = pc.is_in(singles["type"], value_set=pa.array(free, pa.string()))
    for name in ("role", "label"):
        place = singles.column_names.index(name)
        singles = singles.set_column(place, name, pc.if_else(is_free, pa.scalar(""), singles[name]))
    return group(singles)


def _made_singles(made: pa.Table) -> pa.Table:
    """Made names as single words of no role and label."""
    nothing = pa.repeat(pa.scalar(""), len(made))
    one = pa.repeat(pa.scalar(1, pa.int64()), len(made))
    columns = {"role": nothing, "label": nothing, "type": made["type"], "word": made["word"]}
    return pa.table(columns | {"count": one})


def _name_parts(names: pa.StringArray) -> pa.StringArray:
    """Words that are first in names of two words or more."""
    longer = names.filter(pc.match_substring_regex(names, r"^\p{Hangul}{2,} \p{Hangul}{2,}"))
    return pc.unique(pc.list_element(pc.split_pattern(longer, " ", max_splits=1), 0))


def _ascending(*names: str) -> list[tuple[str, str]]:
    return [(name, "ascending") for name in names]


def _single(counted: pa.Table, role: str) -> pa.Table:
    """The words of one role with role, label, type and count."""
    return pa.table(
        {
            "role": pa.repeat(pa.scalar(role), len(counted)),
            "label": counted["label"],
            "type": counted[f"{role}_type"],
            "word": counted[role],
            "count": counted["count"],
        }
    )


def _by_key(
    key: pa.StringArray,
    table: pa.Table,
    words: dict[Role, str],
    weight: Weight,
    known: pa.StringArray,
) -> WordsByKey:
    """The words of the rows that have a key; `words` names the columns by role.

    Single words lie under "subject", whatever their role, and are sorted by value.
    """
    table = table.append_column("key", key).filter(pc.is_valid(key))
    columns = {role: contiguous(table[name]) for role, name in words.items()}
    worth = {
        role: values(column, contiguous(table["type" if name == "word" else f"{name}_type"]))
        for (role, column), name in zip(columns.items(), words.values(), strict=True)
    }
    single = len(words) == 1
    sorting = worth["subject"] if single else np.zeros(len(table), np.int64)
    table = table.append_column("value", pa.array(sorting))
    place = pc.sort_indices(table, sort_keys=_ascending("key", "value", *words.values()))
    coded = contiguous(table["key"]).take(place).dictionary_encode()
    order = place.to_numpy()
    counts = table["count"].to_numpy()[order] if weight == "count" else np.ones(len(order), int)
    chosen = {role: column.take(place) for role, column in columns.items()}
    types = {
        role: contiguous(table["type" if name == "word" else f"{name}_type"]).take(place)
        for role, name in words.items()
    }
    return WordsByKey(
        keys=coded.dictionary,
        order=coded.indices.to_numpy().astype(np.int64) * _SPAN + sorting[order],
        weights=np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        words=chosen,
        sounds={role: final_sounds(column) for role, column in chosen.items()},
        values={role: value[order] for role, value in worth.items()},
        places={
            role: pc.index_in(joined(types[role], column), value_set=known).to_numpy()
            for role, column in chosen.items()
        },
    )


def _trusted(
    words: pa.StringArray,
    types: pa.StringArray,
    count: I64,
    pools_of_words: pa.StringArray,
    rules: RuleBook,
) -> Bool:
    """`bool[m]`: words whose type can be trusted: no other type is more frequent, or implied.

    Words of weak kinds (a foreign word typed as a person) must be counted often enough, too.
    """
    word = words.dictionary_encode().indices.to_numpy()
    most = np.zeros(int(word.max(initial=-1)) + 1, dtype=np.int64)
    np.maximum.at(most, word, count)
    implied = rules.implied_types(words)
    other = as_mask(pc.and_(pc.not_equal(implied, ""), pc.not_equal(implied, types)))
    coded = pools_of_words.dictionary_encode()
    least = [kind.min_rows if kind else 1 for kind in kinds_of(coded.dictionary, rules)]
    code = coded.indices.fill_null(len(least)).to_numpy(zero_copy_only=False)
    return (count >= most[word]) & ~other & (count >= np.array([*least, 1])[code])


def kinds_of(names: pa.StringArray, rules: RuleBook) -> list[Kind | None]:
    """The kinds of the rule book that pools belong to."""
    return [rules.kind_of(name.partition(SEPARATOR)[0]) for name in names.to_pylist()]


def _usable(words: pa.StringArray, types: pa.StringArray) -> Bool:
    """`bool[m]`: words that look like whole names: no quotes, brackets, phrases or bare marks."""
    usable = as_mask(pc.less_equal(pc.utf8_length(words), MAX_LENGTH))
    usable &= ~as_mask(pc.match_substring_regex(words, EDGE))
    usable &= ~as_mask(pc.match_substring_regex(words, BRACKET))
    usable &= ~as_mask(pc.match_substring(words, _LIST))
    several = as_mask(pc.match_substring_regex(words, SEVERAL))
    usable &= ~(several & as_mask(pc.equal(types, "PER")))
    usable &= as_mask(pc.match_substring_regex(words, _READABLE))
    return usable & ~numberless_dates(words, types)


def numberless_dates(words: pa.StringArray, types: pa.StringArray) -> Bool:
    """`bool[n]`: dates without a number (고구려, 일제 강점기): no other date can replace them."""
    return as_mask(pc.equal(types, "DAT")) & ~as_mask(pc.match_substring_regex(words, _NUMBER))
