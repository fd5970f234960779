"""Run recipes in tests: on the samples, on rows written inline, or on generated data."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from reaug.files.run_files import MANIFEST, digests, seal
from reaug.recipe.model import Recipe
from reaug.runs.preparation import Plan, prepare
from reaug.runs.run import Result, run

SAMPLES = Path(__file__).resolve().parents[1] / "samples"
SHARED_DATA = SAMPLES.parents[1] / "shared" / "data"
SAMPLE = SAMPLES / "klue-style.json"

# All kinds of steps and blocks: types, drops, role swaps with labels, exchanges, renamed mentions,
# context edits, one_of, some_of, two augment blocks, and columns.
EVERYTHING: tuple[Any, ...] = (
    {"entity_type_correction": {"threshold": 0.9}},
    {"deduplicate": {"keep": "majority"}},
    {"some_of": {"steps": ["aeda", {"random_deletion": {"p": 0.5}}], "count": 2}},
    {"entity_swap": {"mode": "role", "p": 0.3}},
    {
        "augment": {
            "copies": 2,
            "where": {"rare_below": 12, "not_labels": ["no_relation"]},
            "steps": [
                {"one_of": {"steps": ["entity_swap", "random_masking"], "weights": [3, 1]}},
                {"aeda": {"p": 0.5}},
            ],
        }
    },
    {"random_masking": {"target": "object", "p": 0.1}},
    {
        "augment": {
            "where": {"labels": ["per:spouse", "per:siblings"]},
            "steps": [{"entity_swap": {"mode": "exchange"}}],
        }
    },
    {"curriculum": {"by": "eojeol", "buckets": 4}},
)


def sample_rows() -> list[dict[str, Any]]:
    """Return the rows of the sample data set."""
    rows: list[dict[str, Any]] = json.loads(SAMPLE.read_text(encoding="utf-8"))
    return rows


def row(
    sentence: str = "이순신은 한산도에서 이겼다.",
    subject: tuple[str, str] = ("이순신", "PER"),
    object_: tuple[str, str] = ("한산도", "LOC"),
    label: str = "no_relation",
    **more: Any,
) -> dict[str, Any]:
    """Make a row in KLUE's schema; `more` are a guid and other columns."""
    mentions = {}
    for name, (word, kind) in (("subject_entity", subject), ("object_entity", object_)):
        at = sentence.index(word)
        mentions[name] = {
            "word": word,
            "start_idx": at,
            "end_idx": at + len(word) - 1,
            "type": kind,
        }
    return {"sentence": sentence, **mentions, "label": label, "source": "test", **more}


def save(rows: Any, path: Path) -> Path:
    """Write rows as KLUE JSON."""
    path.write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
    return path


def plan(steps: Sequence[Any], source: Any = SAMPLE, **fields: Any) -> Plan:
    """Prepare a run of these steps."""
    return prepare(Recipe.model_validate({"steps": list(steps), **fields}), source=source)


def carry_out(
    steps: Sequence[Any],
    to: str | os.PathLike[str] | None = None,
    source: Any = SAMPLE,
    *,
    num_proc: int = 1,
    engine: str = "local",
    examples: int = 0,
    **fields: Any,
) -> Result:
    """Run these steps."""
    planned = plan(steps, source, **fields)
    return run(planned, to, num_proc=num_proc, engine=engine, examples=examples)


def bytes_of(folder: Path) -> dict[str, bytes]:
    """Return all files of a run folder except `timing.json`, which may differ for equal runs."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "timing.json"
    }


def sealed_again(folder: Path) -> None:
    """Rewrite the digests of a run folder, as if to hide changes."""
    manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
    text = json.dumps({**manifest, "files": digests(folder)}, ensure_ascii=False, indent=2)
    (folder / MANIFEST).write_text(text + "\n", "utf-8")
    seal(folder)


def listing(folder: Path) -> list[str]:
    """Return the names of everything in a folder, including hidden files."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))
