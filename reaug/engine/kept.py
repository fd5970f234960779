"""Batches of a small set, kept from the pass that looks at all rows to the one that works on them.

Both derive the same of a batch (code points, normal forms, words), and a batch computes that once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from reaug.core.batch import Batch
from reaug.engine.stored import Slice

MOST: Final = 4
"""Batches of a set whose batches are kept: some 40 MiB each. Of a larger set, none is."""

Kept = dict[tuple[Path, int], Batch]
"""By file and number."""


@dataclass(frozen=True)
class _Looked(Slice):
    """A slice whose batches are kept."""

    kept: Kept = field(default_factory=dict, compare=False, repr=False)

    def batches(self) -> Iterator[Batch]:
        for i in range(self.first, self.last):
            if (self.file, i) not in self.kept:
                self.kept[self.file, i] = _read(self.file, i)
            yield self.kept[self.file, i]


@dataclass(frozen=True)
class _Worked(Slice):
    """A slice that takes those that are kept, for the last time."""

    kept: Kept = field(default_factory=dict, compare=False, repr=False)

    def batches(self) -> Iterator[Batch]:
        for i in range(self.first, self.last):
            yield self._taken(i)  # with no name for it here, it goes when its reader is done

    def _taken(self, i: int) -> Batch:
        place = self.file, i
        return self.kept.pop(place) if place in self.kept else _read(*place)


def _read(file: Path, i: int) -> Batch:
    (batch,) = Slice(file, i, i + 1).batches()
    return batch


def looked(slices: Sequence[Slice], kept: Kept) -> Sequence[Slice]:
    """The slices, which keep their batches where these are few."""
    if sum(one.last - one.first for one in slices) > MOST:
        return slices
    return [_Looked(one.file, one.first, one.last, kept) for one in slices]


def worked(slices: Sequence[Slice], kept: Kept) -> Sequence[Slice]:
    """The slices, which take batches that are kept."""
    return [_Worked(one.file, one.first, one.last, kept) for one in slices] if kept else slices
