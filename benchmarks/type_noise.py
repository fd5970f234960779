"""How well `entity_type_correction` finds types that were replaced at random, on KLUE-RE train.

    python benchmarks/type_noise.py [--data FILE] [--seeds 3] [--fit]

For noise of 0, 1, 3 and 10% of one role's types it prints, as means over the seeds: the precision
and recall of the corrections at the default threshold (a correction is right where it gives a
replaced type back; any other is wrong, also where the data itself was wrong before), and the
average precision of all mentions ranked by the probability that their type is wrong. `--fit`
prints the weights of the evidence fitted anew.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from reaug.cleaning._type_evidence import ILLEGAL, WEIGHTS, TypeEvidence
from reaug.cleaning.entity_type_correction import EntityTypeCorrection
from reaug.core.batch import Batch, Role
from reaug.core.draws import Draw
from reaug.data import read
from reaug.rulebook import RuleBook, load

TRAIN = (
    Path(__file__).resolve().parents[2] / "shared" / "data" / "klue-re" / "klue-re-v1.1_train.json"
)
Mask = npt.NDArray[np.bool_]


def with_noise(
    batch: Batch, role: Role, rate: float, seed: int, types: list[str]
) -> tuple[Batch, Mask]:
    """The batch with a share of a role's types replaced by another one, and where: `bool[n]`."""
    rng = np.random.default_rng(seed)
    replaced = rng.random(len(batch)) < rate
    codes = batch.codes(f"{role}_type", types)
    codes[replaced] += rng.integers(1, len(types), int(replaced.sum()))
    values = pa.array(types, pa.string()).take(pa.array(codes % len(types)))
    index = batch.table.schema.get_field_index(f"{role}_type")
    field = batch.table.schema.field(index)
    return Batch(batch.table.set_column(index, field, values)), replaced


def average_precision(score: npt.NDArray[np.float64], hit: Mask) -> float:
    """Mean precision at each hit, going down the ranking."""
    if not hit.any():
        return float("nan")
    ranked = hit[np.argsort(-score, kind="stable")]
    precision = np.cumsum(ranked) / np.arange(1, len(ranked) + 1)
    return float(precision[ranked].mean())


def measure(
    clean: Batch, role: Role, rate: float, seed: int, rules: RuleBook
) -> tuple[int, int, int, float]:
    """Corrections, right corrections, replaced types, average precision."""
    types = list(rules.types)
    noisy, replaced = with_noise(clean, role, rate, seed, types)
    step = EntityTypeCorrection(roles=(role,))
    state = step.finish(step.summarise(noisy), rules)
    changes = step.propose(noisy, state, Draw(noisy.keys, seed=0, path="0"))
    values = changes.fields[f"{role}_type"]
    set_, truth = (
        np.array(values.to_pylist(), object),
        np.array(clean.type(role).to_pylist(), object),
    )
    corrected = values.is_valid().to_numpy(zero_copy_only=False)
    right = corrected & replaced & (set_ == truth)
    mentions = state.mentions(noisy, role)
    trusted = mentions.posterior[np.arange(len(noisy)), mentions.written]
    ranked = average_precision(1 - trusted, replaced)
    return int(corrected.sum()), int(right.sum()), int(replaced.sum()), ranked


def fit(clean: Batch, rules: RuleBook, rows: int, seed: int) -> dict[str, float]:
    """Weights that make the true object types likeliest at 3% of noise, and are not large."""
    from scipy.optimize import minimize

    types = list(rules.types)
    if rows < len(clean):
        chosen = np.random.default_rng(seed).permutation(len(clean))[:rows]
        clean = clean.take(np.sort(chosen))
    noisy, _ = with_noise(clean, "object", 0.03, seed, types)
    step = EntityTypeCorrection()
    state: TypeEvidence = step.finish(step.summarise(noisy), rules)
    mentions = state.mentions(noisy, "object")
    evidence = np.stack([mentions.evidence[name] for name in WEIGHTS], axis=-1)
    fixed = ILLEGAL * ~mentions.legal
    truth = np.eye(len(types))[clean.codes("object_type", types)]

    def loss(weights: npt.NDArray[np.float64]) -> tuple[float, npt.NDArray[np.float64]]:
        odds = evidence @ weights - fixed
        odds -= odds.max(axis=1, keepdims=True)
        logs = odds - np.log(np.exp(odds).sum(axis=1, keepdims=True))
        slope = np.einsum("nte,nt->e", evidence, np.exp(logs) - truth)
        return -(logs * truth).sum() + (weights**2).sum(), slope + 2 * weights

    found = minimize(loss, np.zeros(len(WEIGHTS)), jac=True, method="L-BFGS-B").x
    return dict(zip(WEIGHTS, found.round(2).tolist(), strict=True))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=TRAIN)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--fit", action="store_true")
    given = parser.parse_args()
    if not given.data.exists():
        sys.stderr.write(f"{given.data} is not there: nothing measured\n")
        return 0
    rules, clean = load("klue-re"), Batch(read(given.data).table)
    out = sys.stdout.write
    if given.fit:
        for rows in (len(clean), 3000, 300):
            out(f"fitted on {rows} rows: {fit(clean, rules, rows, seed=1)}\n")
        out(f"in use: {WEIGHTS}\n")
    out("role     noise  corrections  right  replaced  precision  recall  average precision\n")
    begun = time.perf_counter()
    for role in ("object", "subject"):
        for rate in (0.0, 0.01, 0.03, 0.1):
            runs = [measure(clean, role, rate, seed, rules) for seed in range(2, 2 + given.seeds)]
            made, right, replaced, ranked = np.array(runs).mean(axis=0)
            out(
                f"{role:8} {rate:5.0%} {made:12.1f} {right:6.1f} {replaced:9.1f} "
                f"{right / max(made, 1):10.3f} {right / max(replaced, 1):7.3f} {ranked:18.3f}\n"
            )
    out(f"{time.perf_counter() - begun:.1f} s\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
