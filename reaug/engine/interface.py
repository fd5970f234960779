"""The interface of engines: apply a pure function to stored rows; results are in row order."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self

from reaug.errors import ReaugError, UsageError

if TYPE_CHECKING:
    from reaug.core.batch import Batch
    from reaug.engine.batches import Outcome
    from reaug.engine.checkpoints import Piece
    from reaug.engine.slice_result import Part
    from reaug.engine.stored_rows import Stored

BROKEN: Final = (
    "a worker process ended unexpectedly: memory may be short (take a smaller --num-proc), a "
    "step or its library ended it (--num-proc 1 may show more), or a script that calls reaug with "
    'num_proc does not guard its call by if __name__ == "__main__"'
)


class LostWorkersError(ReaugError):
    """Workers ended unexpectedly, even after their work was repeated."""


Progress = Callable[[int], None]
"""Called with the number of rows done since the last call."""


class Engine(ABC):
    """Base class of engines. Each file in `engine/engines/` defines one, found by the file name.

    Parameters
    ----------
    num_proc
        Number of worker processes.
    """

    def __init__(self, num_proc: int = 1) -> None:
        self.num_proc = num_proc

    @classmethod
    def at(cls, name: str, address: str | None, num_proc: int) -> Self:
        """Return the engine at an address, `NAME://ADDRESS`; None if there is no address.

        Nothing is started or connected before `running` is entered.

        Raises
        ------
        UsageError
            The engine has no addresses, or the address is invalid.
        """
        if address is not None:
            kind = name.partition("://")[0]
            raise UsageError(f"--engine {name}: the engine {kind} has no address")
        return cls(num_proc)

    @property
    def is_here(self) -> bool:
        """Whether all the work is done in this process."""
        return False

    def check(self) -> None:  # noqa: B027  # most engines can always work
        """Check before any work is done that the engine can be used.

        Raises
        ------
        MissingExtraError, UsageError
            It cannot; the message says what to do.
        """

    @abstractmethod
    def running(self) -> AbstractContextManager[Self]:
        """Context manager that keeps resources during a run, and releases them afterwards."""

    @abstractmethod
    def fold(
        self, rows: Stored, function: Callable[[Batch], Any], merge: Callable[[Any, Any], Any]
    ) -> Any:
        """Apply a function to all batches, and merge the results; None if there are no batches."""

    @abstractmethod
    def map(
        self,
        rows: Stored,
        function: Callable[[Batch], Outcome],
        folder: Path,
        progress: Progress,
        *,
        pieces: Sequence[Piece] | None = None,
    ) -> list[Part]:
        """Apply a function to all batches, and write the outcomes to `folder`, in order.

        `pieces` are the finished pieces; every further part is sealed when it is done. None: no
        piece is finished, and nothing is sealed. See `engine.pieces`.
        """
