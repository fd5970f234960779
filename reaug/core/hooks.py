"""Functions of other packages that the core calls; `import reaug` sets them.

So the core need not import these packages.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import pyarrow as pa

    from reaug.core.step import Step


class MapTable(Protocol):
    """The type of `map_table`, which applies a step to a table of rows in KLUE's schema."""

    def __call__(self, step: Step, table: pa.Table, *, seed: int) -> pa.Table:
        """Return the rows after the step."""


class LookBy(Protocol):
    """The type of `look_by`, which chooses the engine that computes the features for `drift`.

    `engine` is the name of an engine, such as "local", and `num_proc` the number of processes; see
    `engine.set_features.look_by`.
    """

    def __call__(self, engine: str, num_proc: int) -> AbstractContextManager[Any]:
        """Return a context manager for a function from a table of rows to its features."""


def _no_look(engine: str, num_proc: int) -> AbstractContextManager[Any]:
    raise NotImplementedError("`import reaug` sets look_by: import it first")


def _not_set(step: Step, table: pa.Table, *, seed: int) -> pa.Table:
    raise NotImplementedError("`import reaug` sets map_table: import it first")


map_table: MapTable = _not_set
look_by: LookBy = _no_look
korean: Callable[[str], str] = str
"""A function that returns the Korean of a message, or the message itself if it has none."""
