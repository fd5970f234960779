"""What rows are checked by on their way in, and what comes of it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

import pyarrow as pa

from reaug.choices import MAX_BAD_SHARE, LabelNeed, OnBadRow
from reaug.data.layout import Layout
from reaug.data.offsets import KLUE, Convention
from reaug.data.problems import Faults, Problem
from reaug.data.renaming import Renaming


@dataclass(frozen=True)
class Rules:
    """What a reader asks of rows: known labels and types, and what to do with bad rows."""

    labels: Sequence[str] | None
    types: Sequence[str] | None
    on_bad_row: OnBadRow
    require_label: LabelNeed
    none_left: bool = False
    """Whether it is accepted that no row is good, or most are bad."""
    max_bad_share: float = MAX_BAD_SHARE
    """The largest share of bad rows, from 0 to 1, that may be dropped; repaired rows are good."""
    offsets: str = "auto"
    """How the mentions' offsets count; see `reaug.data.offsets.NAMES`."""
    label_names: Mapping[int, str] | None = None
    """The names of labels that are numbers."""
    renaming: Renaming = dataclasses.field(default_factory=dict)
    """Rows with unknown names that get known ones before anything else is done."""
    words: tuple[str, ...] = ()
    """The options by which the rows are read, for commands that an error advises."""
    piece: bool = False
    """Whether the rows are a piece of a source whose offsets count KLUE's way: then nothing is
    refused for how many rows are bad, and what would say otherwise is counted."""


class Checked(NamedTuple):
    """Rows that are checked.

    table : the good rows, in order, with the user's columns behind the core's.
    problems : one per dropped row and per repaired mention.
    notes : what a person should know of how the rows were read, in a line each.
    layout : of a table, how its file writes its rows.
    convention : how the offsets count.
    unread : the sentences of dropped rows, where they have one, by index in the input.
    looked_at, unfit : how many rows say how offsets count, and how many of them say otherwise.
    beside : of a piece, by how many rows each way to count fits more than KLUE's.
    wrong : how many rows were to be repaired.
    whole, lost : how many rows have all fields, and in how many of them a mention that lacks
    offsets, or whose way to count a person says, stands nowhere.
    faults : the faults of the rows, where there are some.
    labelled : whether some row has a label.
    place_of : names a row, counted from the first of the piece, in a message.
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
    faults: Faults | None = None
    labelled: bool = False
    place_of: Callable[[int], str] = str
