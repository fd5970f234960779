"""Detect pairs of mentions whose names depend on each other: a new name for one must fit the other.

These are relatives with the same surname, a place within another one, and two parts of one name.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reaug.core.arrays import I64, Bool, as_mask
from reaug.core.batch import Batch
from reaug.core.text import slices_of
from reaug.transforms.entity_swap import context_patterns
from reaug.transforms.entity_swap.mentions import Mentions
from reaug.transforms.entity_swap.pool import kinds_of
from reaug.transforms.entity_swap.values import surname

if TYPE_CHECKING:
    from reaug.rulebook import RuleBook

_THINGS: Final = ("ORG", "LOC", "POH")


@dataclass(frozen=True)
class Traits:
    """What the rule book's kinds say about the mentions of n rows (`bool[n]` each).

    A kind is a class of the names of a type, such as `ORG/university`.

    of_place : the mention is a place, or its name contains one.
    unknown : the mention is an organisation, place or title that belongs to no kind.
    has_surname : names of its kind have a surname.
    """

    of_place: Bool
    unknown: Bool
    has_surname: Bool

    @classmethod
    def of(cls, view: Mentions, pools: pa.StringArray, rules: RuleBook) -> Traits:
        """Return the traits of mentions.

        `pools` has a text for each mention that contains its kind (see `pool.pools`).
        """
        coded = pools.dictionary_encode()
        kinds = [*kinds_of(coded.dictionary, rules), None]
        code = coded.indices.fill_null(len(kinds) - 1).to_numpy(zero_copy_only=False)
        flags = np.array([(k.of_place, k.surname) if k else (False, False) for k in kinds])
        of_place = flags[code, 0] | view.is_type("LOC")
        unsure = np.flatnonzero(~of_place & view.is_type("ORG", "POH"))
        of_place[unsure] = rules.name_places(view.words.take(pa.array(unsure)))
        unknown = (code == len(kinds) - 1) & view.is_type(*_THINGS)
        return cls(of_place, unknown, flags[code, 1])


def sexed(view: Mentions, couple: Bool) -> Bool:
    """Return whether the sentence shows which person of a couple is the man (`bool[n]`).

    `couple` (`bool[n]`) marks the rows whose label is about couples; other rows are False.
    """
    matches = couple & view.is_type("PER")
    if not matches.any():
        return matches
    texts = view.batch.sentence.filter(pa.array(matches))
    matches[matches] = as_mask(pc.match_substring_regex(texts, context_patterns.SEXED))
    return matches


def keep_surnames(view: Mentions, has_surname: Bool, family: Bool) -> None:
    """Decide which mentions must keep their surname, since the sentence is about relatives.

    `Mentions.surname` is set for them. These are mentions with a surname (`has_surname`, `bool[n]`)
    in rows whose label is about relatives (`family`, `bool[n]`), or whose sentence has a word of
    kinship.
    """
    rows = np.flatnonzero(has_surname & ~family)
    if len(rows):
        texts = view.batch.sentence.take(pa.array(rows))
        rows = rows[as_mask(pc.match_substring_regex(texts, context_patterns.BLOOD))]
    rows = np.concatenate([rows, np.flatnonzero(has_surname & family)])
    view.surname[rows] = [surname(view.word_texts[row]) for row in rows.tolist()]


def joint(views: tuple[Mentions, Mentions], traits: tuple[Traits, Traits]) -> Bool:
    """Return whether neither of a row's two mentions can be replaced alone (`bool[n]`).

    This is the case if both are places or have a place in their name (스위스의 취리히), or if they
    are adjacent like parts of one name (나폴레옹 보나파르트, 중화민국 입법원).
    """
    subject, object_ = views
    gap = np.maximum(subject.start, object_.start) - np.minimum(subject.end, object_.end)
    people = subject.is_type("PER") & object_.is_type("PER")
    side_by_side = (gap <= 1) & (people | subject.is_type(*_THINGS) & object_.is_type(*_THINGS))
    first, second = traits
    placed = first.of_place & (second.of_place | second.unknown)
    return placed | (second.of_place & first.unknown) | side_by_side


def other_place(batch: Batch, rows: I64, rules: RuleBook) -> Bool:
    """Return whether the sentence of each of `rows` names a place outside both mentions."""
    spans = np.sort(batch.spans[rows].astype(np.int64), axis=1)
    ends = batch.codepoints.lengths[rows]
    zero = np.zeros(len(rows), dtype=np.int64)
    parts = [
        slices_of(batch.codepoints, rows, start, end)
        for start, end in ((zero, spans[:, 0]), (spans[:, 1], spans[:, 2]), (spans[:, 3], ends))
    ]
    return rules.name_places(pc.binary_join_element_wise(*parts, "\n"))
