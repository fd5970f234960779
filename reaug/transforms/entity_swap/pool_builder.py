"""Build the pool of donors (new names) of `entity_swap` from the counts over all rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reaug.core import schema
from reaug.core.arrays import I8, I64, Bool, as_mask, distinct
from reaug.core.batch import Role
from reaug.core.text import contiguous
from reaug.transforms.entity_swap.bounded_memory import Whole
from reaug.transforms.entity_swap.contexts import group, joined
from reaug.transforms.entity_swap.donors import Traits, fit, from_usual_sentences, no_language
from reaug.transforms.entity_swap.outside_names import DATA, Given, given_names
from reaug.transforms.entity_swap.pool import (
    SPAN,
    Left,
    Pool,
    Related,
    Weight,
    WordsByKey,
    kinds_of,
    name_keys,
    pair_hashes,
    pair_keys,
    sexed_keys,
)
from reaug.transforms.entity_swap.words import described_by_all

if TYPE_CHECKING:
    from reaug.rulebook import RuleBook


class Seen(NamedTuple):
    """The m distinct pairs of type and word: those of the rows, and those of given names.

    Given names are invented, or from the user's file.

    types, words : `StringArray[m]`.
    known : type and word as one key.
    counts : `int64[m]`, number of mentions; 0 for a given name in no row.
    kinds, pools, sexes, spellings, listed, doubtful, usable, values, sounds : see
        `words.described`.
    given : `bool[m]`, whether it is a given name.
    """

    types: pa.StringArray
    words: pa.StringArray
    known: pa.StringArray
    counts: I64
    kinds: pa.StringArray
    pools: pa.StringArray
    sexes: pa.StringArray
    spellings: pa.StringArray
    listed: Bool
    doubtful: Bool
    usable: Bool
    values: I64
    sounds: I8
    given: Bool

    def place(self, table: pa.Table, type_: str, word: str) -> pa.Int32Array:
        """Return the position in `known` of each row of a table (null if there is none).

        `type_` and `word` are the names of the table's columns of types and words.
        """
        key = joined(contiguous(table[type_]), contiguous(table[word]))
        return pc.index_in(key, value_set=self.known)


def build(counts: Whole, rules: RuleBook, weight: Weight, names: str = DATA) -> Pool:
    """Return the pool of donors from the counted mentions and from given names.

    `names` is the field of the step: `DATA`, `MADE`, or the path of a CSV file (see `given_names`).
    `weight` says whether donors are drawn uniformly or in proportion to their counts.
    """
    counted, singles = counts.pairs, counts.words
    given = given_names(names, rules, singles, counts.left)
    seen = _seen(singles, given, rules)
    rows = counts.rows
    contexts = counts.contexts
    traits = Traits.of(seen, rows, contexts, rules, closed=given.closed)
    good = seen.usable & _trusted(seen, rules) & fit(seen, rows, traits, rules)
    traits = traits.with_topics(seen, contexts, good | seen.given, rules)
    good &= from_usual_sentences(seen, traits, rules)
    of_rows = good
    if given.made:  # names are made one by one, so pairs are always taken from the rows
        [real] = rules.kind_masks(seen.kinds, seen.types, rules.donors.real)
        of_rows = good & ~real
    # If names are given for a type, only given names are donors of this type.
    of_type = as_mask(pc.is_in(seen.types, value_set=pa.array(given.types, pa.string())))
    good = np.where(of_type, seen.given & ~traits.closed & ~no_language(seen.pools), good)
    nothing = pa.scalar(None, pa.string())
    drawn = pc.if_else(pa.array(good), seen.pools, nothing)
    paired = pc.if_else(pa.array(of_rows), seen.pools, nothing) if given.made else drawn
    # A user's list is short, so it is not divided by sex: each draw compares the sex instead.
    sexed = bool(rules.donors.sexes) and "PER" not in given.own
    often, persons = pa.array(seen.counts > 1), pc.equal(seen.types, "PER")
    return Pool(
        names=_names(
            _offered(singles, given), seen, drawn, traits, given.free, weight, sexed=sexed
        ),
        pairs=_pairs(counted, seen, paired, weight),
        known=seen.known,
        pools=seen.pools,
        repeated=as_mask(often),
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
    """Return whether the rows are too few to tell from counts which persons are well known.

    Returns False if no row has a person, or if the rule book makes no names of persons.
    """
    if not any(rule.type == "PER" for rule in rules.donors.made):
        return False
    people = pc.any(pc.equal(singles["type"], "PER")).as_py()
    return bool(people) and rows < rules.donors.rows_that_tell("PER")


def _seen(singles: pa.Table, given: Given, rules: RuleBook) -> Seen:
    """Return the distinct types and words of the rows and of the given names."""
    counted = singles.select(["type", "word", "count"])
    if given.described is None:  # a word of the user's file can be in the rows too
        extra = given.names.select(["type", "word"])
        counted = group(pa.concat_tables([counted, _with(extra, "count", value=0)]))
        types, words = contiguous(counted["type"]), contiguous(counted["word"])
        listed = joined(contiguous(extra["type"]), contiguous(extra["word"]))
        place = pc.index_in(joined(types, words), value_set=listed)
        own = contiguous(given.names["kind"]).take(place)
        table = described_by_all(types, words, rules, own)
        table = table.append_column("count", counted["count"])
        table = table.append_column("given", place.is_valid())
    else:
        counted = group(counted)
        types, words = contiguous(counted["type"]), contiguous(counted["word"])
        table = described_by_all(types, words, rules)
        table = _with(table.append_column("count", counted["count"]), "given", value=False)
        extra = _with(_with(given.described, "count", value=0), "given", value=True)
        table = pa.concat_tables([table, extra])
    table = table.sort_by(_ascending("type", "word"))
    text = {name: contiguous(table[name]) for name in _TEXTS}
    return Seen(
        text["type"],
        text["word"],
        known=joined(text["type"], text["word"]),
        counts=table["count"].to_numpy(),
        kinds=text["kind"],
        pools=text["pool"],
        sexes=text["sex"],
        spellings=text["spelling"],
        listed=as_mask(table["listed"]),
        doubtful=as_mask(table["doubtful"]),
        usable=as_mask(table["usable"]),
        values=table["value"].to_numpy(),
        sounds=table["sound"].to_numpy(),
        given=as_mask(table["given"]),
    )


_TEXTS: Final = ("type", "word", "kind", "pool", "sex", "spelling")


def _with(table: pa.Table, name: str, *, value: int | bool) -> pa.Table:
    """Return the table with an added column in which all values are equal."""
    return table.append_column(name, pa.repeat(pa.scalar(value), len(table)))


def _offered(singles: pa.Table, given: Given) -> pa.Table:
    """Return a table of role, label, type, word and count of all names to draw from.

    Types with given names have only these, other types the words of the rows. For the types in
    `given.free`, role and label are "", and the counts of all roles and labels are added up.
    """
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
    """Return the donors for single mentions, grouped by `name_keys`.

    `drawn` has the pool of each word of `seen`, null if it is not a donor. With `sexed`, persons
    are grouped by sex, too.
    """
    place = seen.place(singles, "type", "word")
    role, label, type_ = (contiguous(singles[name]) for name in ("role", "label", "type"))
    key = name_keys(role, label, type_, drawn.take(place), free)
    if sexed:
        persons = pc.equal(singles["type"], "PER").combine_chunks()
        key = pc.if_else(persons, sexed_keys(key, traits.sexes.take(place)), key)
    return _by_key(contiguous(key), singles, {"subject": "word"}, weight, seen)


def _pairs(counted: pa.Table, seen: Seen, drawn: pa.StringArray, weight: Weight) -> WordsByKey:
    """Return the donors for pairs of mentions, grouped by `pair_keys`.

    `drawn` has the pool of each word of `seen`, null if it is not a donor.
    """
    types = (contiguous(counted["subject_type"]), contiguous(counted["object_type"]))
    pools_of = (
        drawn.take(seen.place(counted, "subject_type", "subject")),
        drawn.take(seen.place(counted, "object_type", "object")),
    )
    key = pair_keys(contiguous(counted["label"]), types, pools_of)
    names: dict[Role, str] = {"subject": "subject", "object": "object"}
    return _by_key(key, counted, names, weight, seen)


def _related(counts: Whole, rules: RuleBook) -> Related:
    """Return the pairs of words that have a label other than the negative one in any row."""
    links = counts.pairs.filter(pc.invert(pc.equal(counts.pairs["label"], rules.negative or "")))
    subjects, objects = (contiguous(links[role]) for role in schema.ROLES)
    both = pa.concat_arrays([joined(subjects, objects), joined(objects, subjects)])
    seen = pc.unique(counts.words["label"]).to_pylist()
    labels = tuple(sorted(label for label in seen if label != rules.negative))
    return Related(distinct(pair_hashes(both)), counts.links, labels)


def _left(counts: Whole, rules: RuleBook) -> Left | None:
    """Return the counts of words outside of the sample; None if the sample has all rows."""
    if counts.left is None:
        return None
    famous = rules.donors.famous
    return Left(counts.left, None if famous is None else famous.limit(counts.rows))


def _name_parts(names: pa.StringArray) -> pa.StringArray:
    """Return the distinct first words of Hangul names of at least two words."""
    longer = names.filter(pc.match_substring_regex(names, r"^\p{Hangul}{2,} \p{Hangul}{2,}"))
    return pc.unique(pc.list_element(pc.split_pattern(longer, " ", max_splits=1), 0))


def _ascending(*names: str) -> list[tuple[str, str]]:
    return [(name, "ascending") for name in names]


def _by_key(
    key: pa.StringArray,
    table: pa.Table,
    words: dict[Role, str],
    weight: Weight,
    seen: Seen,
) -> WordsByKey:
    """Return the words of a table, grouped by key; rows with a null key are left out.

    `words` says which column of the table has the words of a role. If the donors are single words,
    the role is always "subject", and the words of a key are sorted by value.
    """
    table = table.append_column("key", key).filter(pc.is_valid(key))
    places = {
        role: seen.place(table, "type" if name == "word" else f"{name}_type", name).to_numpy()
        for role, name in words.items()
    }
    single = len(words) == 1
    sorting = seen.values[places["subject"]] if single else np.zeros(len(table), np.int64)
    table = table.append_column("value", pa.array(sorting))
    order = pc.sort_indices(table, sort_keys=_ascending("key", "value", *words.values())).to_numpy()
    coded = contiguous(table["key"]).take(pa.array(order)).dictionary_encode()
    counts = table["count"].to_numpy()[order] if weight == "count" else np.ones(len(order), int)
    places = {role: place[order].astype(np.int64) for role, place in places.items()}
    return WordsByKey(
        keys=coded.dictionary,
        order=coded.indices.to_numpy().astype(np.int64) * SPAN + sorting[order],
        weights=np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        words={role: seen.words.take(pa.array(place)) for role, place in places.items()},
        sounds={role: seen.sounds[place] for role, place in places.items()},
        values={role: seen.values[place] for role, place in places.items()},
        places=places,
    )


def _trusted(seen: Seen, rules: RuleBook) -> Bool:
    """Return whether the type of each word is reliable (`bool[m]`).

    The word must not have another type more often, the rule book must not imply another type, and
    the word must be in as many rows as its kind demands (`min_rows`).
    """
    count, word = seen.counts, seen.words.dictionary_encode().indices.to_numpy()
    most = np.zeros(int(word.max(initial=-1)) + 1, dtype=np.int64)
    np.maximum.at(most, word, count)
    coded = seen.pools.dictionary_encode()
    least = [kind.min_rows if kind else 1 for kind in kinds_of(coded.dictionary, rules)]
    code = coded.indices.fill_null(len(least)).to_numpy(zero_copy_only=False)
    return (count >= most[word]) & ~seen.doubtful & (count >= np.array([*least, 1])[code])
