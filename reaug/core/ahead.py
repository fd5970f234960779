"""Modules that are needed later, imported while the work goes on."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module


def import_ahead(modules: Sequence[str]) -> threading.Thread:
    """Begin to import modules, one after another, in a thread; returns it.

    Reading and matching leave the interpreter to others for a good part of their time. Who imports
    one of the modules meanwhile waits until it is there. What cannot be imported is told there.

    >>> import_ahead(["colorsys", "no.such.module"]).join()
    """

    def work() -> None:
        for name in modules:
            with suppress(Exception):
                import_module(name)

    thread = threading.Thread(target=work, name="reaug-ahead")
    thread.start()
    return thread
