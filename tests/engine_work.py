"""Work for engines in tests: in a module that worker processes can import by its name."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

from reaug.core.batch import Batch
from reaug.engine.batches import Outcome


def ids(batch: Batch) -> list[str]:
    return list(batch.ids.to_pylist())


def add(a: list[str], b: list[str]) -> list[str]:
    return a + b


def keep(batch: Batch) -> Outcome:
    return Outcome(batch)


def die(batch: Batch) -> Any:
    os._exit(1)


def hang(batch: Batch) -> list[str]:
    """Say that the work has begun, and never end."""
    (Path(os.environ["HANG_IN"]) / f"hangs-{os.getpid()}").touch()
    while True:
        time.sleep(60)
