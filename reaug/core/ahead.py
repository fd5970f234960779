"""Work whose result is needed later, done while other work goes on."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress


def begin_ahead(call: Callable[[], object]) -> threading.Thread:
    """Begin a call in a thread; returns it.

    Reading and matching leave the interpreter to others for a good part of their time. The call is
    for what is made once and kept: imports, and what a function caches. Who needs it meanwhile
    makes it, or waits for the import; what goes wrong is told there.

    >>> from importlib import import_module
    >>> begin_ahead(lambda: import_module("no.such.module")).join()
    """

    def work() -> None:
        with suppress(Exception):
            call()

    thread = threading.Thread(target=work, name="reaug-ahead")
    thread.start()
    return thread
