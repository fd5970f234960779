"""Where the mentions of rows stand: by their offsets, however these count, or by their words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import pyarrow as pa

from reaug.choices import OnBadRow
from reaug.core.arrays import I64, Bool
from reaug.core.quoting import shorten
from reaug.data.counted import Counted, OfWhole
from reaug.data.exchanged import exchanged_roles, turned_ends
from reaug.data.mentions import Mentions, Repair
from reaug.data.misplaced import wordless
from reaug.data.offsets import (
    KLUE,
    Convention,
    Span,
    beginning_near,
    convention_called,
    occurrences,
    to_points,
)
from reaug.data.problems import Faults
from reaug.data.recognising import (
    Recognised,
    mixed_error,
    note_of,
    number_of_fits,
    recognise,
)
from reaug.data.respelled import find_respelled, is_whole
from reaug.data.span_checks import (
    Wrong,
    add_span_faults,
    check_spans,
    describe_span,
    span_as_given,
    span_rule,
)

_MISSING: Final = "schema/missing-field"
_MOST: Final = 0.9
"""Share of the rows: where more are bad, it is asked whether the sentences are sentences."""


@dataclass
class Placed:
    """What became of the mentions of n rows; the spans themselves are in the mentions.

    convention : how the offsets count.
    repairs : mentions that got another span than the one that was given.
    notes : what a person should know, in a line each.
    looked_at, unfit : how many rows say how offsets count, and how many of them say otherwise.
    beside : of a piece of a source, by how many rows each way to count fits more than KLUE's.
    wrong : how many rows were to be repaired.
    whole, lost : how many rows have all fields, and in how many of them a mention that lacks
    offsets, or whose way to count a person says, stands nowhere.
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
    piece: bool = False,
) -> Placed:
    """Put each mention where it stands; a row in which one stands nowhere is a bad row.

    Parameters
    ----------
    sentences
        n sentences.
    pair
        The mentions, which get their spans.
    faults
        Gets the rows at fault.
    offsets
        How the offsets count, as `offsets.NAMES` has it.
    on_bad_row
        With "repair" a wrong mention is looked for by its word.
    may_refuse
        Whether offsets that count in several ways are an error; else their rows are bad.
    piece
        Whether the rows are a piece of a source that is taken to count KLUE's way, and whose
        sentences were not rewritten; what says otherwise is counted, for who sees all pieces.

    Raises
    ------
    InputError
        The rows count offsets in several ways, or in none.
    """
    placed = Placed()
    ok = looked = ~faults.bad
    counted = [~mention.missing & ok if mention.missing is not None else ok for mention in pair]
    placed.whole = int(looked.sum())
    wrongs = None
    if offsets != "auto":
        placed.convention = convention_called(offsets)
        _move(sentences, pair, placed.convention, counted)
    else:
        placed.looked_at = int(np.logical_or.reduce(counted).sum())
        wrongs = check_spans(sentences, pair, counted)
        if piece and _any(wrongs).any():
            fits = number_of_fits(sentences, [m.word for m in pair], _given(pair), counted)
            placed.unfit = placed.looked_at - fits[KLUE]
            placed.beside = {one: fits[one] - fits[KLUE] for one in fits}
        elif _any(wrongs).any():
            if error := wordless(sentences, pair, ok, faults, origin):
                raise error
            _recognise(
                sentences,
                pair,
                counted,
                faults,
                placed,
                on_bad_row=on_bad_row,
                origin=origin,
                may_refuse=may_refuse,
            )
            wrongs = None
    # Only now: an offset that stands alone counts as those of the other mentions do.
    if any(mention.missing is not None for mention in pair):
        _place_missing(sentences, pair, ok, faults, placed, origin, repair=on_bad_row == "repair")
        ok, wrongs = ~faults.bad, None
    if wrongs is None:
        wrongs = check_spans(sentences, pair, [ok, ok])
        placed.lost = int(np.count_nonzero(looked & (_any(wrongs) | ~ok)))
        mostly_bad = not piece and placed.lost > _MOST * placed.whole
        if mostly_bad and (error := wordless(sentences, pair, looked, faults, origin)):
            raise error
    if on_bad_row == "repair" and _any(wrongs).any():
        placed.wrong = int(np.count_nonzero(_any(wrongs)))
        rewritten = not piece and 2 * placed.wrong > len(sentences)
        placed.repairs += _repaired(sentences, pair, wrongs, rewritten=rewritten)
        wrongs = check_spans(sentences, pair, [ok, ok])
    for mention, wrong in zip(pair, wrongs, strict=True):
        add_span_faults(sentences, mention, wrong, faults)
    return placed


