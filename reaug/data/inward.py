"""What rows are checked by on their way in, and what comes of it."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

import pyarrow as pa

from reaug.choices import MAX_BAD_SHARE, LabelNeed, OnBadRow
from reaug.data.layout import Layout
from reaug.data.offsets import KLUE, Convention
from reaug.data.problems import Problem
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


class Checked(NamedTuple):
    """Rows that are checked.

    table : the good rows, in order, with the user's columns behind the core's.
    problems : one per dropped row and per repaired mention.
    notes : what a person should know of how the rows were read, in a line each.
    layout : of a table, how its file writes its rows.
    convention : how the offsets count.
    unread : the sentences of dropped rows, where they have one, by index in the input.
    looked_at, unfit : how many rows say how offsets count, and how many of them say otherwise.
    """

    table: pa.Table
    problems: list[Problem]
    notes: tuple[str, ...] = ()
    layout: Layout | None = None
    convention: Convention = KLUE
    unread: Mapping[int, str] = MappingProxyType({})
    looked_at: int = 0
    unfit: int = 0
