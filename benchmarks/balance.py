"""Check augmentation with a target distribution: planned counts, and independence of row order.

    python benchmarks/balance.py [--data DIR]

Three plans for KLUE-RE train: raise every label below 500 rows to 500; square roots; the shares of
another set (2,000 rows drawn from train, with more `no_relation` and rare labels). For each plan,
the number of output rows of every label is compared with the plan. The digest must equal that of a
run on shuffled rows, and that of a run in two processes.
"""

from __future__ import annotations

import json
import random
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

from _common import TRAIN, Verdict, finish, needed, parser, reaug, table

STEPS: Final = ["entity_swap", "aeda", "random_masking", "random_deletion"]
PLANS: Final[dict[str, dict[str, Any]]] = {
    "to 500": {"to": 500, "max_copies": 20},
    "square root": {"to": "sqrt", "budget": 20_000},
    "match": {"match": "other.json", "budget": 20_000},
}


def other_set(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Draw a set with other label shares: twice the square root of each label's number of rows."""
    draw = random.Random(11)
    by_label: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        by_label.setdefault(row["label"], []).append(row)
    return [
        row
        for _, mine in sorted(by_label.items())
        for row in draw.sample(mine, min(len(mine), 2 * round(len(mine) ** 0.5)))
    ]


def recipe(balance: dict[str, Any], folder: Path) -> Path:
    """Write a recipe file as JSON, which is valid YAML."""
    file = folder / "recipe.yaml"
    block = {"balance": balance, "steps": [{"one_of": STEPS}]}
    file.write_text(json.dumps({"seed": 5, "steps": [{"augment": block}]}), encoding="utf-8")
    return file


def labels_of(folder: Path) -> Counter[str]:
    import datasets

    data = datasets.load_from_disk(str(folder / "data"))
    names = data.features["label"].names
    return Counter(names[i] for i in pa.chunked_array(data.data["label"]).to_pylist())


def main() -> int:
    given = parser(__doc__).parse_args()
    train = needed(given.data, TRAIN)
    rows = json.loads(train.read_text(encoding="utf-8"))
    before = Counter(row["label"] for row in rows)
    verdict, lines = Verdict(), []
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        (work / "other.json").write_text(json.dumps(other_set(rows)), encoding="utf-8")
        shuffled = work / "shuffled.json"
        random.Random(3).shuffle(rows)
        shuffled.write_text(json.dumps(rows), encoding="utf-8")
        for plan, balance in PLANS.items():
            file, out = recipe(balance, work), work / plan.replace(" ", "-")
            done = finish(reaug("run", file, "--input", train, "--output", out, "--json"))
            if done.code:
                verdict.check(plan, False, done.err.strip())
                continue
            document = json.loads(done.out)
            quota = document["steps"][0]["state"]["quota"]
            after = labels_of(out)
            wanted = {
                label: quota[label]["now"] + quota[label]["copies"] if label in quota else n
                for label, n in before.items()
            }
            short = {label: cell["short"] for label, cell in quota.items() if cell["short"]}
            copies = sum(cell["copies"] for cell in quota.values())
            lines.append([plan, len(quota), f"{copies:,}", sum(short.values()), f"{done.wall:.1f}"])
            for label, cell in quota.items():
                if cell["short"]:
                    print(f"{plan}: {label} short of {cell['short']}: {cell['why']}")
            same = [
                json.loads(finish(reaug("run", file, "--dry-run", "--json", *more)).out)
                for more in (["--input", shuffled], ["--input", train, "--num-proc", "2"])
            ]
            digest = document["output"]["digest"]
            verdict.check(f"{plan}: the counts are those of the plan", after == wanted)
            verdict.check(f"{plan}: shuffled rows", same[0]["output"]["digest"] == digest)
            verdict.check(f"{plan}: two processes", same[1]["output"]["digest"] == digest)
    print(table(["plan", "labels lifted", "copies", "short", "s of wall"], lines))
    return verdict.code


if __name__ == "__main__":
    raise SystemExit(main())
