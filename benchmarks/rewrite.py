"""Measure how many real back-translations are accepted, reproducibility, and the cost per row.

    python benchmarks/rewrite.py answers [--sheet FILE] [--data DIR]
    python benchmarks/rewrite.py score A.csv B.csv
    python benchmarks/rewrite.py bytes [--data DIR]
    python benchmarks/rewrite.py cost [--rows 10000] [--data DIR]
    python benchmarks/rewrite.py labels [--data DIR]

`answers` uses a team's back-translations of KLUE-RE train as answers to their original rows, and
prints how many are accepted and why others are not; `--sheet` draws 200 accepted ones for two
readers (CSV `row_id,before,after,label,subject_type,object_type`), who judge by
`judged/rewrite/GUIDELINE.md`. `score` reads their verdicts (CSV `row_id,spans,label`). `bytes`
rewrites 2,000 rows from stored answers without a server: with shuffled rows, in two processes, and
by `verify --rerun`; the results must be the same. `cost` rewrites rows with a local server that
answers at once. `labels` tests the model of `label: model`, trained on a sample and on all rows: it
must judge the sentences of other rows, with the same label and with another label, in place of a
row's own sentence. Sheets contain sentences of the data and must be outside of the project.
"""

from __future__ import annotations

import argparse
import ast
import csv
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa

from _common import BROKEN, CHECKOUT, TRAIN, needed, parser, table
from reaug.core.batch import Batch, Row
from reaug.core.intervals import wilson
from reaug.data import read
from reaug.recipe.model import make_recipe
from reaug.rewriting.answers import Answer, Answers
from reaug.rewriting.label_checks import LEARNT, LOST, Candidate, verdicts
from reaug.rewriting.mention_marks import Restored, hidden
from reaug.rewriting.plain_rows import rows_of
from reaug.rewriting.requests import marked
from reaug.rulebook import load
from reaug.runs.preparation import Plan, prepare
from reaug.runs.rewrite_answers import with_kept_answers
from reaug.runs.rewrite_requests import requests_of
from reaug.runs.rewrite_steps import rewriting_steps
from reaug.runs.run import Result, run

STEP: Final = {"model": "a team's", "mode": "back_translate", "mentions": "marks"}
SHEET: Final = ("row_id", "before", "after", "label", "subject_type", "object_type")
SAMPLE: Final = 200
KINDS: Final = ("its own", "of its label", "of another label")


def plan_of(source: Any, ids: list[str], **given: Any) -> Plan:
    """Return the plan that rewrites rows in place: the rows of `ids`, or all rows."""
    where = {"rows": ids} if ids else {}
    return prepare(make_recipe([{"rewrite": {**STEP, "where": where, **given}}]), source=source)


def team(data: Path) -> dict[str, list[dict[str, Any]]]:
    """Return the team's rows by the id of their row in train; a row may have several
    translations.
    """
    rows: dict[str, list[dict[str, Any]]] = {}
    with needed(data, BROKEN).open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            rows.setdefault(f"klue-re-v1_train_{int(row['id']):05d}", []).append(row)
    return rows


def stands(row: dict[str, Any]) -> bool:
    """Return whether both mentions of a team's row are at their offsets."""
    entities = [ast.literal_eval(row[name]) for name in ("subject_entity", "object_entity")]
    return all(
        row["sentence"][entity["start_idx"] : entity["end_idx"] + 1] == entity["word"]
        for entity in entities
    )


def answers(given: argparse.Namespace) -> None:
    """Print how many of the team's sentences are accepted, and why others are not."""
    theirs = team(given.data)
    source = str(needed(given.data, TRAIN))
    rows = Batch(read(source).table)
    texts: dict[str, list[str]] = {}
    for place, row_id in enumerate(rows.ids.to_pylist()):
        row = rows.row(place)
        for rewritten in theirs.get(row_id, ()):
            texts.setdefault(hidden(row, "marks") or row.sentence, []).append(rewritten["sentence"])
    count = sum(map(len, theirs.values()))
    own = sum(stands(row) for some in theirs.values() for row in some)
    print(
        f"{count:,} rows; by the team's offsets both mentions stand in {own:,}, {own / count:.1%}"
    )
    with tempfile.TemporaryDirectory(prefix="reaug-") as name:
        file = Path(name) / "answers.arrow"
        plan = copies_of(source, theirs)
        [step] = rewriting_steps(plan.nodes)
        with requests_of(plan, step.path) as wanted:
            waiting = [each for each in wanted.requests() if texts.get(_shown(each.body))]
            answers = [
                Answer(each.key, text=texts[_shown(each.body)].pop())
                for each in waiting
                if texts[_shown(each.body)]
            ]
        Answers.of(answers).write(file)
        for label in ("none", "model"):
            done = run(copies_of(source, theirs, answers=str(file), label=label), None)
            print(f"\nlabel: {label}")
            print(_reasons(done))
        if given.sheet is not None:
            _write_sheet(done, rows, given.sheet)


