"""Steps that prepare a data set for training. Each folder defines the step of the same name."""

from __future__ import annotations

from reaug.core.discovery import step_named
from reaug.core.step import Step


def __getattr__(name: str) -> type[Step]:
    return step_named(__name__, name)
