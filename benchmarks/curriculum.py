"""Measure how the curriculum divides KLUE-RE train, and verify its schedules.

    python benchmarks/curriculum.py [--data DIR]

For each unit, with `cut: quantiles` and `cut: lectured`, it prints thresholds, rows per bucket,
labels with too few rows in a bucket, and seconds. For each schedule, the phases are compared with a
plain computation on the written data set; a shuffled input and two processes must give the same
rows in the same order.
"""

from __future__ import annotations

import json
import random
import tempfile
from bisect import bisect_right
from collections import Counter
from itertools import chain, pairwise
from pathlib import Path
from typing import Any, Final

from _common import TOKENIZER, TRAIN, Verdict, finish, needed, parser, reaug, table

UNITS: Final = ("char", "eojeol", "morpheme", "token")
SCHEDULES: Final = ("one_pass", "baby_step", "competence:epochs=3")


def cut_table(train: Path, tokenizer: Path, verdict: Verdict) -> str:
    """Return a table of the buckets for each unit and `cut`."""
    lines = []
    for cut in ("quantiles", "lectured"):
        for by in UNITS:
            words = ["--by", by, "--cut", cut, "--dry-run", "--json"]
            words += ["--tokenizer", str(tokenizer)] if by == "token" else []
            done = finish(reaug("curriculum", train, "-o", "unused", *words))
            if done.code:
                verdict.check(f"{by}, {cut}", False, done.err.strip())
                continue
            document = json.loads(done.out)
            [step] = document["steps"]
            rows = step["figures"]["bucket_rows"]
            verdict.check(f"{by}, {cut}: every row has a bucket", sum(rows) == 32_470)
            ends = ", ".join(map(str, step["state"]["thresholds"]))
            sizes = " / ".join(f"{n:,}" for n in rows)
            named = [warning.split(" starves ") for warning in step.get("warnings", [])]
            starved = "; ".join(f"{head[:8]}: {tail.split(':')[0]}" for head, tail in named)
            lines.append([f"{by}, {cut}", ends, sizes, starved or "none", f"{done.wall:.1f}"])
    return table(["", "thresholds", "rows", "starved", "s of wall"], lines)


def check_phases(schedule: dict[str, Any], data: Any, verdict: Verdict) -> None:
    """Check the phases of a schedule against the lengths and buckets in the data set."""
    buckets, length = list(data["bucket"]), list(data["length"])
    phases, kind = schedule["phases"], schedule["kind"]
    if kind != "competence":
        expected = [
            Counter(i for i, bucket in enumerate(buckets) if bucket in phase["buckets"])
            for phase in phases
        ]
        holds = [Counter(phase["rows"]) for phase in phases] == expected
        verdict.check(f"{kind}: each phase is a permutation of its buckets' rows", holds)
        names = [phase["buckets"] for phase in phases]
        wanted = [[0], [1], [2]] if kind == "one_pass" else [[0], [0, 1], [0, 1, 2]]
        verdict.check(f"{kind}: buckets", names == wanted, names)
        return
    easy, n, size = sorted(length), len(length), schedule["batch_size"]
    up_to = [bisect_right(easy, x) for x in easy]  # rows no longer than the i-th
    grown = (1 - schedule["c0"] ** 2) / schedule["steps"]
    by_hand = [
        min(1.0, (t * grown + schedule["c0"] ** 2) ** 0.5) if t < schedule["steps"] else 1.0
        for t in range(len(phases))
    ]
    available = [max(size, bisect_right([u / n for u in up_to], c)) for c in by_hand]
    sizes = [phase["available"] for phase in phases]
    verdict.check("competence: rows allowed, step by step", sizes == available)
    verdict.check("competence: they never become fewer", all(a <= b for a, b in pairwise(sizes)))
    competences = [phase["competence"] for phase in phases]
    ends = competences[0] == schedule["c0"] and (competences[-1], sizes[-1]) == (1, n)
    verdict.check("competence: from c0 to all rows", ends, f"{sizes[0]:,} to {sizes[-1]:,}")
    within = all(
        length[row] <= easy[phase["available"] - 1] for phase in phases for row in phase["rows"]
    )
    verdict.check("competence: no row is harder than allowed", within)
    apart = all(len(set(phase["rows"])) == size for phase in phases)
    verdict.check("competence: rows of a batch differ", apart)


def named(folder: Path, data: Any) -> list[list[str]]:
    """Return the row ids of each phase."""
    document = json.loads((folder / "schedule.json").read_text(encoding="utf-8"))
    guids = list(data["guid"])
    return [[guids[row] for row in phase["rows"]] for phase in document["phases"]]


def schedule_table(train: Path, work: Path, verdict: Verdict) -> str:
    """Return a table of the phases of each schedule."""
    import datasets

    rows = json.loads(train.read_text(encoding="utf-8"))
    random.Random(3).shuffle(rows)
    shuffled = work / "shuffled.json"
    shuffled.write_text(json.dumps(rows), encoding="utf-8")
    lines = []
    for schedule in SCHEDULES:
        words, kind = ["--schedule", schedule, "--no-report"], schedule.partition(":")[0]
        runs = {
            "once": [train],
            "shuffled rows": [shuffled],
            "two processes": [train, "--num-proc", "2"],
        }
        phases = {}
        for name, source in runs.items():
            folder = work / f"{kind} {name}"
            done = finish(reaug("curriculum", *source, "-o", folder, *words))
            if done.code:
                verdict.check(f"{schedule}: {name}", False, done.err.strip())
                return ""
            data = datasets.load_from_disk(str(folder / "data"))
            phases[name] = named(folder, data)
            if name == "once":
                text = (folder / "schedule.json").read_text(encoding="utf-8")
                check_phases(json.loads(text), data, verdict)
        for name in list(runs)[1:]:
            verdict.check(f"{kind}: {name}", phases[name] == phases["once"])
        files = [(work / f"{kind} {name}" / "schedule.json").read_bytes() for name in runs]
        verdict.check(f"{kind}: the same bytes in two processes", files[0] == files[2])
        order = list(chain.from_iterable(phases["once"]))
        seconds = json.loads((work / f"{kind} once" / "timing.json").read_text())["seconds"]
        numbers = [len(phases["once"]), len(order), len(set(order)), len(files[0]) // 1000]
        lines.append([schedule, *(f"{n:,}" for n in numbers), f"{seconds['measure']:.2f}"])
    return table(["schedule", "phases", "positions", "rows", "kB", "s to measure"], lines)


def main() -> int:
    given = parser(__doc__).parse_args()
    train, tokenizer = needed(given.data, TRAIN), needed(given.data, TOKENIZER)
    verdict = Verdict()
    with tempfile.TemporaryDirectory() as name:
        tables = [cut_table(train, tokenizer, verdict), schedule_table(train, Path(name), verdict)]
    print("", *tables, sep="\n")
    return verdict.code


if __name__ == "__main__":
    raise SystemExit(main())
