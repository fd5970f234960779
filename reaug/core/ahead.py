"""Start work in the background whose result is needed later."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress


def begin_ahead(call: Callable[[], object]) -> threading.Thread:
    """Run a call in a background thread, and return the thread.

    File reading and regular expressions release the GIL for much of their time, so such a thread
    costs little. Meant for imports and for functions that cache their result. Code that needs the
    result before the thread is done computes it itself, or waits for the import; an error in the
    thread is ignored here and raised there.

    >>> from importlib import import_module
    >>> begin_ahead(lambda: import_module("no.such.module")).join()
    """

    def work() -> None:
        with suppress(Exception):
            call()

    thread = threading.Thread(target=work, name="reaug-ahead")
    thread.start()
    return thread
