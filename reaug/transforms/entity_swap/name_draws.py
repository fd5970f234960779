"""Draw new names, uniformly among the donors of a mention's pool that fit the sentence.

A donor is a name that may replace others; a pool is a set of names that may replace each other.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reaug.core.arrays import I64, Bool, Ints, as_mask, mask_of
from reaug.core.batch import Batch
from reaug.core.draws import Draw
from reaug.korean.sounds import Sound
from reaug.rulebook.name_rules import TopicMasks, clash, with_usual
from reaug.transforms.entity_swap.donors import FEWEST, spellings
from reaug.transforms.entity_swap.mentions import Mentions
from reaug.transforms.entity_swap.name_checks import share
from reaug.transforms.entity_swap.pool import Pool, WordsByKey
from reaug.transforms.entity_swap.values import bounds

if TYPE_CHECKING:
    from reaug.rulebook import RuleBook

ATTEMPTS: Final = 8
"""Number of draws for a mention; if none fits, the row is skipped."""
FEW: Final = -2
"""Result for a row that some donors fit, but fewer than `FEWEST`."""
_ALL: Final = 8
"""Maximum number of donors that are all compared with the sentence, so that those that fit can be
counted; of more donors, some are drawn.
"""
_AT_ONCE: Final = 1 << 22
"""Maximum number of donors, over several rows, whose topics are compared at once."""


class Wanted(NamedTuple):
    """The m rows that need a new name.

    A donor is a name that can be drawn.

    rows : `int64[m]`, positions of the rows in the batch.
    key_place : `int64[m]`, the index in `WordsByKey.keys` of the mention's key (`pool.name_keys`),
        by which its donors are found; -1 if there are no donors.
    least, greatest : `int64[m]`, the range of allowed values, for dates and numbers.
    negative : `bool[n]`, whether each row of the batch has the negative label.
    """

    rows: I64
    key_place: I64
    least: I64
    greatest: I64
    negative: Bool


class Sentences:
    """Properties of the sentences of a batch, which are computed when they are first needed."""

    def __init__(self, batch: Batch, rules: RuleBook) -> None:
        self._batch = batch
        self._rules = rules
        self._spelled: list[str | None] = [None] * len(batch)
        self._topics = np.full(len(batch), -1, dtype=np.int64)
        self._sexed = np.full(len(batch), -1, dtype=np.int8)
        self._of_names = np.zeros(len(batch), dtype=np.bool_)
        self._of_people = np.zeros(len(batch), dtype=np.bool_)

    def expect(self, names: Bool, people: Bool) -> None:
        """Say which sentences will be asked for, because one search of many sentences takes less
        time than many of few: most of it is to prepare the patterns.

        `names` (`bool[n]`) marks the rows whose topics matter, `people` those with a person.
        """
        self._of_names, self._of_people = names, people

    def topics(self, rows: I64, masks: TopicMasks) -> I64:
        """Return the topics of the sentences of `rows` as bits (`int64[m]`).

        A sentence without a topic of an axis (such as era) gets the usual topics of this axis.
        """
        new = _unknown(self._topics, rows, self._of_names)
        if len(new):
            texts = self._batch.sentence.take(pa.array(new))
            self._topics[new] = with_usual(self._rules.topics(texts), masks)
        return self._topics[rows]

    def knows_somebody(self, rows: I64) -> Bool:
        """Return whether each sentence contains one of the rule book's known names (`bool[m]`)."""
        texts = self._batch.sentence.take(pa.array(rows))
        return self._rules.hold_known_names(texts)

    def sexed(self, rows: I64) -> Bool:
        """Return whether each sentence has a word that shows a person's sex (`bool[m]`)."""
        new = _unknown(self._sexed, rows, self._of_people)
        if len(new):
            self._sexed[new] = self._rules.show_sex(self._batch.sentence.take(pa.array(new)))
        return self._sexed[rows] == 1

    def spelled(self, rows: I64) -> list[str]:
        """Return the sentences of `rows` in the form that `donors.spellings` makes."""
        known = self._spelled
        new = list(dict.fromkeys(row for row in rows.tolist() if known[row] is None))
        if new:
            texts = spellings(self._batch.sentence.take(pa.array(new))).to_pylist()
            for row, text in zip(new, texts, strict=True):
                known[row] = text
        return [known[row] or "" for row in rows.tolist()]


