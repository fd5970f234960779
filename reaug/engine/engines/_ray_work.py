"""The functions that Ray's workers run; they get and return bytes, and share no files.

Each task returns two objects: a small head (an error, or a short result), and a body, which stays
on the cluster until the driver needs it.
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
"""The head for a summary, which has no short result."""

_last: dict[str, tuple[Any, ...]] = {}
"""In a worker: by key, the functions that were unpickled last."""


@dataclass(frozen=True)
class Shared:
    """Pickled functions with all objects that they refer to.

    key : a unique key, by which a worker recognises functions that it has unpickled already.
    """

    key: str
    data: pa.Buffer

    def taken(self) -> tuple[Any, ...]:
        """Return the unpickled functions; a worker process caches those that it unpickled last."""
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
        """Return the rows of a slice, read from its file."""
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
        """Yield the rows in batches, as `Slice.batches` does."""
        with pa.ipc.open_stream(self.data) as reader:
            for batch in reader:
                yield Batch(batch)


Answer = tuple[bytes, Any]
"""What a task returns: a head (a pickled error or short result), and a body."""


def answered(work: Callable[[], Answer]) -> Answer:
    """Return the answer of `work`; if it raises an error, an answer with the pickled error.

    An answer has a head and a body. The body is None for an error.

    Errors that are returned instead of raised reach the driver unchanged. The driver reports the
    first error in row order, whichever worker was faster.
    """
    try:
        return work()
    except Exception as error:  # a step can raise any exception; the driver reports it
        try:
            head = pickle.dumps(error)
            pickle.loads(head)
        except Exception:  # an exception that cannot be pickled
            head = pickle.dumps(StepError(f"{type(error).__name__}: {error}"))
        return head, None


def folded(shared: Shared, rows: Sent) -> Answer:
    """Return the summary of a slice, pickled."""

    def work() -> Answer:
        function, merge = shared.taken()
        return _NOTHING, pa.py_buffer(pickle.dumps(fold_slice(function, merge, rows)))

    return answered(work)


def merged(shared: Shared, *bodies: pa.Buffer) -> Answer:
    """Return an answer whose body is the merged result of several pickled summaries, in order."""

    def work() -> Answer:
        _, merge = shared.taken()
        # Unpickled here, since arrays that Ray unpickles from the object store are read-only.
        total = pickle.loads(bodies[0])
        for body in bodies[1:]:
            total = merge(total, pickle.loads(body))
        return _NOTHING, pa.py_buffer(pickle.dumps(total))

    return answered(work)


def mapped(shared: Shared, rows: Sent) -> Answer:
    """Return the answer for a slice: the files of the result as the body, the rest as the head."""

    def work() -> Answer:
        (function,) = shared.taken()
        with tempfile.TemporaryDirectory(prefix="reaug-") as folder:
            part = map_slice(function, rows, Path(folder) / "part")
            # Mapped files outlive the folder, and are copied only once, to the object store.
            body = [pa.memory_map(str(file)).read_buffer() for file in part.files()]
            head = pickle.dumps(part.moved(lambda file: Path(file.name)))
        return head, body

    return answered(work)
