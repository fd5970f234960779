"""Start servers in tests: find a free port, and always stop them."""

from __future__ import annotations

import socket
import subprocess
from typing import Self


def free_port() -> int:
    """Return a free port of this machine."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def end(*processes: subprocess.Popen[bytes], seconds: float = 30) -> None:
    """Terminate processes, and kill those that do not react."""
    for process in processes:
        process.terminate()
    for process in processes:
        try:
            process.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


class Server:
    """A server that is stopped at the end of a `with` block."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        self.stop()

    def stop(self) -> None:
        """Stop the server."""
        raise NotImplementedError
