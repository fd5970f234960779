"""What calling a step does. Steps are run in rooms above this one, so the package sets it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import pyarrow as pa

    from reaug.core.step import Step


class MapTable(Protocol):
    """Apply a step to a table of rows in KLUE's schema."""

    def __call__(self, step: Step, table: pa.Table, *, seed: int) -> pa.Table:
        """The same rows, changed."""


def _not_set(step: Step, table: pa.Table, *, seed: int) -> pa.Table:
    raise NotImplementedError("the package reaug sets what calling a step does")


map_table: MapTable = _not_set
