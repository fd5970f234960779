"""Set up a process that runs only reaug, to save time and memory.

The command line and its worker processes call `begin`. It is not called when another program
imports reaug, since it changes settings of the whole process.
"""

from __future__ import annotations

import atexit
import gc
import importlib.util
import os
import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any, Final

_OBJECTS: Final = 500_000
"""The number of new objects after which the garbage collector runs. Rows have no reference cycles,
and with Python's default of 700 the collector would scan the rows of a file again and again while
the file is read.
"""


def begin() -> None:
    """Set up the garbage collector, the import of pandas and Arrow's allocator for a run.

    The collector runs rarely, and pandas is imported only when it is needed. Arrow uses the system
    allocator, because Arrow's default pool keeps freed memory: up to seven times what a large input
    needs. The collector is frozen on exit. Otherwise the interpreter would search all objects for
    cycles four times, 0.2 s of a run, although the memory is freed with the process anyway.
    """
    gc.set_threshold(_OBJECTS, 50, 100)
    atexit.register(gc.freeze)
    # Otherwise pydantic searches all installed packages for plugins.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "1")
    if "pyarrow" in sys.modules:
        return
    if sys.platform == "linux":
        os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")
    if "pandas" not in sys.modules:
        sys.meta_path.insert(0, _PandasLater())


class _PandasLater(MetaPathFinder):
    """Delays the import of pandas until something other than pyarrow imports it.

    pyarrow imports pandas in the first call of `pa.array`, whatever the argument, to be able to
    recognise a Series. That takes 0.3 s, a sixth of a short run. This finder makes pyarrow look for
    pandas while pyarrow itself is imported, and hides pandas from it. pyarrow looks again after
    other code has imported pandas, and whenever it needs pandas (`to_pandas`). Until then, pyarrow
    does not read `pandas.NA` and `NaT` in a list or an object column as nulls.
    """

    def __init__(self) -> None:
        self.refusing = False

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return the spec of pyarrow or pandas, and None for other modules; see `importlib`."""
        if fullname == "pyarrow":
            return self._spec_with_callback(fullname, self._hide_pandas)
        if fullname == "pandas":
            if self.refusing:
                raise ModuleNotFoundError("pandas is not needed yet", name="pandas")
            return self._spec_with_callback(fullname, self._show_pandas)
        return None

    def _spec_with_callback(self, name: str, call: Any) -> ModuleSpec | None:
        """Return the spec of a module that calls `call` after its import."""
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

    def _hide_pandas(self) -> None:
        import pyarrow as pa

        self.refusing = True
        try:
            pa.array([""])
        finally:
            self.refusing = False

    def _show_pandas(self) -> None:
        """Make pyarrow look for pandas again, now that other code has imported it."""
        sys.meta_path.remove(self)
        if "pyarrow" in sys.modules:
            import pyarrow as pa

            pa.array([], pa.null()).to_pandas()