def _unknown(values: Ints, rows: I64, expected: Bool) -> I64:
    """Return the rows without a value (-1) if one of `rows` has none: these and all expected ones.

    `values` is `int[n]`; `expected` (`bool[n]`) marks rows that will be asked for.
    """
    new = rows[values[rows] < 0]
    return (
        np.flatnonzero((values < 0) & (expected | mask_of(new, len(values)))) if len(new) else new
    )


def sexes(view: Mentions, rows: I64, pool: Pool) -> pa.StringArray:
    """Return the sex that the name of each of `rows` suggests; "" for a word not in the pool."""
    place = view.places(pool)[rows]
    return pc.fill_null(pool.traits.sexes.take(pa.array(place, mask=place < 0)), "")


def candidates(
    mentions: Mentions,
    wanted: Wanted,
    others: list[str],
    pool: Pool,
    draw: Draw,
    about: Sentences,
    surname: Bool,
) -> I64:
    """Draw a new word for each wanted mention, uniformly among the words of its pool that fit.

    A word fits if it

    - differs from the mention, and does not occur in the sentence in any spelling;
    - shares no syllables with the other mention (`others`);
    - has a known final sound, if a particle follows;
    - under the negative label, forms no pair with the other mention that has a relation in another
      row;
    - does not come from sentences of another era, culture, field or religion.

    Parameters
    ----------
    mentions
        The subjects, or the objects, of n rows.
    wanted
        The rows whose mention needs a new word.
    others
        The word of the other mention of each row, after its replacement if it has been replaced.
    surname
        `bool[n]`, mentions whose kind has a surname; their topics are not compared.

    Returns
    -------
    `int64[n]`, positions in `pool.names`; -1 if no word fits or none is needed, `FEW` if fewer than
    `FEWEST` words fit.
    """
    names = pool.names

    def fits(left: I64, pick: I64) -> Bool:
        words = names.words["subject"].take(pa.array(pick))
        good = _new(mentions, left, words, names.places["subject"][pick], pool, about)
        good_rows = np.flatnonzero(good)
        texts = words.to_pylist()
        good[good_rows] = [
            not share(texts[at], others[row])
            for at, row in zip(good_rows.tolist(), left[good_rows].tolist(), strict=True)
        ]
        good &= ~((names.sounds["subject"][pick] == Sound.UNKNOWN) & mentions.alternates[left])
        if "PER" in pool.own:
            # If the sentence shows the sex of a person, it requires the one that the old name
            # suggests.
            same = pc.equal(
                sexes(mentions, left, pool),
                pool.traits.sexes.take(pa.array(names.places["subject"][pick])),
            )
            good &= ~(about.sexed(left) & mentions.is_type("PER")[left]) | as_mask(same)
        unrelated = np.flatnonzero(good & wanted.negative[left])
        if len(unrelated):
            other_words = pa.array([others[row] for row in left[unrelated].tolist()], pa.string())
            good[unrelated] = ~pool.is_related(words.take(pa.array(unrelated)), other_words)
        return good

    topics = pool.traits.topics[names.places["subject"]]

    # There are many persons with a surname, all from usual sentences, so topics do not matter.
    topical = mentions.is_type("ORG", "POH", "PER") & ~surname
    cells = Cells(names, topics, f"word/{mentions.role}", draw, fits)
    return cells.drawn(wanted, topical, pool, about)


