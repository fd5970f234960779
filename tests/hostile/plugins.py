"""Misbehaving plugin steps: the error names the step, and nothing is written."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from hostile.cases import FIVE, RUN, Case, both, text

_HEAD: Final = """\
import os, sys
import numpy as np
import pyarrow as pa
from reaug import Step
from reaug.core.changes import Changes
from reaug.core.step import Drop, Edit, Set, Skip


class Mine(Step):
    \"\"\"A step of somebody else.\"\"\"

"""
_ROW: Final = "    def propose_row(self, row, state, draw):\n"


def _plugin(
    name: str,
    body: str,
    message: str = "mine",
    *,
    step: str = "mine",
    code: int = 2,
    recipe: str = "mine",
    head: str = _HEAD,
) -> Case:
    def make(folder: Path) -> None:
        info = folder / "plugin-1.dist-info"
        info.mkdir()
        (info / "METADATA").write_text("Metadata-Version: 2.1\nName: plugin\nVersion: 1\n")
        (info / "entry_points.txt").write_text(f"[reaug.steps]\n{step} = plugin_step:Mine\n")
        (folder / "plugin_step.py").write_text(head + body, "utf-8")

    steps = text("recipe.yaml", f"input: rows.json\nsteps: [{recipe}]\n")
    return Case(
        f"plugin: {name}",
        both(FIVE, make, steps),
        f"{RUN} --no-report",
        message,
        code,
        process=True,
        env=(("PYTHONDONTWRITEBYTECODE", "1"),),  # bytecode files are not written by the step
        # A file that a step wrote elsewhere is reported, but not removed.
        replaces=("left.txt",),
    )


CASES: Final = (
    _plugin("it cannot be imported", "import nothing_of_this_name\n"),
    _plugin("it is no step", "Mine = 3\n", head=""),
    _plugin("an exception in a row", _ROW + "        raise ValueError(row.id)\n        yield\n"),
    _plugin("sys.exit(0) in a row", _ROW + "        sys.exit(0)\n        yield\n"),
    _plugin(
        "KeyboardInterrupt's sibling in a row",
        _ROW + "        raise GeneratorExit\n        yield\n",
    ),
    _plugin(
        "recursion without end", _ROW + "        yield from self.propose_row(row, state, draw)\n"
    ),
    _plugin("a proposal that is none", _ROW + "        yield 3\n"),
    _plugin("an edit between two signs", _ROW + "        yield Edit(0.5, 1.5, 'x')\n"),
    _plugin(
        "an edit outside of the sentence",
        _ROW + "        yield Edit(10**6, 10**6 + 1, 'x')\n",
        "",
        code=0,
    ),
    _plugin("a lone surrogate as new text", _ROW + "        yield Edit(0, 0, '\\ud800')\n"),
    _plugin("a drop without a reason", _ROW + "        yield Drop('')\n"),
    _plugin("a skip without a reason", _ROW + "        yield Skip('')\n"),
    _plugin(
        "a label that the book lacks is refused",
        _ROW + "        yield Set('label', 'per:titel')\n",
        "schema/unknown-label",
        code=0,
    ),
    _plugin(
        "it leaves a file outside of the run",
        "    def leave(self, folder, table, finished):\n"
        "        (folder / '..' / 'left.txt').write_text('x')\n" + _ROW + "        return ()\n",
        "left.txt",
    ),
    _plugin(
        "it writes over the manifest",
        "    def leave(self, folder, table, finished):\n"
        "        (folder / 'data' / 'state.json').write_text('x')\n" + _ROW + "        return ()\n",
    ),
    _plugin(
        "an exception when it leaves",
        "    def leave(self, folder, table, finished):\n        raise OSError('x')\n"
        + _ROW
        + "        return ()\n",
    ),
    _plugin(
        "the name of a shipped step, which the recipe uses",
        _ROW + "        return ()\n",
        "plugin",
        step="aeda",
        recipe="aeda",
    ),
    _plugin(
        "the name of a shipped step, which the recipe does not use",
        _ROW + "        return ()\n",
        "",
        step="aeda",
        recipe="random_deletion",
        code=0,
    ),
)
