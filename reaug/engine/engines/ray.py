"""The Ray engine: worker processes on this machine or on a cluster.

Workers share no files with the driver. A slice of the rows is sent as Arrow bytes through Ray's
object store, and its result comes back the same way. The function with the states of the steps is
sent once. Results are used in row order, and neighbouring summaries are merged on the cluster, so
that the output is the same as with the local engine.

It uses Ray's tasks and not Ray Data: docs/scale.md explains why, with figures.
"""

from __future__ import annotations

import pickle
import secrets
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, Final, NamedTuple

import pyarrow as pa

from reaug.core.batch import Batch
from reaug.engine import stored_rows
from reaug.engine.batches import Outcome
from reaug.engine.checkpoints import Piece, in_order, seal, tell
from reaug.engine.engines._ray_cluster import (
    check_reachable,
    connected,
    is_dead,
    is_lost,
    is_of_ray,
    one_line,
)
from reaug.engine.engines._ray_work import Sent, Shared, folded, mapped, merged
from reaug.engine.interface import Engine, LostWorkersError, Progress
from reaug.engine.slice_result import Part
from reaug.engine.stored_rows import Slice, Stored
from reaug.errors import ReaugError, UsageError

_TIMES: Final = 3
"""Number of times that a task is repeated if its worker, node or result was lost."""

_BATCHES: Final = 8
"""Maximum number of batches per task; these are about 65 MB of KLUE-RE in each direction."""

_GROUP: Final = 8
"""Number of summaries that one task merges."""

LOST: Final = (
    f"Ray workers were lost {_TIMES + 1} times on the same rows: they may lack memory (use fewer "
    "or larger ones), or a step or its library ended them (--engine local may show more)"
)


class _Answer(NamedTuple):
    """The answer of a task: the unpickled head, and Ray's reference to the body."""

    head: Any
    body: Any


class _LostError(Exception):
    """A result was lost together with its node."""


