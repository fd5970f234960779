"""What Ray's workers do: bytes in, bytes out, and no file that the driver could see.

Each task gives two objects back: a head, which is small (an error, or what there is to say), and a
body, which stays on the cluster until somebody wants it.
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
from reaug.engine.stored import Slice
from reaug.errors import StepError, UsageError

_NOTHING: Final = pickle.dumps(None)
"""The head of a summary."""

_last: dict[str, tuple[Any, ...]] = {}
"""In a worker: the functions that it took out last, by their key."""


@dataclass(frozen=True)
class Shared:
    """Functions and all they hold, under a key that no others have."""

    key: str
    data: pa.Buffer

    def taken(self) -> tuple[Any, ...]:
        """The functions, unpickled once in each process for as long as no others come."""
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
    """The rows of a slice as bytes: an Arrow stream."""

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
        """The rows, a batch at a time, as `Slice.batches` gives them."""
        with pa.ipc.open_stream(self.data) as reader:
            for batch in reader:
                yield Batch(batch)


Answer = tuple[bytes, Any]
"""A head, which is an error or what there is to say, and a body."""


def answered(work: Callable[[], Answer]) -> Answer:
    """The answer, or a head that holds the error and no body.

    Errors go back by hand: then they come as they were raised, and the driver takes the first by
    the order of the rows, whichever worker was faster.
    """
    try:
        return work()
    except Exception as error:  # whatever a step raises is told by the driver
        try:
            head = pickle.dumps(error)
            pickle.loads(head)
        except Exception:  # an exception of somebody's that cannot travel
            head = pickle.dumps(StepError(f"{type(error).__name__}: {error}"))
        return head, None


def folded(shared: Shared, rows: Sent) -> Answer:
    """A summary of a slice, pickled."""

    def work() -> Answer:
        function, merge = shared.taken()
        return _NOTHING, pa.py_buffer(pickle.dumps(fold_slice(function, merge, rows)))

    return answered(work)


def merged(shared: Shared, *bodies: pa.Buffer) -> Answer:
    """Several summaries as one, in their order."""

    def work() -> Answer:
        _, merge = shared.taken()
        # Pickled by hand, since arrays out of the object store cannot be written to.
        total = pickle.loads(bodies[0])
        for body in bodies[1:]:
            total = merge(total, pickle.loads(body))
        return _NOTHING, pa.py_buffer(pickle.dumps(total))

    return answered(work)


def mapped(shared: Shared, rows: Sent) -> Answer:
    """The part of a slice: in the head without its files, which are the body."""

    def work() -> Answer:
        (function,) = shared.taken()
        with tempfile.TemporaryDirectory(prefix="reaug-") as folder:
            part = map_slice(function, rows, Path(folder) / "part")
            # Mapped: the bytes stay when the folder goes, and are copied into the store alone.
            body = [pa.memory_map(str(file)).read_buffer() for file in part.files()]
            head = pickle.dumps(part.moved(lambda file: Path(file.name)))
        return head, body

    return answered(work)
