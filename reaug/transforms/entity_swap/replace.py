"""The mode `replace` of `entity_swap`: new names for one mention of a row, or for both."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reaug.core.arrays import I64, Bool, as_mask
from reaug.core.batch import Batch, Role
from reaug.core.changes import Changes
from reaug.core.draws import Draw
from reaug.core.edits import OBJECT, SUBJECT, Edits
from reaug.core.text import contiguous
from reaug.korean.repair import repair
from reaug.transforms.entity_swap.bonds import Traits, joint, keep_surnames, other_place, sexed
from reaug.transforms.entity_swap.mentions import Mentions, both_mentions
from reaug.transforms.entity_swap.name_checks import other_places
from reaug.transforms.entity_swap.name_draws import (
    FEW,
    Sentences,
    Wanted,
    candidates,
    pair_candidates,
    sexes,
)
from reaug.transforms.entity_swap.policy import (
    Fixed,
    Labels,
    Sides,
    Worlds,
    first_refusals,
    known_beside,
    roles_of,
)
from reaug.transforms.entity_swap.pool import Pool, name_keys, pair_keys, sexed_keys
from reaug.transforms.entity_swap.refusals import Refused, judge_columns, judge_texts
from reaug.transforms.entity_swap.values import MOST, bounds

if TYPE_CHECKING:
    from reaug.rulebook import RuleBook

Recurs = Literal["skip", "replace"]


@dataclass(frozen=True)
class Chosen:
    """Which mentions of each row to replace.

    alone : by role, `bool[n]`, whether this mention is replaced and the other stays.
    pair : `bool[n]`, whether both are replaced by a pair of names.
    why : the reasons of the rows in which nothing is replaced.
    """

    alone: dict[Role, Bool]
    pair: Bool
    why: Refused


@dataclass(frozen=True)
class Rows:
    """The n rows that may get new names, and the values that all draws need.

    views : the subjects and the objects.
    kinds : for each view, the pools of its mentions.
    negative : `bool[n]`, whether a row has the negative label.
    surname : by role, `bool[n]`, whether the mention's kind has a surname.
    """

    views: tuple[Mentions, Mentions]
    kinds: list[pa.StringArray]
    negative: Bool
    surname: dict[Role, Bool]
    pool: Pool
    draw: Draw
    about: Sentences


def replace(
    batch: Batch, rules: RuleBook, pool: Pool, draw: Draw, sides: Sides, recurs: Recurs
) -> Changes:
    """Return the new names for the rows of a batch, and the reasons of rows without one."""
    labels = Labels.of(batch, rules)
    fixed = Fixed.of(batch, rules, pool, labels.tied)
    why, rows = first_refusals(batch, rules, labels, fixed, sides, draw)
    part = batch.take(rows)
    of_rows = labels.take(rows), fixed.take(rows)
    edits, why_rows = _renamings(part, rules, pool, draw.take(rows), sides, recurs, *of_rows)
    edits = edits._replace(row=rows[edits.row])
    why.code[rows] = why_rows.code
    return Changes(edits, skipped=why.reasons())


def _renamings(
    batch: Batch,
    rules: RuleBook,
    pool: Pool,
    draw: Draw,
    sides: Sides,
    recurs: Recurs,
    labels: Labels,
    fixed: Fixed,
) -> tuple[Edits, Refused]:
    """Return the edits for new names and their particles, and the reasons of unchanged rows."""
    views = both_mentions(batch)
    for view in views:
        view.known_places = fixed.places[view.role]
    kinds = [view.pools(pool, rules) for view in views]
    traits = (Traits.of(views[0], kinds[0], rules), Traits.of(views[1], kinds[1], rules))
    together = joint(views, traits)
    paired = _pairs(labels, sides, together)
    refused: dict[Role, Refused] = {}
    for view, kind, other in zip(views, kinds, kinds[::-1], strict=True):
        if view.role in roles_of(sides):
            allowed = labels.alone[view.role] & (sides != "pair") | paired
            closed, known = fixed.closed[view.role], known_beside(view, fixed, other, rules)
            events, own = rules.donors.events, pool.own
            refused[view.role] = judge_columns(view, allowed, closed, known, kind, events, own)
            refused[view.role].refuse(together & ~paired, "swap/joint")
            refused[view.role].refuse(sexed(view, labels.couple), "swap/kin")
    of_place = {"subject": traits[0].of_place, "object": traits[1].of_place}
    surname: dict[Role, Bool] = {"subject": traits[0].has_surname, "object": traits[1].has_surname}
    about = Sentences(batch, rules)
    worlds = Worlds(rules, pool, about, labels.tied, surname)
    named, people = np.zeros((2, len(batch)), dtype=np.bool_)
    for view in views:
        if view.role in refused:
            left = refused[view.role].code < 0
            named |= left & view.is_type("PER", "ORG", "POH")
            people |= left & view.is_type("PER")
    about.expect(named, people)

    def judging(why: Refused, view: Mentions, candidates: Bool) -> None:
        judge_texts(why, view, candidates, paired, pool, recurs)
        open_rows = np.flatnonzero((why.code < 0) & candidates & of_place[view.role])
        why.refuse(open_rows[other_place(batch, open_rows, rules)], "swap/place")
        worlds.refuse(why, view, candidates)

    chosen = _choose(views, refused, paired, judging, draw if sides == "either" else None)
    for view in views:
        replaced = chosen.alone.get(view.role, chosen.pair) | chosen.pair
        keep_surnames(view, surname[view.role] & replaced, labels.family)
    negative = as_mask(pc.equal(batch.label, rules.negative or ""))
    rows = Rows(views, kinds, negative, surname, pool, draw, about)
    return mended(batch, _drawn(rows, chosen, recurs), chosen.why), chosen.why


def _drawn(rows: Rows, chosen: Chosen, recurs: Recurs) -> Edits:
    """Return the edits that replace the chosen mentions."""
    edits, pairs = list[Edits](), rows.pool.pairs
    pair_names = _pair_names(rows, chosen)
    for view in rows.views:
        edits.append(_renaming(view, pair_names, pairs.words.get(view.role), recurs))
    for role, words in _single_names(rows, chosen).items():
        words[chosen.why.code >= 0] = -1
        view = rows.views[0] if role == "subject" else rows.views[1]
        edits.append(_renaming(view, words, rows.pool.names.words["subject"], recurs))
    return Edits.concat(edits)


def mended(batch: Batch, edits: Edits, why: Refused) -> Edits:
    """Return the edits with repaired particles, without rows whose particle is ambiguous.

    The engine also repairs particles, but it could not take back a swap whose particle is
    ambiguous.
    """
    particles = repair(batch, edits)
    why.refuse(particles.row, "swap/ambiguous")
    edits = Edits.concat([edits, particles.edits])
    edits = edits.take(why.code[edits.row] < 0)
    return edits._replace(noun=np.zeros(edits.size, dtype=np.bool_))


def _pairs(labels: Labels, sides: Sides, together: Bool) -> Bool:
    """Return the rows in which both mentions are to be replaced by a pair of names (`bool[n]`)."""
    # With `sides: either`, these are rows whose label allows pairs but no single new name, or whose
    # mentions belong together (`together`, `bool[n]`).
    if sides == "pair":
        return labels.pair
    if sides != "either":
        return np.zeros(len(together), dtype=np.bool_)
    return labels.pair & (together | labels.only_pair)


def _choose(
    views: tuple[Mentions, Mentions],
    refused: dict[Role, Refused],
    paired: Bool,
    judging: Callable[..., None],
    draw: Draw | None,
) -> Chosen:
    """Return which mentions of each row to replace.

    Parameters
    ----------
    refused
        By role, the reasons found so far. The roles of this mapping are the ones to replace.
    paired
        The rows in which both mentions are replaced or neither (`bool[n]`).
    judging
        Adds reasons to `refused` for mentions that the text forbids to replace.
    draw
        If given, only one mention of each other row is replaced: one drawn at random, or the other
        one if the drawn one cannot be replaced.
    """
    why = Refused(len(paired))
    if draw is None:
        for view in views:
            if view.role in refused:
                judging(refused[view.role], view, np.ones(len(paired), dtype=np.bool_))
        both_allowed = np.logical_and.reduce([verdict.code < 0 for verdict in refused.values()])
        for verdict in refused.values():
            why.adopt(verdict, ~both_allowed)
        return Chosen(dict.fromkeys(refused, both_allowed & ~paired), both_allowed & paired, why)
    first = draw.below("side", 2) == 0
    of_subject, of_object = refused["subject"], refused["object"]
    # The other mention is only checked if the drawn one cannot be replaced.
    judging(of_subject, views[0], first | paired)
    judging(of_object, views[1], ~first | paired | (of_subject.code >= 0))
    judging(of_subject, views[0], ~first & ~paired & (of_object.code >= 0))
    able = {"subject": of_subject.code < 0, "object": of_object.code < 0}
    subject = able["subject"] & (first | ~able["object"])
    alone: dict[Role, Bool] = {
        "subject": subject & ~paired,
        "object": able["object"] & ~subject & ~paired,
    }
    both_allowed = able["subject"] & able["object"]
    none = ~able["subject"] & ~able["object"]
    why.adopt(of_subject, none & first)
    why.adopt(of_object, none & ~first)
    for verdict in (of_subject, of_object):
        why.adopt(verdict, paired & ~both_allowed)
    return Chosen(alone, both_allowed & paired, why)


def _single_names(candidate_rows: Rows, chosen: Chosen) -> dict[Role, I64]:
    """Return the new name for each mention that is replaced alone, by role."""
    # The results are positions in `pool.names` (`int64[n]`), negative for rows without a new name.
    pool, entries = candidate_rows.pool, dict[Role, I64]()
    for view, pools in zip(candidate_rows.views, candidate_rows.kinds, strict=True):
        if view.role not in chosen.alone:
            continue
        rows = np.flatnonzero(chosen.alone[view.role] & (chosen.why.code < 0))
        index = pa.array(rows)
        key = name_keys(
            pa.repeat(pa.scalar(view.role), len(rows)),
            view.batch.label.take(index),
            view.types.take(index),
            pools.take(index),
            pool.free,
        )
        if pool.sexed:
            sexed = sexed_keys(key, sexes(view, rows, pool))
            key = contiguous(pc.if_else(pa.array(view.is_type("PER")[rows]), sexed, key))
        negative = candidate_rows.negative
        wanted = Wanted(rows, pool.names.find(key), *bounds(view, rows), negative)
        others = view.other_texts
        if view.role == "object" and "subject" in entries:
            others = _renamed(others, pool, entries["subject"])
        surname = candidate_rows.surname[view.role]
        draw, about = candidate_rows.draw, candidate_rows.about
        names = candidates(view, wanted, others, pool, draw, about, surname)
        _refuse_without_name(chosen.why, rows, names)
        entries[view.role] = names
    return entries


def _refuse_without_name(why: Refused, rows: I64, entries: I64) -> None:
    """Add reasons to `why` for rows without a new name: none fits, or fewer than `FEWEST` do."""
    # `entries` (`int64[n]`) has the drawn name of each row of the batch: an index of the pool,
    # `FEW` if too few fit, another negative number if none fits.
    why.refuse(rows[entries[rows] == FEW], "swap/few-donors")
    why.refuse(rows[entries[rows] < 0], "swap/no-candidate")


def _pair_names(candidate_rows: Rows, chosen: Chosen) -> I64:
    """Return the pair of new names for each row in which both mentions are replaced."""
    # The results are positions in `pool.pairs` (`int64[n]`), negative for rows without new names.
    views, pool = candidate_rows.views, candidate_rows.pool
    rows = np.flatnonzero(chosen.pair)
    index = pa.array(rows)
    types = (views[0].types.take(index), views[1].types.take(index))
    pools = (candidate_rows.kinds[0].take(index), candidate_rows.kinds[1].take(index))
    keys = pair_keys(views[0].batch.label.take(index), types, pools)
    anything = np.zeros(len(rows), np.int64), np.full(len(rows), MOST, dtype=np.int64)
    wanted = Wanted(rows, pool.pairs.find(keys), *anything, candidate_rows.negative)
    entries = pair_candidates(views, wanted, pool, candidate_rows.draw, candidate_rows.about)
    _refuse_without_name(chosen.why, rows, entries)
    return entries


def _renamed(words: list[str], pool: Pool, entries: I64) -> list[str]:
    """Return the words of all mentions after the replacement."""
    # `words` are the old words. `entries` has the position of each new word in `pool.names`, a
    # negative number for a mention that stays.
    words = list(words)
    rows = np.flatnonzero(entries >= 0)
    new = pool.names.words["subject"].take(pa.array(entries[rows])).to_pylist()
    for row, word in zip(rows.tolist(), new, strict=True):
        words[row] = word
    return words


def _renaming(view: Mentions, entries: I64, words: pa.StringArray, recurs: Recurs) -> Edits:
    """Return the edits that replace mentions, and their repetitions, by new names."""
    # `entries` (`int64[n]`) are positions in `words`; a mention with a negative one stays.
    rows = np.flatnonzero(entries >= 0)
    new = words.take(pa.array(entries[rows]))
    code = SUBJECT if view.role == "subject" else OBJECT
    edits = Edits.of(rows, view.start[rows], view.end[rows], new, code, noun=True)
    if recurs == "skip":
        return edits
    row, start, end = other_places(view, rows)
    again = Edits.of(row, start, end, words.take(pa.array(entries[row])), noun=True)
    return Edits.concat([edits, again])
