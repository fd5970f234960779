"""Measure what entity_swap swaps, its speed, and the verdicts of two readers on swapped rows.

    python benchmarks/swap.py [--data DIR] [--rounds 5] [--profile]
    python benchmarks/swap.py --sample 200 --seed 3 --out FILE

On KLUE-RE train, it prints swapped rows by mode and label, refusals by reason, rows per second on
one core after the pools of names are built (propose, and repair of particles), beside the bare loop
of `kernel.py`, and the share of this time that is spent in mecab. With `--sample`, it draws swapped
rows instead, with labels as even as possible, and writes them as JSON lines for readers; they
contain sentences of the data, so the file must be outside of the project. Verdicts
(`judged/swaps.csv`, without sentences, by the guideline `judged/GUIDELINE-swaps.md`) are printed as
rates with Cohen's kappa.
"""

from __future__ import annotations

import argparse
import cProfile
import csv
import json
import pstats
import statistics
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from unittest.mock import patch

import numpy as np
import pyarrow as pa

from _common import CHECKOUT, TRAIN, Verdict, needed, parser, table
from kernel import bare_loop
from reaug.core.apply import apply
from reaug.core.batch import Batch
from reaug.core.changes import Changes
from reaug.core.draws import Draw, row_keys
from reaug.core.edits import Edits
from reaug.data import read
from reaug.korean.repair import repair
from reaug.rulebook import RuleBook, load
from reaug.transforms.entity_swap import EntitySwap

PATH: Final = "0.entity_swap"
ROWS: Final = 16_384
"""The number of rows per batch, as in a run."""
RATE: Final = 0.4
"""Rows per second, times those of the bare loop: 60,000 where the loop makes 150,000."""
GRAMMAR: Final = 0.95
LABEL: Final = 0.92
VERDICTS: Final = CHECKOUT / "benchmarks" / "judged" / "swaps.csv"
SETTINGS: Final[tuple[dict[str, Any], ...]] = (
    {},
    {"recurs": "replace"},
    {"sides": "both"},
    {"sides": "pair"},
    {"mode": "exchange"},
    {"mode": "role"},
)


@dataclass
class Mended:
    """A proposal for a batch, with its particles repaired; `left` counts particles that
    were not.
    """

    batch: Batch
    changes: Changes
    left: int


def batches(train: Path) -> list[Batch]:
    """Return the rows of a file in batches, as in a run."""
    rows = read(str(train)).table
    return [Batch(rows.slice(at, ROWS)) for at in range(0, rows.num_rows, ROWS)]


def state_of(step: EntitySwap, rows: Sequence[Batch], rules: RuleBook) -> Any:
    """Return the state of a step, from a summary of all rows."""
    summary = None
    if step.needs_summary:
        for batch in rows:
            mine = step.summarise(batch)
            summary = mine if summary is None else step.merge(summary, mine)
    return step.finish(summary, rules)


def propose(step: EntitySwap, batch: Batch, state: Any, seed: int) -> Mended:
    """Return the step's changes with particles repaired, as in a run."""
    changes = step.propose(batch, state, Draw(batch.keys, seed=seed, path=PATH))
    mending = repair(batch, changes.edits)
    edits = Edits.concat([changes.edits, mending.edits])
    return Mended(
        batch,
        Changes(
            edits,
            fields=changes.fields,
            swap_roles=changes.swap_roles,
            skipped=changes.skipped,
        ),
        len(mending.row),
    )


def named(parameters: dict[str, Any]) -> str:
    """Return the parameters of a setting as text."""
    return " ".join(f"{name}={value}" for name, value in parameters.items()) or "default"


def count(rows: Sequence[Batch], rules: RuleBook) -> None:
    """Print tables of swapped rows by setting and label, and of refusals by setting and reason."""
    changed: dict[str, Counter[str]] = {}
    refused: dict[str, Counter[str]] = {}
    left = 0
    for parameters in SETTINGS:
        step = EntitySwap(**parameters)
        state = state_of(step, rows, rules)
        done, why = Counter[str](), Counter[str]()
        for batch in rows:
            mended = propose(step, batch, state, 42)
            touched = mended.changes.touched(len(batch))
            done.update(batch.label.filter(pa.array(touched)).to_pylist())
            skipped = mended.changes.skipped
            why.update(text for text in (skipped.to_pylist() if skipped else ()) if text)
            left += mended.left
        changed[named(parameters)], refused[named(parameters)] = done, why
    totals = Counter(text for batch in rows for text in batch.label.to_pylist())
    _print("rows swapped", changed, [*totals], totals)
    reasons = Counter[str]()
    for counts in refused.values():
        reasons.update(counts)
    _print("rows refused", refused, [why for why, _ in reasons.most_common()], None)
    print(f"particles of swapped rows that repair left alone: {left:,}")


