"""Whether the audit finds a planted labelling rule first, and none where there is none.

    python benchmarks/divergence.py [--data DIR] [--splits 20] [--seeds 3]

KLUE-RE train is cut into two halves by sentence. In one half n rows of one label, all under one
condition, get another label; then the half is held against the other. A trial is found where the
first divergence listed moves the planted pair of labels and its condition is the planted one: of
the rows that had the first label before, the two conditions take the same but for a fifth (overlap,
the Jaccard index, at least 0.8; "the object is ORG" and "both are ORG" are one condition for a
label of organisations). Random halves without a rule must give none.
"""

from __future__ import annotations

import resource
import sys
import time
from typing import Any, Final, NamedTuple

import numpy as np
import pyarrow as pa

from _common import TRAIN, Verdict, needed, parser, table
from reaug.audit.divergence import Divergence
from reaug.audit.divergence.meeting import Meeting
from reaug.audit.divergence.search import Search
from reaug.audit.rows import Rows
from reaug.core.batch import Batch
from reaug.data import read
from reaug.rulebook import RuleBook, load
from reaug.rulebook.conventions import When

MEMBER: Final = ("org:member_of", "org:members")
CONDITIONS: Final[tuple[dict[str, Any], ...]] = (
    {},
    {"object_type": "ORG"},
    {"object_type": "ORG", "order": "object-first"},
    {"order": "object-first"},
    {"order": "subject-first"},
    {"object_type": "POH"},
    {"object_particle": "의"},
    {"object_type": "ORG", "object_particle": "의"},
    {"subject_particle": "의"},
    {"object_kind": "ORG/league"},
    {"order": "object-first", "object_particle": "의"},
)
OTHERS: Final[tuple[tuple[str, str, int, dict[str, Any]], ...]] = (
    ("per:employee_of", "per:title", 100, {"object_type": "ORG", "between": " "}),
    ("per:employee_of", "per:title", 50, {"between_word": "소속"}),
    ("no_relation", "per:origin", 100, {"subject_type": "PER", "object_type": "LOC"}),
    ("org:top_members/employees", "no_relation", 100, {"between_word": "대표"}),
    ("per:title", "no_relation", 100, {"between": " ", "order": "subject-first"}),
    ("org:top_members/employees", "org:founded_by", 100, {"between": "(군수 "}),
    ("per:origin", "per:employee_of", 100, {"object_type": "LOC", "behind_object": "출신"}),
    ("per:date_of_birth", "no_relation", 100, {"in_bracket": "object"}),
)


class Trial(NamedTuple):
    """A planted rule and what came of it; `rank` is 0 where it is not listed."""

    planted: str
    moved: str
    n: int
    gold: str
    rank: int
    p: str
    found: str
    overlap: str
    recall: str
    listed: int


class Bench:
    """The data, cut and relabelled."""

    def __init__(self, rows: pa.Table, book: RuleBook) -> None:
        self.table, self.book = rows, book
        self.sentence = np.asarray(Batch(rows).sentence.dictionary_encode().indices, dtype=np.int64)

    def halves(self, seed: int) -> tuple[Rows, Rows]:
        """Two halves by sentence."""
        side = np.random.default_rng(seed).random(int(self.sentence.max()) + 1) < 0.5
        chosen = side[self.sentence]
        new, gold = (self.table.filter(pa.array(mask)) for mask in (chosen, ~chosen))
        return Rows(new, self.book), Rows(gold, self.book)

    def planted(self, new: Rows, rows: np.ndarray, label: str) -> Rows:
        """The set with the label of some rows replaced."""
        labels = list(new.labels)
        for row in rows.tolist():
            labels[row] = label
        old = new.batch.table
        at = old.schema.get_field_index("label")
        return Rows(old.set_column(at, old.schema.field(at), pa.array(labels)), self.book)


def trial(
    bench: Bench,
    sets: tuple[Rows, Rows],
    met: Meeting,
    moved: tuple[str, str],
    n: int,
    parts: dict[str, Any],
    seed: int,
) -> Trial | None:
    """Plant a rule and look for it; None where too few rows meet its condition."""
    new, gold = sets
    condition = When(**parts)
    rows = met.rows_of(condition)
    rows = rows[np.array(new.labels, dtype=object)[rows] == moved[0]]
    if len(rows) < n:
        return None
    chosen = np.random.default_rng(seed).choice(rows, n, replace=False)
    ids = set(new.named(chosen))
    found = list(Search(bench.planted(new, chosen, moved[1]), gold).run())
    taken = [overlap(rows, new, met, f, moved[0]) for f in found]
    hits = [
        (f.before, f.after) == moved and share >= 0.8 for f, share in zip(found, taken, strict=True)
    ]
    first = found[0] if found else None
    return Trial(
        f"{condition.en} ({len(rows)} rows)",
        f"{moved[0]} > {moved[1]}",
        n,
        str(len(gold)),
        hits.index(True) + 1 if True in hits else 0,
        f"{first.p_value:.0e}" if first else "",
        f"{first.condition.en}: {first.before} > {first.after}" if first else "nothing",
        f"{taken[0]:.2f}" if first else "",
        f"{len(ids & set(first.rows)) / n:.2f}" if first else "",
        len(found),
    )


