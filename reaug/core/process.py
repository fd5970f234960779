"""How a process that is ours alone starts: what does not pay in one is left away.

The command line and its workers ask for it. A program that imports reaug is somebody else's.
"""

from __future__ import annotations

import gc
import importlib.util
import os
import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any, Final

_OBJECTS: Final = 100_000
"""New objects after which the collector looks for cycles. Rows become columns, not cycles: at
Python's 700 it looks at every row of a file that is being read again and again."""


def begin() -> None:
    """Look for cycles rarely, import pandas only where somebody needs it, and let Arrow ask the
    system for memory: its own pool holds what is free, seven times what a large input needs.
    """
    gc.set_threshold(_OBJECTS, 50, 100)
    # Else pydantic asks each installed package whether it extends pydantic.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "1")
    if "pyarrow" in sys.modules:
        return
    if sys.platform == "linux":
        os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")
    if "pandas" not in sys.modules:
        sys.meta_path.insert(0, _PandasLater())


class _PandasLater(MetaPathFinder):
    """Keeps pandas away until something but pyarrow imports it.

    pyarrow imports pandas in its first `pa.array`, whatever that is given, to know a Series when
    it sees one: 0.3 s, a sixth of a short run. Here it asks as soon as it is imported itself, and
    is told that there is none; it asks again when pandas has been imported by somebody else, and
    whenever it needs pandas (`to_pandas`). What is lost then: `pandas.NA` and `NaT` in a column of
    objects, or a list, are no nulls to it.
    """

    def __init__(self) -> None:
        self.refusing = False

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """See `importlib`; all but two modules are left to the next finder."""
        if fullname == "pyarrow":
            return self._then(fullname, self._asked_now)
        if fullname == "pandas":
            if self.refusing:
                raise ModuleNotFoundError("pandas is not needed yet", name="pandas")
            return self._then(fullname, self._asked_again)
        return None

    def _then(self, name: str, call: Any) -> ModuleSpec | None:
        """The module as the next finder has it; `call` once it has been executed."""
        sys.meta_path.remove(self)
        try:
            spec = importlib.util.find_spec(name)
        finally:
            sys.meta_path.insert(0, self)
        if spec is None or spec.loader is None:
            return spec
        execute = spec.loader.exec_module

        def then(module: ModuleType) -> None:
            execute(module)
            call()

        spec.loader.exec_module = then  # type: ignore[method-assign]
        return spec

    def _asked_now(self) -> None:
        import pyarrow as pa

        self.refusing = True
        try:
            pa.array([""])
        finally:
            self.refusing = False

    def _asked_again(self) -> None:
        """Let pyarrow see that pandas is there."""
        sys.meta_path.remove(self)
        if "pyarrow" in sys.modules:
            import pyarrow as pa

            pa.array([], pa.null()).to_pandas()