class RayEngine(Engine):
    """The engine on Ray; see `engine.interface.Engine`.

    Parameters
    ----------
    address
        `HOST:PORT` of Ray's client server. None: the Ray that this process is connected to, or that
        `RAY_ADDRESS` names; else a new one, which is started for the run.
    num_proc
        Number of worker processes, if Ray is started for the run; a cluster has its own.
    """

    def __init__(self, address: str | None = None, num_proc: int = 1) -> None:
        super().__init__(num_proc)
        self.address = address
        self._ray: Any = None

    @classmethod
    def at(cls, name: str, address: str | None, num_proc: int) -> RayEngine:
        """See `Engine.at`; the address is a host and the port of Ray's client server."""
        if address is not None:
            host, _, port = address.rpartition(":")
            if not host or not port.isdecimal() or not 0 < int(port) < 65_536:
                raise UsageError(
                    f"--engine {name}: an address is a host and the port of Ray's client server, "
                    "e.g. ray://head:10001"
                )
        return cls(address, num_proc)

    def check(self) -> None:
        """Raise an error, before any work is done, if no connection is possible.

        Raises
        ------
        MissingExtraError, UsageError
            Ray is not installed, or nothing answers at the address.
        """
        check_reachable(self.address, self.num_proc)

    @contextmanager
    def running(self) -> Iterator[RayEngine]:
        """Connect to Ray, or start it, and disconnect at the end of the block.

        Raises
        ------
        MissingExtraError
            Ray is not installed.
        UsageError
            The address does not answer, or its versions of Ray or of packages differ from the
            local ones.
        """
        with connected(self.address, self.num_proc) as self._ray:
            try:
                yield self
            finally:
                self._ray = None

    def fold(
        self, rows: Stored, function: Callable[[Batch], Any], merge: Callable[[Any, Any], Any]
    ) -> Any:
        """See `Engine.fold`."""
        shared = self._shared(function, merge)
        for _ in range(_TIMES + 1):
            try:
                bodies = [answer.body for _, answer in self._answers(folded, shared, rows)]
                while len(bodies) > 1:
                    groups = [bodies[i : i + _GROUP] for i in range(0, len(bodies), _GROUP)]
                    out = [self._task(merged).remote(shared, *group) for group in groups]
                    bodies = [self._answer(*sent).body for sent in out]
                return pickle.loads(self._get(bodies[0])) if bodies else None
            except _LostError:  # summaries were lost with a node
                continue
        raise LostWorkersError(LOST)

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
        shared = self._shared(function)
        made = list(pieces or ())
        tell(made, progress)
        for slice_, answer in self._answers(mapped, shared, rows, [part.of for part in made]):
            part, files = self._part(answer, shared, slice_)
            [number] = rows.numbers([slice_])
            part = part.moved(partial(_placed, folder, number))
            for file, data in zip(part.files(), files, strict=True):
                file.write_bytes(data)
            if pieces is not None:
                seal(part, slice_, folder / f"{number:05d}")
            made.append(Piece(slice_, part))
            progress(part.rows_in)
        return in_order(rows, made)

    def _part(self, answer: _Answer, shared: Any, rows: Slice) -> tuple[Part, list[pa.Buffer]]:
        """Return the result for a slice, and its files; it is computed again if it was lost."""
        for _ in range(_TIMES):
            try:
                return answer.head, self._get(answer.body)
            except _LostError:
                answer = self._answer(*self._sent(mapped, shared, rows))
        try:
            return answer.head, self._get(answer.body)
        except _LostError as error:
            raise LostWorkersError(LOST) from error

    def _shared(self, *functions: Callable[..., Any]) -> Any:
        """Return a reference to functions in the object store, with all objects they refer to."""
        # The functions are pickled here, as for the processes of the local engine. So both engines
        # refuse the same objects, and arrays in the state of a step stay writable.
        try:
            data = pickle.dumps(functions)
        except (pickle.PicklingError, AttributeError, TypeError) as error:
            if "pickle" not in str(error):
                raise
            raise UsageError(
                "with --engine ray a step runs in other processes, which must be able to import "
                f"its class from a module: {error}"
            ) from error
        return self._ray.put(Shared(secrets.token_hex(8), pa.py_buffer(data)))

    def _workers(self) -> int:
        """Return the present number of cores of the cluster, which may grow."""
        return max(1, int(self._ray.cluster_resources().get("CPU", 1)))

    def _answers(
        self, work: Callable[..., Any], shared: Any, rows: Stored, without: Sequence[Slice] = ()
    ) -> Iterator[tuple[Slice, _Answer]]:
        """Yield the slices and their answers, in order."""
        # Only a few tasks are submitted at a time.
        least = -(-rows.rows // (_BATCHES * stored_rows.BATCH_ROWS))
        out: deque[tuple[Slice, Any]] = deque()
        for slice_ in rows.slices(max(4 * self._workers(), least), without):
            out.append((slice_, self._sent(work, shared, slice_)))
            if len(out) >= 2 * self._workers():
                first, references = out.popleft()
                yield first, self._answer(*references)
        for first, references in out:
            yield first, self._answer(*references)

    def _task(self, work: Callable[..., Any]) -> Any:
        return self._ray.remote(work).options(max_retries=_TIMES, num_returns=2)

    def _sent(self, work: Callable[..., Any], shared: Any, rows: Slice) -> Any:
        """Submit the task for a slice, and return the references to its head and body."""
        return self._task(work).remote(shared, self._ray.put(Sent.of(rows)))

    def _answer(self, head: Any, body: Any) -> _Answer:
        """Wait for a task and return its answer; raise the error that the task returned."""
        answer = pickle.loads(self._get(head))
        if isinstance(answer, Exception):
            raise answer
        return _Answer(answer, body)

    def _get(self, reference: Any) -> Any:
        """Return an object from the object store."""
        try:
            return self._ray.get(reference)
        except Exception as error:
            if not is_of_ray(error):
                raise
            if is_lost(error):
                raise _LostError from error
            if is_dead(error):
                raise LostWorkersError(LOST) from error
            raise ReaugError(f"Ray: {one_line(error)}") from error


def _placed(folder: Path, number: int, file: Path) -> Path:
    """Return the local path for a result file of a slice."""
    return folder / f"{number:05d}.{file.name}"
