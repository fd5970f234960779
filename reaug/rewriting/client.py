"""A client of the chat API of OpenAI, which vLLM, Ollama, llama.cpp and other servers offer, too.

It uses only the standard library. Each thread keeps its connection, and a response must arrive
within a time limit. Temporary failures (429, 5xx, a broken connection, incomplete JSON) are
retried, after the time that the server asks for. Permanent failures raise an error of one line.
"""

from __future__ import annotations

import email.utils
import http.client
import json
import threading
import time
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit

from reaug.core.quotes import shorten
from reaug.errors import InputError, UsageError
from reaug.rewriting.answers import FAILED, Answer, answer_of, error_message
from reaug.rewriting.requests import Request
from reaug.rewriting.server_address import endpoint

_AGAIN: Final = frozenset((408, 409, 425, 429, 500, 502, 503, 504, 529))
_REFUSED: Final = frozenset((401, 402, 403))
"""Statuses that a retry does not change: the key, the balance or the account is the reason."""
_ENDED: Final = frozenset(
    ("insufficient_quota", "billing_hard_limit_reached", "billing_not_active")
)
"""Error codes with status 429 that a retry does not change, while 429 else asks to wait."""
_NO_TLS: Final = frozenset(("WRONG_VERSION_NUMBER", "HTTP_REQUEST"))
_MOST_SILENT: Final = 3
"""Number of requests without an answer after which a server that never answered is given up."""
_MOST_BYTES: Final = 8 << 20
_LONGEST_WAIT: Final = 120.0
_FIRST_WAIT: Final = 0.25


class _PassingError(Exception):
    """A failure that a retry may fix.

    wait : the seconds that the server asks to wait; None if it does not say.
    """

    def __init__(self, what: str, wait: float | None = None) -> None:
        super().__init__(what)
        self.wait = wait


