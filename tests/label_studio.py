"""A real Label Studio for tests, started locally from its own virtual environment.

Its pinned dependencies conflict with ours, so it is not installed here. `REAUG_LABEL_STUDIO` is the
command; by default `label-studio` on the path.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import time
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener

from servers import Server, end, free_port

USER = "reviewer@example.com"
PASSWORD = "a-password-1"  # of a server that exists only during a test
_QUIET = {
    "LATEST_VERSION_CHECK": "false",
    "COLLECT_ANALYTICS": "false",
    "SENTRY_DSN": "",
    "FRONTEND_SENTRY_DSN": "",
}


def command() -> str | None:
    """Return the command that starts Label Studio; None if there is none."""
    return os.environ.get("REAUG_LABEL_STUDIO") or shutil.which("label-studio")


class LabelStudio(Server):
    """A server with one user, and its API; use `with LabelStudio(folder) as server`."""

    def __init__(self, folder: Path, *, patience: float = 600) -> None:
        name = command()
        assert name is not None
        port = free_port()
        self.base = f"http://127.0.0.1:{port}"
        self.jar = CookieJar()
        self._open = build_opener(HTTPCookieProcessor(self.jar)).open
        self._log = (folder / "log").open("wb")
        words = ["start", "--no-browser", "--port", str(port), "--internal-host", "127.0.0.1"]
        self._server = subprocess.Popen(
            [name, *words, "--username", USER, "--password", PASSWORD],
            env={**os.environ, **_QUIET, "LABEL_STUDIO_BASE_DATA_DIR": str(folder)},
            stdin=subprocess.DEVNULL,
            stdout=self._log,
            stderr=subprocess.STDOUT,
        )
        try:
            self._wait(patience)
            self._log_in()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Stop the server."""
        end(self._server)
        self._log.close()

    def _wait(self, patience: float) -> None:
        end = time.monotonic() + patience  # the first start creates its database
        while time.monotonic() < end:
            assert self._server.poll() is None, "Label Studio did not start"
            try:
                with self._open(f"{self.base}/health", timeout=5):
                    return
            except (URLError, ConnectionError, TimeoutError):
                time.sleep(1)
        raise TimeoutError("Label Studio does not answer")

    def _log_in(self) -> None:
        with self._open(f"{self.base}/user/login/", timeout=60) as page:
            text = page.read().decode()
        match = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', text)
        assert match is not None
        form = {"csrfmiddlewaretoken": match[1], "email": USER, "password": PASSWORD}
        request = Request(f"{self.base}/user/login/", urlencode(form).encode())
        request.add_header("Referer", f"{self.base}/user/login/")
        with self._open(request, timeout=60):
            pass
        assert any(cookie.name == "sessionid" for cookie in self.jar)

    def ask(self, path: str, body: Any = None, method: str | None = None) -> Any:
        """Call the API, and return its answer."""
        data = None if body is None else json.dumps(body).encode()
        request = Request(f"{self.base}{path}", data, {"Content-Type": "application/json"})
        request.add_header("Referer", self.base)
        token = next((cookie.value for cookie in self.jar if cookie.name == "csrftoken"), None)
        if token:
            request.add_header("X-CSRFToken", token)
        if method is not None:
            request.method = method
        with self._open(request, timeout=120) as answer:
            text = answer.read().decode()
        return json.loads(text) if text else None

    def project(self, config: str, tasks: list[dict[str, Any]], title: str = "reaug") -> int:
        """Create a project with tasks; returns its id."""
        created = self.ask("/api/projects/", {"title": title, "label_config": config})
        number = int(created["id"])
        self.ask(f"/api/projects/{number}/import", tasks)
        return number

    def tasks(self, project: int) -> list[dict[str, Any]]:
        """Return the tasks of a project with predictions, as used by the labelling page."""
        listed = self.ask(f"/api/tasks?project={project}&page_size=1000&fields=all")
        ids = sorted(task["id"] for task in listed["tasks"])
        return [self.ask(f"/api/tasks/{number}") for number in ids]

    def annotate(self, task: int, result: list[dict[str, Any]]) -> None:
        """Submit an annotation, like the labelling page."""
        self.ask(f"/api/tasks/{task}/annotations/", {"result": result, "lead_time": 3.0})

    def export(self, project: int) -> list[dict[str, Any]]:
        """Return the JSON export of a project."""
        return list(self.ask(f"/api/projects/{project}/export?exportType=JSON"))
