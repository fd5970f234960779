"""Compute the spans of mentions from their offsets, however counted, or from their words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa

from reaug.choices import OnBadRow
from reaug.core.arrays import Bool
from reaug.core.quotes import shorten
from reaug.data.counted_notes import Counted
from reaug.data.mention_columns import Mentions, Repair
from reaug.data.mention_repair import (
    MISSING_OFFSETS,
    moved,
    repaired,
    repaired_by_convention,
    spans_given,
)
from reaug.data.offset_choice import Settled, settle
from reaug.data.offset_detection import number_of_fits
from reaug.data.offsets import (
    KLUE,
    Convention,
    beginning_near,
    convention_called,
    occurrences,
    to_points,
)
from reaug.data.original_mentions import given_table
from reaug.data.problems import Faults
from reaug.data.sentence_column import wordless
from reaug.data.span_checks import Wrong, add_span_faults, check_spans
from reaug.data.spelling_match import find_respelled

if TYPE_CHECKING:
    from reaug.data.input_rules import OfSource

_MOST: Final = 0.9
"""Share of lost rows above which a wrong column may have been taken for the sentence."""


@dataclass
class Placed:
    """What is known about n rows after their spans were computed; the spans are in `Mentions`.

    convention : how offsets are counted.
    repairs : the mentions whose span was corrected.
    notes : notes for the user, one line each.
    looked_at : number of rows with both offsets of a mention, which show how offsets are counted.
    unfit : number of the rows in `looked_at` that do not fit `convention`.
    beside : for a piece of a source: for each way of counting offsets, the number of rows that fit,
        less the number that fit KLUE's.
    wrong : number of rows that needed a repair.
    whole : number of rows without a fault before their spans were checked.
    lost : number of the rows in `whole` with a mention that is not at its offsets, or that has no
        offsets and is not found in the sentence. For a piece, this may be too low while it is not
        known how the whole source counts offsets.
    """

    convention: Convention = KLUE
    repairs: list[Repair] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    looked_at: int = 0
    unfit: int = 0
    beside: dict[Convention, int] = field(default_factory=dict)
    wrong: int = 0
    whole: int = 0
    lost: int = 0


def place(
    sentences: pa.ChunkedArray,
    pair: Sequence[Mentions],
    faults: Faults,
    *,
    offsets: str,
    on_bad_row: OnBadRow,
    origin: str,
    may_refuse: bool,
    source: OfSource | None = None,
    first: int = 0,
) -> Placed:
    """Set the spans of all mentions; a row with a mention that is not found is bad.

    Parameters
    ----------
    sentences
        n sentences.
    pair
        The subjects and the objects, whose spans are set.
    faults
        Collects the bad rows.
    offsets
        How offsets are counted; see `offsets.NAMES`.
    on_bad_row
        With "repair", the word of a mention with wrong offsets is searched in the sentence.
    may_refuse
        What to do if the rows count offsets in several ways: True raises an error; False makes the
        rows bad that count in another way than most.
    source, first
        If the rows are a piece of a source: what is known about the whole source, and the number of
        rows before the piece. The result counts the rows that contradict what is known, so that the
        caller can decide about all pieces together.

    Raises
    ------
    InputError
        The rows count offsets in several ways, or in no known way.
    """
    placed = Placed()
    ok = looked = ~faults.bad
    counted = counted_rows(pair, ok)
    placed.whole = int(looked.sum())
    wrongs, settled = None, None if source is None else source.settled
    if offsets != "auto":
        placed.convention = convention_called(offsets)
        _move(sentences, pair, placed.convention, counted)
    elif settled is None:
        placed.looked_at = int(np.logical_or.reduce(counted).sum())
        wrongs = check_spans(sentences, pair, counted)
        if _any(wrongs).any():
            table = given_table(sentences, pair, counted, ok)
            if source is None:
                settled = settle(
                    table,
                    [mention.name for mention in pair],
                    faults,
                    on_bad_row=on_bad_row,
                    origin=origin,
                    may_refuse=may_refuse,
                )
            else:
                fits = number_of_fits(table)
                placed.unfit = placed.looked_at - fits[KLUE]
                placed.beside = {fit: fits[fit] - fits[KLUE] for fit in fits}
    if settled is not None:
        _apply(settled, sentences, pair, counted, placed, first)
        wrongs = None
    # Mentions with one offset come last: it is counted as the offsets of the other mentions are.
    if any(mention.missing is not None for mention in pair):
        _place_missing(sentences, pair, ok, faults, placed, origin, repair=on_bad_row == "repair")
        ok, wrongs = ~faults.bad, None
    if wrongs is None:
        wrongs = check_spans(sentences, pair, [ok, ok])
        placed.lost = int(np.count_nonzero(looked & (_any(wrongs) | ~ok)))
        if source is None and mostly_lost(placed.lost, placed.whole):
            table = given_table(sentences, pair, counted, looked)
            if error := wordless(table, faults, origin):
                raise error
    if on_bad_row == "repair" and _any(wrongs).any():
        placed.wrong = int(np.count_nonzero(_any(wrongs)))
        rewritten = source.rewritten if source else mostly_wrong(placed.wrong, len(sentences))
        placed.repairs += repaired(sentences, pair, wrongs, rewritten=rewritten)
        wrongs = check_spans(sentences, pair, [ok, ok])
    for mention, wrong in zip(pair, wrongs, strict=True):
        add_span_faults(sentences, mention, wrong, faults)
    return placed


def counted_rows(pair: Sequence[Mentions], sound: Bool) -> list[Bool]:
    """Return, for each mention, the rows without faults that have both offsets (`bool[n]`)."""
    return [sound if mention.missing is None else ~mention.missing & sound for mention in pair]


def mostly_lost(lost: int, rows: int) -> bool:
    """Return whether so few mentions were found that the sentence column may be the wrong one.

    `lost` is the number of rows with a mention that was not found.
    """
    return lost > _MOST * rows


def mostly_wrong(wrong: int, rows: int) -> bool:
    """Return whether so many rows need repairs that the sentences must have been rewritten."""
    return 2 * wrong > rows


def _apply(
    settled: Settled,
    sentences: pa.ChunkedArray,
    pair: Sequence[Mentions],
    counted: Sequence[Bool],
    placed: Placed,
    first: int,
) -> None:
    """Set the spans by the way in which the whole source counts offsets (`settled`)."""
    # `first` is the number of rows before these.
    placed.convention = settled.convention
    placed.notes += settled.notes
    if settled.turned:
        for mention in pair:
            mention.first, mention.last = mention.last, mention.first
            assert mention.first is not None
            assert mention.last is not None
            mention.start, mention.end = mention.first.copy(), mention.last + 1
    if settled.moves:
        _move(sentences, pair, settled.convention, counted)
    for convention, fitting in settled.beside:
        rows = [fitting[first : first + len(mask)] & mask for mask in counted]
        placed.repairs += repaired_by_convention(sentences, pair, convention, rows)


def _any(wrongs: Sequence[Wrong]) -> Bool:
    return np.logical_or.reduce([mask for wrong in wrongs for mask in wrong])


def _move(
    sentences: pa.ChunkedArray,
    pair: Sequence[Mentions],
    convention: Convention,
    counted: Sequence[Bool],
) -> None:
    """Set the spans of mentions that have both offsets, counted by `convention`."""
    for mention, span, rows in zip(pair, spans_given(pair), counted, strict=True):
        points = to_points(sentences, mention.word, span, convention)
        mention.counted = convention
        mention.start = np.where(rows, points.start, mention.start)
        mention.end = np.where(rows, points.end, mention.end)


def _place_missing(
    sentences: pa.ChunkedArray,
    pair: Sequence[Mentions],
    ok: Bool,
    faults: Faults,
    placed: Placed,
    origin: str,
    *,
    repair: bool,
) -> None:
    """Set the spans of mentions that lack one offset or both, by searching for their word."""
    # If the word occurs several times and one offset is known, the nearest occurrence is taken.
    # With `repair`, a word that is not found is also searched in other spellings.
    number = 0
    for mention in pair:
        if mention.missing is None:
            continue
        mention.start, mention.end = mention.start.copy(), mention.end.copy()
        assert mention.first is not None
        assert mention.last is not None
        for row in np.flatnonzero(mention.missing & ok).tolist():
            text, word = sentences[row].as_py(), mention.word[row].as_py()
            places = list(occurrences(text, word))
            first, last = int(mention.first[row]), int(mention.last[row])
            near = beginning_near(text, word, first, last, placed.convention)
            if near is not None and places:
                least = min(abs(place - near) for place in places)
                places = [place for place in places if abs(place - near) == least]
            if len(places) == 1:
                mention.start[row], mention.end[row] = places[0], places[0] + len(word)
                number += 1
                continue
            role = mention.name.removesuffix("_entity")
            respelled = find_respelled(text, word, role) if repair and word else None
            if respelled is not None:
                new = respelled.start, respelled.end
                how = f"respelled: {respelled.kind}"
                placed.repairs.append(
                    moved(sentences, mention, row, new, how, respelled.score, MISSING_OFFSETS)
                )
                continue
            times = f"occurs there {len(places)} times" if places else "does not occur there"
            faults.add(
                [row], mention.name, MISSING_OFFSETS, f"has no offsets, and {shorten(word)} {times}"
            )
    if number:
        placed.notes.append(
            Counted(
                f"{origin}: {number:,} mentions have no offsets, and are placed where their word "
                "occurs",
                number,
            )
        )
