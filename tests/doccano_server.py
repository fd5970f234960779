"""A real doccano for tests, started locally from its own virtual environment.

Its pinned dependencies conflict with ours, so it is not installed here. `REAUG_DOCCANO` is the
command; by default `doccano` on the path. (doccano 1.8.4 needs `marshmallow<4` to start.)
"""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import time
import uuid
import zipfile
from collections.abc import Callable
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import HTTPCookieProcessor, Request, build_opener

from servers import Server, end, free_port

USER = "reviewer"
PASSWORD = "a-password-1"  # of a server that exists only during a test
_ROOT = "import importlib.util as u; print(u.find_spec('backend').submodule_search_locations[0])"


def command() -> str | None:
    """Return the command of doccano; None if there is none."""
    return os.environ.get("REAUG_DOCCANO") or shutil.which("doccano")


class Doccano(Server):
    """A server with one user, its task queue, and its API; use `with Doccano(folder) as server`."""

    def __init__(self, folder: Path, *, patience: float = 300) -> None:
        name = command()
        assert name is not None
        self.patience = patience
        python = str(Path(name).with_name("python"))
        port = free_port()
        self.base = f"http://127.0.0.1:{port}"
        self.jar = CookieJar()
        self._open = build_opener(HTTPCookieProcessor(self.jar)).open
        self._log = (folder / "log").open("wb")
        env = {
            **os.environ,
            "DOCCANO_HOME": str(folder),
            "DATABASE_URL": f"sqlite:///{folder / 'db.sqlite3'}",
            "MEDIA_ROOT": str(folder / "media"),
            "STANDALONE": "True",
            "DJANGO_SETTINGS_MODULE": "config.settings.production",
        }
        for words in (["init"], ["createuser", "--username", USER, "--password", PASSWORD]):
            subprocess.run([name, *words], env=env, check=True, stdout=self._log, stderr=self._log)
        root = subprocess.run([python, "-c", _ROOT], check=True, capture_output=True, text=True)
        # doccano's own command would listen on all addresses.
        serve = [python, "-m", "gunicorn", "--chdir", root.stdout.strip(), "config.wsgi"]
        commands = (
            [*serve, "--bind", f"127.0.0.1:{port}"],
            [name, "task", "--concurrency", "1"],
        )
        self._processes = [
            subprocess.Popen(
                words, env=env, stdin=subprocess.DEVNULL, stdout=self._log, stderr=self._log
            )
            for words in commands
        ]
        try:
            self._until(lambda: self._answers("/v1/health/?format=json"))
            login = {"username": USER, "password": PASSWORD}
            self.ask("/v1/auth/login/", login)
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Stop the server and its task queue."""
        end(*self._processes)
        self._log.close()

    def _answers(self, path: str) -> bool:
        assert all(process.poll() is None for process in self._processes), "doccano did not start"
        try:
            with self._open(f"{self.base}{path}", timeout=5):
                return True
        except (URLError, ConnectionError, TimeoutError):
            return False

    def _until(self, done: Callable[[], Any]) -> Any:
        end = time.monotonic() + self.patience
        while time.monotonic() < end:
            if result := done():
                return result
            time.sleep(0.5)
        raise TimeoutError("doccano does not answer")

    def ask(self, path: str, body: Any = None, method: str | None = None) -> Any:
        """Call the API, and return its answer: JSON, or bytes if it is not JSON."""
        data = None if body is None else json.dumps(body).encode()
        return self._ask(path, data, "application/json", method)

    def _ask(self, path: str, data: bytes | None, kind: str, method: str | None = None) -> Any:
        request = Request(f"{self.base}{path}", data, {"Content-Type": kind})
        request.add_header("Referer", self.base)
        token = next((cookie.value for cookie in self.jar if cookie.name == "csrftoken"), None)
        if token:
            request.add_header("X-CSRFToken", token)
        if method is not None:
            request.method = method
        with self._open(request, timeout=120) as answer:
            raw = answer.read()
        try:
            return json.loads(raw)
        except ValueError:
            return raw

    def project(self, lines: bytes) -> int:
        """Create a relation project with the documents of a file; returns its id."""
        created = self.ask(
            "/v1/projects",
            {
                "name": "reaug",
                "description": "reaug",
                "guideline": "",
                "project_type": "SequenceLabeling",
                "resourcetype": "SequenceLabelingProject",
                "use_relation": True,
                "allow_overlapping": True,
                "collaborative_annotation": True,
                "tags": [],
            },
        )
        number = int(created["id"])
        body = {
            "format": "JSONL",
            "task": "RelationExtraction",
            "uploadIds": [self._uploaded(lines)],
            "column_data": "text",
            "column_label": "label",
            "delimiter": "",
            "encoding": "utf_8",
        }
        task = self.ask(f"/v1/projects/{number}/upload", body)["task_id"]
        done = self._until(lambda: self._ready(task))
        assert not done.get("error"), done
        return number

    def _ready(self, task: str) -> Any:
        state = self.ask(f"/v1/tasks/status/{task}")
        return state if state.get("ready") else None

    def _uploaded(self, lines: bytes) -> str:
        mark = uuid.uuid4().hex
        head = (
            f'--{mark}\r\nContent-Disposition: form-data; name="filepond"\r\n\r\n{{}}\r\n'
            f'--{mark}\r\nContent-Disposition: form-data; name="filepond"; filename="d.jsonl"\r\n'
            "Content-Type: application/octet-stream\r\n\r\n"
        )
        data = head.encode() + lines + f"\r\n--{mark}--\r\n".encode()
        answer = self._ask("/v1/fp/process/", data, f"multipart/form-data; boundary={mark}")
        return answer.decode() if isinstance(answer, bytes) else str(answer)

    def documents(self, project: int) -> list[dict[str, Any]]:
        """Return the documents of a project, in order."""
        listed = self.ask(f"/v1/projects/{project}/examples?limit=1000&offset=0")["results"]
        return sorted(listed, key=lambda document: int(document["id"]))

    def export(self, project: int, *, approved: bool = False) -> str:
        """Return the export of a project, as JSON lines."""
        body = {"format": "JSONL", "exportApproved": approved}
        task = self.ask(f"/v1/projects/{project}/download", body)["task_id"]
        self._until(lambda: self._ready(task))
        raw = self.ask(f"/v1/projects/{project}/download?taskId={task}")
        assert isinstance(raw, bytes), raw
        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            return "".join(packed.read(name).decode() for name in sorted(packed.namelist()))
