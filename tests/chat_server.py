"""A scripted local server of the chat API, which answers or misbehaves on demand."""

from __future__ import annotations

import json
import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple

SHOWN = re.compile(r"<<< ?(.*?) ?>>>\s*$", re.DOTALL)


class Reply(NamedTuple):
    """A response: status, headers, and the body or its first bytes."""

    status: int = 200
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()
    wait: float = 0.0
    cut: bool = False


def says(text: str, *, finish: str = "stop") -> Reply:
    """Make an answer with one text."""
    choice = {
        "index": 0,
        "message": {"role": "assistant", "content": text},
        "finish_reason": finish,
    }
    return as_json({"choices": [choice], "usage": {"prompt_tokens": 100, "completion_tokens": 20}})


def as_json(value: Any, status: int = 200, **headers: str) -> Reply:
    """Make a response of any JSON."""
    given = tuple((name.replace("_", "-"), text) for name, text in headers.items())
    body = json.dumps(value, ensure_ascii=False).encode()
    return Reply(status, body, (("Content-Type", "application/json"), *given))


def shown(body: dict[str, Any]) -> str:
    """Return the sentence in a request."""
    match = SHOWN.search(body["messages"][-1]["content"])
    assert match is not None
    return match[1]


def reworded(body: dict[str, Any]) -> Reply:
    """Answer with the sentence after an introduction: a paraphrase that keeps everything."""
    return says("들리는 말로는 " + shown(body))


Script = Callable[[dict[str, Any], int], Reply]
"""Makes the response to a body that was sent for the n-th time, from 1."""


class Server:
    """A server that records its requests."""

    def __init__(self, script: Script) -> None:
        self.script = script
        self.asked: list[dict[str, Any]] = []
        self.keys: set[str | None] = set()
        self.at_once = self.most_at_once = 0
        self._times: Counter[str] = Counter()
        self._lock = threading.Lock()
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            # Headers and body are two writes; Nagle's algorithm would delay each request by 40 ms.
            disable_nagle_algorithm = True

            def do_POST(self) -> None:
                text = self.rfile.read(int(self.headers["Content-Length"])).decode()
                with server._lock:
                    server.at_once += 1
                    server.most_at_once = max(server.most_at_once, server.at_once)
                try:
                    self._answer(server._reply(self.path, text, self.headers.get("Authorization")))
                except (BrokenPipeError, ConnectionResetError):
                    self.close_connection = True
                finally:
                    with server._lock:
                        server.at_once -= 1

            def handle(self) -> None:
                with suppress(ConnectionError):  # the client has disconnected
                    super().handle()

            def _answer(self, reply: Reply) -> None:
                if reply.wait:
                    time.sleep(reply.wait)
                self.send_response(reply.status)
                for name, value in reply.headers:
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(reply.body) * (2 if reply.cut else 1)))
                self.end_headers()
                self.wfile.write(reply.body)
                if reply.cut:
                    self.close_connection = True

            def log_message(self, *_: object) -> None:
                pass

        class Http(ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 128  # number of simultaneous connections

        self._http = Http(("127.0.0.1", 0), Handler)

    @property
    def url(self) -> str:
        """The address of the server."""
        return f"http://127.0.0.1:{self._http.server_address[1]}/v1"

    def _reply(self, path: str, text: str, key: str | None) -> Reply:
        if path != "/v1/chat/completions":
            return Reply(404, b"not found")
        body = json.loads(text)
        with self._lock:
            self.asked.append(body)
            self.keys.add(key)
            self._times[text] += 1
            times = self._times[text]
        return self.script(body, times)

    def serve(self) -> None:
        """Serve requests until the server is closed."""
        self._http.serve_forever(poll_interval=0.01)

    def close(self) -> None:
        """Stop the server."""
        self._http.shutdown()
        self._http.server_close()


@contextmanager
def serving(script: Script = lambda body, _: reworded(body)) -> Iterator[Server]:
    """Context manager for a server that runs in a thread."""
    server = Server(script)
    thread = threading.Thread(target=server.serve, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.close()
        thread.join()
