"""The fuzz targets: each makes random files, and calls the code of reaug that reads them.

A target is a class with two methods. `make(rng, folder)` writes the files of a case and returns its
arguments as plain JSON, so that a case can be saved. `call(case, folder)` reads the files. Any
exception of `call` other than `ReaugError` is a crash; so is an inconsistent result
(`ContradictionError`).
"""

from __future__ import annotations

from typing import Final

from _fuzz_calls import CommandLine, Folders, Gates, Josa, Patches
from _fuzz_data import Target
from _fuzz_readers import readers
from _fuzz_texts import Recipes, RuleBooks, Steps

TARGETS: Final[dict[str, Target]] = {
    **readers(),
    "recipes": Recipes(),
    "steps": Steps(),
    "rulebooks": RuleBooks(),
    "gates": Gates(),
    "patches": Patches(),
    "josa": Josa(),
    "folders": Folders(),
    "commands": CommandLine(),
}
"""All targets by name."""
