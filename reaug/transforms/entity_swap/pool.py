"""All words and donors of `entity_swap`: donors are new names, or pairs of them, to draw.

Donors are grouped by a key of role, label, type and pool, so that a mention finds those that fit. A
pool is a set of names that may replace each other, such as the names of universities (`pools`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reaug.core.arrays import I8, I64, U64, Bool, as_mask
from reaug.core.batch import Role
from reaug.core.bounded_tables import Members, Tally
from reaug.core.draws import text_keys
from reaug.core.text import contiguous
from reaug.core.text_index import TextIndex
from reaug.transforms.entity_swap.bounded_memory import link_keys, spelled_keys
from reaug.transforms.entity_swap.contexts import SEPARATOR, joined
from reaug.transforms.entity_swap.donors import (
    Traits,
    languages,
    spellings,
)
from reaug.transforms.entity_swap.donors import known as known_names
from reaug.transforms.entity_swap.values import MOST, units

if TYPE_CHECKING:
    from reaug.rulebook import Kind, RuleBook

Weight = Literal["uniform", "count"]


SPAN: Final = 10**12
"""Distance between the keys in `WordsByKey.order`; larger than any value (`values.MOST`)."""

EDGE: Final = r"""^[\s'"“”‘’`´…]|[\s'"“”‘’`´…]$"""
"""White space or a quotation mark at the edge of a word (RE2): the mention was cut wrongly."""
BRACKET: Final = r"[()（）\[\]{}<>〈〉《》「」『』【】〔〕]"
"""Any bracket (RE2)."""
"""Inside a word: 배우, 방송인 are two words."""
_NUMBER: Final = r"\p{Nd}"


@dataclass(frozen=True)
class WordsByKey:
    """The m donors (words, or pairs of words), sorted by key and value.

    Since they are sorted, the order of the rows does not matter.

    keys : `StringArray[c]`, the distinct keys, ascending; see `name_keys` and `pair_keys`.
    order : `int64[m]`, ascending: `SPAN` × the index of the donor's key + the donor's value.
    weights : `int64[m + 1]`, cumulative weights of the donors for drawing.
    words, sounds, values, places : by role, `m` each: the words, their final sounds
        (`korean.sounds.Sound`), the values of dates and numbers, and the position of type and word
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
        """Return the index of each key in `keys` (`int64[n]`), -1 if it is missing or null."""
        place = pc.fill_null(pc.index_in(key, value_set=self.keys, skip_nulls=True), -1)
        return place.to_numpy(zero_copy_only=False).astype(np.int64)

    def range(self, key_place: I64, least: I64, greatest: I64) -> tuple[I64, I64]:
        """Return the ranges [first, stop) of the donors with given keys and values.

        The values of the donors are in [least, greatest]. A range is empty if the key is missing
        (`key_place` is -1) or has no such value.
        """
        first = np.searchsorted(self.order, key_place * SPAN + np.maximum(least, 0))
        last = np.searchsorted(self.order, key_place * SPAN + np.minimum(greatest, MOST), "right")
        last = np.where(key_place < 0, first, np.maximum(last, first))
        return first.astype(np.int64), last.astype(np.int64)


class Standing(NamedTuple):
    """Why n mentions may have to stay unchanged (`bool[n]` each).

    famous : readers know the name, from the rule book or since it occurs in many rows.
    listed : the rule book lists the name or its kind as known.
    closed : the name belongs to a closed set.
    bound : the name is of a group with well-known members.
    """

    famous: Bool
    listed: Bool
    closed: Bool
    bound: Bool


class Left(NamedTuple):
    """Counts of the words that are not in the sample; only large data is sampled.

    counts : the counts by the hash of the spelling; collisions can make a count too high.
    famous : a word in more rows than this is known to readers; None if the rule book has no limit.
    """

    counts: Tally
    famous: int | None

    def known(self, words: pa.StringArray) -> Bool:
        """Return whether each word occurs in more rows than `famous` (`bool[n]`)."""
        if self.famous is None:
            return np.zeros(len(words), dtype=np.bool_)
        return self.counts.times(spelled_keys(words)) > self.famous

    def often(self, words: pa.StringArray) -> Bool:
        """Return whether each word occurs at least twice (`bool[n]`)."""
        return self.counts.times(spelled_keys(words)) > 1


class Related(NamedTuple):
    """The pairs of words that have a relation in at least one row.

    pairs : `uint64[k]`, ascending hashes of the pairs in both directions. If two pairs have the
        same hash, both count as related, which only excludes one donor more.
    links : hashes of pairs outside of the sample, each with its label; None if there are none.
    labels : the labels in the data except the negative one.
    """

    pairs: U64
    links: Members | None
    labels: tuple[str, ...]

    def holds(self, subjects: pa.Array, objects: pa.Array) -> Bool:
        """Return whether any row relates the words of a pair, in either direction (`bool[n]`)."""
        keys = pair_hashes(joined(subjects, objects))
        is_tied = np.append(self.pairs, np.uint64(0))[np.searchsorted(self.pairs, keys)] == keys
        if self.links is not None:
            for way in (keys, pair_hashes(joined(objects, subjects))):
                for label in self.labels:
                    is_tied |= self.links.holds(link_keys(label, way))
        return is_tied


@dataclass(frozen=True)
class Pool:
    """The words of all rows, and which of them are donors (can be drawn as new names).

    names : the donors for single mentions, by role, label, type and pool.
    pairs : the donors for both mentions, by label, both types and both pools.
    known, pools : all names of the data, donors or not, and all given names: type and word as one
        key, and the pool.
    repeated : `bool` for each of `known`, whether it was counted at least twice.
    lands : words that were counted at least twice as a place.
    name_parts : words before the last one of persons' names: 도널드, 마리아.
    related : the pairs of words that have a relation in at least one row.
    left : the counts of words outside of the sample; None if there are none.
    traits : the properties of each word of `known` as a donor.
    sexed : whether donors that are persons are grouped by sex, too (`sexed_keys`).
    free : the types whose donors are shared by all roles and labels.
    closed : types and TYPE/kinds whose words are closed sets.
    made : the types whose names are invented.
    own : the types whose names come from the user's file.
    too_few : whether names of persons come from the rows, and the rows are too few to tell which
        persons readers know.
    """

    names: WordsByKey
    pairs: WordsByKey
    known: pa.StringArray
    pools: pa.StringArray
    repeated: Bool
    lands: pa.StringArray
    name_parts: pa.StringArray
    related: Related
    left: Left | None
    traits: Traits
    sexed: bool
    free: tuple[str, ...]
    closed: tuple[str, ...]
    made: tuple[str, ...]
    own: tuple[str, ...]
    too_few: bool = False

    def places_of(self, types: pa.Array, words: pa.Array) -> I64:
        """Return the positions of types and words in `known` (`int64[n]`); -1 if not there."""
        return self._place_index.find(joined(types, words))

    @cached_property
    def _place_index(self) -> TextIndex:
        return TextIndex(self.known)

    def standing(self, types: pa.Array, words: pa.Array, place: I64, rules: RuleBook) -> Standing:
        """Return why n mentions may have to stay unchanged.

        `place` is the result of `places_of` for them. For a mention that is not in `known`, the
        rule book and the counts outside of the sample decide.
        """
        traits = self.traits
        masks = (traits.famous, traits.listed, traits.closed, traits.bound)
        standing = [np.append(mask, False)[place] for mask in masks]
        new = np.flatnonzero(place < 0)
        if len(new):
            index, rule = pa.array(new), rules.donors
            words, types = words.take(index), types.take(index)
            lists = (rule.known_kinds, rule.known_kinds, self.closed, rule.bound)
            masks_of = rules.kind_masks(rules.kinds(words, types), types, *lists)
            for mask, fresh in zip(standing, masks_of, strict=True):
                mask[new] = fresh
            listed = known_names(spellings(words), rules)
            standing[0][new] |= listed
            standing[1][new] |= listed
            if self.left is not None:
                standing[0][new] |= self.left.known(words)
        return Standing(*standing)

    def often(self, types: pa.Array, words: pa.Array) -> Bool:
        """Return whether each mention's type and word was counted at least twice (`bool[n]`)."""
        often = np.append(self.repeated, False)[self.places_of(types, words)]
        return often if self.left is None else often | self.left.often(words)

    def are_lands(self, words: pa.Array) -> Bool:
        """Return whether each word was counted at least twice as a place (`bool[n]`)."""
        return as_mask(pc.is_in(words, value_set=self.lands))

    def are_name_parts(self, words: pa.Array) -> Bool:
        """Return whether each word is the first part of a longer name of a person (`bool[n]`)."""
        return as_mask(pc.is_in(words, value_set=self.name_parts))

    def is_related(self, subjects: pa.Array, objects: pa.Array) -> Bool:
        """Return whether any row relates the words of a pair, in either direction (`bool[n]`)."""
        return self.related.holds(subjects, objects)

    def pools_of(
        self, words: pa.Array, types: pa.Array, place: I64, rules: RuleBook
    ) -> pa.StringArray:
        """Return the pools of n mentions; only names of the same pool replace each other.

        `place` is the result of `places_of`. For words that are not in `known`, the rule book
        decides.
        """
        new = pa.array(place < 0)
        pool_names = self.pools.take(pa.array(place, mask=place < 0))
        if (place < 0).any():
            new_names = pools(words.filter(new), types.filter(new), rules)
            pool_names = pc.replace_with_mask(pool_names, new, new_names)
        return contiguous(pool_names)


def name_keys(
    role: pa.Array, label: pa.Array, type_: pa.Array, pool: pa.Array, free: Sequence[str]
) -> pa.StringArray:
    """Return the key by which the donors of each mention are found; null if a part is null.

    The key joins role, label, type and pool. For the types `free`, role and label are empty, since
    donors of these types fit any role and label: names of persons, for example, and invented names.
    """
    is_free = pc.is_in(type_, value_set=pa.array(free, pa.string()))
    nothing = pa.scalar("")
    role, label = (pc.if_else(is_free, nothing, column) for column in (role, label))
    return joined(role, label, type_, pool)


def sexed_keys(keys: pa.StringArray, sexes: pa.StringArray) -> pa.StringArray:
    """Return the keys of persons, extended by the sex that the name suggests."""
    return joined(keys, sexes)


def pair_keys(
    label: pa.Array, types: tuple[pa.Array, pa.Array], pools: tuple[pa.Array, pa.Array]
) -> pa.StringArray:
    """Return the key of each pair of mentions or names; null if a part is null."""
    return joined(label, *types, *pools)


def pair_hashes(pairs: pa.StringArray) -> U64:
    """Return hashes of pairs of words, each pair joined to one text (`uint64[n]`)."""
    return text_keys(pairs)


def pools(
    words: pa.StringArray,
    types: pa.StringArray,
    rules: RuleBook,
    kinds: pa.StringArray | None = None,
    own: pa.StringArray | None = None,
) -> pa.StringArray:
    """Return the pools of n mentions; only names of the same pool replace each other.

    A pool is a text that joins the kind in the rule book (such as `ORG/university`), the unit of a
    number, whether an organisation or title has a place in its name (히로시마 전철), and the
    language of a person's name.

    `kinds`: the kinds in the rule book, if already known. `own`: for each mention, the kind that
    the user has given, else null.
    """
    pool = rules.pools(words, types, kinds)
    # Organisations and titles may have a place in the name.
    things = as_mask(pc.is_in(types, value_set=pa.array(["ORG", "POH"])))
    things[things] = rules.name_places(words.filter(pa.array(things)))
    return joined(
        pool if own is None else contiguous(pc.coalesce(own, pool)),
        units(words, types),
        pc.if_else(pa.array(things), pa.scalar("place"), pa.scalar("")),
        languages(words, types, rules),
    )


def kinds_of(names: pa.StringArray, rules: RuleBook) -> list[Kind | None]:
    """Return the rule book's kind for each pool in `names`; None for a pool without a kind."""
    return [rules.kind_of(name.partition(SEPARATOR)[0]) for name in names.to_pylist()]


def numberless_dates(words: pa.StringArray, types: pa.StringArray) -> Bool:
    """Return whether each mention is a date without a number: 고구려, 일제 강점기 (`bool[n]`)."""
    return as_mask(pc.equal(types, "DAT")) & ~as_mask(pc.match_substring_regex(words, _NUMBER))
