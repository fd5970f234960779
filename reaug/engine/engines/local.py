"""The local engine: processes batches in this process or in several worker processes.

A worker process gets file names and batch numbers, never rows: pickling a slice of a table would
also send its parent. It writes its results to its own files, which are then read in row order, so
the number of processes does not change the result.

The batches of a small set stay in memory between the pass that summarises and the one that changes
rows, since both need the values that a batch derives and caches (code points, normal forms, words).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from pickle import PicklingError
from typing import Any, Final

from reaug.core.batch import Batch
from reaug.core.worker_pool import BROKEN, WorkerPool, worker_pool
from reaug.engine.batches import Outcome
from reaug.engine.checkpoints import MOST, Piece, in_order, tell
from reaug.engine.interface import Engine, Progress
from reaug.engine.slice_result import Part
from reaug.engine.slices import fold_slice, map_slice, sealed_slice
from reaug.engine.stored_rows import Slice, Stored
from reaug.errors import ReaugError, UsageError


class LocalEngine(Engine):
    """The engine for one machine, with `num_proc` worker processes; 1 works in this process."""

    def __init__(self, num_proc: int = 1) -> None:
        super().__init__(num_proc)
        self._pool: WorkerPool | None = None
        self._kept: Kept = {}

    @property
    def is_here(self) -> bool:
        """Whether the work is done in this process."""
        return self.num_proc == 1

    @contextmanager
    def running(self) -> Iterator[LocalEngine]:
        """Have the worker processes ready inside the block."""
        try:
            with worker_pool(self.num_proc) as self._pool:
                yield self
        except BrokenProcessPool as error:
            raise ReaugError(BROKEN) from error
        except (PicklingError, AttributeError, TypeError) as error:
            if self.num_proc == 1 or "pickle" not in str(error):
                raise
            raise UsageError(
                "with --num-proc above 1 a step runs in other processes, which must be able to "
                f"import its class from a module: {error}"
            ) from error
        finally:
            self._pool = None

    def _slices(
        self, rows: Stored, without: Sequence[Slice] = (), most: int | None = None
    ) -> list[Slice]:
        parts = 1 if self._pool is None else 4 * self.num_proc
        return rows.slices(parts, without=without, most=most)

    def fold(
        self, rows: Stored, function: Callable[[Batch], Any], merge: Callable[[Any, Any], Any]
    ) -> Any:
        """See `Engine.fold`."""
        work = partial(fold_slice, function, merge)
        slices = self._slices(rows)
        if self._pool is None:
            results: Iterator[Any] = map(work, looked(slices, self._kept))
        else:
            results = self._pool.spread(work, slices)
        total: Any = None
        for result in results:
            total = result if total is None else merge(total, result)
        return total

    def map(
        self,
        rows: Stored,
        function: Callable[[Batch], Outcome],
        folder: Path,
        progress: Progress,
        *,
        pieces: Sequence[Piece] | None = None,
    ) -> list[Part]:
        """See `Engine.map`."""
        past = pieces or ()
        tell(past, progress)
        most = None if pieces is None else MOST
        slices = self._slices(rows, without=[part.of for part in past], most=most)
        stems = [folder / f"{number:05d}" for number in rows.numbers(slices)]
        work = partial(map_slice if pieces is None else sealed_slice, function)
        if self._pool is None:
            sources = worked(slices, self._kept)
            parts = [
                work(slice_, stem, progress) for slice_, stem in zip(sources, stems, strict=True)
            ]
            self._kept.clear()
        else:
            parts = []
            for part in self._pool.spread(work, slices, stems):
                parts.append(part)
                progress(part.rows_in)
        made = [Piece(slice_, part) for slice_, part in zip(slices, parts, strict=True)]
        return in_order(rows, [*past, *made])


_MOST_KEPT: Final = 4
"""Number of batches (about 40 MiB each) up to which the batches of a data set are kept."""

Kept = dict[tuple[Path, int], Batch]
"""The kept batches, by file and batch number."""


@dataclass(frozen=True)
class _Looked(Slice):
    """A slice that keeps each batch in memory (`kept`) after reading it from the file."""

    kept: Kept = field(default_factory=dict, compare=False, repr=False)

    def batches(self) -> Iterator[Batch]:
        for i in range(self.first, self.last):
            if (self.file, i) not in self.kept:
                self.kept[self.file, i] = _read(self.file, i)
            yield self.kept[self.file, i]


@dataclass(frozen=True)
class _Worked(Slice):
    """A slice that takes its batches out of `kept`, so that their memory is freed after use."""

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
    """Return slices that keep their batches in memory (`kept`) for the next pass.

    With more than `_MOST_KEPT` batches, the slices are returned as they are.
    """
    if sum(slice_.last - slice_.first for slice_ in slices) > _MOST_KEPT:
        return slices
    return [_Looked(slice_.file, slice_.first, slice_.last, kept) for slice_ in slices]


def worked(slices: Sequence[Slice], kept: Kept) -> Sequence[Slice]:
    """Return slices that take their batches from `kept`, or the slices themselves if it is
    empty.
    """
    return (
        [_Worked(slice_.file, slice_.first, slice_.last, kept) for slice_ in slices]
        if kept
        else slices
    )
