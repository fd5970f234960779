"""Measure the consensus of simulated annotators with known error rates on KLUE-RE train.

    python benchmarks/annotators.py [--data DIR] [--rows N]

Five annotators label the rows of the *judge* part (`split.py`); KLUE's label counts as right. Each
annotator has a fixed error rate: half of the errors are labels that other rows with the same type
pair have (like the errors of people), the other half are any labels. Each annotator labels 70% of
the rows, so that rows have zero to five labels. There are two teams: one of similar quality, and
one with two careful and three careless annotators.

For each team, it prints the share of rows with the right consensus by majority (a tie is wrong) and
by CROWDLAB with the model of `label/noise` (trained on the majority labels). It also prints this
share for rows on which annotators differ, whether both methods rank the annotators by error rate,
and seconds. Then it compares Cohen's kappa of each pair with scikit-learn's. The exit code is 1 if
CROWDLAB is worse than the majority, a ranking is wrong, or a kappa differs.
"""

from __future__ import annotations

import sys
import time
from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np

import _common
from label_noise import LABELS, RULES, TYPES, type_pairs
from reaug.core.arrays import I64, Bool
from reaug.core.batch import Batch
from reaug.data import read
from reaug.review.agreement import Ratings, agreement
from reaug.review.annotated_rows import Annotated
from reaug.review.annotators import compare
from reaug.review.consensus import Agreed
from split import judges

LABELLED: Final = 0.7


class Team(NamedTuple):
    """A team of five annotators with their error rates, the best first."""

    name: str
    rates: tuple[float, ...]


TEAMS: Final = (
    Team("even", (0.08, 0.11, 0.14, 0.17, 0.20)),
    Team("two careful of five", (0.05, 0.08, 0.30, 0.38, 0.46)),
)


def labelled(label: I64, pair: I64, rates: tuple[float, ...], seed: int) -> I64:
    """Return the label of each row by each annotator (`int64[n, k]`); -1 for an unlabelled row."""
    rng = np.random.default_rng(seed)
    has = np.zeros((len(TYPES) ** 2, len(LABELS)), dtype=np.bool_)
    has[pair, label] = True
    codes = np.where(rng.random((len(label), len(rates))) < LABELLED, label[:, None], -1)
    for person, rate in enumerate(rates):
        own = rng.permutation(np.flatnonzero(codes[:, person] >= 0))
        for row in own[: round(rate * len(own))]:
            near = np.flatnonzero(has[pair[row]])
            choice = near if rng.random() < 0.5 else np.arange(len(LABELS))
            choice = choice[choice != label[row]]
            if not len(choice):
                choice = np.delete(np.arange(len(LABELS)), label[row])
            codes[row, person] = rng.choice(choice)
    return codes.astype(np.int64)


def ratings_of(codes: I64) -> Ratings:
    used, places = np.unique(codes[codes >= 0], return_inverse=True)
    new_codes = np.full(codes.shape, -1, dtype=np.int64)
    new_codes[codes >= 0] = places
    return Ratings(tuple("abcde"), tuple(LABELS[at] for at in used), new_codes)


def right(agreed: Agreed, ratings: Ratings, label: I64) -> Bool:
    names = np.array([LABELS.index(name) for name in ratings.categories])
    chosen = np.where(agreed.codes >= 0, names[agreed.codes], -1)
    return np.asarray(chosen == label)


def same_as_scikit_learn(ratings: Ratings) -> float:
    """Return the largest difference between our kappa of a pair and scikit-learn's."""
    from sklearn.metrics import cohen_kappa_score

    apart = 0.0
    for (one, other), kappa in agreement(ratings).pairs.items():
        codes = ratings.codes[:, [ratings.raters.index(one), ratings.raters.index(other)]]
        codes = codes[(codes >= 0).all(axis=1)]
        assert kappa.value is not None
        apart = max(apart, abs(kappa.value - cohen_kappa_score(codes[:, 0], codes[:, 1])))
    return apart


def main() -> int:
    parser = _common.parser(__doc__)
    parser.add_argument("--rows", type=int, default=6000)
    given = parser.parse_args()
    batch = Batch(read(_common.needed(given.data, _common.TRAIN)).table)
    batch = batch.take(np.flatnonzero(judges(batch.sentence))[: given.rows])
    label, pair = batch.codes("label", LABELS), type_pairs(batch)
    lines, verdict = [], _common.Verdict()
    for team in TEAMS:
        for seed in (1, 2, 3):
            ratings = ratings_of(labelled(label, pair, team.rates, seed))
            answered = (ratings.codes >= 0).any(axis=1)
            differ = (ratings.counts > 0).sum(axis=1) > 1
            shares = {}
            for how in ("majority", "crowdlab"):
                begun = time.perf_counter()
                comparison = compare(Annotated(batch.table, ratings), RULES, how, conditions=False)
                wall = time.perf_counter() - begun
                hit = right(comparison.agreed, ratings, label)
                order = "".join(rater.rater for rater in comparison.agreed.quality)
                shares[how] = hit[answered].mean()
                lines.append(
                    [
                        f"{team.name}, seed {seed}",
                        how,
                        f"{hit[answered].mean():.4f}",
                        f"{hit[differ].mean():.3f}",
                        order,
                        f"{wall:.0f}",
                    ]
                )
                ranked = all(a <= b for a, b in pairwise(order))
                verdict.check(
                    f"{team.name}, seed {seed}, {how}: quality ranked right", ranked, order
                )
            better = shares["crowdlab"] >= shares["majority"]
            values = f"{shares['crowdlab']:.4f} against {shares['majority']:.4f}"
            verdict.check(f"{team.name}, seed {seed}: CROWDLAB is not below", better, values)
            apart = same_as_scikit_learn(ratings)
            verdict.check(f"{team.name}, seed {seed}: kappa", apart < 1e-12, f"{apart:.1e}")
    heads = ["annotators", "consensus", "right", "right where they differ", "ranked", "s"]
    print(_common.table(heads, lines), flush=True)
    return verdict.code


if __name__ == "__main__":
    sys.exit(main())
