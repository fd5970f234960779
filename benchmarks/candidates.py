"""Measure how far candidate relations by type pair narrow the choice, and what they exclude.

    python benchmarks/candidates.py [--data DIR] [--seeds N]

For each support, and each level of the rule book: type pairs, candidates per pair and per row, and
excluded gold labels. The relevant figures are cross-fitted: candidates learned from one half of
KLUE-RE train (whole sentences) are compared with the labels of the other half, both ways, for
several seeds. The counts for the whole set are verified in plain Python. The rule book was made
from the same set, so its levels have no cross-fit.
"""

from __future__ import annotations

import json
import random
from collections import Counter
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
import pyarrow as pa

from _common import TRAIN, Verdict, needed, parser, table
from reaug.core import schema
from reaug.core.batch import Batch
from reaug.core.step import Measures
from reaug.data import read
from reaug.rulebook import load
from reaug.shaping.relation_candidates import RelationCandidates
from reaug.shaping.relation_candidates.table import CandidateTable

SUPPORTS: Final = (1, 2, 3, 5, 10, 20, 50)
LEVELS: Final = ("legal", "listed", "typical")
BOUND: Final = 0.01
HEAD: Final = ("", "pairs", "per pair", "per row", "excluded", "share", "micro-F1 at most")


class Fitted(NamedTuple):
    """The candidates of a step, and figures about their effect on some rows."""

    state: CandidateTable
    measures: Measures

    @property
    def figures(self) -> dict[str, Any]:
        """The figures without the warnings."""
        return dict(self.measures.figures)


def fitted(step: RelationCandidates, train: pa.Table, test: pa.Table) -> Fitted:
    """Learn candidates from rows `train`, and measure their effect on rows `test`."""
    summary = step.summarise(Batch(train)) if step.needs_summary else None
    state = step.finish(summary, load())
    return Fitted(state, held(step, state, test))


def held(step: RelationCandidates, state: CandidateTable, test: pa.Table) -> Measures:
    """Return the figures of rows `test` with the candidates of a state."""
    changes = step.propose(Batch(test), state, None)  # type: ignore[arg-type]  # draws nothing
    assert changes.columns is not None
    for name in changes.columns.column_names:
        test = test.append_column(changes.columns.field(name), changes.columns[name])
    return step.measure(test, state)


def halves(rows: pa.Table, seed: int) -> tuple[pa.Table, pa.Table]:
    """Split rows into two halves by sentence."""
    sentences = sorted(set(rows[schema.SENTENCE].to_pylist()))
    chosen = set(random.Random(seed).sample(sentences, len(sentences) // 2))
    mask = np.array([sentence in chosen for sentence in rows[schema.SENTENCE].to_pylist()])
    return rows.filter(pa.array(mask)), rows.filter(pa.array(~mask))


def mean_share(results: list[Fitted]) -> float:
    """Return the share of rows, over all results, whose label is not a candidate."""
    figures = [result.figures for result in results]
    return sum(f["labels_excluded"] for f in figures) / sum(f["rows"] for f in figures)


def row_of(name: str, results: list[Fitted]) -> list[str]:
    """Return a line of the table, with means over some results."""

    def mean(key: str) -> float:
        return float(np.mean([result.figures[key] for result in results]))

    excluded = mean("labels_excluded")
    return [
        name,
        f"{np.mean([len(result.state.heads) for result in results]):.0f}",
        f"{mean('candidates_per_head'):.2f}",
        f"{mean('candidates_per_row'):.2f}",
        f"{excluded:,.1f}".removesuffix(".0"),
        f"{mean_share(results):.2%}",
        f"{mean('micro_f1_at_most'):.4f}",
    ]


def by_hand(file: Path, support: int) -> tuple[int, int]:
    """Count, in plain Python, the candidates over all pairs, and the rows whose label is none."""
    rows = json.loads(file.read_text(encoding="utf-8"))
    names = [
        (row["subject_entity"]["type"], row["object_entity"]["type"], row["label"]) for row in rows
    ]
    counts = Counter(names)
    lost = sum(n for (_, _, label), n in counts.items() if n < support and label != "no_relation")
    kept = {key for key, n in counts.items() if n >= support}
    kept |= {(subject, object_, "no_relation") for subject, object_, _ in counts}
    return len(kept), lost


def main() -> int:
    arguments = parser(__doc__)
    arguments.add_argument("--seeds", type=int, default=5, help="ways to halve the set (5)")
    given = arguments.parse_args()
    file = needed(given.data, TRAIN)
    rows = read(file).table
    verdict = Verdict()
    all_lines, crossed = [], []
    cuts = [halves(rows, seed) for seed in range(given.seeds)]
    for support in SUPPORTS:
        step = RelationCandidates(support=support)
        all_rows = fitted(step, rows, rows)
        all_lines.append(row_of(f"support {support}", [all_rows]))
        both = [pair for a, b in cuts for pair in ((a, b), (b, a))]
        crossed_fits = [fitted(step, *pair) for pair in both]
        crossed.append(row_of(f"support {support}", crossed_fits))
        entries = int(all_rows.state.masks[: len(all_rows.state.heads)].sum())
        if support == RelationCandidates().support:
            share = mean_share(crossed_fits)
            verdict.check(f"the default, {support}, costs at most 1% of labels", share <= BOUND)
        actual = (entries, all_rows.figures["labels_excluded"])
        verdict.check(f"support {support}: as counted by hand", actual == by_hand(file, support))
    for level in LEVELS:
        step = RelationCandidates(source="rules", level=level)
        all_lines.append(row_of(f"rule book, {level}", [fitted(step, rows, rows)]))
    print("\nlearnt from all rows, or from the rule book, and held against all rows")
    print(table(HEAD, all_lines))
    print(f"\nlearnt from one half, held against the other (mean of {2 * given.seeds})")
    print(table(HEAD, crossed))
    return verdict.code


if __name__ == "__main__":
    raise SystemExit(main())
