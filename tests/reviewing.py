"""Simulate a reviewer on the review page in a real browser, and compute the expected result.

The expected result is computed from the data of the page and the pressed keys only, independently
of the scripts of the page.
"""

from __future__ import annotations

import json
import re
import time
from pathlib import Path
from typing import Any

from browser import Browser
from reaug.data import read
from reaug.runs.folder import read_ipc

FILE = "decisions.jsonl"
ROLES = ("subject", "object")
Values = dict[tuple[str, str], Any]
"""Present or expected values by row id and field; for the field `row`, the value is a drop."""


def page_data(file: Path) -> Any:
    """Return the data of the page's scripts."""
    text = file.read_text(encoding="utf-8")
    [document] = re.findall(r'<script type="application/json" id="data">(.*?)</script>', text, re.S)
    data = json.loads(document)
    return data.get("review") or data


class Reviewer:
    """Decides findings by keys or mouse; `expected` are the values that should be written.

    left : fields of rows that must stay unchanged because of a rejection.
    """

    def __init__(self, browser: Browser, file: Path, name: str = "김검토") -> None:
        self.browser, self.file, self.who = browser, file, name
        data = page_data(file)
        self.rows = {row["id"]: row for row in data["rows"]}
        self.findings: dict[str, Any] = {}
        for finding in data["findings"]:
            same = sum(other["key"] == finding["key"] for other in self.findings.values())
            uid = f"{finding['key']}#{same + 1}" if same else finding["key"]
            ids = [
                data["rows"][row]["id"] if isinstance(row, int) else row for row in finding["rows"]
            ]
            self.findings[uid] = finding | {
                "ids": ids,
                "rule": data["rules"][finding["rule"]]["id"],
            }
        self.expected: Values = {}
        self.left: set[tuple[str, str]] = set()
        self.decided: dict[str, str] = {}

    def open(self, address: str = "") -> None:
        """Open the page at the findings."""
        self.browser.complaints()
        self.browser.requests()
        self.browser.open(self.file)
        self.browser.js("location.hash = arguments[0]", address)
        self.browser.js("document.querySelector('.workspace').scrollIntoView()")

    def sign(self) -> None:
        """Enter the reviewer's name, like a user."""
        self.browser.type("input[name=name]", self.who)
        self.browser.press("Enter", "Escape")

    @property
    def uid(self) -> str:
        """Return the id of the finding that is shown."""
        script = "return document.querySelector('.desk .finding')?.dataset.uid ?? ''"
        return str(self.browser.js(script))

    def done(self) -> str:
        """Return the page's text about the number of decisions."""
        [text] = self.browser.texts(".done")
        return text

    def do(self, name: str, key: str, *, mouse: bool) -> str:
        """Press a key or click the button of that name; returns the id of the finding."""
        uid = self.uid
        if mouse:
            self.browser.point(f".desk .actions .{name}")
        else:
            self.browser.press(key)
        return uid

    def accept(self, *, mouse: bool = False) -> None:
        """Accept the finding."""
        uid = self.do("accept", "a", mouse=mouse)
        finding = self.findings[uid]
        for fix in finding["fixes"]:
            self._write(fix["row"], fix["field"], fix["new"], fix)
        self.decided[uid] = "accept"

    def reject(self, *, mouse: bool = False) -> None:
        """Reject the finding."""
        uid = self.do("reject", "r", mouse=mouse)
        finding = self.findings[uid]
        fields = [(fix["row"], fix["field"]) for fix in finding["fixes"]]
        self.left |= set(fields or [(row, finding["field"]) for row in finding["ids"]])
        self.decided[uid] = "reject"

    def drop(self, *, mouse: bool = False) -> None:
        """Drop the first row of the finding."""
        uid = self.do("drop", "d", mouse=mouse)
        self._write(self.findings[uid]["ids"][0], "row", "drop")
        self.decided[uid] = "edit"

    def move_border(self, role: str, by: int, *, mouse: bool = False) -> None:
        """Move the end of a mention by some code points, and save."""
        uid = self.do("edit", "e", mouse=mouse)
        row = self.rows[self.findings[uid]["ids"][0]]
        start, end, _ = row[role]
        if mouse:
            script = (
                "const cells = [...document.querySelectorAll('.editing .letter')];"
                "let at = 0; return cells.findIndex((one) => {"
                "at += Array.from(one.textContent).length; return at >= arguments[0]; })"
            )
            cell = self.browser.js(script, end + by)
            handle = self.browser.place(f".handle.{role}.end")
            self.browser.drag(handle, self.browser.place(f".letter[data-i='{cell}']", 0.9))
            self.browser.point(".editor .primary")
        else:
            keys = ["ArrowRight" if by > 0 else "ArrowLeft"] * abs(by)
            self.browser.press({"subject": "s", "object": "o"}[role], *keys, "Enter")
        self._write(row["id"], f"{role}_entity.end_idx", max(start + 1, end + by) - 1)
        self.decided[uid] = "edit"

    def mark_anew(self, role: str, start: int, end: int) -> None:
        """Select text by dragging from one letter to another, and save."""
        uid = self.do("edit", "e", mouse=True)
        row = self.rows[self.findings[uid]["ids"][0]]
        self.browser.point(f".roles .{role}")
        first, last = (f".letter[data-i='{at}']" for at in (start, end - 1))
        self.browser.drag(self.browser.place(first, 0.4), self.browser.place(last, 0.7))
        self.browser.point(".editor .primary")
        for field, new, old in (
            ("start_idx", start, row[role][0]),
            ("end_idx", end - 1, row[role][1] - 1),
        ):
            if new != old:
                self._write(row["id"], f"{role}_entity.{field}", new)
        self.decided[uid] = "edit"

    def relabel(self, label: str, *, mouse: bool = False) -> None:
        """Change the label of the row."""
        uid = self.do("edit", "e", mouse=mouse)
        self.browser.press("l")
        script = (
            "const one = document.querySelector('.editor select[name=label]');"
            "one.value = arguments[0]; one.dispatchEvent(new Event('change'))"
        )
        self.browser.js(script, label)
        self.browser.press("Escape", "Enter")
        self._write(self.findings[uid]["ids"][0], "label", label)
        self.decided[uid] = "edit"

    def _write(self, row: str, field: str, value: Any, fix: Any = None) -> None:
        key = field if fix is None or fix.get("at") is None else f"{field}@{fix['at']}"
        self.expected[row, key] = value

    def export(self, folder: Path) -> Path:
        """Export with the key, and wait for the file."""
        self.browser.downloads(folder)
        self.browser.press("x")
        for _ in range(100):
            if (folder / FILE).exists():
                return folder / FILE
            time.sleep(0.05)
        raise TimeoutError("nothing was exported")

    def quiet(self) -> None:
        """Check that the console has no messages and that no requests were sent."""
        assert self.browser.complaints() == []
        asked = {url.partition("#")[0] for url in self.browser.requests()}
        assert {url for url in asked if not url.startswith(("blob:", "data:"))} <= {
            self.file.resolve().as_uri()
        }