@dataclass
class Client:
    """A client of one server.

    Parameters
    ----------
    url, key_env, key
        The address, the name of the environment variable with the key, and the key itself.
    timeout
        The time limit for one answer, in seconds.
    retries
        Number of retries of a request.
    """

    url: str
    key: str | None = None
    key_env: str = "OPENAI_API_KEY"
    timeout: float = 60.0
    retries: int = 4
    tries: int = 0
    """Number of requests that were sent, including retries."""
    answered: bool = False
    """Whether the server has ever answered with a chat completion."""
    problems: dict[str, int] = field(default_factory=dict)
    refusal: str = ""
    """Why the server stopped answering, in one line; "" while it answers. Then nothing is sent."""
    words: str = ""
    """The server's last error message, shortened and quoted."""
    _silent: int = 0
    _until: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _own: threading.local = field(default_factory=threading.local)

    def ask(self, request: Request) -> Answer:
        """Return the answer to a request; with status `failed` if all attempts failed.

        Raises
        ------
        UsageError
            The key is missing or refused, or the request can never be answered.
        InputError
            The server offers no such API, or cannot be reached.
        """
        if self.refusal:
            return Answer(request.key, FAILED)
        last = ""
        for attempt in range(self.retries + 1):
            self._pause()
            try:
                status, headers, body = self._sent(request)
                answer = self._read(request, status, headers, body)
                self.answered = True
                return answer
            except _PassingError as error:
                last, wait = str(error), error.wait
            except (OSError, http.client.HTTPException) as error:
                self.close()
                last, wait = _cause(error), None
                if not self.answered and getattr(error, "reason", "") in _NO_TLS:
                    raise InputError(
                        f"{self.url}: does not use TLS; should its address start with http:// "
                        "instead of https://?"
                    ) from error
            self._count(last)
            if attempt < self.retries:
                self._wait(wait, attempt)
        if not self.answered and last.startswith("status 429"):
            self._silent += 1
            if self._silent >= _MOST_SILENT:
                reason = f"{last}: {self.words}" if self.words else last
                raise InputError(f"{self.url}: rejects the first {self._silent} requests: {reason}")
        elif not self.answered:
            if last.startswith("status ") and self.words:
                last = f"{last}: {self.words}"
            if not self.retries:
                raise InputError(
                    f"{self.url}: no answer from an OpenAI-compatible server: {last} (1 attempt); "
                    "is it running, and is this its address?"
                )
            raise InputError(
                f"{self.url}: no answer from an OpenAI-compatible server: {last} "
                f"({self.retries + 1} attempts); is it running, and is this its address?"
            )
        return Answer(request.key, FAILED)

    def _count(self, problem: str) -> None:
        with self._lock:
            self.problems[problem] = self.problems.get(problem, 0) + 1

    def _pause(self) -> None:
        """Wait as long as the server has asked to wait; this holds for all threads."""
        while (seconds := self._until - time.monotonic()) > 0:
            time.sleep(min(seconds, 1.0))

    def _wait(self, wait: float | None, attempt: int) -> None:
        if wait is None:
            time.sleep(min(_FIRST_WAIT * 2**attempt, 10.0))
            return
        with self._lock:
            self._until = max(self._until, time.monotonic() + min(wait, _LONGEST_WAIT))

    def _sent(self, request: Request) -> tuple[int, Mapping[str, str], bytes]:
        """Send a request, and return the status, headers and body of the response."""
        end = time.monotonic() + self.timeout
        body = json.dumps(request.body, ensure_ascii=False).encode("utf-8", "replace")
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        if self.key:
            headers["Authorization"] = f"Bearer {self._checked_key(self.key)}"
        with self._lock:
            self.tries += 1
        response = self._response(body, headers)
        parts, size = [], 0
        while part := response.read1(1 << 16):
            size += len(part)
            parts.append(part)
            if size > _MOST_BYTES or time.monotonic() > end:
                self.close()
                raise _PassingError("an answer that does not end")
        response.close()  # `read1` leaves the response open, and the connection in use
        given = {name.lower(): value for name, value in response.getheaders()}
        if size < _length(given):
            self.close()
            raise _PassingError("the connection ended in the middle of an answer")
        if response.will_close:
            self.close()
        return response.status, given, b"".join(parts)

    def _response(self, body: bytes, headers: Mapping[str, str]) -> http.client.HTTPResponse:
        """Send a request, and return the response, of which the body is still to be read."""
        # If the server has closed the connection meanwhile, the request is sent over a new one.
        is_reused = getattr(self._own, "connection", None) is not None
        try:
            connection, target = self._connection()
            connection.request("POST", target, body, dict(headers))
            return connection.getresponse()
        except ConnectionError:
            self.close()
            if not is_reused:
                raise
        connection, target = self._connection()
        connection.request("POST", target, body, dict(headers))
        return connection.getresponse()

    def _read(
        self, request: Request, status: int, headers: Mapping[str, str], body: bytes
    ) -> Answer:
        """Return the answer in a response.

        Raises
        ------
        _PassingError
            The response has no answer, but a retry may get one.
        UsageError, InputError
            The request, or the server, will never give an answer.
        """
        try:
            data = json.loads(body.decode())
        except (ValueError, RecursionError):
            data = None
        if status in _REFUSED or (status == 429 and _is_final(data)):
            message = self._about_refusal(status, self._quoted(data))
            if not self.answered:
                raise UsageError(message)
            self.refusal = message
            self._count(f"status {status}")
            return Answer(request.key, FAILED)
        if status in _AGAIN:
            self.words = self._quoted(data)
            raise _PassingError(f"status {status}", _retry_after(headers))
        if 300 <= status < 400:
            # Redirects are not followed: key and data would go to an address that the user did not
            # choose.
            where = _elsewhere(headers.get("location", ""))
            raise InputError(f"{self.url}: is redirected{where}; give the address that answers")
        if status == 200 and isinstance(data, dict):
            answer = answer_of(request.key, data)
            if answer.status == FAILED and not self.answered and "choices" not in data:
                raise InputError(self._no_such_api("its answer holds no choices"))
            if answer.status == FAILED:
                raise _PassingError("an answer that does not contain exactly one text")
            return answer
        if status == 200:
            kind = headers.get("content-type", "")
            if not self.answered and "json" not in kind:
                raise InputError(self._no_such_api(f"it answers {kind or 'no JSON'}"))
            raise _PassingError("an answer that is not JSON")
        if not self.answered:
            if status == 400 and self.url.startswith("http:") and b"https" in body.lower():
                raise InputError(
                    f"{self.url}: requires TLS; should its address start with https:// instead of "
                    "http://?"
                )
            if status in (404, 405) and not isinstance(data, dict):
                raise InputError(self._no_such_api(f"status {status}"))
            reason = self._quoted(data) or shorten(f"status {status}")
            raise UsageError(f"{self.url}: rejects the first request: {reason}")
        self.words = self._quoted(data)
        self._count(f"status {status}")
        return Answer(request.key, FAILED)

    def _no_such_api(self, what: str) -> str:
        return (
            f"{self.url}: is no OpenAI-compatible server: {what} at {endpoint(self.url)}; give the "
            "address under which /chat/completions lies, as http://localhost:8000/v1"
        )

    def _checked_key(self, key: str) -> str:
        """Return the key, after checking that a header can contain it; no error shows the key."""
        if all("!" <= sign <= "~" for sign in key):
            return key
        raise UsageError(
            f"the environment variable {self.key_env} contains white space or another character "
            "that keys never have, such as a line break from a file; set it again without that"
        )

    def _quoted(self, data: Any) -> str:
        """Return the server's error message, quoted, shortened and without the key; "" if none."""
        message = error_message(data)
        if self.key:
            message = message.replace(self.key, "…")
        return shorten(message, 200) if message else ""

    def _about_refusal(self, status: int, reason: str) -> str:
        if status == 401 and not self.key:
            return (
                f"{self.url}: requires a key: put it into the environment variable {self.key_env}"
            )
        if status in (401, 403):
            if not reason:
                return f"{self.url}: rejects the key in {self.key_env}"
            return f"{self.url}: rejects the key in {self.key_env}: {reason}"
        return f"{self.url}: no longer answers any request: {reason or f'status {status}'}"

    def _connection(self) -> tuple[http.client.HTTPConnection, str]:
        """Return this thread's connection, and the path to request."""
        parts = urlsplit(endpoint(self.url))
        host, port = parts.hostname or "", parts.port
        target = parts.path or "/"
        proxy = None if urllib.request.proxy_bypass(host) else _proxy(parts.scheme)
        if proxy is not None and parts.scheme == "http":
            target = endpoint(self.url)
        connection: http.client.HTTPConnection | None = getattr(self._own, "connection", None)
        if connection is not None:
            return connection, target
        made: http.client.HTTPConnection
        at = (host, port) if proxy is None else proxy
        if parts.scheme == "https":
            made = http.client.HTTPSConnection(*at, timeout=self.timeout)
            if proxy is not None:
                made.set_tunnel(host, port)
        else:
            made = http.client.HTTPConnection(*at, timeout=self.timeout)
        self._own.connection = made
        return made, target

    def close(self) -> None:
        """Close this thread's connection; the next request opens a new one."""
        connection = getattr(self._own, "connection", None)
        self._own.connection = None
        if connection is not None:
            connection.close()


