"""Keep the batches of a small set between the pass that summarises and the one that changes rows.

Both need the same derived values (code points, normal forms, words), which a batch caches.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from reaug.core.batch import Batch
from reaug.engine.stored_rows import Slice

MOST: Final = 4
"""Maximum number of batches of a set to keep (about 40 MiB each); none of a larger set is kept."""

Kept = dict[tuple[Path, int], Batch]
"""The kept batches, by file and batch number."""


@dataclass(frozen=True)
class _Looked(Slice):
    """A slice that keeps its batches when they are read."""

    kept: Kept = field(default_factory=dict, compare=False, repr=False)

    def batches(self) -> Iterator[Batch]:
        for i in range(self.first, self.last):
            if (self.file, i) not in self.kept:
                self.kept[self.file, i] = _read(self.file, i)
            yield self.kept[self.file, i]


@dataclass(frozen=True)
class _Worked(Slice):
    """A slice that uses kept batches, and then releases them."""

    kept: Kept = field(default_factory=dict, compare=False, repr=False)

    def batches(self) -> Iterator[Batch]:
        for i in range(self.first, self.last):
            yield self._taken(i)  # not bound to a name here, so it is freed when the reader is done

    def _taken(self, i: int) -> Batch:
        place = self.file, i
        return self.kept.pop(place) if place in self.kept else _read(*place)


def _read(file: Path, i: int) -> Batch:
    (batch,) = Slice(file, i, i + 1).batches()
    return batch


def looked(slices: Sequence[Slice], kept: Kept) -> Sequence[Slice]:
    """Return slices that keep their batches, if there are few."""
    if sum(one.last - one.first for one in slices) > MOST:
        return slices
    return [_Looked(one.file, one.first, one.last, kept) for one in slices]


def worked(slices: Sequence[Slice], kept: Kept) -> Sequence[Slice]:
    """Return slices that use the kept batches."""
    return [_Worked(one.file, one.first, one.last, kept) for one in slices] if kept else slices
