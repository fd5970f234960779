"""Steps that correct rows: one file per step, named after it."""

from __future__ import annotations

from reaug.core.discovery import step_named
from reaug.core.step import Step


def __getattr__(name: str) -> type[Step]:
    return step_named(__name__, name)
