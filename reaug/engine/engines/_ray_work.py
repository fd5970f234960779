"""The work of Ray's workers: bytes in, bytes out, without files shared with the driver.

Each task returns two objects: a small head (an error, or a short result), and a body, which stays
on the cluster until it is needed.
"""

from __future__ import annotations

import pickle
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

from reaug.core.batch import Batch
from reaug.engine.slices import fold_slice, map_slice
from reaug.engine.stored_rows import Slice
from reaug.errors import StepError, UsageError

_NOTHING: Final = pickle.dumps(None)
"""The head of a summary."""

_last: dict[str, tuple[Any, ...]] = {}
"""In a worker: the functions that were unpickled last, by their key."""


@dataclass(frozen=True)
class Shared:
    """Pickled functions with everything they refer to, under a unique key."""

    key: str
    data: pa.Buffer

    def taken(self) -> tuple[Any, ...]:
        """Return the functions, which each process unpickles only once until others arrive."""
        if self.key not in _last:
            _last.clear()
            try:
                _last[self.key] = pickle.loads(self.data)
            except ModuleNotFoundError as error:
                raise UsageError(
                    f"a worker of Ray cannot import {error.name}, which a step needs: install it "
                    "on every node"
                ) from error
        return _last[self.key]


@dataclass(frozen=True)
class Sent:
    """The rows of a slice as the bytes of an Arrow stream."""

    data: pa.Buffer

    @classmethod
    def of(cls, rows: Slice) -> Sent:
        """Read a slice from its file."""
        sink = pa.BufferOutputStream()
        writer = None
        for batch in rows.batches():
            if writer is None:
                writer = pa.ipc.new_stream(sink, batch.table.schema)
            writer.write_table(batch.table)
        if writer is not None:
            writer.close()
        return cls(sink.getvalue())

    def batches(self) -> Iterator[Batch]:
        """Yield the rows in batches, like `Slice.batches`."""
        with pa.ipc.open_stream(self.data) as reader:
            for batch in reader:
                yield Batch(batch)


Answer = tuple[bytes, Any]
"""A head, which is an error or a short result, and a body."""


def answered(work: Callable[[], Answer]) -> Answer:
    """Return the answer; if an error is raised, a head with the error and no body.

    Errors are returned, not raised through Ray: so they arrive unchanged, and the driver reports
    the first one in row order, whichever worker was faster.
    """
    try:
        return work()
    except Exception as error:  # the driver reports whatever a step raises
        try:
            head = pickle.dumps(error)
            pickle.loads(head)
        except Exception:  # an exception that cannot be pickled
            head = pickle.dumps(StepError(f"{type(error).__name__}: {error}"))
        return head, None


def folded(shared: Shared, rows: Sent) -> Answer:
    """Compute the summary of a slice, pickled."""

    def work() -> Answer:
        function, merge = shared.taken()
        return _NOTHING, pa.py_buffer(pickle.dumps(fold_slice(function, merge, rows)))

    return answered(work)


def merged(shared: Shared, *bodies: pa.Buffer) -> Answer:
    """Merge several summaries in order."""

    def work() -> Answer:
        _, merge = shared.taken()
        # Pickled here, since arrays from the object store are read-only.
        total = pickle.loads(bodies[0])
        for body in bodies[1:]:
            total = merge(total, pickle.loads(body))
        return _NOTHING, pa.py_buffer(pickle.dumps(total))

    return answered(work)


def mapped(shared: Shared, rows: Sent) -> Answer:
    """Compute the part of a slice: the head is the part without its files, which are the body."""

    def work() -> Answer:
        (function,) = shared.taken()
        with tempfile.TemporaryDirectory(prefix="reaug-") as folder:
            part = map_slice(function, rows, Path(folder) / "part")
            # Memory-mapped: the bytes outlive the folder, and are only copied to the object store.
            body = [pa.memory_map(str(file)).read_buffer() for file in part.files()]
            head = pickle.dumps(part.moved(lambda file: Path(file.name)))
        return head, body

    return answered(work)
