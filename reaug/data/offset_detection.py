"""Detect how a file counts offsets: by the convention that most of its rows fit.

A single row may fit several conventions. All rows are used, so that their order and the size of
batches do not matter.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
import pyarrow as pa

from reaug.core.arrays import Bool
from reaug.data.offsets import CONVENTIONS, KLUE, NAMES, Convention, Points, to_points
from reaug.data.original_mentions import with_offsets
from reaug.errors import InputError

ENOUGH: Final = 0.9
"""Minimum share of rows that must fit a convention other than KLUE's."""
MIXED: Final = 0.05
"""Minimum share of rows that fit only a second convention, for data to count as mixed."""
_SHIFTED_ROWS: Final = 3
"""Minimum number of rows with the same shift, since one or two may be chance."""


class Fit(NamedTuple):
    """A convention, and which of n rows fit it (`bool[n]`); rows without offsets do not."""

    convention: Convention
    rows: Bool

    @property
    def number(self) -> int:
        """The number of rows that fit."""
        return int(self.rows.sum())


class Recognised(NamedTuple):
    """How the offsets of data are counted.

    convention : the convention that most rows fit; KLUE's if no other fits more rows.
    other : a second convention, if many of the rows that do not fit the first one fit it; else
        None.
    looked_at : number of rows with both offsets of at least one mention.
    clear : whether enough rows fit the convention to use it.
    """

    convention: Fit
    other: Fit | None
    looked_at: int
    clear: bool


def recognise(table: pa.Table) -> Recognised:
    """Return the convention that most rows fit.

    A row fits a convention if each of its mentions that has offsets is found at these offsets.

    Parameters
    ----------
    table
        The mentions of n rows; see `original_mentions.given_table`.
    """
    rows = np.zeros(len(table), dtype=np.bool_)
    for part in with_offsets(table):
        rows[part.rows] = True
    total = int(rows.sum())
    fits: list[Fit] = []

    def look_at(conventions: Sequence[Convention]) -> None:
        fits.extend(_fits_of_all(table, conventions))

    look_at(CONVENTIONS[:4])
    if max(fit.number for fit in fits) < total:
        # Shifts are tried before other units, since this takes less time; offsets in other units do
        # not look like a shift.
        look_at(_shifted_convention(table))
        if max(fit.number for fit in fits) < total:
            look_at(CONVENTIONS[4:])
    # `max` takes the first of several with equally many rows
    best = max(fits, key=lambda fit: fit.number)
    rest = [fit for fit in fits if fit is not best]
    lost_rows = [int(np.count_nonzero(fit.rows & ~best.rows)) for fit in rest]
    other = None
    if rest and not are_few(max(lost_rows), total):
        second = rest[lost_rows.index(max(lost_rows))]
        other = Fit(second.convention, second.rows & ~best.rows)
    clear = best.convention == KLUE or best.number >= ENOUGH * total
    if best.convention not in CONVENTIONS and best.number < _SHIFTED_ROWS:
        best, clear = fits[0], True
    return Recognised(best, other, total, clear)


def number_of_fits(table: pa.Table) -> dict[Convention, int]:
    """Return the number of rows that fit each convention."""
    return {fit.convention: fit.number for fit in _fits_of_all(table, CONVENTIONS)}


def _fits_of_all(table: pa.Table, conventions: Sequence[Convention]) -> list[Fit]:
    fits = [Fit(each, np.zeros(len(table), dtype=np.bool_)) for each in conventions]
    for part in with_offsets(table):
        texts = part.sentences.to_pylist()
        words = [column.to_pylist() for column in part.words]
        for fit in fits:
            points = [
                to_points(part.sentences, column, span, fit.convention)
                for column, span in zip(part.words, part.spans, strict=True)
            ]
            fit.rows[part.rows] = _rows_at_their_word(texts, words, points, part.counted)
    return fits


def are_few(rows: int, total: int) -> bool:
    """Return whether so few of `total` rows differ that the rest shows how offsets are counted."""
    return rows < 2 or rows < MIXED * total


