"""Functions for engines to run in tests, in a module that worker processes can import."""

from __future__ import annotations

import os
import signal
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np

from reaug.core.arrays import I64
from reaug.core.batch import Batch
from reaug.core.failures import TimeUpError
from reaug.engine.batches import Outcome
from reaug.engine.time_limit import time_limit
from reaug.errors import StepError

LATER = 0.2


def write_late(path: Path) -> None:
    time.sleep(LATER)
    path.write_text("done", encoding="utf-8")


def ids(batch: Batch) -> list[str]:
    return list(batch.ids.to_pylist())


def add(a: list[str], b: list[str]) -> list[str]:
    return a + b


def keep(batch: Batch) -> Outcome:
    return Outcome(batch)


def die(batch: Batch) -> Any:
    os._exit(1)


def die_once(batch: Batch) -> list[str]:
    """Kill the process with the first batch, like the out-of-memory killer."""
    with suppress(FileExistsError):
        (Path(os.environ["DIE_IN"]) / "dead").touch(exist_ok=False)
        os.kill(os.getpid(), signal.SIGKILL)
    return ids(batch)


def keep_dying_once(batch: Batch) -> Outcome:
    die_once(batch)
    return keep(batch)


def refuse_late(batch: Batch) -> list[str]:
    """Refuse two rows, the first of them later than the second."""
    for name, seconds in (("row-4", 0.3), ("row-8", 0.0)):
        if name in ids(batch):
            time.sleep(seconds)
            raise StepError(f"no: {name}")
    return ids(batch)


class CannotTravelError(Exception):
    """An exception of a library that cannot be sent to another process."""

    def __init__(self, one: int, two: int) -> None:
        super().__init__(f"{one} and {two}")


def raise_what_cannot_travel(batch: Batch) -> Any:
    raise CannotTravelError(1, 2)


def too_slow(batch: Batch) -> list[str]:
    """Take longer than the limit."""
    try:
        with time_limit(0.05):
            time.sleep(20)
    except TimeUpError:
        return ids(batch)
    return []


def open_files(batch: Batch) -> list[str]:
    """Return the files that the process has mapped and opened."""
    maps = Path("/proc/self/maps").read_text().splitlines()
    names = [line.partition("/")[2] for line in maps if "/" in line]
    for link in Path("/proc/self/fd").iterdir():
        with suppress(OSError):
            names.append(str(link.readlink()).lstrip("/"))
    return names


def counted(batch: Batch) -> I64:
    return np.array([len(batch)])


def add_in_place(a: I64, b: I64) -> I64:
    a += b
    return a


def hang(batch: Batch) -> list[str]:
    """Signal that the work has begun, and never return."""
    (Path(os.environ["HANG_IN"]) / f"hangs-{os.getpid()}").touch()
    while True:
        time.sleep(60)