def _recognise(
    sentences: pa.ChunkedArray,
    pair: Sequence[Mentions],
    counted: Sequence[Bool],
    faults: Faults,
    placed: Placed,
    *,
    on_bad_row: OnBadRow,
    origin: str,
    may_refuse: bool,
) -> None:
    """Find out how the offsets count, of the rows of each mention that has both, and move them."""
    recognised = recognise(sentences, [m.word for m in pair], _given(pair), counted)
    is_klue = recognised.convention.convention == KLUE
    placed.unfit = recognised.looked_at - (recognised.convention.number if is_klue else 0)
    turned = turned_ends(sentences, pair, recognised, counted)
    if turned is not None:
        recognised = turned
        _turn(pair, placed, origin)
    elif question := exchanged_roles(sentences, pair, recognised, counted, faults, origin):
        if may_refuse:
            raise question
        placed.notes.append(OfWhole(question))
    _apply(
        recognised,
        sentences,
        pair,
        counted,
        placed,
        on_bad_row=on_bad_row,
        origin=origin,
        may_refuse=may_refuse,
    )


def _turn(pair: Sequence[Mentions], placed: Placed, origin: str) -> None:
    """Take ends for starts, and starts for ends."""
    for mention in pair:
        mention.first, mention.last = mention.last, mention.first
        mention.start, mention.end = _half_open(mention)
    placed.notes.append(
        f"{origin}: start and end offsets are swapped, and are read the other way round"
    )


def _half_open(mention: Mentions) -> tuple[I64, I64]:
    """KLUE's offsets as spans inside."""
    assert mention.first is not None
    assert mention.last is not None
    return mention.first.copy(), mention.last + 1


def _any(wrongs: Sequence[Wrong]) -> Bool:
    return np.logical_or.reduce([mask for wrong in wrongs for mask in wrong])


def _given(pair: Sequence[Mentions]) -> list[Span]:
    spans = []
    for mention in pair:
        assert mention.first is not None
        assert mention.last is not None
        spans.append(Span(mention.first, mention.last))
    return spans


def _move(
    sentences: pa.ChunkedArray,
    pair: Sequence[Mentions],
    convention: Convention,
    counted: Sequence[Bool],
) -> None:
    """Give mentions that have both offsets the spans that a convention makes of them."""
    for mention, span, rows in zip(pair, _given(pair), counted, strict=True):
        points = to_points(sentences, mention.word, span, convention)
        mention.counted = convention
        mention.start = np.where(rows, points.start, mention.start)
        mention.end = np.where(rows, points.end, mention.end)


def _apply(
    recognised: Recognised,
    sentences: pa.ChunkedArray,
    pair: Sequence[Mentions],
    counted: Sequence[Bool],
    placed: Placed,
    *,
    on_bad_row: OnBadRow,
    origin: str,
    may_refuse: bool,
) -> None:
    """Take the convention that the rows speak for; with `repair` also a second one, row by row."""
    best, other = recognised.convention, recognised.other
    if recognised.clear and best.convention == KLUE and other is None:
        return
    settled = recognised.clear and other is None
    if not settled and may_refuse and on_bad_row != "repair":
        raise mixed_error(recognised, origin)
    if recognised.clear:
        _move(sentences, pair, best.convention, counted)
        placed.convention = best.convention
        if note := note_of(recognised):
            placed.notes.append(OfWhole(f"{origin}: {note}"))
    if not settled and on_bad_row == "repair":
        for fit in (best, other):
            if fit is not None and not (fit is best and recognised.clear):
                rows = [fit.rows & mask for mask in counted]
                placed.repairs += _by_convention(sentences, pair, fit.convention, rows)


