"""What is done in rooms above, so the package sets it: calling a step, looking by an engine."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import pyarrow as pa

    from reaug.core.step import Step


class MapTable(Protocol):
    """Apply a step to a table of rows in KLUE's schema."""

    def __call__(self, step: Step, table: pa.Table, *, seed: int) -> pa.Table:
        """The same rows, changed."""


class LookBy(Protocol):
    """What looks at a whole set by an engine; see `engine.looking`."""

    def __call__(self, engine: str, num_proc: int) -> AbstractContextManager[Any]:
        """A function from a table of rows to what drift compares, for as long as it is held."""


def _no_look(engine: str, num_proc: int) -> AbstractContextManager[Any]:
    raise NotImplementedError("the package reaug sets how an engine looks at a set")


def _not_set(step: Step, table: pa.Table, *, seed: int) -> pa.Table:
    raise NotImplementedError("the package reaug sets what calling a step does")


map_table: MapTable = _not_set
look_by: LookBy = _no_look