def copies_of(source: str, theirs: dict[str, list[dict[str, Any]]], **given: Any) -> Plan:
    """Return the plan that copies each translated row as often as the team translated it."""
    most = max(map(len, theirs.values()))
    step = {"rewrite": {**STEP, "samples": most, **given}}
    block = {"copies": most, "where": {"rows": sorted(theirs)}, "steps": [step]}
    return prepare(make_recipe([{"augment": block}]), source=source)


def _shown(body: dict[str, Any]) -> str:
    return str(body["messages"][-1]["content"]).partition("<<<")[2].rpartition(">>>")[0].strip()


def _reasons(done: Result) -> str:
    [block, step] = done.done.steps
    why = {**dict(step.why("skipped")), **dict(step.why("refused")), **dict(block.why("not kept"))}
    why.pop("rewrite/no-answer", None)  # for copies without a translation
    twins = "equal to its parent"  # unchanged answers are counted here as well
    why[twins] = why.get(twins, 0) - step.what["skipped"] - step.what["refused"]
    rows = [("come in", block.what["copied"]), *sorted(why.items(), key=lambda item: -item[1])]
    count = sum(n for _, n in rows)
    return table(("", "rows", "share"), [(what, f"{n:,}", f"{n / count:.1%}") for what, n in rows])


def _write_sheet(done: Result, before: Batch, file: Path) -> None:
    """Write a random sample of accepted rows, for readers."""
    assert done.table is not None
    after = Batch(done.table)
    old = dict(zip(before.ids.to_pylist(), range(len(before)), strict=True))
    copies = [(at, id_) for at, id_ in enumerate(after.ids.to_pylist()) if id_ not in old]
    drawn = sorted(random.Random(19).sample(copies, min(SAMPLE, len(copies))))
    with file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.writer(opened)
        writer.writerow(SHEET)
        for at, row_id in drawn:
            row = after.row(at)
            first: Row = before.row(old[row_id.partition("~")[0]])
            types = (row.subject_type, row.object_type)
            writer.writerow((row.id, marked(first), marked(row), row.label, *types))
    print(f"\n{len(drawn)} of {len(copies):,} rows → {file}")


def score(given: argparse.Namespace) -> None:
    """Print the readers' verdicts on spans and label, and their agreement."""
    readers = [_verdicts(file) for file in (given.a, given.b)]
    ids = sorted(readers[0].keys() & readers[1].keys())
    if not ids:
        raise SystemExit("the two files have no row in common")
    for what in ("spans", "label"):
        pairs = [(readers[0][row][what], readers[1][row][what]) for row in ids]
        counts = {"a": sum(a for a, _ in pairs), "b": sum(b for _, b in pairs)}
        counts["both"] = sum(a and b for a, b in pairs)
        agree = sum(a == b for a, b in pairs)
        print(f"{what}: readers agree on {agree} of {len(pairs)}")
        for name, count in counts.items():
            low, high = wilson(count, len(pairs))
            share = count / len(pairs)
            print(f"  {name}: {count} of {len(pairs)}, {share:.1%} ({low:.1%}–{high:.1%})")


def _verdicts(file: Path) -> dict[str, dict[str, bool]]:
    with file.open(encoding="utf-8-sig", newline="") as opened:
        return {
            row["row_id"]: {name: row[name].strip() == "1" for name in ("spans", "label")}
            for row in csv.DictReader(opened)
        }


