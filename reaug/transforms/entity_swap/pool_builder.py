"""Build the pool of `entity_swap` from the counts over all rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reaug.core import schema
from reaug.core.arrays import I64, Bool, as_mask
from reaug.core.batch import Role
from reaug.core.text import contiguous
from reaug.korean.josa import final_sounds
from reaug.transforms.entity_swap.bounded_memory import Whole
from reaug.transforms.entity_swap.context_patterns import SEVERAL
from reaug.transforms.entity_swap.contexts import group, joined
from reaug.transforms.entity_swap.donors import Traits, fit, no_language
from reaug.transforms.entity_swap.outside_names import DATA, Given, given_names
from reaug.transforms.entity_swap.pool import (
    BRACKET,
    EDGE,
    SPAN,
    Left,
    Pool,
    Related,
    Weight,
    WordsByKey,
    kinds_of,
    name_keys,
    numberless_dates,
    pair_hashes,
    pair_keys,
    pools,
    sexed_keys,
)
from reaug.transforms.entity_swap.values import values

if TYPE_CHECKING:
    from reaug.rulebook import RuleBook

MAX_LENGTH: Final = 30
"""Maximum length of a word in code points; longer ones are mostly wrongly cut phrases."""
_LIST: Final = ", "
_READABLE: Final = r"^[^\x00-\x1f]*[\p{L}\p{Nd}][^\x00-\x1f]*$"


class Seen(NamedTuple):
    """The m types and words of a pool: those of the rows, and given ones that are in no row.

    types, words : `StringArray[m]`.
    known : type and word as one key.
    counts : `int64[m]`, number of mentions; 0 for given ones.
    kinds, pools : the kind in the rule book, and the pool.
    given : `bool[m]`, whether it is a given word.
    """

    types: pa.StringArray
    words: pa.StringArray
    known: pa.StringArray
    counts: I64
    kinds: pa.StringArray
    pools: pa.StringArray
    given: Bool

    def place(self, table: pa.Table, type_: str, word: str) -> pa.Int32Array:
        """Return the positions of the words of a table."""
        key = joined(contiguous(table[type_]), contiguous(table[word]))
        return pc.index_in(key, value_set=self.known)


def build(counts: Whole, rules: RuleBook, weight: Weight, names: str = DATA) -> Pool:
    """Build the pool from all counted pairs, and from given `names` (see `given`)."""
    counted, singles = counts.pairs, counts.words
    given = given_names(names, rules, singles, counts.left)
    seen = _seen(singles, given, rules)
    rows = counts.rows
    traits = Traits.of(seen, rows, counts.contexts, rules, closed=given.closed)
    good = _usable(seen.words, seen.types)
    good &= _trusted(seen.words, seen.types, seen.counts, seen.pools, rules)
    good &= fit(seen, rows, traits, rules)
    of_rows = good
    if given.made:  # pairs that hold together are never made: they are those of the rows
        [real] = rules.kind_masks(seen.kinds, seen.types, rules.donors.real)
        of_rows = good & ~real
    # For a type with given names, only these are drawn.
    of_type = as_mask(pc.is_in(seen.types, value_set=pa.array(given.types, pa.string())))
    good = np.where(of_type, seen.given & ~traits.closed & ~no_language(seen.pools), good)
    nothing = pa.scalar(None, pa.string())
    drawn = pc.if_else(pa.array(good), seen.pools, nothing)
    paired = pc.if_else(pa.array(of_rows), seen.pools, nothing) if given.made else drawn
    # The user's list is short: its names are checked against the sex in a sentence for each row.
    sexed = bool(rules.donors.sexes) and "PER" not in given.own
    often, persons = pa.array(seen.counts > 1), pc.equal(seen.types, "PER")
    return Pool(
        names=_names(
            _offered(singles, given), seen, drawn, traits, given.free, weight, sexed=sexed
        ),
        pairs=_pairs(counted, seen, paired, weight),
        known=seen.known,
        pools=seen.pools,
        repeated=seen.known.filter(often),
        lands=seen.words.filter(pc.and_(often, pc.equal(seen.types, "LOC"))),
        name_parts=_name_parts(seen.words.filter(pc.and_(persons, pa.array(seen.counts > 0)))),
        related=_related(counts, rules),
        left=_left(counts, rules),
        traits=traits,
        sexed=sexed,
        free=given.free,
        closed=given.closed,
        made=given.made,
        own=given.own,
        too_few="PER" not in given.types and _too_few(singles, rows, rules),
    )


def _too_few(singles: pa.Table, rows: int, rules: RuleBook) -> bool:
    """Whether there are persons whose names can be made, in too few rows to tell who is known."""
    if not any(rule.type == "PER" for rule in rules.donors.made):
        return False
    people = pc.any(pc.equal(singles["type"], "PER")).as_py()
    return bool(people) and rows < rules.donors.rows_that_tell("PER")


def _seen(singles: pa.Table, given: Given, rules: RuleBook) -> Seen:
    """The distinct types and words, including the given ones."""
    words = singles.select(["type", "word", "count"])
    extra = given.names.select(["type", "word"])
    zero = pa.repeat(pa.scalar(0, pa.int64()), len(extra))
    words = pa.concat_tables([words, extra.append_column("count", zero)])
    seen = group(words).sort_by(_ascending("type", "word"))
    types, words = contiguous(seen["type"]), contiguous(seen["word"])
    known = joined(types, words)
    listed = joined(contiguous(extra["type"]), contiguous(extra["word"]))
    is_given = as_mask(pc.is_in(known, value_set=listed))
    own = contiguous(given.names["kind"]).take(pc.index_in(known, value_set=listed))
    count, kinds = seen["count"].to_numpy(), rules.kinds(words, types)
    pools_of = pools(words, types, rules, kinds, own)
    return Seen(types, words, known, count, kinds, pools_of, is_given)


def _offered(singles: pa.Table, given: Given) -> pa.Table:
    """The single words; those of free types only once, whatever their role and label."""
    ours = pc.invert(pc.is_in(singles["type"], value_set=pa.array(given.types, pa.string())))
    singles = pa.concat_tables([singles.filter(ours), given.singles()])
    is_free = pc.is_in(singles["type"], value_set=pa.array(given.free, pa.string()))
    for name in ("role", "label"):
        place = singles.column_names.index(name)
        singles = singles.set_column(place, name, pc.if_else(is_free, pa.scalar(""), singles[name]))
    return group(singles)


def _names(
    singles: pa.Table,
    seen: Seen,
    drawn: pa.StringArray,
    traits: Traits,
    free: Sequence[str],
    weight: Weight,
    *,
    sexed: bool,
) -> WordsByKey:
    """The single words by key; `drawn` is the pool of each of `seen`, null if it is no donor."""
    place = seen.place(singles, "type", "word")
    role, label, type_ = (contiguous(singles[name]) for name in ("role", "label", "type"))
    key = name_keys(role, label, type_, drawn.take(place), free)
    if sexed:
        persons = pc.equal(singles["type"], "PER").combine_chunks()
        key = pc.if_else(persons, sexed_keys(key, traits.sexes.take(place)), key)
    return _by_key(contiguous(key), singles, {"subject": "word"}, weight, seen.known)


def _pairs(counted: pa.Table, seen: Seen, drawn: pa.StringArray, weight: Weight) -> WordsByKey:
    """The pairs of words by key."""
    types = (contiguous(counted["subject_type"]), contiguous(counted["object_type"]))
    pools_of = (
        drawn.take(seen.place(counted, "subject_type", "subject")),
        drawn.take(seen.place(counted, "object_type", "object")),
    )
    key = pair_keys(contiguous(counted["label"]), types, pools_of)
    names: dict[Role, str] = {"subject": "subject", "object": "object"}
    return _by_key(key, counted, names, weight, seen.known)


def _related(counts: Whole, rules: RuleBook) -> Related:
    """The pairs that any row labels with a relation."""
    links = counts.pairs.filter(pc.invert(pc.equal(counts.pairs["label"], rules.negative or "")))
    subjects, objects = (contiguous(links[role]) for role in schema.ROLES)
    both = pa.concat_arrays([joined(subjects, objects), joined(objects, subjects)])
    seen = pc.unique(counts.words["label"]).to_pylist()
    labels = tuple(sorted(label for label in seen if label != rules.negative))
    return Related(np.unique(pair_hashes(both)), counts.links, labels)


def _left(counts: Whole, rules: RuleBook) -> Left | None:
    """The counts of the words outside of the sample."""
    if counts.left is None:
        return None
    famous = rules.donors.famous
    return Left(counts.left, None if famous is None else famous.limit(counts.rows))


def _name_parts(names: pa.StringArray) -> pa.StringArray:
    """First words of names of two words or more."""
    longer = names.filter(pc.match_substring_regex(names, r"^\p{Hangul}{2,} \p{Hangul}{2,}"))
    return pc.unique(pc.list_element(pc.split_pattern(longer, " ", max_splits=1), 0))


def _ascending(*names: str) -> list[tuple[str, str]]:
    return [(name, "ascending") for name in names]


def _by_key(
    key: pa.StringArray,
    table: pa.Table,
    words: dict[Role, str],
    weight: Weight,
    known: pa.StringArray,
) -> WordsByKey:
    """The words of the rows with a key; `words` names the columns by role.

    Single words are stored under "subject", whatever their role, and are sorted by value.
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
        order=coded.indices.to_numpy().astype(np.int64) * SPAN + sorting[order],
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
    """Words with a reliable type: no other type is more frequent or implied (`bool[m]`).

    Words of weak kinds (a foreign word with the type of persons) must also be frequent enough.
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


def _usable(words: pa.StringArray, types: pa.StringArray) -> Bool:
    """Words that look like whole names (`bool[m]`): no quotes, brackets, phrases or punctuation."""
    usable = as_mask(pc.less_equal(pc.utf8_length(words), MAX_LENGTH))
    usable &= ~as_mask(pc.match_substring_regex(words, EDGE))
    usable &= ~as_mask(pc.match_substring_regex(words, BRACKET))
    usable &= ~as_mask(pc.match_substring(words, _LIST))
    several = as_mask(pc.match_substring_regex(words, SEVERAL))
    usable &= ~(several & as_mask(pc.equal(types, "PER")))
    usable &= as_mask(pc.match_substring_regex(words, _READABLE))
    return usable & ~numberless_dates(words, types)