def _rows_at_their_word(
    texts: Sequence[str | None],
    words: Sequence[Sequence[str | None]],
    points: Sequence[Points],
    counted: Sequence[Bool],
) -> Bool:
    """Return the rows in which the text at `points` is the mention's word (`bool[n]`)."""
    # Mentions without offsets, for which `counted` (`bool[n]` each) is False, are ignored.
    fit = np.ones(len(texts), dtype=np.bool_)
    for own, (start, end), mask in zip(words, points, counted, strict=True):
        places = zip(texts, own, start.tolist(), end.tolist(), strict=True)
        stands = np.fromiter(
            (0 <= a < b and text is not None and text[a:b] == word for text, word, a, b in places),
            np.bool_,
            len(texts),
        )
        fit &= stands | ~mask
    return fit


def _shifted_convention(table: pa.Table) -> list[Convention]:
    """Return the convention by which all offsets are shifted by one number, as a list; or []."""
    # The shift is the most frequent difference between the offset of a word and its position in the
    # sentence, among mentions whose word occurs there only once. Shifts of 0 and 1 are left out,
    # since there are conventions for them in `CONVENTIONS`.
    shifts: Counter[int] = Counter()
    ends: Counter[bool] = Counter()
    for part in with_offsets(table):
        texts = part.sentences.to_pylist()
        for column, span, mask in zip(part.words, part.spans, part.counted, strict=True):
            columns = column.to_pylist(), span.first.tolist(), span.last.tolist(), mask.tolist()
            for text, word, first, last, counts in zip(texts, *columns, strict=True):
                if not counts or not text or not word:
                    continue
                if last - first not in (len(word) - 1, len(word)):
                    continue
                place = text.find(word)
                if place >= 0 and text.find(word, place + 1) < 0:
                    shifts[first - place] += 1
                    ends[last - first == len(word) - 1] += 1
    if not shifts:
        return []
    most = max(shifts.values())
    shift = min((s for s, count in shifts.items() if count == most), key=lambda s: (abs(s), s))
    if shift in (0, 1):
        return []
    return [Convention("characters", shift, ends[True] >= ends[False])]


def note_of(recognised: Recognised) -> str | None:
    """Return the note for the user about a convention; None for KLUE's.

    Examples
    --------
    >>> fit = Fit(Convention("characters", 0, False), np.ones(4, dtype=np.bool_))
    >>> note_of(Recognised(fit, None, 4, clear=True))
    'offsets count characters from 0, ends exclusive: 4 of 4 rows fit (--offsets exclusive)'
    """
    fit = recognised.convention
    if fit.convention == KLUE:
        return None
    option = f" (--offsets {fit.convention.name})" if fit.convention in CONVENTIONS else ""
    shown = f"{fit.number:,} of {recognised.looked_at:,} rows fit{option}"
    if fit.convention not in CONVENTIONS:
        shift = fit.convention.first
        end = "inclusive" if fit.convention.inclusive else "exclusive"
        return f"offsets are shifted by {shift:+d}, ends {end}: {shown}"
    return f"offsets count {fit.convention}: {shown}"


def mixed_error(recognised: Recognised, origin: str) -> InputError:
    """Return the error for data that mixes conventions, or that fits none."""
    first, second = recognised.convention, recognised.other
    total = recognised.looked_at
    if second is None:
        return InputError(
            f"{origin}: the offsets of the mentions match no way of counting: at best "
            f"{first.number:,} of {total:,} rows match ({first.convention}). Rows that do not: "
            f"{_rows(~first.rows)}, counted from 0. If the sentences were rewritten, --on-bad-row "
            "repair finds the words again; or set how they are counted: --offsets NAME "
            f"({', '.join(NAMES[1:5])}, …)"
        )
    return InputError(
        f"{origin}: its rows count offsets in different ways: {first.number:,} of {total:,} match "
        f"{first.convention} (rows {_rows(first.rows)}), and {second.number:,} others match "
        f"{second.convention} (rows {_rows(second.rows)}), counted from 0. Split the file by how "
        "it was made; or use --on-bad-row repair to put each mention where its word is; or choose "
        f"one way: --offsets {first.convention.name}"
    )


def _rows(mask: Bool, most: int = 5) -> str:
    where = np.flatnonzero(mask)
    shown = ", ".join(str(row) for row in where[:most].tolist())
    return shown + (", …" if len(where) > most else "")
