"""The rules by which input rows are checked, and the result of the check.

A piece of a source is some of its rows: large files are read and checked piece by piece.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

import pyarrow as pa

from reaug.choices import MAX_BAD_SHARE, LabelNeed, OnBadRow
from reaug.data.column_layout import Layout
from reaug.data.offset_choice import Settled
from reaug.data.offsets import KLUE, Convention
from reaug.data.problems import Listed, Problem
from reaug.data.renamed_labels import Renaming


@dataclass(frozen=True)
class OfSource:
    """What is known about a whole source while a piece of it is checked.

    settled : how offsets are counted; None if they seem to be counted as in KLUE.
    rewritten : whether so many rows need repairs that the sentences must have been rewritten.
    types : the types of the user's columns, in order; None to infer them from a piece.
    labelled : whether any row of the source has a label.
    named : whether any label of the source is a name, and not an id.
    """

    settled: Settled | None = None
    rewritten: bool = False
    types: Mapping[str, pa.DataType] | None = None
    labelled: bool = False
    named: bool = False


@dataclass(frozen=True)
class Rules:
    """How to check rows: the known labels and entity types, and what to do with bad rows."""

    labels: Sequence[str] | None
    types: Sequence[str] | None
    on_bad_row: OnBadRow
    require_label: LabelNeed
    none_left: bool = False
    """Whether sources are accepted that are an error otherwise.

    These are sources without a good row, with a larger share of bad rows than `max_bad_share`, or
    with offsets counted in several ways.
    """
    max_bad_share: float = MAX_BAD_SHARE
    """The maximum share of bad rows to drop, from 0 to 1; repaired rows are good."""
    offsets: str = "auto"
    """How offsets are counted; see `reaug.data.offsets.NAMES`."""
    label_names: Mapping[int, str] | None = None
    """The name of each label id, if labels are numbers."""
    renaming: Renaming = dataclasses.field(default_factory=dict)
    """The unknown labels and types to replace by known ones before anything else is checked."""
    words: tuple[str, ...] = ()
    """The user's options for reading, which are repeated in commands that an error suggests."""
    piece: OfSource | None = None
    """If the rows are a piece of a source, what is known about the whole source; else None.

    However many rows of a piece are bad, it is not an error. Rows that suggest another way of
    counting offsets are counted, for a decision about all pieces.
    """


class Checked(NamedTuple):
    """The result of checking rows.

    table : the good rows, in order: columns of `CORE_SCHEMA`, then the user's own columns.
    problems : one problem per dropped row and per repaired mention.
    notes : notes for the user about how the rows were read, one line each.
    layout : for a table (CSV, Excel …), how the file represents rows.
    convention : how offsets are counted.
    unread : the sentences of dropped rows, by index in the input.
    looked_at : number of rows with both offsets of a mention, which show how offsets are counted.
    unfit : number of the rows in `looked_at` that do not fit `convention`.
    beside : for a piece of a source: for each way of counting offsets, the number of rows that fit,
        less the number that fit KLUE's.
    wrong : number of rows that needed a repair.
    whole : number of rows without a fault before their spans were checked.
    lost : number of the rows in `whole` with a mention that is not at its offsets, or that has no
        offsets and is not found in the sentence. For a piece, this may be too low while it is not
        known how the whole source counts offsets.
    faults : the faults of rows; None if there are none.
    labelled : whether any row has a label.
    place_of : a function that describes where a row is, for messages; it takes the row's index in
        the piece.
    """

    table: pa.Table
    problems: list[Problem]
    notes: tuple[str, ...] = ()
    layout: Layout | None = None
    convention: Convention = KLUE
    unread: Mapping[int, str] = MappingProxyType({})
    looked_at: int = 0
    unfit: int = 0
    beside: Mapping[Convention, int] = MappingProxyType({})
    wrong: int = 0
    whole: int = 0
    lost: int = 0
    faults: Listed | None = None
    labelled: bool = False
    place_of: Callable[[int], str] = str
