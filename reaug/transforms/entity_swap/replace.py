"""The mode `replace` of `entity_swap`: other names for one mention, for both, or for the pair."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reaug.core import schema
from reaug.core.arrays import I64, Bool, as_mask
from reaug.core.batch import Batch, Role
from reaug.core.changes import Changes
from reaug.core.draws import Draw
from reaug.core.edits import OBJECT, SUBJECT, Edits
from reaug.core.text import contiguous
from reaug.korean.repair import repair
from reaug.transforms.entity_swap import risks
from reaug.transforms.entity_swap.bonds import Traits, joint, keep_surnames, other_place, sexed
from reaug.transforms.entity_swap.mentions import Mentions, both_mentions
from reaug.rulebook.donors import homes
from reaug.transforms.entity_swap.donors import languages
from reaug.transforms.entity_swap.drawing import (
    FEW,
    Sentences,
    Wanted,
    candidates,
    pair_candidates,
)
from reaug.transforms.entity_swap.names import other_places
from reaug.transforms.entity_swap.pool import Pool, Standing, name_keys, pair_keys, sexed_keys
from reaug.transforms.entity_swap.refusals import Refused, judge_columns, judge_texts
from reaug.transforms.entity_swap.values import MOST, bounds

if TYPE_CHECKING:
    from reaug.rulebook import RuleBook

Sides = Literal["subject", "object", "either", "both", "pair"]
Recurs = Literal["skip", "replace"]


@dataclass(frozen=True)
class Chosen:
    """Which mentions of each row to replace: `bool[n]` by role and as a pair; or why none."""

    alone: dict[Role, Bool]
    pair: Bool
    why: Refused


def replace(
    batch: Batch, rules: RuleBook, pool: Pool, draw: Draw, sides: Sides, recurs: Recurs
) -> Changes:
    """Renamed mentions for the rows of a batch that allow it, reasons for the others."""
    views = both_mentions(batch)
    kinds = [view.pools(pool, rules) for view in views]
    traits = (Traits.of(views[0], kinds[0], rules), Traits.of(views[1], kinds[1], rules))
    swaps = [rules.relation(label).swap for label in rules.labels]
    family = _by_label(batch, rules, [swap.family for swap in swaps])
    couple = _by_label(batch, rules, [swap.couple for swap in swaps])
    tied = _by_label(batch, rules, [swap.tied for swap in swaps])
    masks = {view.role: pool.standing(view.types, view.words, rules) for view in views}
    together = joint(views, traits)
    paired = _pairs(batch, rules, sides, together)
    refused: dict[Role, Refused] = {}
    for view, kind in zip(views, kinds, strict=True):
        if sides in (view.role, "either", "both", "pair"):
            allowed = _alone(batch, rules, view.role) & (sides != "pair") | paired
            closed = _by_label(batch, rules, [view.role in swap.closed for swap in swaps])
            closed |= masks[view.role].closed
            known = _known(view, masks, tied)
            refused[view.role] = judge_columns(view, allowed, closed, known, kind)
            refused[view.role].refuse(together & ~paired, "swap/joint")
            refused[view.role].refuse(sexed(view, couple), "swap/kin")
    of_place = {"subject": traits[0].of_place, "object": traits[1].of_place}

    about = Sentences(batch, rules)
    surnames = {view.role: trait.has_surname for view, trait in zip(views, traits, strict=True)}

    def judging(why: Refused, view: Mentions, asked: Bool) -> None:
        judge_texts(why, view, asked, paired, pool, recurs)
        left = np.flatnonzero((why.code < 0) & asked & of_place[view.role])
        why.refuse(left[other_place(batch, left, rules)], "swap/place")
        homely = surnames[view.role] | (view.is_type("ORG") & pool.made)
        left = np.flatnonzero((why.code < 0) & asked & homely)
        why.refuse(left[_unusual(left, tied, about, pool)], "swap/another-world")
        left = np.flatnonzero((why.code < 0) & asked & view.is_type("PER") & ~surnames[view.role])
        why.refuse(left[tied[left]], "swap/known")
        left = left[~tied[left]]
        why.refuse(left[_not_at_home(view, left, about, pool, rules)], "swap/another-world")
        left = np.flatnonzero((why.code < 0) & asked & view.is_type("PER"))
        left = left[about.sexed(left)]
        sexes = about.sexes(view, left, pool)
        why.refuse(left[as_mask(pc.equal(sexes, ""))], "swap/kin")

    chosen = _choose(views, refused, paired, judging, draw if sides == "either" else None)
    for view, trait in zip(views, traits, strict=True):
        taken = chosen.alone.get(view.role, chosen.pair) | chosen.pair
        keep_surnames(view, trait.has_surname & taken, family)
    negative = as_mask(pc.equal(batch.label, rules.negative or ""))
    why, edits = chosen.why, list[Edits]()
    pair_names = _pair_names(views, kinds, chosen, negative, pool, draw, about)
    for view in views:
        edits.append(_renaming(view, pair_names, pool.pairs.words.get(view.role), recurs))
    for role, words in _single_names(views, kinds, chosen, negative, pool, draw, about, surnames).items():
        view = views[0] if role == "subject" else views[1]
        words[why.code >= 0] = -1
        edits.append(_renaming(view, words, pool.names.words["subject"], recurs))
    return with_particles(batch, Edits.concat(edits), why)


def with_particles(batch: Batch, edits: Edits, why: Refused) -> Changes:
    """The renamings with their particles; those whose particle cannot be known are refused.

    The runner would repair them, too, but it cannot undo a swap that it cannot repair.
    """
    mended = repair(batch, edits)
    why.refuse(mended.row, "swap/ambiguous")
    edits = Edits.concat([edits, mended.edits])
    edits = edits.take(why.code[edits.row] < 0)
    done = np.zeros(edits.size, dtype=np.bool_)
    return Changes(edits._replace(noun=done), skipped=why.reasons())


def _known(view: Mentions, masks: dict[Role, Standing], tied: Bool) -> Bool:
    """`bool[n]`: readers know the mention, or the other one and with it what goes with it."""
    own = masks[view.role]
    other = masks[_other(view.role)]
    bound_to = (tied | view.is_type("ORG", "POH")) & other.famous
    beside = (view.is_type("DAT", "NOH") & other.listed) | other.bound
    beside |= risks.chief(view) & other.listed
    # A title that holds a name: 아들 김하늘.
    beside |= tied & as_mask(pc.equal(view.batch.type(_other(view.role)), "POH"))
    return own.listed | (tied & own.famous) | bound_to | beside


def _other(role: Role) -> Role:
    return "object" if role == "subject" else "subject"


def _not_at_home(
    view: Mentions, rows: I64, about: Sentences, pool: Pool, rules: RuleBook
) -> Bool:
    """Which of some rows name countries, but none in which the person's name is at home."""
    words, types = view.words.take(pa.array(rows)), view.types.take(pa.array(rows))
    coded = languages(words, types, rules).dictionary_encode()
    home = homes(rules.donors)
    bits = [home.get(name, (0, 0)) for name in coded.dictionary.to_pylist()]
    mine, foreign = np.array(bits, dtype=np.int64).reshape(-1, 2)[coded.indices.to_numpy()].T
    topics = about.topics(rows, pool)
    return (topics & foreign != 0) & (topics & mine == 0)


