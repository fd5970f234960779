"""Decide which mentions stay unchanged because of what readers know.

These are words of closed sets (such as religions), known names, and mentions in sentences about
another era or country, in which invented names would not fit.

Checks of labels and words come first, for whole batches: they exclude most rows. Only the other
rows need the slower checks of the text.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reaug.core import schema
from reaug.core.arrays import I64, Bool, as_mask
from reaug.core.batch import Batch, Role
from reaug.core.draws import Draw
from reaug.rulebook.name_rules import clash, homes
from reaug.transforms.entity_swap import events, risks
from reaug.transforms.entity_swap.contexts import SEPARATOR
from reaug.transforms.entity_swap.donors import languages
from reaug.transforms.entity_swap.mentions import Mentions
from reaug.transforms.entity_swap.name_draws import Sentences, sexes
from reaug.transforms.entity_swap.pool import Pool, Standing
from reaug.transforms.entity_swap.refusals import Refused

if TYPE_CHECKING:
    from collections.abc import Collection

    from reaug.rulebook import RuleBook

Sides = Literal["subject", "object", "either", "both", "pair"]
ROLES: tuple[Role, Role] = ("subject", "object")


def by_label(codes: I64, verdicts: list[bool]) -> Bool:
    """Return, for each row, the entry of its label in `verdicts` (`bool[n]`).

    `codes` are the rows' labels from `Batch.codes`; `verdicts` says for each label whether
    something is true of it. The result is False for a row with an unknown label.
    """
    return np.array([*verdicts, False])[codes]


def roles_of(sides: Sides) -> list[Role]:
    """Return the roles that the step's field `sides` allows to replace."""
    return [role for role in ROLES if sides in (role, "either", "both", "pair")]


class Labels(NamedTuple):
    """What the labels of n rows allow to replace (`bool[n]` each).

    alone : by role, whether the mention can be replaced while the other one stays.
    pair : whether both mentions can be replaced by a pair of names from another row.
    only_pair : whether neither mention can be replaced alone.
    family, couple, tied : whether the label is about relatives, about couples, or about mentions of
        which readers who know one know the other (see `rulebook.Swap`).
    """

    alone: dict[Role, Bool]
    pair: Bool
    only_pair: Bool
    family: Bool
    couple: Bool
    tied: Bool

    @classmethod
    def of(cls, batch: Batch, rules: RuleBook) -> Labels:
        """Return what the rule book allows for the labels of a batch."""
        swaps = [rules.relation(label).swap for label in rules.labels]
        codes = batch.codes(schema.LABEL, rules.labels)

        def each(verdicts: list[bool]) -> Bool:
            return by_label(codes, verdicts)

        return cls(
            {role: each([role in swap.replace for swap in swaps]) for role in ROLES},
            each([swap.pair for swap in swaps]),
            each([not swap.replace for swap in swaps]),
            each([swap.family for swap in swaps]),
            each([swap.couple for swap in swaps]),
            each([swap.tied for swap in swaps]),
        )

    def take(self, rows: I64) -> Labels:
        """Return the same for the given rows."""
        alone = {role: may[rows] for role, may in self.alone.items()}
        return Labels(alone, *(may[rows] for may in self[1:]))


@dataclass(frozen=True)
class Fixed:
    """Reasons, from labels and words alone, why mentions of n rows may have to stay unchanged.

    Each field has one array per role, `bool[n]` except for `places`.

    closed : the mention belongs to a closed set.
    known : readers know the mention, or they know the other mention so well that they know this
        one.
    beside : the rule book lists the other mention as known.
    places : `int64[n]`, positions of the mentions in `Pool.known`; -1 if not in the sample.
    """

    closed: dict[Role, Bool]
    known: dict[Role, Bool]
    beside: dict[Role, Bool]
    places: dict[Role, I64]

    @classmethod
    def of(cls, batch: Batch, rules: RuleBook, pool: Pool, tied: Bool) -> Fixed:
        """Return the reasons for the mentions of a batch.

        `tied` (`bool[n]`) marks rows in which a reader who knows one mention also knows the other.
        """
        swaps = [rules.relation(label).swap for label in rules.labels]
        codes = batch.codes(schema.LABEL, rules.labels)
        places: dict[Role, I64] = {}
        stands: dict[Role, Standing] = {}
        for role in ROLES:
            types, words = batch.type(role), batch.words(role)
            places[role] = pool.places_of(types, words)
            stands[role] = pool.standing(types, words, places[role], rules)
        closed = {
            role: by_label(codes, [role in swap.closed for swap in swaps]) | stands[role].closed
            for role in ROLES
        }
        known = {
            role: _known(batch, role, stands, tied) & ~of_own(batch, role, pool) for role in ROLES
        }
        beside = {role: stands[_other(role)].listed for role in ROLES}
        return cls(closed, known, beside, places)

    def take(self, rows: I64) -> Fixed:
        """Return the same for the given rows."""
        closed, known, beside = (
            {role: mask[rows] for role, mask in part.items()}
            for part in (self.closed, self.known, self.beside)
        )
        places = {role: place[rows] for role, place in self.places.items()}
        return Fixed(closed, known, beside, places)


