"""Check that the audit lists a planted difference in labelling first, and none if none is planted.

    python benchmarks/divergence.py [--data DIR] [--splits 20] [--seeds 3] [--first N]
                                    [--development]

KLUE-RE train is divided into two halves by sentence. In one half, n rows of one label that meet a
condition get another label; then the halves are compared. A trial succeeds if the first listed
divergence has the planted pair of labels and the planted condition. Two conditions count as equal
if their Jaccard index on rows with the original label is at least 0.8 ("the object is ORG" and
"both are ORG" are the same condition for a label of organisations). Random halves without a planted
rule must give no divergence. `--development` uses other rules, cuts and halves, on which the search
was developed, so that the search has not seen the reported rules.
"""

from __future__ import annotations

import resource
import sys
import time
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from _common import TRAIN, Verdict, needed, parser, table
from _divergence_cases import DEVELOPMENT, MEMBER, REPORTED, Cases, Planted
from reaug.audit.divergence.condition_rows import Meeting
from reaug.audit.divergence.results import Divergence
from reaug.audit.divergence.search import Search
from reaug.audit.rows import Rows
from reaug.core.batch import Batch
from reaug.data import read
from reaug.rulebook import RuleBook, load
from reaug.rulebook.conventions import When


class Trial(NamedTuple):
    """The result for a planted rule; `rank` is its place in the list, 0 if it is not listed."""

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
    """The data, with methods to split and to relabel it."""

    def __init__(self, rows: pa.Table, book: RuleBook) -> None:
        self.table, self.book = rows, book
        self.sentence = np.asarray(Batch(rows).sentence.dictionary_encode().indices, dtype=np.int64)

    def halves(self, seed: int) -> tuple[Rows, Rows]:
        """Split the data into two halves by sentence."""
        side = np.random.default_rng(seed).random(int(self.sentence.max()) + 1) < 0.5
        chosen = side[self.sentence]
        new, gold = (self.table.filter(pa.array(mask)) for mask in (chosen, ~chosen))
        return Rows(new, self.book), Rows(gold, self.book)

    def planted(self, new: Rows, rows: np.ndarray, label: str) -> Rows:
        """Return the rows `new`, with another label in some rows."""
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
    rule: Planted,
    seed: int,
) -> Trial | None:
    """Plant a rule and search for it; return None if too few rows meet its condition."""
    new, gold = sets
    before, after, n, parts = rule
    moved, condition = (before, after), When(**parts)
    rows = met.rows_of(condition)
    rows = rows[np.array(new.labels, dtype=object)[rows] == moved[0]]
    if len(rows) < n:
        return None
    chosen = np.random.default_rng(seed).choice(rows, n, replace=False)
    ids = set(new.named(chosen))
    divergences = list(Search(bench.planted(new, chosen, moved[1]), gold).run())
    taken = [overlap(rows, new, met, f, moved[0]) for f in divergences]
    hits = [
        (f.before, f.after) == moved and share >= 0.8
        for f, share in zip(divergences, taken, strict=True)
    ]
    first = divergences[0] if divergences else None
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
        len(divergences),
    )


def overlap(rows: np.ndarray, new: Rows, met: Meeting, divergence: Divergence, label: str) -> float:
    """Return the Jaccard index of the planted and the found condition on rows with a label."""
    theirs = met.rows_of(divergence.condition)
    theirs = theirs[np.array(new.labels, dtype=object)[theirs] == label]
    return len(np.intersect1d(rows, theirs)) / len(np.union1d(rows, theirs))


def main() -> int:
    arguments = parser(__doc__)
    arguments.add_argument("--splits", type=int, default=20, help="random halves without a rule")
    arguments.add_argument("--seeds", type=int, default=3, help="halves with planted rules")
    arguments.add_argument("--first", type=int, help="seed of the first of them, for unseen ones")
    arguments.add_argument(
        "--development",
        action="store_true",
        help="the rules and seeds that the search was chosen on, in place of those reported",
    )
    given = arguments.parse_args()
    source = read(needed(given.data, TRAIN)).table
    bench, verdict = Bench(source, load("klue-re")), Verdict()
    cases = DEVELOPMENT if given.development else REPORTED
    if given.first is not None:
        cases = cases._replace(seed=given.first)
    planted(bench, cases, given.seeds, verdict)
    false_alarms(bench, range(cases.halves, cases.halves + given.splits), verdict)
    small(bench, cases, given.seeds, verdict)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory of the process: {peak:.0f} MB")
    return verdict.code


def planted(bench: Bench, cases: Cases, seeds: int, verdict: Verdict) -> None:
    """Try every rule in every split with enough rows for it, and print the trials."""
    trials: list[Trial] = []
    for seed in range(cases.seed, cases.seed + seeds):
        sets = bench.halves(seed)
        met = Meeting(sets[0])
        for rule in cases.planted:
            outcome = trial(bench, sets, met, rule, seed)
            if outcome is not None:
                trials.append(outcome)
    print(table(Trial._fields, trials), "\n")
    member = [t for t in trials if t.moved == " > ".join(MEMBER)]
    for n in (100, 400):
        these = [t for t in member if t.n == n and not t.planted.startswith("any row")]
        first = sum(t.rank == 1 for t in these)
        verdict.check(f"{n} rows: listed first", first == len(these), f"{first} of {len(these)}")
    others = [t for t in trials if t not in member]
    first = sum(t.rank == 1 for t in others)
    verdict.check("other labels: listed first", first == len(others), f"{first} of {len(others)}")


def false_alarms(bench: Bench, seeds: range, verdict: Verdict) -> None:
    """Check that random halves without a rule give no divergence."""
    least, seconds, cpu = [], [], []
    for seed in seeds:
        sets = bench.halves(seed)
        begun, busy = time.perf_counter(), time.process_time()
        divergences = list(Search(*sets).run())
        seconds.append(time.perf_counter() - begun)
        cpu.append(time.process_time() - busy)
        if divergences:
            least.append(min(f.p_value for f in divergences))
    if not seeds:
        return
    alarms, allowed = len(least), round(0.05 * len(seeds))
    text = f"{alarms} of {len(seeds)} splits list something"
    if least:
        text += f" (corrected p {', '.join(f'{p:.2g}' for p in sorted(least))})"
    verdict.check(f"random halves: at most {allowed} false alarms", alarms <= allowed, text)
    text = (
        f"{np.median(cpu):.2f} of CPU, {np.median(seconds):.2f} (most {max(seconds):.2f}) of wall"
    )
    verdict.check("seconds for two halves, at most 4 of CPU", float(np.median(cpu)) <= 4, text)


def small(bench: Bench, cases: Cases, seeds: int, verdict: Verdict) -> None:
    """Compare 500 rows with all others, without a planted rule and with all rows of a label
    relabelled.
    """
    alarms, trials = 0, []
    for number in range(20):
        seed = cases.small + number
        new, gold = split_off(bench, seed)
        alarms += bool(list(Search(new, gold).run()))
        if number < seeds:
            met = Meeting(new)
            for parts in ({"object_type": "ORG"}, {}):
                rows = met.rows_of(When(**parts))
                hits = np.array(new.labels, dtype=object)[rows] == MEMBER[0]
                rule = Planted(*MEMBER, int(hits.sum()), parts)
                outcome = trial(bench, (new, gold), met, rule, seed)
                if outcome is not None:
                    trials.append(outcome)
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
