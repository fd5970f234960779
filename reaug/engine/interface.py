"""The interface of engines, which apply a pure function to stored rows, batch by batch."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from reaug.errors import ReaugError, UsageError

if TYPE_CHECKING:
    from reaug.core.batch import Batch
    from reaug.engine.batches import Outcome
    from reaug.engine.checkpoints import Piece
    from reaug.engine.slice_result import Part
    from reaug.engine.stored_rows import Stored


class LostWorkersError(ReaugError):
    """Workers ended unexpectedly, and ended again when their work was repeated."""


Progress = Callable[[int], None]
"""A function to call with the number of rows done since the last call."""


class Engine(ABC):
    """Base class of engines; each file in `engine/engines/` defines the engine of its name.

    Parameters
    ----------
    num_proc
        Number of worker processes.
    """

    def __init__(self, num_proc: int = 1) -> None:
        self.num_proc = num_proc

    @classmethod
    def at(cls, name: str, address: str | None, num_proc: int) -> Self:
        """Return the engine that a user calls `NAME`, or `NAME://ADDRESS`.

        `address` is None without an address. Nothing is started or connected before `running` is
        entered.

        Raises
        ------
        UsageError
            The engine has no addresses, or the address is invalid.
        """
        if address is not None:
            kind = name.partition("://")[0]
            raise UsageError(
                f"--engine {name}: the engine {kind} takes no address; use --engine {kind}"
            )
        return cls(num_proc)

    @property
    def is_here(self) -> bool:
        """Whether all the work is done in this process."""
        return False

    def check(self) -> None:  # noqa: B027  # not abstract, since most engines can always be used
        """Raise an error, before any work is done, if the engine cannot be used.

        Raises
        ------
        MissingExtraError, UsageError
            The engine cannot be used; the message says what to do.
        """

    @abstractmethod
    def running(self) -> AbstractContextManager[Self]:
        """Return a context manager that holds the engine's resources (processes, connections)."""

    @abstractmethod
    def fold(
        self, rows: Stored, function: Callable[[Batch], Any], merge: Callable[[Any, Any], Any]
    ) -> Any:
        """Return the merged results of a function for all batches; None if there are no batches."""

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
        """Apply a function to all batches, and return the results in row order, with files in
        `folder`.

        `pieces` are the results that a killed run had finished; they are not computed again. Each
        new result is recorded as finished (sealed). If `pieces` is None, everything is computed and
        nothing is recorded. See `engine.checkpoints`.
        """
