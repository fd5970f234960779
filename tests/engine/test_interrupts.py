"""Ctrl-C while worker processes begin: it waits, and then reaches the parent alone."""

from __future__ import annotations

import os
import signal
import threading

import pytest

from reaug.core.worker_pool import _interrupts_held


@pytest.mark.skipif(not hasattr(signal, "pthread_sigmask"), reason="no signal masks here")
@pytest.mark.parametrize("others", [0, 4])
def test_an_interrupt_waits_and_is_not_lost(others: int, request: pytest.FixtureRequest) -> None:
    done = threading.Event()
    request.addfinalizer(done.set)
    for _ in range(others):  # which take signals that the main thread blocks
        threading.Thread(target=done.wait, daemon=True).start()
    reached = False
    with pytest.raises(KeyboardInterrupt), _interrupts_held():  # noqa: PT012
        os.kill(os.getpid(), signal.SIGINT)
        reached = True
    assert reached
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, [])
