"""Measure and check a whole run on KLUE-RE train: wall time, spans, balance of rows, digests.

    python benchmarks/whole_run.py [--data DIR] [--rounds 5]

Two processes alternate, after one warm-up round:

- `reaug run benchmarks/whole_run.yaml --input …/klue-re-v1.1_train.json`, a frozen recipe;
- a process that imports `datasets`, reads the same JSON, makes a `Dataset.from_list` and saves it.

The bound of 2.2 is for the median of the ratios of their times. Then the run folder is checked
using only `datasets`: every span, rows in and out by reason, the parent of every copy. The same
command must give the same digest when it is repeated, with shuffled rows, and in two processes.
`reaug undo` must give the digest of the input.
"""

from __future__ import annotations

import json
import random
import shutil
import statistics
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

from _common import TRAIN, Finished, Verdict, finish, needed, parser, reaug, table, wrong_spans

RECIPE: Final = "benchmarks/whole_run.yaml"
BOUND: Final = 2.2
BASELINE: Final = """
import json, sys
import datasets
with open(sys.argv[1], encoding="utf-8") as file:
    rows = json.load(file)
datasets.Dataset.from_list(rows).save_to_disk(sys.argv[2])
"""


def run(train: Path, output: Path, *more: str) -> Finished:
    """Run the recipe in a process, and return its times."""
    return finish(reaug("run", RECIPE, "--input", train, "--output", output, *more))


def baseline(train: Path, output: Path) -> Finished:
    """Run the process to compare with, and return its times."""
    return finish([sys.executable, "-c", BASELINE, str(train), str(output)])


def time_both(train: Path, work: Path, rounds: int, verdict: Verdict) -> None:
    """Time rounds A B A B …, and return the ratio of each pair."""
    contenders: dict[str, Callable[[Path, Path], Finished]] = {
        "reaug run": run,
        "json, from_list, save_to_disk": baseline,
    }
    finished: dict[str, list[Finished]] = {name: [] for name in contenders}
    for i in range(rounds + 1):
        for name, contender in contenders.items():
            done = contender(train, work / "timed")
            if done.code:
                raise SystemExit(f"{name} ended with exit code {done.code}:\n{done.err}")
            shutil.rmtree(work / "timed")
            if i:  # the first round warms up
                finished[name].append(done)
    rows = [
        (f"{name} ({unit})", *(f"{value:.2f}" for value in _summary(values)))
        for name, runs in finished.items()
        for unit, values in (
            ("s of wall", [done.wall for done in runs]),
            ("s of CPU", [done.cpu for done in runs]),
        )
    ]
    mine, theirs = finished.values()
    ratios = [a.wall / b.wall for a, b in zip(mine, theirs, strict=True)]
    rows.append(("ratio of wall, pair by pair", *(f"{value:.2f}" for value in _summary(ratios))))
    print(table(["", "min", "median", "max"], rows))
    median = statistics.median(ratios)
    verdict.check(
        f"the run takes at most {BOUND:g} times as long", median <= BOUND, f"{median:.2f}"
    )


def _summary(values: list[float]) -> tuple[float, float, float]:
    return min(values), statistics.median(values), max(values)


def check_folder(folder: Path, train: Path, verdict: Verdict) -> None:
    """Check the spans, the balance of rows and the parents of copies in a run folder, without
    reaug.
    """
    import datasets

    data = datasets.load_from_disk(str(folder / "data"))
    rows: list[dict[str, Any]] = data.with_format("arrow")[:].to_pylist()
    wrong = wrong_spans(rows)
    verdict.check(f"every span of {len(rows):,} rows is right", not wrong, wrong[:3] or "")
    labels = data.features["label"]
    verdict.check("the label is a ClassLabel", isinstance(labels, datasets.ClassLabel))

    document = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    outer = [step for step in document["steps"] if "/" not in step["path"]]
    print(table(["rows", "", ""], _balance(document, outer)))
    lost = {
        "the reader": document["input"]["dropped"],
        **{step["path"]: step["rows"].get("dropped", 0) for step in outer},
    }
    copied = sum(step["rows"].get("copied", 0) for step in outer)
    out = document["input"]["rows"] - sum(lost.values()) + copied
    balanced = out == document["output"]["rows"] == len(rows)
    verdict.check("rows in, less dropped, with copies, are the rows out", balanced, f"{out:,}")
    reasons = sum(
        sum(by_label.values())
        for step in outer
        for by_label in step["reasons"].get("dropped", {}).values()
    )
    logged = _dropped(folder)
    expected = sum(lost.values()) - lost["the reader"]
    complete = reasons == logged == expected
    verdict.check("each dropped row is in the log, with a reason", complete, f"{logged:,}")

    guids = {row["guid"] for row in json.loads(train.read_text(encoding="utf-8"))}
    copies = [row["guid"] for row in rows if row["guid"] not in guids]
    orphans = [guid for guid in copies if guid.split("~")[0] not in guids]
    known = not orphans and len(copies) == copied
    verdict.check("each row out is an input row or names its parent", known, f"{copied:,} copies")


