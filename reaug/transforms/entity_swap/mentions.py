"""The mentions of a batch, with the text around them, for the checks of `entity_swap`."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final, Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reaug.core.arrays import I8, I64, U32, Bool, as_mask
from reaug.core.batch import Batch, Role
from reaug.core.text import slices_of
from reaug.korean.particles import FAMILIES
from reaug.korean.repair import Tails, tails
from reaug.korean.sounds import final_sounds
from reaug.transforms.entity_swap.pool import Pool

if TYPE_CHECKING:
    from reaug.rulebook import RuleBook

_WINDOW: Final = 24
"""Number of code points before and after a mention in which checks search for patterns."""
_TWO_FORMS: Final = pa.array(sorted(FAMILIES), pa.string())


class Mentions:
    """The subjects, or the objects, of all rows of a batch.

    Parameters
    ----------
    batch
        n rows.
    role
        Whether these are the subjects or the objects.
    texts
        The sentences as Python strings.
    words, others
        The words of these mentions, and of the other mention of each row, as Arrow and Python
        strings.
    """

    def __init__(
        self,
        batch: Batch,
        role: Role,
        texts: list[str],
        words: tuple[pa.StringArray, list[str]],
        others: tuple[pa.StringArray, list[str]],
    ) -> None:
        other: Role = "object" if role == "subject" else "subject"
        self.batch = batch
        self.role = role
        self.rows: I64 = np.arange(len(batch))
        self.start, self.end = batch.span(role).astype(np.int64).T
        self.other_start, self.other_end = batch.span(other).astype(np.int64).T
        self.types = batch.type(role)
        self.texts = texts
        self.words, self.word_texts = words
        self.others, self.other_texts = others
        self.known_places: I64 | None = None
        """The result of `places`; None before its first call."""
        self._of_type: dict[tuple[str, ...], Bool] = {}
        self.limits: dict[int, tuple[int, int]] = {}
        """The range of values for a new date or number, by row; cached by `values.bounds`."""
        self.surname: I64 = np.zeros(len(batch), dtype=np.int64)
        """The `values.surname` that a new name must have; 0 for any."""

    def is_type(self, *types: str) -> Bool:
        """Return whether each mention has one of these entity types (`bool[n]`)."""
        if types not in self._of_type:
            is_one = as_mask(pc.is_in(self.types, value_set=pa.array(types, pa.string())))
            self._of_type[types] = is_one.copy()
            self._of_type[types].setflags(write=False)  # cached: every check needs it
        return self._of_type[types]

    @cached_property
    def before(self) -> pa.StringArray:
        """The text right before each mention, up to `_WINDOW` code points."""
        start = np.maximum(self.start - _WINDOW, 0)
        return slices_of(self.batch.codepoints, self.rows, start, self.start)

    @cached_property
    def behind(self) -> pa.StringArray:
        """The text right after each mention, up to `_WINDOW` code points."""
        end = np.minimum(self.end + _WINDOW, self.batch.codepoints.lengths)
        return slices_of(self.batch.codepoints, self.rows, self.end, end)

    def beside(self, side: Literal["left", "right"]) -> tuple[U32, U32]:
        """Return the nearest and the second code point on one side of each mention (`uint32[n]`).

        Beyond the ends of the sentence they are spaces.
        """
        points = self.batch.codepoints
        values = np.append(points.values, np.uint32(ord(" ")))
        base, length = points.first[self.rows], points.lengths
        step, near = (-1, self.start - 1) if side == "left" else (1, self.end)
        places = (near, near + step)
        first, second = (
            values[np.where((place >= 0) & (place < length), base + place, -1)] for place in places
        )
        return first, second

    def pools(self, pool: Pool, rules: RuleBook) -> pa.StringArray:
        """Return the pool of each mention; see `pool.pools`.

        A pool is a group of names that can replace each other. The pool is null if the mention
        cannot be replaced.
        """
        return pool.pools_of(self.words, self.types, self.places(pool), rules)

    def places(self, pool: Pool) -> I64:
        """Return the position of each mention in `Pool.known` (`int64[n]`), -1 if there is none."""
        if self.known_places is None:
            self.known_places = pool.places_of(self.types, self.words)
        return self.known_places

    @cached_property
    def tails(self) -> Tails:
        """The Hangul directly after each mention."""
        return tails(self.batch, self.rows, self.end)

    @cached_property
    def sounds(self) -> I8:
        """The final sound of each word."""
        return final_sounds(self.words)

    @cached_property
    def alternates(self) -> Bool:
        """Whether each mention is followed by a particle with two forms, such as 은/는 (`bool[n]`).

        The new name then needs a known final sound.
        """
        return as_mask(pc.is_in(self.tails.text, value_set=_TWO_FORMS))

    def again(self, row: int) -> list[int] | None:
        """Return where the sentence of `row` repeats the mention's word, as start positions.

        The result is None if a repetition overlaps a mention.
        """
        text, word = self.texts[row], self.word_texts[row]
        own = (int(self.start[row]), int(self.end[row]))
        other = (int(self.other_start[row]), int(self.other_end[row]))
        starts, at = [], text.find(word)
        while at >= 0:
            end = at + len(word)
            if all(end <= a or b <= at for a, b in (own, other)):
                starts.append(at)
            elif (at, end) != own:
                return None
            at = text.find(word, end)
        return starts


def both_mentions(batch: Batch) -> tuple[Mentions, Mentions]:
    """Return the subjects and the objects of a batch, which share their Python strings."""
    texts = batch.sentence.to_pylist()
    subjects, objects = batch.words("subject"), batch.words("object")
    subject, object_ = (subjects, subjects.to_pylist()), (objects, objects.to_pylist())
    return (
        Mentions(batch, "subject", texts, subject, object_),
        Mentions(batch, "object", texts, object_, subject),
    )
