"""The child process of `fuzz.py`: runs the cases of one target, and prints each result.

    python benchmarks/_fuzz_worker.py TARGET SEED FIRST SECONDS SLOW MEGABYTES

A JSON line is printed before and after each case. So the parent knows which case was running if
this process dies or hangs.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import tempfile
import time
import traceback
import warnings
from pathlib import Path
from random import Random
from typing import Any

GIGABYTE = 2**30


def main() -> None:
    target, seed, first, seconds, slow, megabytes = sys.argv[1:7]
    out = os.fdopen(os.dup(1), "w")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    resource.setrlimit(resource.RLIMIT_DATA, (6 * GIGABYTE, 6 * GIGABYTE))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    warm()
    warnings.simplefilter("error")

    def tell(value: dict[str, Any]) -> None:
        out.write(json.dumps(value) + "\n")
        out.flush()

    begun, number = time.monotonic(), int(first)
    tell({"ready": True})
    while time.monotonic() - begun < float(seconds):
        tell({"case": number})
        tell({"case": number, **run_case(target, int(seed), number, float(slow), int(megabytes))})
        number += 1


def warm() -> None:
    """Import modules that are otherwise imported late, so that no case counts the time of an
    import.
    """
    import datasets
    import transformers  # noqa: F401

    datasets.disable_progress_bars()
    from _fuzz_data import rows
    from reaug.audit.run import audit_sets
    from reaug.recipe.model import make_recipe
    from reaug.runs.preparation import prepare
    from reaug.runs.run import run

    with tempfile.TemporaryDirectory() as name:
        file = Path(name) / "rows.json"
        file.write_text(json.dumps(rows()), "utf-8")
        run(prepare(make_recipe(["entity_type_correction", "entity_swap"]), source=file), None)
        audit_sets(file, "klue-re")


def run_case(target: str, seed: int, number: int, slow: float, megabytes: int) -> dict[str, Any]:
    """Make a case, let reaug read its files, and return the result."""
    from _fuzz_targets import TARGETS
    from reaug.errors import ReaugError

    rng = Random(f"{seed}:{target}:{number}")
    with tempfile.TemporaryDirectory(prefix="reaug-fuzz-") as name:
        folder = Path(name)
        try:
            case = TARGETS[target].make(rng, folder)
        except Exception as error:
            return {"end": "crash", "kind": f"not made: {kind_of(error)}", "what": what(error)}
        before, begun = peak(), time.perf_counter()
        outcome: dict[str, Any] = {"end": "done"}
        try:
            TARGETS[target].call(case, folder)
        except ReaugError as error:
            outcome = {"end": "refused"}
            if not str(error).strip():
                outcome = {"end": "crash", "kind": f"{type(error).__name__} without a message"}
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            outcome = {"end": "crash", "kind": kind_of(error), "what": what(error)}
        took, grown = time.perf_counter() - begun, (peak() - before) // 1024
        if outcome["end"] != "crash" and took > slow:
            outcome = {"end": "crash", "kind": f"slow ({outcome['end']})", "what": f"{took:.1f} s"}
        if outcome["end"] != "crash" and grown > megabytes:
            outcome = {"end": "crash", "kind": f"memory ({outcome['end']})", "what": f"{grown} MB"}
        return outcome


def peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def kind_of(error: BaseException) -> str:
    """Return the name of an exception and the innermost function of reaug in its traceback."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "/reaug/" in frame.filename.replace(os.sep, "/")]
    if not ours:
        return f"{type(error).__name__} outside of reaug"
    file = ours[-1].filename.replace(os.sep, "/").rpartition("/reaug/")[2]
    kind = f"{type(error).__name__} at {file}:{ours[-1].name}"
    return kind


def what(error: BaseException) -> str:
    """Return the message and a short traceback of an exception."""
    frames = traceback.extract_tb(error.__traceback__)[-6:]
    way = " < ".join(f"{Path(f.filename).name}:{f.lineno}" for f in reversed(frames))
    return f"{str(error)[:300]} [{way}]"


if __name__ == "__main__":
    main()
