"""Fuzz targets: gates, corrections, josa, run folders, the command line."""

from __future__ import annotations

import csv
import io
import json
import shutil
import tempfile
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, Final

import pyarrow as pa

from _fuzz_data import (
    Case,
    ContradictionError,
    cell,
    mutate_files,
    rows,
)
from _fuzz_mutators import encoded, flipped, json_text, mutated, odd_text, odd_value, spliced
from _fuzz_texts import DECISION, FIX, recipe_words
from reaug.errors import ReaugError


class Gates:
    """Evaluate the text of a gate on nested values."""

    words = (
        "label",
        ".js",
        "labels",
        '["per:title"]',
        "['x']",
        ".ratio",
        " > ",
        ">=",
        "==",
        "!=",
        "=",
        "<",
        "1",
        "-1",
        ".5",
        "1e-3",
        "1e999",
        "nan",
        "true",
        "false",
        "inf",
        "1_000",
        "\\",
        '"',
        "'",
        "[",
        "]",
        ".",
        " ",
        "\t",
        "changed",
        "['2.augment']",
        "0x10",
        "٣",
        "rows.after",
        "missing",
        "가",
        "+",
        "--1",
        "1e",
        "e",
        "0" * 50,
        "9" * 400,
        "(",
        "and",
        "or",
    )

    def make(self, rng: Random, folder: Path) -> Case:
        text = rng.choice(("label.js > 0.1", 'labels["per:title"].ratio < 0.5', "missing == 0"))
        if rng.random() < 0.4:
            text = "".join(rng.choice(self.words) for _ in range(rng.randrange(1, 9)))
        text = spliced(text, rng, rng.randrange(3), self.words)
        return {"expr": text, "value": mutated(_VALUES, rng, rng.randrange(3), ("js", "label"))}

    def call(self, case: Case, folder: Path) -> None:
        from reaug.drift.gates import evaluate, parse

        value = case["value"] if isinstance(case["value"], dict) else {}
        for result in evaluate([parse(case["expr"])], value):
            result.to_json()


_VALUES: Final = {
    "label": {"js": 0.25, "n": 3, "x": None},
    "labels": {"per:title": {"ratio": 1.5}, "가": {"ratio": 1}},
    "missing": ["a"],
    "rows": {"after": 10},
    "changed": {"2.augment": 0},
}


class Patches:
    """Read corrections as JSON lines and as the CSV of an audit, and read files of row ids."""

    def make(self, rng: Random, folder: Path) -> Case:
        from reaug.core.fields import VALUE_FIELDS

        listed: list[Any] = []
        for i in range(rng.randrange(1, 4)):
            field = rng.choice(VALUE_FIELDS)
            listed.append(FIX | {"id": f"r{i}", "field": field, "new": odd_value(rng), "at": None})
        if rng.random() < 0.5:
            listed = [FIX] * rng.randrange(1, 3)
        if rng.random() < 0.4:
            listed = [DECISION | {"decision": rng.choice(("accept", "reject", "edit"))}]
        extra = (
            *FIX,
            "at",
            "decision",
            "finding",
            "rows",
            "value",
            "by",
            "accept",
            "reject",
            "edit",
        )
        if rng.random() < 0.7:
            listed = mutated(listed, rng, rng.randrange(1, 3), extra)
        listed = listed if isinstance(listed, list) else [listed]
        kind = rng.choice(("fixes.jsonl", "fixes.csv", "ids.txt"))
        if kind == "fixes.csv":
            data = _decisions(listed, rng)
        elif kind == "ids.txt" and rng.random() < 0.5:
            data = encoded("\n".join(odd_text(rng) for _ in range(3)), rng)
        else:
            data = encoded("\n".join(json_text(row, rng) for row in listed), rng)
        if rng.random() < 0.2:
            data = flipped(data, rng, 1)
        (folder / kind).write_bytes(data)
        (folder / "rows.json").write_text(json.dumps(rows()[:4]), "utf-8")
        return {"file": kind, "clean": rng.random() < 0.15}

    def call(self, case: Case, folder: Path) -> None:
        from reaug.data.row_ids import read_row_ids
        from reaug.recipe.model import make_recipe
        from reaug.review.decision_files import read_corrections
        from reaug.runs.preparation import prepare
        from reaug.runs.run import run

        if case["file"] == "ids.txt":
            read_row_ids(folder / "ids.txt")
            return
        read_corrections(folder / case["file"])
        if case["clean"]:
            steps = [{"patch": {"path": str(folder / case["file"])}}]
            run(prepare(make_recipe(steps), source=folder / "rows.json"), None)


def _decisions(listed: list[Any], rng: Random) -> bytes:
    out = io.StringIO()
    head = ["id", "field", "old", "new", "rule", "decision", "finding"]
    if rng.random() < 0.2:
        head = [*head, odd_text(rng), rng.choice(head)]
    delimiter = rng.choice(",,,;\t")
    writer = csv.writer(out, delimiter=delimiter, escapechar="\\")
    writer.writerow(head)
    for row in listed:
        row = row if isinstance(row, dict) else {}
        cells = [cell(row.get(name, "")) for name in head]
        cells[5] = rng.choice(("accept", "reject", "", "예", "no_relation", odd_text(rng)))
        writer.writerow(cells)
    text = out.getvalue()
    if rng.random() < 0.3:
        text = spliced(text, rng, rng.randrange(1, 4), ('"', ",", ";", "\r", "\n", "'", "=", "\\"))
    return encoded(text, rng)


