"""Run folders for tests of lists of runs, with only the files that a list reads."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from reaug.files.run_files import DRIFT, KIND, MANIFEST, TIMING, seal
from reaug.runs.history.record import Record


def forged(
    folder: Path,
    read: str = "raw",
    output: str = "out",
    *,
    at: str | None = "2026-03-01T10:00:00+00:00",
    steps: tuple[Any, ...] = ("aeda",),
    seed: int = 1,
    path: str | None = None,
    **more: Any,
) -> Path:
    """Make the folder of a run that read rows with one digest and wrote rows with another."""
    manifest = {
        "kind": KIND,
        "reaug": "0.1.0",
        "recipe": {"steps": list(steps), "seed": seed},
        "input": {"digest": read, "source": path or f"{read}.json", "path": path, "rows": 10},
        "rules": {"name": "klue-re", "hash": "0"},
        "output": {"rows": 9, "digest": output},
        "findings": 0,
        "steps": [],
        "gates": [],
        "files": {},
        **more,
    }
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MANIFEST).write_text(json.dumps(manifest), "utf-8")
    seal(folder)
    timing = {"started": at, "seconds": {"write": 1.5, "drift": 0.5}, "command": ["reaug"]}
    (folder / TIMING).write_text(json.dumps(timing if at else {}), "utf-8")
    labels = {"no_relation": {"before": 5, "after": 4}, "per:title": {"before": 5, "after": 5}}
    drift = {"label": {"js": 0.25}, "labels": labels}
    (folder / DRIFT).write_text(json.dumps(drift), "utf-8")
    return folder


def record(folder: str, read: str | None, output: str | None, at: str | None = None) -> Record:
    """Make the record of a run without a folder."""
    return Record(folder, sealed=True, started=at, digest=output, input_digest=read)
