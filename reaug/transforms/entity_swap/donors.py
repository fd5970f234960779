"""Choose the donors: the words of the data that may replace mentions.

Donors are rare names that readers do not know. Words of a closed set are never donors; a closed set
is a type or kind, such as religions, whose words readers know.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reaug.core.arrays import I64, Bool, as_mask
from reaug.core.text import contiguous
from reaug.rulebook.name_rules import TopicMasks, topic_masks, with_usual
from reaug.transforms.entity_swap.contexts import SEPARATOR, joined

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reaug.rulebook import RuleBook
    from reaug.transforms.entity_swap.pool_builder import Seen

_TOGETHER: Final = 1 << 18
"""Number of sentences that are matched against patterns at once, to bound memory."""
FEWEST: Final = 3
"""Minimum number of donors that must fit a row; with fewer, the same names recur too often."""
UNKNOWN: Final = "?"
"""Stands for the language of a person's name if no test of the rule book recognises it."""
_NAMES: Final = pa.array(["PER", "ORG"])
"""Types for which a bracket after the word explains the name; after a title it does not."""
_SPELLING: Final = r"[\s·・\-‐–.'’]+"


@dataclass(frozen=True)
class Traits:
    """Properties of the m words of `Seen`, in the same order.

    A donor is a word that can be drawn as a new name. An axis is a group of topics, such as era.

    topics : `int64[m]`, the topics of each word's sentences as bits; all 0 until `with_topics`
        fills them in. On an axis without a topic in the sentences, the word has the topics that the
        rule book calls usual.
    sexes : `StringArray[m]`, the sex that a person's name suggests; "" for other types.
    glossed : `bool[m]`, whether a bracket opens right after the word in one of its sentences.
    famous : `bool[m]`, whether the word is listed as known, or occurs in many rows.
    listed : `bool[m]`, whether the rule book lists the word or its kind as known.
    closed : `bool[m]`, whether the word's type or kind is a closed set.
    bound : `bool[m]`, whether the word names a group (such as a band) whose members readers know.
    spellings : the words in the form for comparing: lower case, no spaces, points and hyphens.
    masks : which bits of `topics` belong to which axis (era, country, field, religion).
    """

    topics: I64
    sexes: pa.StringArray
    glossed: Bool
    famous: Bool
    listed: Bool
    closed: Bool
    bound: Bool
    spellings: pa.StringArray
    masks: TopicMasks

    @classmethod
    def of(
        cls, seen: Seen, rows: int, contexts: pa.Table, rules: RuleBook, *, closed: Sequence[str]
    ) -> Traits:
        """Return the properties of the words of `seen`.

        `rows` is the number of rows counted, and `contexts` has the sentences of the words.
        """
        types, count = seen.types, seen.counts
        rule = rules.donors
        listed, shut, bound = rules.kind_masks(
            seen.kinds, types, rule.known_kinds, closed, rule.bound
        )
        listed |= seen.listed
        famous = listed.copy()
        if rules.donors.famous is not None:
            famous |= count > rules.donors.famous.limit(rows)
        # `known` has the type and the word, joined to one key.
        some = contexts.filter(contexts["glossed"])
        keys = joined(contiguous(some["type"]), contiguous(some["word"]))
        return cls(
            np.zeros(len(count), dtype=np.int64),
            seen.sexes,
            as_mask(pc.is_in(seen.known, value_set=keys)),
            famous,
            listed,
            shut,
            bound,
            seen.spellings,
            topic_masks(rule.topics),
        )

    def with_topics(self, seen: Seen, contexts: pa.Table, among: Bool, rules: RuleBook) -> Traits:
        """Return the same traits with the topics of the words `among` (`bool[m]`) filled in.

        `among` are the words that can be donors. They are few, so few sentences are searched.
        """
        topics = with_usual(_topics(seen.known, contexts, among, rules), self.masks)
        # A word without sentences, such as a made one, fits wherever its kind does.
        return replace(self, topics=np.where(among & (seen.counts > 0), topics, 0))


def spellings(words: pa.StringArray) -> pa.StringArray:
    """Return words in lower case without spaces, points and hyphens, for comparing spellings.

    >>> spellings(pa.array(["나래 전자", "B·N-텔"])).to_pylist()
    ['나래전자', 'bn텔']
    """
    return contiguous(pc.utf8_lower(pc.replace_substring_regex(words, _SPELLING, "")))


