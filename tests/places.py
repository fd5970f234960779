"""Run folders of one file, for tests of how a folder is put in place."""

from __future__ import annotations

import json
from pathlib import Path

from reaug.files.run_files import KIND, MANIFEST, SEAL, digests, seal
from reaug.runs.place import staged


def fill(target: Path, *, force: bool = False, text: str = "new") -> None:
    with staged(target, force=force) as stage:
        write_run(stage, text)


def write_run(stage: Path, text: str) -> None:
    """Write the files of a minimal run: a file, its digest, and a manifest with both."""
    (stage / "data").mkdir()
    (stage / "data" / "rows.arrow").write_text(text)
    (stage / MANIFEST).write_text(json.dumps({"kind": KIND, "files": digests(stage)}))
    seal(stage)


def text_of(run: Path) -> str:
    return (run / "data" / "rows.arrow").read_text()


WHOLE = ["run", "run/data", "run/data/rows.arrow", f"run/{MANIFEST}", f"run/{SEAL}"]
