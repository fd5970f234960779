"""Decide, from all rows of a source, how its offsets are counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa

from reaug.choices import OnBadRow
from reaug.core.arrays import Bool
from reaug.data.offset_detection import mixed_error, note_of, recognise
from reaug.data.offsets import KLUE, Convention
from reaug.data.sentence_column import wordless
from reaug.data.swapped_columns import exchanged_roles, turned_ends

if TYPE_CHECKING:
    from reaug.data.problems import Faults


@dataclass(frozen=True)
class Settled:
    """How the offsets of a source are counted.

    convention : the convention of most rows; KLUE's if no other is clear.
    turned : whether starts and ends are swapped in the source.
    moves : whether offsets have to be converted from `convention` to KLUE's.
    beside : pairs of another convention and the rows (`bool[n]`) that are repaired by that
        convention.
    notes : notes for the user about the offsets, one line each.
    """

    convention: Convention = KLUE
    turned: bool = False
    moves: bool = False
    beside: tuple[tuple[Convention, Bool], ...] = ()
    notes: tuple[str, ...] = ()


def settle(
    table: pa.Table,
    names: Sequence[str],
    faults: Faults,
    *,
    on_bad_row: OnBadRow,
    origin: str,
    may_refuse: bool,
) -> Settled:
    """Return how offsets are counted, judged by the mentions that have both offsets.

    Parameters
    ----------
    table
        The mentions of all rows as given in the source; see `original_mentions.given_table`.
    names
        The names of the two mentions.
    faults
        Gives the names of the fields in the source, for messages.
    on_bad_row, may_refuse
        See `mention_offsets.place`.

    Raises
    ------
    InputError
        The rows count offsets in several ways or in no known way; or hardly any sentence contains
        its mentions.
    """
    if error := wordless(table, faults, origin):
        raise error
    notes = []
    recognised = recognise(table)
    turned = turned_ends(table, recognised)
    if turned is not None:
        recognised = turned
        notes.append(
            f"{origin}: start and end offsets are swapped, and are read the other way round"
        )
    elif question := exchanged_roles(table, recognised, names, faults, origin):
        if may_refuse:
            raise question
        notes.append(str(question))
    best, other, clear = recognised.convention, recognised.other, recognised.clear
    if not (clear and other is None) and may_refuse and on_bad_row != "repair":
        raise mixed_error(recognised, origin)
    if clear and (note := note_of(recognised)):
        notes.append(f"{origin}: {note}")
    alternatives = []
    if on_bad_row == "repair" and not clear:
        alternatives.append((best.convention, best.rows))
    if on_bad_row == "repair" and other is not None:
        alternatives.append((other.convention, other.rows))
    return Settled(
        best.convention if clear else KLUE,
        turned is not None,
        clear and not (best.convention == KLUE and other is None),
        tuple(alternatives),
        tuple(notes),
    )
