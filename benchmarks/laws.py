"""Check the laws on all of KLUE-RE train: each shipped step, 20 seeds, every row by the oracle.

    python benchmarks/laws.py [--data DIR] [--seeds 20] [--steps aeda,entity_swap] [--rows N]
                              [--processes 2]

Each step is applied as in a run, with draws, repair of particles, hard rules and log. The input and
output of the kernel are recorded and checked:

- law 1: each row with a proposal equals the result of the per-row oracle in `tests/oracle.py`
  (text, spans, types, label, words, log), all other rows are unchanged in every column, and kernel
  and oracle refuse the same rows;
- law 3: undoing the log restores every row in every column, including dropped rows.

A violation is printed with setting, seed and row id, and the exit code is 1. Each step with its
defaults is run with all seeds, a step with other parameters with 5 seeds, and a setting that needs
mecab or a tokenizer again for each seed with 2; the column `seeds` shows the number. A step without
draws gives the same result for each seed.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from functools import cache, partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Final, NamedTuple
from unittest.mock import patch

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from _against_oracle import Call, law_1, law_3, rules
from _common import CHECKOUT, TOKENIZER, TRAIN, needed, parser
from reaug.core.apply import Applied, apply
from reaug.core.batch import Batch
from reaug.core.changes import Changes
from reaug.data import read
from reaug.engine import batches as execute
from reaug.errors import ReaugError
from reaug.recipe.plan import Augment, Leaf, Node, leaves
from reaug.recipe.recipe_file import load_recipe
from reaug.recipe.registry import room_of, step_class, step_names

BATCH: Final = 4096
SOME: Final = 5
FEW: Final = 2
CHUNK: Final = 5
"""The number of seeds that a process runs at a time."""
RECIPE: Final = CHECKOUT / "samples" / "klue-re.yaml"
BLOCK: Final = "augment block of the sample recipe"
SHOWN: Final = 5
COLUMNS: Final = ("seeds", "tried", "changed", "edits", "skipped", "refused", "dropped", "s")


class Setting(NamedTuple):
    """A step with parameters, and the maximum number of seeds to run."""

    step: str
    given: dict[str, Any]
    most: int = 1_000_000

    @property
    def name(self) -> str:
        """The step and its parameters that are not defaults."""
        options = ", ".join(
            f"{name}={Path(value).name if name == 'tokenizer' else value}"
            for name, value in self.given.items()
        )
        return f"{self.step}: {options}" if options else self.step


GUARDS: Final = ("protect_between", "protect_beside", "protect_end")
WORDS: Final = str(CHECKOUT / "benchmarks" / "synonyms.csv")


def settings(data: Path) -> list[Setting]:
    """Return the settings; shipped steps without a setting here are tested with their defaults."""
    free: dict[str, Any] = {"rate": 0.3, "protect_between": False}
    both: dict[str, Any] = {"target": "both"}
    ruled: dict[str, Any] = {"source": "rules", "level": "typical"}
    swap, masking = partial(Setting, "entity_swap"), partial(Setting, "random_masking")
    named = [
        Setting("entity_type_correction", {}),
        Setting("entity_type_correction", {"threshold": 0.5, "review": 0.3}, SOME),
        Setting("deduplicate", {"keep": "none"}),
        *(Setting("deduplicate", {"keep": keep}, SOME) for keep in ("majority", "first")),
        Setting("aeda", {}),
        Setting("aeda", {"ratio": 1.0, "max_marks": 100}, SOME),
        Setting("random_deletion", {}),
        Setting("random_deletion", {"rate": 0.5, "protect_between": False}, SOME),
        Setting("random_swap", {}),
        Setting("random_swap", {"rate": 0.5, **dict.fromkeys(GUARDS, False)}, SOME),
        Setting("random_insertion", {"words": ["이윽고", "더욱"]}, SOME),
        Setting("random_insertion", {"words": WORDS, **dict.fromkeys(GUARDS, False)}, FEW),
        Setting("synonym_replacement", {"words": WORDS}, SOME),
        Setting("synonym_replacement", {"words": WORDS, **dict.fromkeys(GUARDS, False)}, FEW),
        *(swap({"mode": mode}) for mode in ("replace", "exchange", "role")),
        swap({"sides": "both"}, SOME),
        swap({"recurs": "replace", "weight": "count"}, SOME),
        swap({"mode": "role", "min_fidelity": 0.0}, SOME),
        masking({}),
        masking(both),
        *(masking({"target": role}, SOME) for role in ("subject", "object")),
        masking(free, SOME),
        masking({**free, "unit": "morpheme"}, FEW),
        masking({**both, "unit": "morpheme"}, FEW),
        *(masking({**given, **tokens}, FEW) for tokens in _tokens(data) for given in (free, both)),
        Setting("curriculum", {}),
        Setting("curriculum", {"by": "eojeol", "buckets": 5}, SOME),
        Setting("relation_candidates", {}),
        Setting("relation_candidates", {**ruled, "drop_excluded": True}, SOME),
    ]
    known = {setting.step for setting in named}
    others = [name for name in step_names() if name not in known and _is_whole(name)]
    return [*named, *(Setting(name, {}) for name in others), Setting(BLOCK, {})]


def _is_whole(name: str) -> bool:
    """Return whether a step is shipped and has no required parameter such as a file or model."""
    fields = step_class(name).model_fields.values()
    return room_of(name) != "plugin" and not any(field.is_required() for field in fields)


def _tokens(data: Path) -> list[dict[str, Any]]:
    """Return parameter sets with `unit: token` if there is a tokenizer, else none."""
    folder = data / TOKENIZER
    return [{"unit": "token", "tokenizer": str(folder.resolve())}] if folder.is_dir() else []


@dataclass
class Tally:
    """The results of a setting with some seeds."""

    seeds: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0
    violations: list[str] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        """Add the results of another process."""
        self.seeds += other.seeds
        self.counts += other.counts
        self.seconds += other.seconds
        self.violations += other.violations


@cache
def _batches(train: str, rows: int) -> list[Batch]:
    table = read(train).table
    table = table.slice(0, rows or len(table))
    return [Batch(table.slice(i, BATCH).combine_chunks()) for i in range(0, len(table), BATCH)]


def node_of(setting: Setting) -> Node:
    """Return the setting as a node of a recipe."""
    if setting.step == BLOCK:
        return next(node for node in load_recipe(RECIPE).nodes() if isinstance(node, Augment))
    return Leaf(f"0.{setting.step}", step_class(setting.step)(**setting.given))


def frame_of(node: Node, batches: Sequence[Batch]) -> execute.Frame:
    """Return the states of steps and the counts over all rows, as in a run; they do not depend on
    the seed.
    """
    states = {}
    for leaf in leaves([node]):
        step, summary = leaf.step, None
        if step.needs_summary:
            parts = map(step.summarise, batches)
            summary = next(parts)
            for part in parts:
                summary = step.merge(summary, part)
        states[leaf.path] = step.finish(summary, rules())
    labels: Counter[str] = Counter()
    for batch in batches:
        labels.update(batch.label.to_pylist())
    return execute.Frame(0, states, dict(labels), rules().violations)


def try_setting(setting: Setting, seeds: Sequence[int], train: str, rows: int) -> Tally:
    """Return the results of one setting with some seeds over all rows, in this process."""
    begun, tally = time.perf_counter(), Tally(seeds=len(seeds))
    batches = _batches(train, rows)
    node = node_of(setting)
    frame = frame_of(node, batches)
    for seed in seeds:
        for batch in batches:
            for violation in _try_batch(node, batch, frame, seed, tally.counts):
                tally.violations.append(f"{setting.name}, seed {seed}: {violation}")
    tally.seconds = time.perf_counter() - begun
    return tally


def _try_batch(
    node: Node, batch: Batch, frame: execute.Frame, seed: int, counts: Counter[str]
) -> Iterator[str]:
    calls: list[Call] = []

    def recording(before: Batch, changes: Changes, **more: Any) -> Applied:
        applied = apply(before, changes, **more)
        calls.append(Call(before, changes, applied))
        return applied

    active = np.ones(len(batch), dtype=np.bool_)
    # `engine.execute` runs the node, and its calls of the kernel are recorded.
    with patch.object(execute, "apply", recording):
        try:
            outcome = execute.run_node(node, batch, replace(frame, seed=seed), active)
        except ReaugError as error:
            yield f"{error}"
            return
    left = pa.concat_tables(outcome.left)
    if isinstance(
        node, Augment
    ):  # rows of the block's steps are copies, and are counted with the steps
        left = left.filter(pc.not_equal(left["step"], node.path))
    for entry in left["what"].value_counts().to_pylist():
        counts[entry["values"]] += entry["counts"]
    for call in calls:
        counts["edits"] += pc.sum(pc.equal(call.applied.log.entries["kind"], "edit")).as_py() or 0
        yield from law_1(call)
    yield from law_3(batch, outcome)


def main() -> int:
    command_line = parser(__doc__)
    command_line.add_argument("--seeds", type=int, default=20, help="seeds of each setting")
    command_line.add_argument("--steps", help="only these steps, as aeda,entity_swap")
    command_line.add_argument("--rows", type=int, default=0, help="only the first rows")
    command_line.add_argument("--processes", type=int, default=2)
    given = command_line.parse_args()
    train = str(needed(given.data, TRAIN).resolve())
    wanted = settings(given.data)
    if given.steps is not None:
        names = given.steps.split(",")
        if unknown := [name for name in names if name not in {s.step for s in wanted}]:
            command_line.error(f"no step {unknown[0]!r}; there are: {', '.join(step_names())}")
        wanted = [setting for setting in wanted if setting.step in names]
    return run(wanted, given.seeds, train, given.rows, given.processes)


def run(wanted: Sequence[Setting], seeds: int, train: str, rows: int, processes: int) -> int:
    """Run all settings, print a line for each and the sum, and return the exit code."""
    width = max(len(setting.name) for setting in wanted)
    print("  ".join(["".ljust(width), *(f"{name:>10}" for name in COLUMNS)]), flush=True)
    total, begun = Tally(), time.perf_counter()
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        waiting = []
        for setting in wanted:
            all_seeds = range(min(seeds, setting.most))
            size = 1 if setting.most == FEW else CHUNK
            parts = [all_seeds[i : i + size] for i in range(0, len(all_seeds), size)]
            work = partial(try_setting, train=train, rows=rows)
            waiting.append((setting, [pool.submit(work, setting, part) for part in parts]))
        for setting, futures in waiting:
            tally = Tally()
            for future in futures:
                tally.add(future.result())
            print(line(setting.name.ljust(width), tally), flush=True)
            for violation in tally.violations[:SHOWN]:
                print(f"  VIOLATION {violation}", flush=True)
            total.add(tally)
    print(line("all".ljust(width), total))
    print(
        f"{total.counts['tried']:,} rows tried, {len(total.violations):,} violations, "
        f"{time.perf_counter() - begun:.0f} s in {processes} processes"
    )
    return 1 if total.violations else 0


def line(name: str, tally: Tally) -> str:
    """Return a line of the table."""
    numbers = {**tally.counts, "seeds": tally.seeds, "s": round(tally.seconds)}
    return "  ".join([name, *(f"{numbers.get(column, 0):>10,}" for column in COLUMNS)])


if __name__ == "__main__":
    raise SystemExit(main())
