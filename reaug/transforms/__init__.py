"""The augmentation steps of a recipe; each file or folder defines the step of its name."""

from __future__ import annotations

from reaug.core.discovery import step_named
from reaug.core.step import Step


def __getattr__(name: str) -> type[Step]:
    return step_named(__name__, name)