def of_own(batch: Batch, role: Role, pool: Pool) -> Bool:
    """Return whether the user's file lists names for the type of each mention (`bool[n]`)."""
    return as_mask(pc.is_in(batch.type(role), value_set=pa.array(pool.own, pa.string())))


def _known(batch: Batch, role: Role, stands: dict[Role, Standing], tied: Bool) -> Bool:
    own, other = stands[role], stands[_other(role)]
    things, values = (
        as_mask(pc.is_in(batch.type(role), value_set=pa.array(types, pa.string())))
        for types in (["ORG", "POH"], ["DAT", "NOH"])
    )
    is_known = own.listed | (tied & own.famous) | ((tied | things) & other.famous)
    is_known |= (values & other.famous) | other.bound
    people = as_mask(pc.equal(batch.type("subject"), "PER"))
    people &= as_mask(pc.equal(batch.type("object"), "PER"))
    is_known |= people & other.listed  # who knows one of two people knows both
    # The other mention may be a title that contains the name: 아들 김하늘.
    return is_known | tied & as_mask(pc.equal(batch.type(_other(role)), "POH"))


def _other(role: Role) -> Role:
    return "object" if role == "subject" else "subject"


def first_refusals(
    batch: Batch, rules: RuleBook, labels: Labels, fixed: Fixed, sides: Sides, draw: Draw
) -> tuple[Refused, I64]:
    """Return the rows in which labels or words forbid a swap, with the reasons, and the other rows.

    The first result has a reason for each refused row, the second the positions of the other rows.
    If `sides` is `either`, a row is only refused if both mentions are; `draw` decides which of
    their two reasons is used.
    """
    may_pair = labels.pair if sides in ("pair", "either") else np.zeros(len(batch), np.bool_)
    surely_pair = labels.pair if sides == "pair" else np.zeros(len(batch), np.bool_)
    verdicts = []
    for role in roles_of(sides):
        verdict = Refused(len(batch))
        alone = labels.alone[role] & (sides != "pair")
        verdict.refuse(fixed.closed[role], "swap/closed-set")
        verdict.refuse(~alone & ~may_pair, "swap/label")
        verdict.refuse((alone | surely_pair) & fixed.known[role], "swap/known")
        verdicts.append(verdict)
    why = Refused(len(batch))
    if sides == "either":
        of_subject, of_object = verdicts
        none = (of_subject.code >= 0) & (of_object.code >= 0)
        first = draw.below("side", 2) == 0
        why.adopt(of_subject, none & first)
        why.adopt(of_object, none & ~first)
    else:
        why.adopt(verdicts[0], np.ones(len(batch), dtype=np.bool_))
    return why, np.flatnonzero(why.code < 0)


def known_beside(view: Mentions, fixed: Fixed, beside: pa.StringArray, rules: RuleBook) -> Bool:
    """Return whether readers know a mention, by its name or by its office (`bool[n]`).

    They know a person by the office if the text calls the person the head of the other mention, and
    the rule book lists that other mention as known. `beside` are the pools of the other mentions.
    """
    is_known = fixed.known[view.role].copy()
    unknown = fixed.beside[view.role] & ~is_known & view.is_type("PER")
    if not unknown.any():
        return is_known
    obscure = _of_kinds(beside, rules.donors.unknown_heads)
    return is_known | risks.chief(view, unknown, obscure)


def _of_kinds(pools: pa.StringArray, kinds: Collection[str]) -> Bool:
    """Return whether each pool's kind (TYPE/kind), or its type, is one of `kinds` (`bool[n]`)."""
    coded = pools.dictionary_encode()
    names = [
        name.partition(SEPARATOR)[0].partition(":")[0] for name in coded.dictionary.to_pylist()
    ]
    verdicts = [name in kinds or name.partition("/")[0] in kinds for name in names]
    codes = coded.indices.fill_null(len(verdicts)).to_numpy(zero_copy_only=False)
    return np.array([*verdicts, False])[codes]