def pair_candidates(
    views: tuple[Mentions, Mentions], wanted: Wanted, pool: Pool, draw: Draw, about: Sentences
) -> I64:
    """Draw a new pair of words for each wanted row, under the conditions of `candidates`.

    One condition does not apply: the two words of a pair may share syllables (삼성, 삼성전자), as
    they do in the row they come from.

    Returns
    -------
    `int64[n]`, positions in `pool.pairs`, or negative values as in `candidates`.
    """
    within = [(view, bounds(view, wanted.rows)) for view in views]
    place = np.zeros(len(views[0].rows), dtype=np.int64)
    place[wanted.rows] = np.arange(len(wanted.rows))
    pairs = pool.pairs

    def fits(left: I64, pick: I64) -> Bool:
        good = np.ones(len(left), dtype=np.bool_)
        words = [pairs.words[view.role].take(pa.array(pick)) for view in views]
        sexed = about.sexed(left)
        for (view, (least, greatest)), new in zip(within, words, strict=True):
            where = pairs.places[view.role][pick]
            good &= _new(view, left, new, where, pool, about)
            good &= ~((pairs.sounds[view.role][pick] == Sound.UNKNOWN) & view.alternates[left])
            value, at = pairs.values[view.role][pick], place[left]
            good &= (least[at] <= value) & (value <= greatest[at])
            same = pc.equal(sexes(view, left, pool), pool.traits.sexes.take(pa.array(where)))
            good &= ~sexed | as_mask(same)
        unrelated = np.flatnonzero(good & wanted.negative[left])
        if len(unrelated):
            index = pa.array(unrelated)
            good[unrelated] = ~pool.is_related(words[0].take(index), words[1].take(index))
        return good

    first, second = (pool.traits.topics[pairs.places[view.role]] for view in views)

    topical = np.ones(len(views[0].rows), dtype=np.bool_)
    return Cells(pairs, first & second, "pair", draw, fits).drawn(wanted, topical, pool, about)


def _new(
    mentions: Mentions, rows: I64, words: pa.StringArray, places: I64, pool: Pool, about: Sentences
) -> Bool:
    """Return whether each new word, and each part of it, is absent from its sentence."""
    # Case, spaces, points and hyphens are ignored when whole words are compared.
    texts = mentions.texts
    spelled = pool.traits.spellings.take(pa.array(places)).to_pylist()
    rows_spelled = about.spelled(rows)
    good = [
        short not in full_name
        and (" " not in word or not any(len(p) > 1 and p in texts[row] for p in word.split()))
        for word, short, row, full_name in zip(
            words.to_pylist(), spelled, rows.tolist(), rows_spelled, strict=True
        )
    ]
    return np.array(good, dtype=np.bool_)


