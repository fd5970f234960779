"""A chain of real runs, made once."""

from __future__ import annotations

from pathlib import Path

import pytest

from run_folders import SAMPLE, carry_out


@pytest.fixture(scope="session")
def chain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a chain of three runs, and another run with the same parent as the second."""
    place = tmp_path_factory.mktemp("chain")
    block = {"augment": {"where": {}, "p": 0.2, "steps": ["aeda"]}}
    carry_out(["deduplicate"], place / "clean", SAMPLE)
    carry_out([block], place / "more", place / "clean", seed=1)
    carry_out([{"random_masking": {"p": 0.1}}], place / "masked", place / "more", seed=1)
    carry_out([block], place / "other", place / "clean", seed=2)
    return place