def _by_convention(
    sentences: pa.ChunkedArray,
    pair: Sequence[Mentions],
    convention: Convention,
    counted: Sequence[Bool],
) -> list[Repair]:
    """Repairs of rows whose offsets count otherwise than those of the others."""
    repairs = []
    for mention, span, rows in zip(pair, _given(pair), counted, strict=True):
        points = to_points(sentences, mention.word, span, convention)
        mention.start, mention.end = mention.start.copy(), mention.end.copy()
        for row in np.flatnonzero(rows).tolist():
            new = int(points.start[row]), int(points.end[row])
            if new != (mention.start[row], mention.end[row]):
                repairs.append(_repair(sentences, mention, row, new, f"offsets: {convention}"))
    return repairs


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
    """Put mentions without offsets where their word stands: once, or nearest to what is given."""
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
            where = find_respelled(text, word, role) if repair and word else None
            if where is not None:
                new = where.start, where.end
                how = f"respelled: {where.kind}"
                placed.repairs.append(
                    _repair(sentences, mention, row, new, how, where.score, _MISSING)
                )
                continue
            times = f"occurs there {len(places)} times" if places else "does not occur there"
            faults.add(
                [row], mention.name, _MISSING, f"has no offsets, and {shorten(word)} {times}"
            )
    if number:
        placed.notes.append(
            Counted(
                f"{origin}: {number:,} mentions have no offsets, and are placed where their word "
                "occurs",
                number,
            )
        )


def _repaired(
    sentences: pa.ChunkedArray,
    pair: Sequence[Mentions],
    wrongs: Sequence[Wrong],
    *,
    rewritten: bool,
) -> list[Repair]:
    """Find wrong mentions again: both moved alike, the word alone, or the word respelled."""
    repairs: list[Repair] = []
    for mention in pair:
        mention.start, mention.end = mention.start.copy(), mention.end.copy()
    masks = [wrong.outside | wrong.other for wrong in wrongs]
    two = len(pair) == 2
    shifted = _shifted_alike(sentences, pair, masks, rewritten=rewritten) if two else {}
    for mention, mask, wrong in zip(pair, masks, wrongs, strict=True):
        role = mention.name.removesuffix("_entity")
        for row in np.flatnonzero(mask).tolist():
            text, word = sentences[row].as_py(), mention.word[row].as_py()
            if not word:
                continue
            rule = span_rule(wrong, row)
            places = list(occurrences(text, word))
            if len(places) == 1:
                new = places[0], places[0] + len(word)
                repairs.append(_repair(sentences, mention, row, new, "once", None, rule))
            elif row in shifted:
                start = int(mention.start[row]) - shifted[row]
                new = start, start + len(word)
                repairs.append(_repair(sentences, mention, row, new, "shift", None, rule))
            elif (where := find_respelled(text, word, role)) is not None:
                how, new = f"respelled: {where.kind}", (where.start, where.end)
                repairs.append(_repair(sentences, mention, row, new, how, where.score, rule))
    return repairs


def _shifted_alike(
    sentences: pa.ChunkedArray,
    pair: Sequence[Mentions],
    wrong: Sequence[Bool],
    *,
    rewritten: bool,
) -> dict[int, int]:
    """Rows in which both mentions stand the same number of places away, in one way only."""
    shifts = {}
    for row in np.flatnonzero(wrong[0] & wrong[1]).tolist():
        text = sentences[row].as_py()
        ways = [
            {
                int(mention.start[row]) - place
                for place in occurrences(text, mention.word[row].as_py())
            }
            for mention in pair
        ]
        both = ways[0] & ways[1]
        if len(both) == 1:
            shift = both.pop()
            # Where most rows are wrong they were rewritten, and the same shift may be chance: part
            # of a longer word is not taken, nor a word of which the next may be the rest.
            starts = [int(one.start[row]) - shift for one in pair]
            words = [one.word[row].as_py() for one in pair]
            if all(
                is_whole(text, at, at + len(word))
                and not (rewritten and _runs_on(text, word, at + len(word)))
                for at, word in zip(starts, words, strict=True)
            ):
                shifts[row] = shift
    return shifts


def _runs_on(text: str, word: str, end: int) -> bool:
    """Whether another word follows without a particle, of a word that stands in several places."""
    behind = text[end : end + 2]
    return behind[:1].isspace() and behind[1:].isalnum() and text.count(word) > 1


def _repair(
    sentences: pa.ChunkedArray,
    mention: Mentions,
    row: int,
    new: tuple[int, int],
    how: str,
    score: float | None = None,
    rule: str = "span/word-mismatch",
) -> Repair:
    """Move a mention, and keep what was done. The word becomes the text that stands there."""
    old = span_as_given(mention, row)
    message = "has no offsets" if rule == _MISSING else describe_span(sentences, mention, row)
    word = mention.word[row].as_py()
    mention.start[row], mention.end[row] = new
    if score is not None:  # respelled: what stands there is the mention from now on
        mention.respelled[row] = sentences[row].as_py()[new[0] : new[1]]
    return Repair(row, mention.name, rule, message, old, new, how, score, word)