def _print(
    what: str,
    counts: dict[str, Counter[str]],
    names: Sequence[str],
    totals: Counter[str] | None,
) -> None:
    order = sorted(names, key=lambda name: -totals[name]) if totals else names
    head = [what, *(["rows"] if totals else []), *counts]
    lines = [
        [
            name,
            *([f"{totals[name]:,}"] if totals else []),
            *(f"{c[name]:,}" for c in counts.values()),
        ]
        for name in order
    ]
    lines.append(
        [
            "all",
            *([f"{totals.total():,}"] if totals else []),
            *(f"{c.total():,}" for c in counts.values()),
        ]
    )
    print(table(head, lines) + "\n")


@contextmanager
def mecab_clock() -> Iterator[list[float]]:
    """In this context, add up the seconds spent in mecab's parser; yield them as a list of one
    number.
    """
    from mecab import MeCab

    spent, parse = [0.0], MeCab.parse

    def timed(self: Any, *arguments: Any, **more: Any) -> Any:
        begun = time.perf_counter()
        try:
            return parse(self, *arguments, **more)
        finally:
            spent[0] += time.perf_counter() - begun

    with patch.object(MeCab, "parse", timed):
        yield spent


def profile(step: EntitySwap, rows: Sequence[Batch], state: Any) -> str:
    """Return a profile of one round: the share of each function in the time, including its
    callees.
    """
    fresh = [Batch(batch.table) for batch in rows]
    with cProfile.Profile() as watch:
        for batch in fresh:
            propose(step, batch, state, 42)
    stats = pstats.Stats(watch)
    total = stats.total_tt  # type: ignore[attr-defined]
    costliest = sorted(
        (
            (cumulated / total, f"{Path(file).name}:{name}", calls)
            # type: ignore[attr-defined]
            for (file, _, name), (_, calls, _, cumulated, _) in stats.stats.items()
            if "reaug" in file or "pyarrow" in file
        ),
        reverse=True,
    )
    lines = [[name, f"{calls:,}", f"{share:.1%}"] for share, name, calls in costliest[:30]]
    return table(["function, with what it calls", "calls", "of the time"], lines)


def rate(
    rows: Sequence[Batch], rules: RuleBook, rounds: int, verdict: Verdict, *, profiled: bool
) -> None:
    """Measure rows per second of propose and repair, with new batches in each round.

    The bare loop of `kernel.py` runs in turns with them, since machines differ: the bound is for
    the ratio, the median of all rounds.
    """
    step = EntitySwap()
    begun = time.perf_counter()
    state = state_of(step, rows, rules)
    built = time.perf_counter() - begun
    total = sum(len(batch) for batch in rows)
    sentences = [text for batch in rows for text in batch.sentence.to_pylist()]
    rates, loops, shares = list[float](), list[float](), list[float]()
    for seed in range(rounds):
        begun = time.process_time()
        bare_loop(sentences)
        loops.append(total / (time.process_time() - begun))
        fresh = [Batch(batch.table) for batch in rows]
        with mecab_clock() as spent:
            begun = time.process_time()
            for batch in fresh:
                propose(step, batch, state, seed)
            seconds = time.process_time() - begun
        rates.append(total / seconds)
        shares.append(spent[0] / seconds)
    print(f"pools built in {built:.2f} s; medians of {rounds} rounds, by CPU")
    print(f"share of the time in mecab: {statistics.median(shares):.1%}")
    if profiled:
        print(profile(step, rows, state))
    ratio = statistics.median(mine / loop for mine, loop in zip(rates, loops, strict=True))
    figures = f"{statistics.median(rates):,.0f} and {statistics.median(loops):,.0f} rows/s"
    verdict.check(
        f"once the pools are built, {RATE} times as fast as the bare loop",
        ratio >= RATE,
        f"{ratio:.2f} ({figures})",
    )


