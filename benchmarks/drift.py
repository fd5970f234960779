"""Measure false alarms and power of `reaug drift`, compared with the defaults of other tools.

    python benchmarks/drift.py [--data DIR] [--samples 200] [--trials 20] [--num-proc 2]

False alarms (2% are expected): random samples of 300, 1,000 and 7,765 rows of KLUE-RE train are
compared with the rows that are not in the sample. (They are not compared with the whole of train,
which contains the sample: the two would not be independent, and every detector would look better
than it is.) In the table, `labels` is `label.drifted`, `given types` whether the labels of any type
pair drifted, and `anything` the top-level `drifted`. The bound is 9 of 200, which a true rate of 2%
exceeds in 1 of 140 cases. In another line, whole sentences are drawn instead of rows, as for a
split without leakage.

Power: a random half of train is changed and compared with the other half. Also the whole of train
is changed and compared with a bootstrap sample of train, where the larger size gives less noise. A
change counts as found if `drifted` is true.

Other tools, by the formulas of their defaults: evidently JS distance >= 0.1 above 1,000 reference
rows, else chi-squared p < 0.05; evidently's PSI >= 0.1 with zeros as 1e-4; NannyML JS >= 0.1 and
L-inf >= 0.1; deepchecks Cramér's V > 0.15.
"""

from __future__ import annotations

import resource
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np

from _common import TRAIN, Verdict, needed, parser, table
from reaug.core.arrays import I64
from reaug.data import read
from reaug.drift import Profile, compare
from reaug.drift.bands import ALPHA
from reaug.drift.coded_rows import Coded, Column

SIZES: Final = (300, 1000, 7765)
SEED: Final = 20240501
OURS: Final = ("labels", "one label", "given types", "anything")
OTHERS: Final = ("evidently JS", "evidently PSI", "NannyML JS", "NannyML Linf", "deepchecks V")


TWICE: Final = "no_relation twice as frequent"


class Pair(NamedTuple):
    """Two sets of rows: their row numbers in train, and the codes of the second set's labels."""

    before: I64
    after: I64
    labels: I64


def picked(data: Coded, rows: I64, labels: I64) -> tuple[Profile, Coded]:
    """Return a profile of some rows.

    Mentions are left out, since no decision depends on them.
    """
    column = Column(data.label.names, labels)
    pair = Column(data.type_pair.names, data.type_pair.codes[rows])
    source = Column(data.source.names, data.source.codes[rows])
    length = data.length[rows]
    coded = Coded(data.sentence[rows], column, pair, source, length, Counter())
    counts = dict(sorted(Counter(length.tolist()).items()))
    return Profile(rows.size, _counts(column), _counts(pair), counts), coded


def _counts(column: Column) -> dict[str, int]:
    counts = np.bincount(column.codes, minlength=len(column.names)).tolist()
    return {name: n for name, n in sorted(zip(column.names, counts, strict=True)) if n}


def alarms(data: Coded, pair: Pair) -> dict[str, bool]:
    """Return, for each detector, whether it reports a drift."""
    before = picked(data, pair.before, data.label.codes[pair.before])
    after = picked(data, pair.after, pair.labels)
    drift = compare(before[0], after[0], None, (before[1], after[1]))
    m = drift.label
    return {
        "labels": drift.test.drifted,
        "one label": any(shift.p_value <= ALPHA for shift in drift.labels.values()),
        "given types": any(pair.aspect.drifted for pair in drift.conditional.values()),
        "anything": drift.drifted,
        "evidently JS": m.js >= 0.1 if drift.before.rows > 1000 else m.chi2.p_value < 0.05,
        "evidently PSI": m.psi >= 0.1,
        "NannyML JS": m.js >= 0.1,
        "NannyML Linf": m.linf >= 0.1,
        "deepchecks V": m.cramers_v > 0.15,
    }


def sample(data: Coded, size: int, sentences: bool, number: int) -> Pair:
    """Draw a random sample of rows or of whole sentences; return it with the remaining rows."""
    random = np.random.default_rng([SEED, size, sentences, number])
    order = random.permutation(data.label.codes.size)
    if sentences:
        rank = random.permutation(int(data.sentence.max()) + 1)
        order = order[np.argsort(rank[data.sentence[order]], kind="stable")]
    after = np.sort(order[:size])
    return Pair(np.sort(order[size:]), after, data.label.codes[after])


