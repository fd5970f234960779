"""What is fuzzed: per target, files made by chance, and the call that reads them.

A target is a class with `make(rng, folder)`, which writes the case's files and returns how to call
(plain JSON, so that a case can be saved), and `call(case, folder)`. Whatever `call` raises but a
`ReaugError` is a crash; so is an answer that contradicts itself (`ContradictionError`).
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
