"""Servers that tests start: a port that is free, and an end whatever happens."""

from __future__ import annotations

import socket
import subprocess
from typing import Self


def free_port() -> int:
    """A port of this machine on which nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def end(*processes: subprocess.Popen[bytes], seconds: float = 30) -> None:
    """End processes that belong together; those that do not listen are killed."""
    for process in processes:
        process.terminate()
    for process in processes:
        try:
            process.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


class Server:
    """Something that has been started, and is stopped at the end of a `with`."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        self.stop()

    def stop(self) -> None:
        """End what was started."""
        raise NotImplementedError