def changed(data: Coded, change: str, whole: bool, number: int) -> Pair:
    """Return a half of train with the other half changed; or (`whole`) a bootstrap sample with
    train changed.
    """
    random = np.random.default_rng([SEED, whole, number, len(change)])
    n = data.label.codes.size
    order = random.permutation(n)
    before, after = order[n // 2 :], order[: n // 2]
    if whole:
        before, after = random.integers(n, size=n), order
    labels = data.label.codes[after].copy()
    name = {label: code for code, label in enumerate(data.label.names)}
    rare, none = labels == name["per:place_of_death"], labels == name["no_relation"]
    times = np.ones(after.size, dtype=np.int64)
    if change.endswith("org:members"):
        places = np.flatnonzero(labels == name["org:member_of"])[: int(change.split()[0])]
        labels[places] = name["org:members"]  # in random order: the rows are shuffled
    elif change.endswith("vanished"):
        times[rare] = 0
    elif change.endswith("x 10"):
        times[rare] = 10
    elif change == TWICE:
        share = none.mean()
        others = np.flatnonzero(~none)
        times[others[int(others.size * (1 - 2 * share) / 2 / (1 - share)) :]] = 0
    else:
        times[np.flatnonzero(none)[::2]] = 0
    return Pair(before, np.repeat(after, times), np.repeat(labels, times))


CHANGES: Final = (
    "400 org:member_of to org:members",
    "200 org:member_of to org:members",
    "per:place_of_death vanished",
    "per:place_of_death x 10",
    "no_relation halved",
    TWICE,
)
_DATA: dict[str, Coded] = {}


def _load(path: Path) -> None:
    _DATA["train"] = Coded.of(read(path).table)


def _run_job(job: tuple[str, tuple[object, ...]]) -> dict[str, bool]:
    make = {"sample": sample, "changed": changed}[job[0]]
    return alarms(_DATA["train"], make(_DATA["train"], *job[1]))  # type: ignore[operator]


def main() -> int:
    arguments = parser(__doc__)
    arguments.add_argument("--samples", type=int, default=200, help="random samples per size")
    arguments.add_argument("--trials", type=int, default=20, help="trials per change and design")
    arguments.add_argument("--num-proc", type=int, default=2)
    options = arguments.parse_args()
    path = needed(options.data, TRAIN)
    verdict = Verdict()
    begun = time.perf_counter()
    with ProcessPoolExecutor(options.num_proc, initializer=_load, initargs=(path,)) as pool:
        lines = []
        kinds = [(size, False) for size in SIZES] + [(SIZES[-1], True)]
        for size, sentences in kinds:
            jobs = [("sample", (size, sentences, i)) for i in range(options.samples)]
            outcomes = list(pool.map(_run_job, jobs, chunksize=5))
            sums = {key: sum(outcome[key] for outcome in outcomes) for key in (*OURS, *OTHERS)}
            lines.append((f"{size:,} rows{' by sentence' * sentences}", *sums.values()))
            most = 9 * options.samples / 200
            for key in ("labels", "given types", "anything"):
                title = f"{lines[-1][0]}, {key}: at most {most:g} of {options.samples}"
                verdict.check(title, sums[key] <= most, sums[key])
        print(f"\nFalse alarms in {options.samples} samples\n")
        print(table(["", *OURS, *OTHERS], lines), "\n")
        lines = []
        for change in CHANGES:
            for whole in (False, True):
                jobs = [("changed", (change, whole, i)) for i in range(options.trials)]
                outcomes = list(pool.map(_run_job, jobs, chunksize=5))
                shares = {
                    key: np.mean([outcome[key] for outcome in outcomes]) for key in (*OURS, *OTHERS)
                }
                name = f"{change}, {'all, bootstrap' if whole else 'half, half'}"
                lines.append((name, *(f"{share:.0%}" for share in shares.values())))
                verdict.check(f"{name}: found in 95%", shares["anything"] >= 0.95, lines[-1][4])
        print(f"\nFound, of {options.trials} trials\n")
        print(table(["", *OURS, *OTHERS], lines))
    _load(path)
    train = _DATA["train"]
    seconds = time.perf_counter()
    alarms(train, sample(train, SIZES[-1], sentences=False, number=0))
    seconds = time.perf_counter() - seconds
    peak = max(
        resource.getrusage(who).ru_maxrss
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    print(
        f"\n{time.perf_counter() - begun:.0f} s in {options.num_proc} processes; one comparison "
        f"{seconds:.2f} s; at most {peak / 1024:.0f} MiB a process"
    )
    return verdict.code


if __name__ == "__main__":
    sys.exit(main())