def _proxy(scheme: str) -> tuple[str, int | None] | None:
    """Return host and port of the proxy in the environment; None if none is set."""
    given = urllib.request.getproxies().get(scheme)
    if not given:
        return None
    parts = urlsplit(given if "://" in given else f"http://{given}")
    return (parts.hostname, parts.port) if parts.hostname else None


def _elsewhere(location: str) -> str:
    """Return where a server redirects to, as part of a message, without secrets in the address.

    >>> _elsewhere("https://me:secret@host/v1/chat/completions?key=1"), _elsewhere("/login")
    (", to 'https://host/v1/chat/completions'", ", to '/login'")
    """
    try:
        parts = urlsplit(location)
        host = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}" if parts.netloc else ""
    except ValueError:
        return ""
    shown = shorten(f"{host}{parts.path}", 120)
    return f", to {shown}" if shown else ""


def _length(headers: Mapping[str, str]) -> int:
    """Return the length of a body in bytes that a header states; 0 if none does.

    >>> _length({"content-length": "12"}), _length({"content-length": "many"}), _length({})
    (12, 0, 0)
    """
    given = headers.get("content-length", "")
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 20 else 0


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """Return how many seconds a header asks to wait; None if none does.

    The header has a number of seconds, or a date.

    >>> _retry_after({"retry-after": "1.5"}), _retry_after({"retry-after": "soon"})
    (1.5, None)
    """
    given = headers.get("retry-after")
    if given is None:
        return None
    try:
        return min(max(float(given), 0.0), _LONGEST_WAIT)
    except ValueError:
        pass
    try:
        moment = email.utils.parsedate_to_datetime(given)
    except ValueError:
        return None
    return min(max(moment.timestamp() - time.time(), 0.0), _LONGEST_WAIT)


def _cause(error: Exception) -> str:
    """Return in few words what went wrong with a connection."""
    if isinstance(error, TimeoutError):
        return "no answer in time"
    if isinstance(error, ConnectionRefusedError):
        return "it cannot be reached"
    if isinstance(error, http.client.HTTPException):
        return "the connection ended in the middle of an answer"
    return getattr(error, "strerror", None) or type(error).__name__


def _is_final(data: Any) -> bool:
    """Return whether an error means that no later try will succeed, such as an empty account.

    >>> _is_final({"error": {"code": "insufficient_quota"}}), _is_final({"error": "slow down"})
    (True, False)
    """
    error = data.get("error", data) if isinstance(data, dict) else None
    names = (error.get(name) for name in ("code", "type")) if isinstance(error, dict) else ()
    return any(isinstance(name, str) and name in _ENDED for name in names)
