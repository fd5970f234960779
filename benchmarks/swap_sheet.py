"""Make sheets of swapped sentences for blind readers, and score their verdicts.

    python benchmarks/swap_sheet.py rows --out FILE [--names made] [--part build] [--of N]
        [--seed 3] [--data DIR]
    python benchmarks/swap_sheet.py draw --arm NAME=FILE:COUNT[:recipe][:seen] … [--without KEY …]
        --sheet FILE --key FILE
    python benchmarks/swap_sheet.py score KEY A.csv B.csv [--bound NAME=0.92 …]

`rows` swaps KLUE-RE train and writes every swapped row as a JSON line (`row_id`, `label`, `types`,
`before`, `after`), with `--part` only the rows of one part of `split.py`. With `--of 1000`,
separate sets of about 1,000 rows, drawn by hash, are swapped. `swap.py --sample 99999` of any
commit also writes such rows, so that the code of another commit can be compared.

`draw` chooses rows of the *judge* part (`split.py`) from such files, each of which is an arm of the
comparison. Rows are drawn evenly over the labels or, with `:recipe`, at random among the rows that
the shipped recipe copies (labels with fewer than 500 rows, without no_relation). A share of
unchanged rows is mixed in (`--untouched 0.2`), half of them drawn in each of the two ways. No
sentence occurs twice in a sheet. With `--without KEY`, the sentences of an earlier round are left
out; an arm with `:seen` is drawn only from these sentences.

Readers see the sheet (CSV `row,sentence,label,subject_type,object_type`) and
`judged/GUIDELINE-swaps.md`; the key (CSV `row,arm,row_id,draw`) is for `score`, which reads the
verdicts of two readers (CSV `row,clean,label,reason`). Sheets contain sentences of the data and
must be outside of the project; key and verdicts contain none.
"""

from __future__ import annotations

import argparse
import csv
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
import pyarrow as pa

from _common import SHARED, TRAIN, Verdict, needed, table
from reaug.core.batch import Batch
from reaug.core.draws import row_keys
from reaug.core.intervals import wilson
from reaug.core.schema import ROW_ID
from reaug.rulebook import load
from reaug.transforms.entity_swap import EntitySwap
from split import judges
from swap import batches, marked, propose, state_of, swapped

RARE: Final = 500
"""The value of `rare_below` in the shipped recipe."""
NONE: Final = "no_relation"
UNTOUCHED: Final = "untouched"
SHEET: Final = ("row", "sentence", "label", "subject_type", "object_type")
KEY: Final = ("row", "arm", "row_id", "draw")
READ: Final = ("row", "clean", "label", "reason")


class Arm(NamedTuple):
    """Rows of one kind to compare.

    count : the number of rows to draw.
    recipe : whether only rows that the recipe copies are drawn.
    seen : whether only rows of an earlier round are drawn.
    """

    name: str
    rows: list[dict[str, Any]]
    count: int
    recipe: bool
    seen: bool = False


def write_rows(given: argparse.Namespace) -> None:
    """Swap names in all rows, and write the rows that changed."""
    rows, rules = batches(needed(given.data, TRAIN)), load("klue-re")
    parameters = {} if given.names is None else {"names": given.names}
    step = EntitySwap(**parameters)
    with given.out.open("w", encoding="utf-8") as file:
        for some in [rows] if given.of is None else parted(rows, given.of, given.seed):
            state = state_of(step, some, rules)
            for batch in some:
                judged = of_judge(batch)
                for item in swapped(propose(step, batch, state, given.seed), given.seed):
                    if given.part in (None, "judge" if item["row_id"] in judged else "build"):
                        file.write(json.dumps(item, ensure_ascii=False) + "\n")


def of_judge(batch: Batch) -> set[str]:
    """The ids of the rows of the judge part."""
    return set(batch.ids.filter(pa.array(judges(batch.sentence))).to_pylist())