@contextmanager
def at_once() -> Iterator[str]:
    """Start a server in another process that answers at once, and yield its address."""
    code = (
        "import sys; sys.path.insert(0, 'tests')\n"
        "from chat_server import Server, says, shown\n"
        "server = Server(lambda body, _: says('그 무렵에 ' + shown(body)))\n"
        "print(server.url, flush=True); server.serve()\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code], cwd=CHECKOUT, stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
    finally:
        process.kill()
        process.wait()


def cost(given: argparse.Namespace) -> None:
    """Print the seconds of this process per row, without the seconds of the server."""
    rows = read(needed(given.data, TRAIN)).table.slice(0, given.rows)
    os.environ["REAUG_CACHE"] = ""
    with at_once() as url, tempfile.TemporaryDirectory(prefix="reaug-") as name:
        for label in ("none", "model"):
            plan = _of_table(rows, url=url, label=label, nearest=1.0)
            cpu, begun = time.process_time(), time.perf_counter()
            done = run(plan, Path(name) / label)
            cpu, wall = time.process_time() - cpu, time.perf_counter() - begun
            [step] = done.done.steps
            print(
                f"label {label}: {given.rows:,} rows, {step.what['changed']:,} changed, "
                f"{cpu / given.rows * 1e3:.2f} ms of CPU a row, {wall:.1f} s on the clock, "
                f"most memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB"
            )


def labels(given: argparse.Namespace) -> None:
    """Print how often the model, trained on a sample and on all rows, accepts sentences of known
    label.
    """
    rules, drawn = load("klue-re"), random.Random(19)
    every = Batch(read(needed(given.data, TRAIN)).table)
    aside = np.array(sorted(drawn.sample(range(len(every)), len(every) // 4)))
    rows = every.take(np.setdiff1d(np.arange(len(every)), aside))
    # The model has not seen the rows that are used as answers.
    alike: dict[tuple[str | None, ...], list[Row]] = {}
    for row in rows_of(every.take(aside)):
        types = row.subject_type, row.object_type
        alike.setdefault(types, []).append(row)
        alike.setdefault((*types, row.label), []).append(row)
    plain = rows_of(rows)
    counts = Counter(row.label for row in plain)
    few = [at for at, row in enumerate(plain) if counts[row.label] < 500]
    for what, some in (("labels below 500", few), ("all labels", range(len(plain)))):
        candidates = []
        for at in sorted(drawn.sample(some, min(3_000, len(some)))):
            row = plain[at]
            types = row.subject_type, row.object_type
            same, other = (alike.get(key, [row]) for key in ((*types, row.label), types))
            for kind, one in zip(
                KINDS, (row, drawn.choice(same), drawn.choice(other)), strict=True
            ):
                if kind == KINDS[0] or (
                    one is not row and (kind == KINDS[1]) == (one.label == row.label)
                ):
                    new = Restored(one.sentence, one.subject, one.object)
                    candidates.append(Candidate(f"{kind}-{at}", at, new))
        asked = Counter(candidate.key.partition("-")[0] for candidate in candidates)
        for name, most in (("sample", LEARNT), ("all", len(rows))):
            cpu = time.process_time()
            reasons = verdicts(rows, candidates, rules, learnt=most)
            cpu = time.process_time() - cpu
            lost = Counter(key.partition("-")[0] for key in reasons if reasons[key] == LOST)
            # The model must not give a row's own sentence another label.
            right = 1 - sum(key.startswith(KINDS[0]) for key in reasons) / asked[KINDS[0]]
            refused = ", ".join(f"{kind} {lost[kind] / asked[kind]:.1%}" for kind in KINDS[1:])
            print(f"{what}, learnt from {name}: right {right:.1%}; refused: {refused}; {cpu:.1f} s")


def _of_table(rows: pa.Table, **given: Any) -> Plan:
    from reaug.data import to_klue

    return plan_of(to_klue(rows), [], **given)


def same_bytes(given: argparse.Namespace) -> None:
    """Check that stored answers give the same rows: shuffled, in two processes, and without a
    server.
    """
    rows = read(needed(given.data, TRAIN)).table.slice(0, 2_000)
    order = list(range(rows.num_rows))
    random.Random(5).shuffle(order)
    os.environ["REAUG_CACHE"] = ""
    with tempfile.TemporaryDirectory(prefix="reaug-") as name:
        folder = Path(name)
        with at_once() as url:
            first = run(_of_table(rows, url=url, nearest=1.0), folder / "first")
        plans = [_of_table(some, url=url, nearest=1.0) for some in (rows, rows.take(order))]
        same, other = (with_kept_answers(plan, folder / "first") for plan in plans)
        two = run(same, folder / "two", num_proc=2)
        shuffled = run(other, folder / "shuffled")
        for what, done in (("two processes", two), ("shuffled", shuffled)):
            print(f"{what}: {'the same rows' if done.digest == first.digest else 'OTHER ROWS'}")
        names = sorted(set(two.files or {}) & set(first.files or {}))
        differ = [each for each in names if (two.files or {})[each] != (first.files or {})[each]]
        print(f"two processes: files that differ: {', '.join(differ) or 'none'}")


def main() -> None:
    """Parse the arguments, and measure."""
    command_line = parser(__doc__)
    commands = command_line.add_subparsers(required=True, dest="command")
    subcommand = commands.add_parser("answers")
    subcommand.add_argument("--sheet", type=Path)
    subcommand.set_defaults(do=answers)
    two = commands.add_parser("score")
    two.add_argument("a", type=Path)
    two.add_argument("b", type=Path)
    two.set_defaults(do=score)
    commands.add_parser("bytes").set_defaults(do=same_bytes)
    four = commands.add_parser("cost")
    four.add_argument("--rows", type=int, default=10_000)
    four.set_defaults(do=cost)
    commands.add_parser("labels").set_defaults(do=labels)
    given = command_line.parse_args()
    given.do(given)


if __name__ == "__main__":
    main()