class Josa:
    """Join words and particles of any characters, one by one and all at once, and compare."""

    def make(self, rng: Random, folder: Path) -> Case:
        from reaug.korean.particles import INVARIANT, KNOWN

        known = [*sorted(KNOWN), *sorted(INVARIANT)]
        words = [odd_text(rng) for _ in range(rng.randrange(1, 5))]
        particles = [rng.choice(known) if rng.random() < 0.9 else odd_text(rng, 4) for _ in words]
        return {"words": words, "particles": particles}

    def call(self, case: Case, folder: Path) -> None:
        from reaug.korean import josa

        one_by_one: list[str] = []
        for word, particle in zip(case["words"], case["particles"], strict=True):
            try:
                one_by_one.append(josa.attach(word, particle))
                josa.forms(particle)
            except ReaugError:
                continue
        if any(0xD800 <= ord(c) < 0xE000 for word in case["words"] for c in word):
            return  # Arrow cannot store this text; for a single word only the final sound matters
        at_once = josa.attach_all(case["words"], case["particles"]).to_pylist()
        if at_once != one_by_one:
            raise ContradictionError(f"all at once {at_once!r}, one by one {one_by_one!r}")
        final = josa.final_sounds(pa.array(case["words"], pa.string())).tolist()
        if final != [int(josa.final_sound(word)) for word in case["words"]]:
            raise ContradictionError(f"the sounds of {case['words']!r} differ")


class Folders:
    """Read, undo, trace and verify a run folder that was modified."""

    def make(self, rng: Random, folder: Path) -> Case:
        shutil.copytree(_run(), folder / "run")
        mutate_files(folder / "run", rng, rng.randrange(1, 3))
        ids = [row["guid"] for row in rows()]
        return {"row": rng.choice((*ids, odd_text(rng))), "what": rng.randrange(4)}

    def call(self, case: Case, folder: Path) -> None:
        from reaug.data import read
        from reaug.runs.trace import trace_row
        from reaug.runs.undo import undo_run
        from reaug.runs.verify import verify

        run, what = folder / "run", case["what"]
        if what == 0:
            read(run)
        elif what == 1:
            undo_run(run)
        elif what == 2:
            trace_row(run, case["row"])
        else:
            verify(run)


@cache
def _run() -> Path:
    from reaug.recipe.model import make_recipe
    from reaug.runs.preparation import prepare
    from reaug.runs.run import run

    place = Path(tempfile.mkdtemp(prefix="reaug-fuzz-"))
    (place / "rows.json").write_text(json.dumps(rows()), "utf-8")
    steps = ["deduplicate", {"augment": {"steps": ["aeda"], "where": {}}}, "random_deletion"]
    run(prepare(make_recipe(steps), source=place / "rows.json"), place / "run")
    return place / "run"


class CommandLine:
    """Call the command line with random values of options, in this process."""

    def make(self, rng: Random, folder: Path) -> Case:
        (folder / "rows.json").write_text(json.dumps(rows()), "utf-8")
        words = (*recipe_words()[:60], ":", ",", "=", "[a;b]", "1", "-1", "0.5", "per:title", ";")
        odd = spliced(
            rng.choice(("aeda:ratio=0.3", "one_pass", "60,120", "label.js > 1", "span")),
            rng,
            rng.randrange(1, 3),
            words,
        )
        command = rng.choice(
            (
                ["augment", "rows.json", "-o", "out", "-t", odd],
                ["preview", odd, "-i", "rows.json", "-n", "2"],
                ["curriculum", "rows.json", "-o", "out", "--thresholds", odd],
                ["curriculum", "rows.json", "-o", "out", "--schedule", odd],
                ["audit", "rows.json", "--select", odd],
                ["audit", "rows.json", "--select", "duplicate", "--fail-on", odd],
                ["drift", "rows.json", "rows.json", "--by", odd],
                ["clean", odd, "-o", "out"],
                ["encode", "rows.json", "-o", "out", "--style", odd],
                ["encode", "rows.json", "-o", "out", "--style", "query_first", "--query", odd],
                [
                    "encode",
                    "rows.json",
                    "-o",
                    "out",
                    "--style",
                    "typed_entity_marker_punct",
                    "--object-mark",
                    odd,
                ],
                ["show", odd],
                ["rules", "learn", "rows.json", "-o", odd],
                ["export", odd, "rows.json", "-o", "out.json"],
                ["export", "jsonl", "rows.json", "-o", odd],
            )
        )
        return {"command": command}

    def call(self, case: Case, folder: Path) -> None:
        import contextlib
        import os

        from typer.testing import CliRunner

        from reaug.cli.main import app

        with contextlib.chdir(folder):
            # A command line cannot contain a null character.
            words = [word.replace("\0", "") for word in case["command"]]
            words = [os.fsdecode(word.encode("utf-8", "surrogatepass")) for word in words]
            result = CliRunner().invoke(app, words, prog_name="reaug")
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        if "a bug in reaug" in result.stderr:
            raise ContradictionError(result.stderr.strip()[-300:])
