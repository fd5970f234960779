"""Ctrl-C while worker processes begin: it waits, and then reaches the parent alone."""

from __future__ import annotations

import os
import signal

import pytest

from reaug.pipeline.engines.local import _interrupts_held


@pytest.mark.skipif(not hasattr(signal, "pthread_sigmask"), reason="no signal masks here")
def test_an_interrupt_waits_and_is_not_lost() -> None:
    reached = False
    with pytest.raises(KeyboardInterrupt), _interrupts_held():  # noqa: PT012
        os.kill(os.getpid(), signal.SIGINT)
        reached = True
    assert reached
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, [])