def _balance(manifest: dict[str, Any], outer: list[dict[str, Any]]) -> list[tuple[str, str, str]]:
    rows = [("in", "", f"{manifest['input']['rows']:,}")]
    for step in outer:
        for reason, by_label in step["reasons"].get("dropped", {}).items():
            rows.append((f"  {step['path']}", reason, f"-{sum(by_label.values()):,}"))
        if copied := step["rows"].get("copied", 0):
            rows.append((f"  {step['path']}", "copied", f"+{copied:,}"))
    return [*rows, ("out", "", f"{manifest['output']['rows']:,}")]


def _dropped(folder: Path) -> int:
    """Return the number of rows with a reason in the log of dropped rows."""
    file = folder / "log" / "dropped.arrow"
    if not file.exists():
        return 0
    with pa.memory_map(str(file)) as source, pa.ipc.open_file(source) as reader:
        reasons = reader.read_all()["_reason"]
    return len(reasons) - int(reasons.null_count)


def check_digests(train: Path, work: Path, verdict: Verdict) -> None:
    """Check that repeated, shuffled and two-process runs have the same digest, and that
    undo works.
    """
    rows = json.loads(train.read_text(encoding="utf-8"))
    random.Random(1).shuffle(rows)
    shuffled = work / "shuffled" / train.name
    shuffled.parent.mkdir()
    shuffled.write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
    runs = {
        "once": (train, ()),
        "twice": (train, ()),
        "rows shuffled": (shuffled, ()),
        "--num-proc 2": (train, ("--num-proc", "2")),
    }
    digests: dict[str, str] = {}
    first = work / "once"
    for name, (source, more) in runs.items():
        folder = work / name.strip("-").replace(" ", "-")
        done = run(source, folder, *more)
        verdict.check(f"{name}: exit code 0", done.code == 0, done.err[-500:] if done.code else "")
        if done.code:
            continue
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        digests[name] = manifest["output"]["digest"]
        if name == "once":
            check_folder(folder, train, verdict)
        elif source == train:
            unlike = _unlike(first, folder)
            verdict.check(f"{name}: the same bytes in every file", not unlike, unlike or "")
    print(table(["", "digest of the rows"], digests.items()))
    same = len(digests) == len(runs) and len(set(digests.values())) == 1
    verdict.check("all four give the same digest", same)
    done = finish(reaug("undo", first, "--output", work / "undone"))
    verdict.check("undo: exit code 0", done.code == 0, done.err[-500:] if done.code else "")
    if not done.code:
        same = _undone(work / "undone") == json.loads(train.read_text(encoding="utf-8"))
        verdict.check("undo: the rows of the input, in its order, in every field", same)


def _undone(folder: Path) -> list[dict[str, Any]]:
    """Return the rows of a saved data set, with label names in place of label ids."""
    import datasets

    data = datasets.load_from_disk(str(folder))
    names = data.features["label"].names
    rows = data.with_format("arrow")[:].to_pylist()
    return [{**row, "label": names[row["label"]]} for row in rows]


def _unlike(one: Path, other: Path) -> list[str]:
    """Return the files of two run folders whose bytes differ, except for the timings."""
    names = {str(p.relative_to(d)) for d in (one, other) for p in d.rglob("*") if p.is_file()}
    return sorted(
        name
        for name in names - {"timing.json"}
        if not ((one / name).is_file() and (other / name).is_file())
        or (one / name).read_bytes() != (other / name).read_bytes()
    )


def main() -> int:
    command_line = parser(__doc__)
    command_line.add_argument("--rounds", type=int, default=5, help="rounds that count")
    given = command_line.parse_args()
    train = needed(given.data, TRAIN).resolve()
    verdict = Verdict()
    with tempfile.TemporaryDirectory(prefix="reaug-benchmark-") as name:
        work = Path(name)
        if given.rounds:
            time_both(train, work, given.rounds, verdict)
        check_digests(train, work, verdict)
    return verdict.code


if __name__ == "__main__":
    raise SystemExit(main())