def _topics(known: pa.StringArray, contexts: pa.Table, among: Bool, rules: RuleBook) -> I64:
    """Return the topics of the sentences of the words `among` (`bool[m]`), as bits (`int64[m]`)."""
    topics = np.zeros(len(known), dtype=np.int64)
    keys = joined(contiguous(contexts["type"]), contiguous(contexts["word"]))
    place = pc.fill_null(pc.index_in(keys, value_set=known), -1).to_numpy()
    rows = np.flatnonzero(np.append(among, False)[place])  # -1 is a word that is not in `known`
    for at in range(0, len(rows), _TOGETHER):
        some = rows[at : at + _TOGETHER]
        coded = contiguous(contexts["sentence"].take(pa.array(some))).dictionary_encode()
        bits = rules.topics(coded.dictionary)[coded.indices.to_numpy()]
        np.bitwise_or.at(topics, place[some], bits)
    return topics


def _persons(words: pa.StringArray, types: pa.StringArray) -> pa.StringArray:
    """Return the distinct names of persons."""
    return pc.unique(words.filter(pc.equal(types, "PER")))


def _of_persons(
    words: pa.StringArray, types: pa.StringArray, verdicts: pa.StringArray, names: pa.StringArray
) -> pa.StringArray:
    place = pc.index_in(words, value_set=names)
    persons = pc.equal(types, "PER")
    return contiguous(pc.if_else(persons, verdicts.take(place), pa.scalar("")))


def languages(words: pa.StringArray, types: pa.StringArray, rules: RuleBook) -> pa.StringArray:
    """Return the language of each person's name (`StringArray[n]`).

    It is `UNKNOWN` if the rule book recognises none, and "" for other types.
    """
    if not rules.donors.languages:
        return pa.array([""] * len(words), pa.string())
    names = _persons(words, types)
    language = rules.languages(names)
    language = pc.if_else(pc.equal(language, ""), pa.scalar(UNKNOWN), language)
    return _of_persons(words, types, language, names)


def sexes(words: pa.StringArray, types: pa.StringArray, rules: RuleBook) -> pa.StringArray:
    """Return the sex that each name suggests; "" if that is unclear, and for other types."""
    names = _persons(words, types)
    return _of_persons(words, types, rules.sexes(names), names)


def no_language(pools: pa.StringArray) -> Bool:
    """Return whether each pool consists of persons' names in an unknown language (`bool[n]`)."""
    return as_mask(pc.ends_with(pools, pattern=f"{SEPARATOR}{UNKNOWN}"))


def known(spelled: pa.StringArray, rules: RuleBook) -> Bool:
    """Return whether the rule book lists names as known to every reader (`bool[n]`).

    `spelled` has the names in the form that `spellings` makes.
    """
    return as_mask(pc.is_in(spelled, value_set=spellings(rules.known_names)))


def fit(seen: Seen, rows: int, traits: Traits, rules: RuleBook) -> Bool:
    """Return whether each word of `seen` can be a new name (`bool[m]`); topics are not considered.

    The word must be rare, and of no closed set. It may not be known to every reader, have a bracket
    after it that explains the name, or be a name in an unknown language.
    """
    count, pools = seen.counts, seen.pools
    coded = pools.dictionary_encode()
    rare = [rules.donors.rare_of(kind) for kind in _kinds(coded.dictionary)]
    most = [each.limit(rows) if each else np.iinfo(np.int64).max for each in rare]
    code = coded.indices.fill_null(len(most)).to_numpy(zero_copy_only=False)
    good = count <= np.array([*most, 0])[code]
    good &= ~traits.closed & ~traits.listed & ~no_language(pools)
    names = as_mask(pc.is_in(seen.types, value_set=_NAMES))
    return good & ~(names & traits.glossed)


def from_usual_sentences(seen: Seen, traits: Traits, rules: RuleBook) -> Bool:
    """Return whether the sentences of each word allow the word as a new name (`bool[m]`).

    A person may not occur in sentences about a field whose people are well known. A name with a
    surname must come from usual sentences, such as present-day ones, since its topics are not
    compared with those of the row.
    """
    coded = seen.pools.dictionary_encode()
    # Names with a surname are drawn without comparing topics, so only names from usual sentences
    # are donors.
    kinds = map(rules.kind_of, _kinds(coded.dictionary))
    surname = [kind is not None and kind.surname for kind in kinds]
    code = coded.indices.fill_null(len(surname)).to_numpy(zero_copy_only=False)
    ordinary = np.ones(len(seen.words), dtype=np.bool_)
    for usual in traits.masks.usual:
        ordinary &= (traits.topics & usual != 0) | (usual == 0)
    good = ordinary | ~np.array([*surname, False])[code]
    masks = traits.masks
    unknown = (traits.topics & masks.fame == 0) & (
        (traits.topics & masks.plain != 0) | (masks.plain == 0)
    )
    return good & (unknown | ~as_mask(pc.equal(seen.types, "PER")))


def _kinds(pools: pa.StringArray) -> list[str]:
    """Return the kind of each pool."""
    return [name.partition(SEPARATOR)[0].partition(":")[0] for name in pools.to_pylist()]
