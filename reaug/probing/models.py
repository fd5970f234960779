"""The interface of the models that a probe trains."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol

import pyarrow as pa

from reaug.core.arrays import F64, I64


class Task(NamedTuple):
    """One training set: `table` has the columns of `core.schema.CORE_SCHEMA`."""

    arm: str
    table: pa.Table


class Model(Protocol):
    """A model that can be trained on one training set after another."""

    @property
    def name(self) -> str:
        """The display name of the model."""

    @property
    def trains_alone(self) -> bool:
        """Whether nothing else may run in the process while it trains.

        This is so for models that use the random numbers, threads and device that torch has for
        the whole process.
        """

    def prepared(self, train: I64, test: I64, tasks: Sequence[Task]) -> Callable[[], list[F64]]:
        """Return a function that does what `probabilities` does.

        What can be done before the models are fitted is done, unless the model trains alone.
        """

    def probabilities(self, train: I64, test: I64, tasks: Sequence[Task]) -> list[F64]:
        """Return the probabilities of the labels for each task, `float64[len(test), k]`.

        `train` and `test` are positions of raw rows. Each task is a training set made from the
        rows at `train`; k is the number of labels.
        """
