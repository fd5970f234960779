"""The training sets of a probe: wanted, made by recipes, and ready to be trained on."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import CancelledError
from typing import NamedTuple

import pyarrow as pa

from reaug.core.arrays import F64, I64
from reaug.core.batch import Batch
from reaug.probing.design import Split


class WantedSet(NamedTuple):
    """One size of one split; `place` is the index of the size."""

    split: Split
    place: int
    size: int | None


class MadeSets(NamedTuple):
    """The training sets of all arms for one size of one split.

    train, test : positions of rows, `int64[n]` and `int64[m]`.
    raw : the n training rows.
    tables : the training set of each arm.
    """

    place: int
    train: I64
    test: I64
    raw: Batch
    tables: dict[str, pa.Table]


class PreparedSets(NamedTuple):
    """The same, ready to be trained on.

    test : positions of the m test rows, `int64[m]`.
    rows : the number of training rows of each arm.
    parts : see `parts_of`.
    probabilities : trains on the set of each arm; see `Model.prepared`.
    """

    place: int
    test: I64
    rows: dict[str, int]
    parts: dict[str, tuple[list[str], I64]]
    probabilities: Callable[[], list[F64]]


class RunsWatch:
    """A watcher of runs, which ends them once the probe is over."""

    def __init__(self) -> None:
        self.is_over = False

    def begin(self, what: str, rows: int) -> None:
        """Called when a pass over the rows begins."""
        self.advance(rows)

    def advance(self, rows: int) -> None:
        """Called when rows are done."""
        if self.is_over:
            raise CancelledError