def sample(rows: Sequence[Batch], rules: RuleBook, size: int, seed: int, out: Path) -> None:
    """Write a sample of swapped rows, with labels as even as possible."""
    step = EntitySwap()
    state = state_of(step, rows, rules)
    items: list[dict[str, Any]] = []
    for batch in rows:
        items += swapped(propose(step, batch, state, seed), seed)
    order = np.argsort(row_keys([f"{seed}/{item['row_id']}" for item in items]))
    by_label: dict[str, list[dict[str, Any]]] = {}
    for place in order.tolist():
        by_label.setdefault(items[place]["label"], []).append(items[place])
    chosen: list[dict[str, Any]] = []
    for depth in range(max(map(len, by_label.values()))):
        level = [items[depth] for _, items in sorted(by_label.items()) if depth < len(items)]
        chosen += level[: size - len(chosen)]
    chosen.sort(key=lambda item: (item["label"], item["row_id"]))
    lines = "".join(json.dumps(item, ensure_ascii=False) + "\n" for item in chosen)
    out.write_text(lines, encoding="utf-8")
    print(f"{len(chosen)} rows of {len(by_label)} labels, seed {seed}, written to {out}")


def swapped(mended: Mended, seed: int) -> Iterator[dict[str, Any]]:
    """Yield the changed rows of a batch, before and after the swap."""
    batch, changes = mended.batch, mended.changes
    done = apply(batch, changes)
    refused = set(done.refusals.row.tolist())
    for i in np.flatnonzero(changes.touched(len(batch))).tolist():
        if i in refused:
            continue
        before, after = batch.row(i), done.batch.row(i)
        yield {
            "row_id": before.id,
            "seed": seed,
            "label": after.label,
            "types": f"{after.subject_type}:{after.object_type}",
            "before": marked(before),
            "after": marked(after),
        }


def marked(row: Any) -> str:
    """Return the sentence of a row with its mentions marked as [S …] and [O …]."""
    text = str(row.sentence)
    for (start, end), mark in sorted(((row.subject, "S"), (row.object, "O")), reverse=True):
        text = f"{text[:start]}[{mark} {text[start:end]}]{text[end:]}"
    return text


def judged(path: Path, verdict: Verdict) -> None:
    """Print the readers' verdicts as rates, and the readers' agreement."""
    if not path.exists():
        print(f"skipped: no verdicts in {path.name}; see judged/GUIDELINE-swaps.md")
        return
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for what, least in (("grammar", GRAMMAR), ("label", LABEL)):
        a, b = (np.array([int(row[f"{who}_{what}"]) for row in rows]) for who in "ab")
        agree = float((a == b).mean())
        chance = float(a.mean() * b.mean() + (1 - a.mean()) * (1 - b.mean()))
        kappa = 1.0 if chance == 1 else (agree - chance) / (1 - chance)
        share = float((a.mean() + b.mean()) / 2)
        figures = f"{share:.1%} of {len(rows)} (reader a {a.mean():.1%}, b {b.mean():.1%}; "
        figures += f"they agree in {agree:.1%}, kappa {kappa:.2f})"
        verdict.check(f"{what} right in at least {least:.0%}", share >= least, figures)


def arguments() -> argparse.Namespace:
    command_line = parser(__doc__)
    command_line.add_argument("--rounds", type=int, default=5, help="number of timed rounds (5)")
    command_line.add_argument("--profile", action="store_true", help="profile the step")
    command_line.add_argument(
        "--sample", type=int, metavar="N", help="write N swapped rows and end"
    )
    command_line.add_argument("--seed", type=int, default=3, help="seed of the sample (3)")
    command_line.add_argument("--out", type=Path, help="file of the sample, outside the project")
    given = command_line.parse_args()
    if given.sample is not None and given.out is None:
        command_line.error("--sample needs --out FILE")
    return given


def main() -> int:
    given = arguments()
    rows, rules = batches(needed(given.data, TRAIN)), load("klue-re")
    if given.sample is not None:
        sample(rows, rules, given.sample, given.seed, given.out)
        return 0
    verdict = Verdict()
    count(rows, rules)
    rate(rows, rules, given.rounds, verdict, profiled=given.profile)
    judged(VERDICTS, verdict)
    return verdict.code


if __name__ == "__main__":
    raise SystemExit(main())