def overlap(rows: np.ndarray, new: Rows, met: Meeting, found: Divergence, label: str) -> float:
    """Jaccard index of rows that had a label: under the planted condition, and the one found."""
    theirs = met.rows_of(found.condition)
    theirs = theirs[np.array(new.labels, dtype=object)[theirs] == label]
    return len(np.intersect1d(rows, theirs)) / len(np.union1d(rows, theirs))


def main() -> int:
    arguments = parser(__doc__)
    arguments.add_argument("--splits", type=int, default=20, help="random halves without a rule")
    arguments.add_argument("--seeds", type=int, default=3, help="halves with planted rules")
    given = arguments.parse_args()
    source = read(needed(given.data, TRAIN)).table
    bench, verdict = Bench(source, load("klue-re")), Verdict()
    trials: list[Trial] = []
    for seed in range(given.seeds):
        sets = bench.halves(seed)
        met = Meeting(sets[0])
        tried = [(*MEMBER, n, parts) for n in (100, 400) for parts in CONDITIONS]
        for before, after, n, parts in [*tried, *OTHERS]:
            made = trial(bench, sets, met, (before, after), n, parts, seed)
            if made is not None:
                trials.append(made)
    print(table(Trial._fields, trials), "\n")
    member = [t for t in trials if t.moved.startswith("org:member_of")]
    for n in (100, 400):
        these = [t for t in member if t.n == n and not t.planted.startswith("any row")]
        first = sum(t.rank == 1 for t in these)
        verdict.check(f"{n} rows: listed first", first == len(these), f"{first} of {len(these)}")
    others = [t for t in trials if t not in member]
    first = sum(t.rank == 1 for t in others)
    verdict.check("other labels: listed first", first == len(others), f"{first} of {len(others)}")
    false_alarms(bench, given.splits, verdict)
    small(bench, given.seeds, verdict)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory of the process: {peak:.0f} MB")
    return verdict.code


def false_alarms(bench: Bench, splits: int, verdict: Verdict) -> None:
    """Random halves, whole and with 500 rows on one side."""
    alarms, least, seconds, cpu = 0, 1.0, [], []
    for seed in range(1000, 1000 + splits):
        sets = bench.halves(seed)
        begun, busy = time.perf_counter(), time.process_time()
        found = list(Search(*sets).run())
        seconds.append(time.perf_counter() - begun)
        cpu.append(time.process_time() - busy)
        alarms += bool(found)
        least = min([least, *(f.p_value for f in found)])
    allowed = max(1, round(0.05 * splits)) if splits >= 20 else 0
    told = f"{alarms} of {splits} splits list something (least corrected p {least:.2g})"
    verdict.check(f"random halves: at most {allowed} false alarm", alarms <= allowed, told)
    told = (
        f"{np.median(cpu):.2f} of CPU, {np.median(seconds):.2f} (most {max(seconds):.2f}) of wall"
    )
    verdict.check("seconds for two halves, at most 4 of CPU", float(np.median(cpu)) <= 4, told)


def small(bench: Bench, seeds: int, verdict: Verdict) -> None:
    """500 new rows against all others: nothing planted, and all rows of a label turned."""
    alarms, trials = 0, []
    for seed in range(20):
        new, gold = split_off(bench, seed)
        alarms += bool(list(Search(new, gold).run()))
        if seed < seeds:
            met = Meeting(new)
            for parts in ({"object_type": "ORG"}, {}):
                found = met.rows_of(When(**parts))
                here = np.array(new.labels, dtype=object)[found] == MEMBER[0]
                n = int(here.sum())
                made = trial(bench, (new, gold), met, MEMBER, n, parts, seed)
                if made is not None:
                    trials.append(made)
    print(table(Trial._fields, trials), "\n")
    verdict.check("500 rows, nothing planted: at most 1 false alarm of 20", alarms <= 1, alarms)
    first = sum(t.rank == 1 for t in trials)
    verdict.check("500 rows: listed first", first == len(trials), f"{first} of {len(trials)}")


def split_off(bench: Bench, seed: int) -> tuple[Rows, Rows]:
    order = np.random.default_rng(seed).permutation(int(bench.sentence.max()) + 1)
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    new = rank[bench.sentence] < 500 * len(order) // len(bench.sentence)
    return (
        Rows(bench.table.filter(pa.array(new)), bench.book),
        Rows(bench.table.filter(pa.array(~new)), bench.book),
    )


if __name__ == "__main__":
    sys.exit(main())