@dataclass(frozen=True)
class Worlds:
    """Refuses mentions whose sentence fits no new name, or tells readers the old name.

    The sentence fits no new name if it shows another era, country, religion, field or sex than the
    names that can be drawn.

    tied : `bool[n]`, whether anyone who knows one mention also knows the other.
    surname : by role, `bool[n]`, whether the mention's kind has a surname.
    """

    rules: RuleBook
    pool: Pool
    about: Sentences
    tied: Bool
    surname: dict[Role, Bool]

    def refuse(self, why: Refused, view: Mentions, candidates: Bool) -> None:
        """Add reasons to `why` for mentions that must stay because of what their sentence says.

        `candidates` are the mentions to check (`bool[n]`). These must stay:
        - a mention in a sentence of another era, country or religion than the names to draw;
        - a person or a date that readers know from the sentence;
        - a person whose sex the sentence shows, if the old name suggests no sex or the other one.
        """
        surname, person = self.surname[view.role], view.is_type("PER")

        def left(among: Bool) -> I64:
            return np.flatnonzero((why.code < 0) & candidates & among)

        theirs = ~view.is_type(*self.pool.own)
        made_bodies = view.is_type("ORG") & view.is_type(*self.pool.made)
        rows = left(theirs & (surname | made_bodies))
        # The topic is another era, country or religion. If the mentions are tied, it may also be a
        # field whose people are well known.
        masks = self.pool.traits.masks
        topics = self.about.topics(rows, masks)
        unusual = self.tied[rows] & (topics & masks.fame != 0)
        for usual in masks.usual:
            unusual |= (topics & usual == 0) & (usual != 0)
        why.refuse(rows[unusual], "swap/another-world")
        rows = left(theirs & person & ~surname)
        why.refuse(rows[self.tied[rows]], "swap/known")
        rows = rows[~self.tied[rows]]
        why.refuse(rows[self._not_at_home(view, rows)], "swap/another-world")
        rows = left(view.is_type("DAT"))
        why.refuse(rows[self.about.knows_somebody(rows)], "swap/known")
        rows = left(view.is_type("DAT"))
        rows = rows[events.recent_deaths(view, rows, self.rules.donors.events)]
        fame = self.pool.traits.masks.fame
        why.refuse(rows[self.about.topics(rows, self.pool.traits.masks) & fame != 0], "swap/known")
        rows = left(person)
        rows = rows[self.about.sexed(rows)]
        why.refuse(rows[as_mask(pc.equal(sexes(view, rows, self.pool), ""))], "swap/kin")
        rows = left(person)
        why.refuse(rows[self._of_other_sex(view, rows)], "swap/kin")

    def _of_other_sex(self, view: Mentions, rows: I64) -> Bool:
        """Return whether a person's name suggests another sex than the sentence (`bool[m]`)."""
        looks, other = sexes(view, rows, self.pool), np.zeros(len(rows), dtype=np.bool_)
        for sex, pattern in self.rules.donors.sexed_as.items():
            another = np.flatnonzero(~as_mask(pc.is_in(looks, value_set=pa.array(["", sex]))))
            texts = view.batch.sentence.take(pa.array(rows[another]))
            other[another] |= as_mask(pc.match_substring_regex(texts, pattern))
        return other

    def _not_at_home(self, view: Mentions, rows: I64) -> Bool:
        """Return whether a person's name does not fit the countries in the sentence (`bool[m]`)."""
        # Either the sentence does not name the country of a foreign name (readers mostly know such
        # persons), or the other mention belongs to another country.
        words, types = view.words.take(pa.array(rows)), view.types.take(pa.array(rows))
        coded = languages(words, types, self.rules).dictionary_encode()
        home = homes(self.rules.donors)
        bits = [home.get(name, 0) for name in coded.dictionary.to_pylist()]
        mine = np.array(bits, dtype=np.int64)[coded.indices.to_numpy()]
        masks = self.pool.traits.masks
        away = (mine != 0) & (self.about.topics(rows, masks) & mine == 0)
        topical = np.flatnonzero(~away & (mine != 0))
        beside = self.rules.topics(view.others.take(pa.array(rows[topical])))
        away[topical] = clash(mine[topical], beside, masks)
        return away
