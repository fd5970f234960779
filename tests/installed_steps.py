"""Plugins for tests: a small distribution on the path, as if installed by pip."""

from __future__ import annotations

import itertools
import sys
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from reaug.recipe import registry

Plugins = Callable[..., str]

_NUMBER = itertools.count()
_IMPORTS = """
import numpy as np
import pyarrow as pa
from reaug.core.changes import Changes
from reaug.core.edits import Edits
from reaug.core.step import Drop, Edit, Set, Skip, Step, SwapRoles
"""


@pytest.fixture
def plugins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Plugins]:
    """Install steps: `plugins(source, name="Class", ...)` returns the name of the module."""
    modules: list[str] = []

    def install(source: str, **steps: str) -> str:
        module = f"reaug_test_steps_{next(_NUMBER)}"
        folder = tmp_path / "site" / module
        folder.mkdir(parents=True)
        (folder / f"{module}.py").write_text(_IMPORTS + textwrap.dedent(source), "utf-8")
        info = folder / f"{module}-1.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {module}\nVersion: 1.0\n")
        lines = [f"{name} = {module}:{value}" for name, value in steps.items()]
        text = "\n".join(["[reaug.steps]", *lines]) + "\n"
        (info / "entry_points.txt").write_text(text)
        monkeypatch.syspath_prepend(str(folder))
        registry._plugins.cache_clear()
        modules.append(module)
        return module

    yield install
    registry._plugins.cache_clear()
    for module in modules:
        sys.modules.pop(module, None)