class Cells:
    """Draws donors (new names, or pairs of names) for the rows of a batch.

    The donors that have the same key form a cell; a row gets a donor from the cell of its own key.

    Parameters
    ----------
    words
        The donors by key: single words, or pairs.
    topics
        `int64[m]`, the topics of the sentences of each donor, as bits.
    name
        The name of the draw; draws of other names get other random numbers.
    draw
        The random numbers of the batch.
    fits
        A function of k rows and k donors (positions, `int64[k]` each) that returns whether each
        donor fits its row (`bool[k]`).
    """

    def __init__(
        self,
        words: WordsByKey,
        topics: I64,
        name: str,
        draw: Draw,
        fits: Callable[[I64, I64], Bool],
    ) -> None:
        self._words = words
        self._topics = topics
        self._name = name
        self._draw = draw
        self._fits = fits

    def drawn(self, wanted: Wanted, topical: Bool, pool: Pool, about: Sentences) -> I64:
        """Draw a donor for each wanted row, uniformly among the donors of its cell that fit.

        `topical` (`bool[n]`) marks the rows whose donors must share the topics of the sentence.
        """
        masks = pool.traits.masks
        entries = np.full(len(wanted.negative), -1, dtype=np.int64)
        first, last = self._words.range(wanted.key_place, wanted.least, wanted.greatest)
        before = np.concatenate([[0], np.cumsum(self._topics != 0)])
        is_topical = topical[wanted.rows] & bool(masks.axes) & (before[last] > before[first])
        listed = is_topical | (last - first <= _ALL)
        at = np.flatnonzero(~listed)
        self._attempts(entries, wanted.rows[at], first[at], last[at], None)
        at = np.flatnonzero(listed & (last > first))
        about_what = np.zeros(len(wanted.rows), dtype=np.int64)
        about_what[is_topical] = about.topics(wanted.rows[is_topical], masks)
        # Rows of one cell with equal topics have the same donors, so each such class is searched
        # once.
        alike = np.column_stack([first[at], last[at], about_what[at]])
        classes, of_class = np.unique(alike, axis=0, return_inverse=True)
        of_class = of_class.reshape(-1)
        undrawn = np.arange(len(classes))
        while len(undrawn):
            size = np.cumsum(classes[undrawn, 1] - classes[undrawn, 0])
            some = max(1, int(np.searchsorted(size, _AT_ONCE, "right")))
            now, undrawn = undrawn[:some], undrawn[some:]
            lowest, mine = classes[now, :2].T, classes[now, 2]
            owner, flat = _numbers_in_ranges(*lowest)
            no_clash = ~clash(mine[owner], self._topics[flat], masks)
            count = np.bincount(owner[no_clash], minlength=len(now))
            among = (of_class >= now[0]) & (of_class <= now[-1])
            rows, which = wanted.rows[at[among]], of_class[among] - now[0]
            self._listed(entries, rows, which, flat[no_clash], count)
        return entries

    def _listed(self, entries: I64, rows: I64, which: I64, flat: I64, count: I64) -> None:
        """Draw a donor for each of `rows` from its list of donors, and store it in `entries`."""
        # Row i has the list number `which[i]`. `flat` has the donors of all lists, one list after
        # the other; list k has `count[k]` donors.
        end = np.cumsum(count)
        many = count[which] > _ALL
        low, high = (end - count)[which[many]], end[which[many]]
        self._attempts(entries, rows[many], low, high, flat)
        rows, which = rows[~many], which[~many]
        owner, place = _numbers_in_ranges((end - count)[which], end[which])
        fits = self._fits(rows[owner], flat[place])
        owner, flat = owner[fits], flat[place[fits]]
        count = np.bincount(owner, minlength=len(rows))
        entries[rows[(count > 0) & (count < FEWEST)]] = FEW
        end = np.cumsum(count)
        several = np.flatnonzero(count >= FEWEST)
        self._attempts(entries, rows[several], (end - count)[several], end[several], flat)

    def _attempts(self, entries: I64, rows: I64, low: I64, high: I64, flat: I64 | None) -> None:
        """Draw a donor for each of `rows` until one fits, and store the donor in `entries`."""
        # Row i draws from the positions `low[i]` to `high[i]` - 1 of `flat`, or from the donors
        # with these numbers if `flat` is None. After `ATTEMPTS` draws that do not fit, the row's
        # entry stays as it is.
        weights = self._words.weights
        if flat is not None:
            weights = np.concatenate([[0], np.cumsum(np.diff(weights)[flat])])
        undrawn = np.arange(len(rows))
        for attempt in range(ATTEMPTS):
            if not len(undrawn):
                break
            base, top = weights[low[undrawn]], weights[high[undrawn]]
            uniform = self._draw.uniform(self._name, attempt, rows[undrawn])
            target = base + np.floor(uniform * (top - base)).astype(np.int64)
            pick = np.searchsorted(weights, target, side="right") - 1
            pick = pick if flat is None else flat[pick]
            good = self._fits(rows[undrawn], pick)
            entries[rows[undrawn[good]]] = pick[good]
            undrawn = undrawn[~good]


def _numbers_in_ranges(first: I64, last: I64) -> tuple[I64, I64]:
    """Return the numbers in the ranges [first, last), after the index of each one's range."""
    count = last - first
    owner = np.repeat(np.arange(len(first)), count)
    start = np.cumsum(count) - count
    return owner, np.arange(len(owner)) - start[owner] + first[owner]