def should_be(reviewer: Reviewer) -> set[tuple[str, str, str]]:
    """Return the expected log entries of the decisions: row, part and new value.

    For a mention, the value is its span; for an edit of the sentence, only its presence counts.
    """
    parts: dict[tuple[str, str], str] = {}
    borders: dict[tuple[str, str], list[int]] = {}
    for (row_id, field), value in reviewer.expected.items():
        row = reviewer.rows[row_id]
        role, _, part = field.partition("_entity.")
        if part in ("start_idx", "end_idx"):
            span = borders.setdefault((row_id, role), row[role][:2])
            borders[row_id, role] = (
                [value, span[1]] if part == "start_idx" else [span[0], value + 1]
            )
        elif part == "type":
            if value != row[role][2]:
                parts[row_id, f"{role}_type"] = value
        elif field.startswith("sentence"):
            parts[row_id, "sentence"] = ""
        elif field == "row":
            parts[row_id, "row"] = value
        elif field == "label" and value != row["label"]:
            parts[row_id, "label"] = value
    for (row_id, role), span in borders.items():
        if span != reviewer.rows[row_id][role][:2]:
            parts[row_id, role] = "{}:{}".format(*span)
    gone = {row_id for row_id, part in parts if part == "row"}
    return {
        (*where, value)
        for where, value in parts.items()
        if where[1] == "row" or where[0] not in gone
    }


def was_written(run: Path) -> set[tuple[str, str, str]]:
    """Return the changes of the step `patch` from the log of a run, in the form of `should_be`."""
    changes = read_ipc(run / "log" / "changes.arrow").to_pylist()
    parts = set()
    for change in changes:
        if change["step"].endswith("patch"):
            is_edit = change["kind"] == "edit"
            part, new = ("sentence", "") if is_edit else (change["field"], change["new"])
            parts.add((change["row_id"], part, new))
    dropped = run / "log" / "dropped.arrow"
    for change in read_ipc(dropped).to_pylist() if dropped.exists() else ():
        if change["_step"].endswith("patch"):
            parts.add((change["_row_id"], "row", "drop"))
    return parts


def overruled(reviewer: Reviewer, run: Path) -> set[tuple[str, str]]:
    """Return fields that were changed although a rejection should have kept them."""
    columns = {"label": "label"} | {f"{role}_entity.type": f"{role}_type" for role in ROLES}
    rows = {row["_row_id"]: row for row in read(run).table.to_pylist()}
    return {
        (row_id, field)
        for row_id, field in reviewer.left
        if row_id in rows and field in columns and (row_id, field) not in reviewer.expected
        if rows[row_id][columns[field]] != _held(reviewer.rows[row_id], field)
    }


def _held(row: Any, field: str) -> Any:
    return row["label"] if field == "label" else row[field.partition("_")[0]][2]