def _unusual(rows: I64, tied: Bool, about: Sentences, pool: Pool) -> Bool:
    """Which of some rows are about what no name of today goes with.

    Another era, country or religion; or, where the two are tied, a field whose people are known.
    """
    masks = pool.traits.masks
    topics = about.topics(rows, pool)
    unusual = tied[rows] & (topics & masks.fame != 0)
    for usual in masks.usual:
        unusual |= (topics & usual == 0) & (usual != 0)
    return unusual


def _by_label(batch: Batch, rules: RuleBook, verdicts: list[bool]) -> Bool:
    """`bool[n]`: the verdict on the row's label; false for a label that the book lacks."""
    return np.array([*verdicts, False])[batch.codes(schema.LABEL, rules.labels)]


def _alone(batch: Batch, rules: RuleBook, role: Role) -> Bool:
    """`bool[n]`: whether the rule book lets this mention of the label be replaced alone."""
    allowed = [role in rules.relation(label).swap.replace for label in rules.labels]
    return _by_label(batch, rules, allowed)


def _pairs(batch: Batch, rules: RuleBook, sides: Sides, together: Bool) -> Bool:
    """`bool[n]`: rows whose mentions are replaced as a pair.

    Where `either` side may be replaced, that is a label whose names hold only together, and a row
    whose mentions do.
    """
    swaps = [rules.relation(label).swap for label in rules.labels]
    may = _by_label(batch, rules, [swap.pair for swap in swaps])
    if sides == "pair":
        return may
    if sides != "either":
        return np.zeros(len(batch), dtype=np.bool_)
    return may & (together | _by_label(batch, rules, [not swap.replace for swap in swaps]))


