"""What an engine is: stored rows and a pure function in; results in the order of the rows out."""

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
    from reaug.engine.parts import Part
    from reaug.engine.pieces import Piece
    from reaug.engine.stored import Stored

BROKEN: Final = (
    "a worker process ended unexpectedly: memory may be short (take a smaller --num-proc), a "
    "step or its library ended it (--num-proc 1 may show more), or a script that calls reaug with "
    'num_proc does not guard its call by if __name__ == "__main__"'
)


class LostWorkersError(ReaugError):
    """Workers ended unexpectedly, however often their work was given out again."""


Progress = Callable[[int], None]
"""Called with the number of rows done since the last call."""


class Engine(ABC):
    """One interface. Each file of `engine/engines/` has one class of it, found by the file's name.

    Parameters
    ----------
    num_proc
        Worker processes.
    """

    def __init__(self, num_proc: int = 1) -> None:
        self.num_proc = num_proc

    @classmethod
    def at(cls, name: str, address: str | None, num_proc: int) -> Self:
        """The engine at an address, `NAME://ADDRESS`; None where no address is given.

        Nothing is started or joined before `running` is entered.

        Raises
        ------
        UsageError
            It has no address, or not such a one.
        """
        if address is not None:
            kind = name.partition("://")[0]
            raise UsageError(f"--engine {name}: the engine {kind} has no address")
        return cls(num_proc)

    @property
    def is_here(self) -> bool:
        """Whether this process does all the work, and no other."""
        return False

    def check(self) -> None:  # noqa: B027  # most engines can always work
        """Refuse, before any work is done, what cannot work.

        Raises
        ------
        MissingExtraError, UsageError
            With what to do about it.
        """

    @abstractmethod
    def running(self) -> AbstractContextManager[Self]:
        """Hold what it needs for the length of a run: what it starts has ended behind it."""

    @abstractmethod
    def fold(
        self, rows: Stored, function: Callable[[Batch], Any], merge: Callable[[Any, Any], Any]
    ) -> Any:
        """The merged results of a function over all batches; None where there are none."""

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
        """The outcomes of a function over all batches, written to `folder`, in order.

        `pieces` are those that are finished; each further part is sealed as it is done. None:
        there are none, and nothing is sealed. See `engine.pieces`.
        """
