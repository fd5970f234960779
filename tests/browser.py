"""A real headless Chromium for tests, driven by chromedriver over WebDriver's HTTP protocol."""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
import time
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import Request, urlopen

from servers import Server, end, free_port

QUIET = (
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
"""Flags that keep a browser from sending requests of its own."""

KEYS = {
    "Enter": "\ue007",
    "Escape": "\ue00c",
    "Tab": "\ue004",
    "Delete": "\ue017",
    "Shift": "\ue008",
    "Control": "\ue009",
    "Alt": "\ue00a",
    "ArrowLeft": "\ue012",
    "ArrowUp": "\ue013",
    "ArrowRight": "\ue014",
    "ArrowDown": "\ue015",
    "Home": "\ue011",
    "End": "\ue010",
}
"""WebDriver's names of keys that are not characters."""

CHROMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def missing() -> str | None:
    """Return why there is no browser for tests; None if there is one."""
    if not any(map(shutil.which, CHROMES)):
        return "no Chromium is installed"
    return None if shutil.which("chromedriver") else "no chromedriver is installed"


class Browser(Server):
    """A browser with one window; use `with Browser() as browser`."""

    def __init__(self, *flags: str) -> None:
        port = free_port()
        self._base = f"http://127.0.0.1:{port}"
        self._driver = subprocess.Popen(
            ["chromedriver", f"--port={port}"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            self._wait()
            options = {
                "binary": next(filter(None, map(shutil.which, CHROMES))),
                "args": ["--headless", "--no-sandbox", "--disable-gpu", *QUIET, *flags],
            }
            wanted = {
                "goog:chromeOptions": options,
                "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"},
            }
            answer = self._ask("/session", {"capabilities": {"alwaysMatch": wanted}})
            self._session = f"/session/{answer['sessionId']}"
        except BaseException:
            end(self._driver)
            raise

    def stop(self) -> None:
        """Close the window, and stop the driver."""
        try:
            self._ask(self._session, None, "DELETE")
        finally:
            end(self._driver)

    def _wait(self) -> None:
        for _ in range(200):
            try:
                self._ask("/status", None, "GET")
            except (URLError, ConnectionError):
                time.sleep(0.05)
            else:
                return
        raise TimeoutError("chromedriver does not answer")

    def _ask(self, path: str, body: Any, method: str = "POST") -> Any:
        data = None if body is None else json.dumps(body).encode()
        request = Request(self._base + path, data, {"Content-Type": "application/json"})
        request.method = method
        with urlopen(request, timeout=60) as answer:
            return json.load(answer)["value"]

    def open(self, file: Path) -> None:
        """Open a file, and wait until it is loaded."""
        self.visit(file.resolve().as_uri())

    def visit(self, address: str) -> None:
        """Open a page of a server on this machine, and wait until it is loaded.

        On a busy machine, chromedriver sometimes answers while the page is still loading.
        """
        self.js("window.left = true")
        self._ask(f"{self._session}/url", {"url": address})
        self.until("return !window.left && document.readyState === 'complete'")

    def js(self, script: str, *values: Any) -> Any:
        """Run a script, and return its result."""
        return self._ask(f"{self._session}/execute/sync", {"script": script, "args": list(values)})

    def texts(self, selector: str) -> list[str]:
        """Return the texts of the elements that match a selector."""
        script = "return [...document.querySelectorAll(arguments[0])].map((one) => one.textContent)"
        return list(self.js(script, selector))

    def choose(self, name: str, value: str) -> None:
        """Choose a value of a <select>, like a user."""
        self.js(
            "const one = document.querySelector(`select[name=${arguments[0]}]`);"
            "one.value = arguments[1]; one.dispatchEvent(new Event('change'))",
            name,
            value,
        )

    def click(self, selector: str) -> None:
        """Click the first element that matches a selector."""
        self.js("document.querySelector(arguments[0]).click()", selector)

    def type(self, selector: str, text: str) -> None:
        """Type text into an element, key by key."""
        response = self._ask(
            f"{self._session}/element", {"using": "css selector", "value": selector}
        )
        [element] = response.values()
        self._ask(f"{self._session}/element/{element}/value", {"text": text})

    def press(self, *keys: str) -> None:
        """Press keys one after another in the focused element: `a`, `Enter`, `Shift+s`.

        Which element has the focus depends on the page.
        """
        actions: list[dict[str, str]] = []
        for key in keys:
            *held, last = key.split("+") if len(key) > 1 else [key]
            codes = [KEYS[key] for key in held]
            letter = KEYS.get(last, last)
            if held == ["Shift"] and len(last) == 1:
                letter = last.upper()
            actions += [{"type": "keyDown", "value": code} for code in codes]
            actions += [{"type": kind, "value": letter} for kind in ("keyDown", "keyUp")]
            actions += [{"type": "keyUp", "value": code} for code in reversed(codes)]
        self._act({"type": "key", "id": "keys", "actions": actions})

    def drag(
        self, start: tuple[float, float], end: tuple[float, float], kind: str = "mouse"
    ) -> None:
        """Drag with the mouse, or by `touch`, from one position in the window to another."""
        middle = ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)

        def move(to: tuple[float, float]) -> dict[str, Any]:
            return {"type": "pointerMove", "x": round(to[0]), "y": round(to[1]), "duration": 20}

        down, up = ({"type": kind, "button": 0} for kind in ("pointerDown", "pointerUp"))
        actions = [move(start), down, move(middle), move(end), up]
        self._act(
            {"type": "pointer", "id": kind, "parameters": {"pointerType": kind}, "actions": actions}
        )

    def point(self, selector: str) -> None:
        """Click at the position of an element with the mouse, like a user."""
        x, y = self.place(selector)
        self.drag((x, y), (x, y))

    def place(self, selector: str, part: float = 0.5) -> tuple[float, float]:
        """Return a position in the window inside an element, at `part` of its width."""
        script = (
            "const one = document.querySelector(arguments[0]);"
            "one.scrollIntoView({block: 'nearest'});"
            "const {left, top, width, height} = one.getBoundingClientRect();"
            "return [left + width * arguments[1], top + height / 2]"
        )
        x, y = self.js(script, selector, part)
        return x, y

    def _act(self, source: dict[str, Any]) -> None:
        self._ask(f"{self._session}/actions", {"actions": [source]})

    def downloads(self, folder: Path) -> None:
        """Save downloads to a folder."""
        given = {"behavior": "allow", "downloadPath": str(folder)}
        self._command("Browser.setDownloadBehavior", given)

    def _command(self, command: str, given: dict[str, Any]) -> Any:
        """Run a command of the developer tools."""
        return self._ask(f"{self._session}/goog/cdp/execute", {"cmd": command, "params": given})

    def until(self, script: str) -> None:
        """Wait until a script returns true."""
        for _ in range(400):
            if self.js(script):
                return
            time.sleep(0.05)
        raise TimeoutError(script)

    def complaints(self) -> list[str]:
        """Return new messages of the console: errors, and violations of the content policy."""
        lines = self._ask(f"{self._session}/se/log", {"type": "browser"})
        return [line["message"] for line in lines]

    def requests(self) -> list[str]:
        """Return new requests, without those that the content policy blocked."""
        lines = self._ask(f"{self._session}/se/log", {"type": "performance"})
        events = [json.loads(line["message"])["message"] for line in lines]
        stopped = {
            event["params"]["requestId"]
            for event in events
            if event["params"].get("blockedReason") == "csp"
        }
        return [
            event["params"]["request"]["url"]
            for event in events
            if event["method"] == "Network.requestWillBeSent"
            and event["params"]["requestId"] not in stopped
        ]

    def resize(self, width: int, height: int) -> None:
        """Resize the window."""
        self._ask(f"{self._session}/window/rect", {"width": width, "height": height})

    def emulate(self, *, width: int = 1200, dark: bool = False) -> None:
        """Show pages as on a device of this width, in dark or light mode."""
        size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 500}
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        for command, given in (
            ("Emulation.setDeviceMetricsOverride", size),
            ("Emulation.setEmulatedMedia", {"features": [scheme]}),
        ):
            self._command(command, given)

    def touch(self, *, on: bool) -> None:
        """Behave as a device with a touch screen and no mouse, or as one with a mouse again."""
        given = {"enabled": on, **({"maxTouchPoints": 5} if on else {})}
        self._command("Emulation.setTouchEmulationEnabled", given)

    def accessible(self) -> list[tuple[str, str, dict[str, Any]]]:
        """Return what a screen reader is given: role, name and properties of each node."""
        self._command("Accessibility.enable", {})
        nodes = self._command("Accessibility.getFullAXTree", {})["nodes"]
        self._command("Accessibility.disable", {})
        return [
            (
                node["role"]["value"],
                node.get("name", {}).get("value", ""),
                {each["name"]: each["value"].get("value") for each in node.get("properties", ())},
            )
            for node in nodes
            if not node.get("ignored")
        ]

    def screenshot(self, file: Path) -> None:
        """Save a screenshot of the window as PNG."""
        file.write_bytes(base64.b64decode(self._ask(f"{self._session}/screenshot", None, "GET")))