def parted(rows: Sequence[Batch], size: int, seed: int) -> Iterator[list[Batch]]:
    """Yield the rows in sets of about `size` rows, drawn by hashes of seed and row id."""
    table = pa.concat_tables([batch.table for batch in rows]).combine_chunks()
    keys = row_keys(f"{seed}/{name}" for name in table[ROW_ID].to_pylist())
    for places in np.array_split(np.argsort(keys, kind="stable"), -(-len(table) // size)):
        yield [Batch(table.take(pa.array(places)).combine_chunks())]


def untouched(rows: Sequence[Batch]) -> list[dict[str, Any]]:
    """Return all rows of the judge part unchanged, in the format of swapped rows."""
    items = []
    for batch in rows:
        for place in np.flatnonzero(judges(batch.sentence)).tolist():
            row = batch.row(place)
            types = f"{row.subject_type}:{row.object_type}"
            items.append(
                {"row_id": row.id, "label": row.label, "types": types, "after": marked(row)}
            )
    return items


def shuffled(items: Iterable[dict[str, Any]], salt: str) -> list[dict[str, Any]]:
    """Return the items in random order, by hashes of salt and row id."""
    items = list(items)
    keys = row_keys(f"{salt}/{item['row_id']}" for item in items)
    return [items[place] for place in np.argsort(keys, kind="stable").tolist()]


def order(arm: Arm, rare: set[str], salt: str) -> Iterator[dict[str, Any]]:
    """Yield the rows of an arm in the order in which they are drawn."""
    items = shuffled(arm.rows, f"{salt}/{arm.name}")
    if arm.recipe:
        yield from (item for item in items if item["label"] in rare)
        return
    by_label: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for item in items:
        by_label[item["label"]].append(item)
    for depth in range(max(map(len, by_label.values()), default=0)):
        labels = sorted(by_label, key=lambda label: (len(by_label[label]), label))
        yield from (by_label[label][depth] for label in labels if depth < len(by_label[label]))


def taken(arms: Sequence[Arm], rare: set[str], sentence: Mapping[str, str], salt: str) -> list[Any]:
    """Return pairs of arm and row, drawn from the arms in turn, each sentence once."""
    waiting = {place: order(arm, rare, salt) for place, arm in enumerate(arms)}
    left = [arm.count for arm in arms]
    chosen, used = [], set[str]()
    while waiting:
        for place in list(waiting):
            fresh = (i for i in waiting[place] if sentence[i["row_id"]] not in used)
            item = next(fresh, None) if left[place] else None
            if item is None:
                del waiting[place]
                continue
            used.add(sentence[item["row_id"]])
            left[place] -= 1
            chosen.append((arms[place], item))
    return chosen


def draw(given: argparse.Namespace) -> None:
    """Write a sheet and its key."""
    rows = batches(needed(given.data, TRAIN))
    plain = untouched(rows)
    judged = {item["row_id"] for item in plain}
    ids = [name for batch in rows for name in batch.ids.to_pylist()]
    texts = [text for batch in rows for text in batch.sentence.to_pylist()]
    sentence = dict(zip(ids, texts, strict=True))
    counts = Counter(label for batch in rows for label in batch.label.to_pylist())
    rare = {label for label, count in counts.items() if count < RARE and label != NONE}
    arms = [read_arm(text, judged) for text in given.arm]
    share = given.untouched / (1 - given.untouched)
    half = -int(-sum(arm.count for arm in arms) * share // 2)
    arms += [Arm(UNTOUCHED, plain, half, recipe) for recipe in (False, True)]
    seen = {sentence[name] for path in given.without for name in keyed(path)}
    arms = [arm._replace(rows=of_round(arm, seen, sentence)) for arm in arms]
    chosen = taken(arms, rare, sentence, str(given.seed))
    places = np.argsort(row_keys(f"{given.seed}/{item['row_id']}" for _, item in chosen))
    sheet, key = [], []
    for number, place in enumerate(places.tolist(), 1):
        arm, item = chosen[place]
        subject, object_ = item["types"].split(":")
        sheet.append((number, item["after"], item["label"], subject, object_))
        key.append((number, arm.name, item["row_id"], "recipe" if arm.recipe else "even"))
    for path, head, lines in ((given.sheet, SHEET, sheet), (given.key, KEY, key)):
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([head, *lines])
    sizes = Counter((arm.name, "recipe" if arm.recipe else "even") for arm, _ in chosen)
    print(table(["arm", "drawn", "rows"], [(*name, count) for name, count in sizes.items()]))


def keyed(path: Path) -> list[str]:
    """Return the row ids in a key file."""
    with path.open(encoding="utf-8", newline="") as file:
        return [line["row_id"] for line in csv.DictReader(file)]


def of_round(arm: Arm, seen: set[str], sentence: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the rows of an arm that readers have (`seen`) or have not seen in an earlier round."""
    return [item for item in arm.rows if (sentence[item["row_id"]] in seen) is arm.seen]


def read_arm(text: str, judged: set[str]) -> Arm:
    """Return an arm, typed as NAME=FILE:COUNT[:recipe][:seen], with its rows of the judge part."""
    name, _, rest = text.partition("=")
    seen = rest.endswith(":seen")
    rest = rest.removesuffix(":seen")
    recipe = rest.endswith(":recipe")
    path, _, count = rest.removesuffix(":recipe").rpartition(":")
    with Path(path).open(encoding="utf-8") as file:
        items = [json.loads(line) for line in file]
    return Arm(name, [item for item in items if item["row_id"] in judged], int(count), recipe, seen)


def read_verdicts(path: Path, rows: Sequence[str]) -> dict[str, dict[str, str]]:
    """Return a reader's verdicts by row.

    Each row of the key must occur once, with two values of 0 or 1.
    """
    with path.open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    by_row = {line["row"]: line for line in lines}
    missing = [row for row in rows if row not in by_row]
    if missing or len(lines) != len(rows):
        raise SystemExit(
            f"{path.name}: {len(lines)} lines for {len(rows)} rows; lacks {missing[:9]}"
        )
    for line in lines:
        if line["clean"] not in ("0", "1") or line["label"] not in ("0", "1"):
            raise SystemExit(f"{path.name}: row {line['row']}: clean and label must be 0 or 1")
    return by_row


def kappa(a: Any, b: Any) -> float:
    """Return Cohen's kappa of two readers' verdicts."""
    agree = float((a == b).mean())
    chance = float(a.mean() * b.mean() + (1 - a.mean()) * (1 - b.mean()))
    return 1.0 if chance == 1 else (agree - chance) / (1 - chance)


def score(given: argparse.Namespace) -> int:
    """Print the verdicts of two readers for each arm."""
    with given.key.open(encoding="utf-8", newline="") as file:
        key = list(csv.DictReader(file))
    readers = [read_verdicts(path, [line["row"] for line in key]) for path in given.readers]
    bounds = dict(bound.split("=") for bound in given.bound)
    verdict, lines = Verdict(), []
    groups: dict[str, list[str]] = defaultdict(list)
    for line in key:
        groups[f"{line['arm']} ({line['draw']})"].append(line["row"])
        groups[f"{line['arm']} (all)"].append(line["row"])
    for name, rows in sorted(groups.items()):
        cells: list[str] = [name, str(len(rows))]
        for what in ("clean", "label"):
            a, b = (np.array([int(reader[row][what]) for row in rows]) for reader in readers)
            both = int((a & b).sum())
            low, high = wilson(both, len(rows))
            cells.append(f"{both / len(rows):.1%} ({low:.0%} to {high:.0%})")
            cells.append(f"{a.mean():.1%}, {b.mean():.1%}; kappa {kappa(a, b):.2f}")
            if what == "clean" and name in bounds:
                least = float(bounds[name])
                verdict.check(f"{name} clean", both / len(rows) >= least, cells[2])
        lines.append(cells)
    print(table(["arm", "rows", "both: clean", "a, b", "both: label", "a, b"], lines))
    reasons = Counter(
        (line["arm"], reader[line["row"]]["reason"] or "-")
        for line in key
        for reader in readers
        if reader[line["row"]]["clean"] == "0"
    )
    print(table(["arm", "reason", "times"], [(*name, n) for name, n in sorted(reasons.items())]))
    print("readers differ on:")
    for line in key:
        verdicts = [reader[line["row"]] for reader in readers]
        if (
            verdicts[0]["clean"] != verdicts[1]["clean"]
            or verdicts[0]["label"] != verdicts[1]["label"]
        ):
            shown = [
                f"{verdict['clean']}/{verdict['label']}{verdict['reason']}" for verdict in verdicts
            ]
            print(f"  {line['row']}: {line['arm']} {line['row_id']}: {', '.join(shown)}")
    return verdict.code


def arguments() -> argparse.Namespace:
    command_line = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    command_line.add_argument("--data", type=Path, default=SHARED, help="folder of the real data")
    kinds = command_line.add_subparsers(dest="command", required=True)
    rows = kinds.add_parser("rows", help="swap all rows and write those that changed")
    rows.add_argument("--out", type=Path, required=True)
    rows.add_argument("--names", help="the parameter of the step")
    rows.add_argument("--part", choices=("build", "judge"), help="only rows of this part")
    rows.add_argument("--of", type=int, metavar="N", help="in separate sets of N rows")
    rows.add_argument("--seed", type=int, default=3)
    sheet = kinds.add_parser("draw", help="draw a sheet for readers")
    sheet.add_argument(
        "--arm", action="append", required=True, metavar="NAME=FILE:COUNT[:recipe][:seen]"
    )
    sheet.add_argument("--without", action="append", default=[], type=Path, metavar="KEY")
    sheet.add_argument("--untouched", type=float, default=0.2, help="share of untouched rows (0.2)")
    sheet.add_argument("--seed", type=int, default=3)
    sheet.add_argument("--sheet", type=Path, required=True)
    sheet.add_argument("--key", type=Path, required=True)
    score = kinds.add_parser("score", help="print the verdicts of two readers")
    score.add_argument("key", type=Path)
    score.add_argument("readers", type=Path, nargs=2)
    score.add_argument("--bound", action="append", default=[], metavar="'ARM (even)=0.88'")
    return command_line.parse_args()


def main() -> int:
    given = arguments()
    if given.command == "score":
        return score(given)
    write_rows(given) if given.command == "rows" else draw(given)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