def _choose(
    views: tuple[Mentions, Mentions],
    refused: dict[Role, Refused],
    paired: Bool,
    judging: Callable[..., None],
    draw: Draw | None,
) -> Chosen:
    """Which mentions of each row to replace, and why none; with `draw` either of the two."""
    why = Refused(len(paired))
    if draw is None:
        for view in views:
            if view.role in refused:
                judging(refused[view.role], view, np.ones(len(paired), dtype=np.bool_))
        whole = np.logical_and.reduce([verdict.code < 0 for verdict in refused.values()])
        for verdict in refused.values():
            why.adopt(verdict, ~whole)
        return Chosen(dict.fromkeys(refused, whole & ~paired), whole & paired, why)
    first = draw.below("side", 2) == 0
    of_subject, of_object = refused["subject"], refused["object"]
    # The side that is not drawn is checked only where the drawn one is refused.
    judging(of_subject, views[0], first | paired)
    judging(of_object, views[1], ~first | paired | (of_subject.code >= 0))
    judging(of_subject, views[0], ~first & ~paired & (of_object.code >= 0))
    able = {"subject": of_subject.code < 0, "object": of_object.code < 0}
    subject = able["subject"] & (first | ~able["object"])
    alone: dict[Role, Bool] = {
        "subject": subject & ~paired,
        "object": able["object"] & ~subject & ~paired,
    }
    whole = able["subject"] & able["object"]
    none = ~able["subject"] & ~able["object"]
    why.adopt(of_subject, none & first)
    why.adopt(of_object, none & ~first)
    for verdict in (of_subject, of_object):
        why.adopt(verdict, paired & ~whole)
    return Chosen(alone, whole & paired, why)


def _single_names(
    views: tuple[Mentions, Mentions],
    kinds: list[pa.StringArray],
    chosen: Chosen,
    negative: Bool,
    pool: Pool,
    draw: Draw,
    about: Sentences,
    surnames: dict[Role, Bool],
) -> dict[Role, I64]:
    """A word of the pool for each mention to be replaced alone: `int64[n]` by role, -1: none."""
    entries: dict[Role, I64] = {}
    for view, pools in zip(views, kinds, strict=True):
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
            sexed = sexed_keys(key, about.sexes(view, rows, pool))
            key = contiguous(pc.if_else(pa.array(view.is_type("PER")[rows]), sexed, key))
        wanted = Wanted(rows, pool.names.find(key), *bounds(view, rows), negative)
        others = view.other_texts
        if view.role == "object" and "subject" in entries:
            others = _renamed(others, pool, entries["subject"])
        surname = surnames[view.role]
        entries[view.role] = candidates(view, wanted, others, pool, draw, about, surname)
        _tell(chosen.why, rows, entries[view.role])
    return entries


def _tell(why: Refused, rows: I64, entries: I64) -> None:
    """Refuse the rows without an entry: none was left, or fewer than `FEWEST`."""
    why.refuse(rows[entries[rows] == FEW], "swap/few-donors")
    why.refuse(rows[entries[rows] < 0], "swap/no-candidate")


def _pair_names(
    views: tuple[Mentions, Mentions],
    kinds: list[pa.StringArray],
    chosen: Chosen,
    negative: Bool,
    pool: Pool,
    draw: Draw,
    about: Sentences,
) -> I64:
    """A pair of the pool for the rows to be replaced as a pair: `int64[n]`, -1: none."""
    rows = np.flatnonzero(chosen.pair)
    index = pa.array(rows)
    types, pools = (
        (columns[0].take(index), columns[1].take(index))
        for columns in ([view.types for view in views], kinds)
    )
    keys = pair_keys(views[0].batch.label.take(index), types, pools)
    anything = np.zeros(len(rows), np.int64), np.full(len(rows), MOST, dtype=np.int64)
    wanted = Wanted(rows, pool.pairs.find(keys), *anything, negative)
    entries = pair_candidates(views, wanted, pool, draw, about)
    _tell(chosen.why, rows, entries)
    return entries


def _renamed(words: list[str], pool: Pool, entries: I64) -> list[str]:
    """The words of a mention after its replacement."""
    words = list(words)
    rows = np.flatnonzero(entries >= 0)
    new = pool.names.words["subject"].take(pa.array(entries[rows])).to_pylist()
    for row, word in zip(rows.tolist(), new, strict=True):
        words[row] = word
    return words


def _renaming(view: Mentions, entries: I64, words: pa.StringArray, recurs: Recurs) -> Edits:
    """The edits that rename a mention to some of `words` (-1: none), and the word elsewhere."""
    rows = np.flatnonzero(entries >= 0)
    new = words.take(pa.array(entries[rows]))
    code = SUBJECT if view.role == "subject" else OBJECT
    edits = Edits.of(rows, view.start[rows], view.end[rows], new, code, noun=True)
    if recurs == "skip":
        return edits
    row, start, end = other_places(view, rows)
    again = Edits.of(row, start, end, words.take(pa.array(entries[row])), noun=True)
    return Edits.concat([edits, again])
