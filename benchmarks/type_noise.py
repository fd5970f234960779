"""Measure how well `entity_type_correction` finds randomly replaced types on KLUE-RE train.

    python benchmarks/type_noise.py [--data FILE] [--seeds 3] [--fit]

The parameters of the step were fitted on one half of the rows, by a hash of the sentence; all
figures are for the other half, with other noise. For noise in 1, 3 and 10% of the types of one
role, it prints, over the seeds:

- precision and recall of the corrections at the default threshold: a correction is right if it
  restores a replaced type; any other correction is wrong, even if the original data was wrong;
- the average precision of all mentions ranked by the probability of a wrong type;
- the number of original types that were changed; their row ids are listed at the end, since some of
  these types are real errors.

For objects at 3%, it also prints a baseline: out-of-sample probabilities of a linear model on the
characters of the mention, its context, label and role, ranked by cleanlab's self-confidence, alone
and combined with the share of other mentions of the word with the same type. The baseline needs
cleanlab (`pip install '.[bench]'`) and is skipped if it is not installed.

`--fit` fits the weights of the step on the first half again and prints them, with the likelihood of
each value for `ODD` (cross-fitted). The exit code is 1 if a bound is missed.
"""

from __future__ import annotations

import argparse
import sys
import time
import zlib
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from reaug.audit.types.corrections import TypeState
from reaug.audit.types.evidence import Mentions
from reaug.audit.types.weights import ILLEGAL, ODD, WEIGHTS, Evidence
from reaug.cleaning.entity_type_correction import EntityTypeCorrection
from reaug.core.arrays import F64, I64, Bool
from reaug.core.batch import Batch, Role
from reaug.core.draws import Draw
from reaug.data import read
from reaug.rulebook import RuleBook, load

TRAIN = (
    Path(__file__).resolve().parents[2] / "shared" / "data" / "klue-re" / "klue-re-v1.1_train.json"
)
LEAST_PRECISION, LEAST_RANKED = 0.95, 0.83


class Measured(NamedTuple):
    """The results of one run with noise, for the half that is evaluated."""

    made: int
    right: int
    replaced: int
    ranked: float
    flipped: list[str]


def held_out(batch: Batch) -> Bool:
    """Return which rows are in the half for evaluation (`bool[n]`); a sentence is in one
    half only.
    """
    return np.array([zlib.crc32(text.encode()) & 1 == 1 for text in batch.sentence.to_pylist()])


def with_noise(
    batch: Batch, role: Role, rate: float, seed: int, types: list[str]
) -> tuple[Batch, Bool]:
    """Return a batch with a share of a role's types replaced, and which rows they are in
    (`bool[n]`).
    """
    rng = np.random.default_rng(seed)
    replaced = rng.random(len(batch)) < rate
    codes = batch.codes(f"{role}_type", types)
    codes[replaced] += rng.integers(1, len(types), int(replaced.sum()))
    values = pa.array(types, pa.string()).take(pa.array(codes % len(types)))
    index = batch.table.schema.get_field_index(f"{role}_type")
    field = batch.table.schema.field(index)
    return Batch(batch.table.set_column(index, field, values)), replaced


def average_precision(score: F64, hit: Bool) -> float:
    """Return the average precision of ranking mentions by score; `hit` marks the mentions
    to find.
    """
    if not hit.any():
        return float("nan")
    ranked = hit[np.argsort(-score, kind="stable")]
    precision = np.cumsum(ranked) / np.arange(1, len(ranked) + 1)
    return float(precision[ranked].mean())


def measure(
    clean: Batch,
    role: Role,
    rate: float,
    seed: int,
    rules: RuleBook,
    *,
    evidence: Evidence = "quick",
    half: Bool | None = None,
) -> Measured:
    """Add noise to all rows, correct their types, and return the results for the evaluated half."""
    types = list(rules.types)
    half = held_out(clean) if half is None else half
    noisy, replaced = with_noise(clean, role, rate, seed, types)
    step = EntityTypeCorrection(roles=(role,), evidence=evidence)
    state = step.finish(step.summarise(noisy), rules)
    changes = step.propose(noisy, state, Draw(noisy.keys, seed=0, path="0"))
    values = changes.fields[f"{role}_type"]
    set_, truth = (
        np.array(values.to_pylist(), object),
        np.array(clean.type(role).to_pylist(), object),
    )
    corrected = values.is_valid().to_numpy(zero_copy_only=False)
    right = corrected & replaced & (set_ == truth)
    mentions = state.evidence.mentions(noisy, role)
    trusted = mentions.posterior(state.rates[role])[np.arange(len(noisy)), mentions.written]
    flipped = clean.ids.take(pa.array(np.flatnonzero(corrected & ~replaced & half))).to_pylist()
    counts = (int((mask & half).sum()) for mask in (corrected, right, replaced))
    return Measured(*counts, average_precision((1 - trusted)[half], replaced[half]), flipped)


def baselines(
    clean: Batch, role: Role, rate: float, seed: int, rules: RuleBook
) -> tuple[F64, Bool]:
    """Return the baseline's two scores of each mention (`float64[2, n]`), and which types were
    replaced.
    """
    import warnings

    from cleanlab.rank import get_label_quality_scores
    from sklearn.feature_extraction.text import HashingVectorizer
    from sklearn.linear_model import LogisticRegression

    types = list(rules.types)
    noisy, replaced = with_noise(clean, role, rate, seed, types)
    written = noisy.codes(f"{role}_type", types)
    words = noisy.words(role).to_pylist()
    texts = []
    for text, (start, end), word, label in zip(
        noisy.sentence.to_pylist(),
        noisy.span(role).tolist(),
        words,
        noisy.label.to_pylist(),
        strict=True,
    ):
        beside = f"\x01{text[max(0, start - 5) : start]}\x02{text[end : end + 5]}\x03"
        texts.append(f"{beside} \x04{word}\x05 \x06{label}\x07")
    grams = HashingVectorizer(analyzer=_grams, n_features=2**18, alternate_sign=False)
    features = grams.transform(texts)
    fold = np.array([zlib.crc32(t.encode()) >> 4 for t in noisy.sentence.to_pylist()]) % 5
    probs = np.zeros((len(noisy), len(types)))
    for i in range(5):
        model = LogisticRegression(C=10.0, max_iter=30, random_state=0)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # thirty iterations are enough, converged or not
            model.fit(features[fold != i], written[fold != i])
        probs[np.ix_(fold == i, model.classes_)] = model.predict_proba(features[fold == i])
    probs /= probs.sum(axis=1, keepdims=True)
    alone = get_label_quality_scores(written, probs, method="self_confidence")
    state = EntityTypeCorrection()
    others = state.finish(state.summarise(noisy), rules).evidence.mentions(noisy, role).others
    usual = probs.mean(axis=0)
    agree = (others + usual) / (others.sum(axis=1, keepdims=True) + 1)
    both = (alone + agree[np.arange(len(noisy)), written]) / 2
    return np.stack([1 - alone, 1 - both]), replaced


def _grams(text: str) -> list[str]:
    """Return features of a text: the label, n-grams of the mention (up to 4) and of its context (up
    to 5).
    """
    beside, word, label = (
        text[text.index(a) : text.index(b) + 1] for a, b in ("\x01\x03", "\x04\x05", "\x06\x07")
    )
    before, behind = beside[1:-1].split("\x02")
    names = [label]
    names += ["b" + before[-n:] for n in range(1, 6)] + ["a" + behind[:n] for n in range(1, 6)]
    names += [word[i : i + n] for n in range(1, 5) for i in range(len(word) - n + 1)]
    return names


class Noise(NamedTuple):
    """Noise for fitting: its rate, the features of all mentions of a role, and their true types."""

    rate: float
    mentions: Mentions
    truth: I64


def noises(clean: Batch, rules: RuleBook, evidence: Evidence) -> list[Noise]:
    """Return five kinds of noise, with 1, 3 or 10% of the object types replaced."""
    types = list(rules.types)
    noises = []
    for rate, seed in ((0.03, 101), (0.03, 102), (0.01, 103), (0.01, 104), (0.1, 105)):
        noisy, _ = with_noise(clean, "object", rate, seed, types)
        step = EntityTypeCorrection(evidence=evidence)
        state: TypeState = step.finish(step.summarise(noisy), rules)
        mentions = state.evidence.mentions(noisy, "object")
        noises.append(Noise(rate, mentions, clean.codes("object_type", types)))
    return noises


def fit(given: list[Noise], rows: I64) -> dict[str, tuple[float, float]]:
    """Return weights that maximise the likelihood of the true types, with regularisation."""
    from scipy.optimize import minimize

    parts = [(noise.mentions.take(rows), noise.truth[rows], noise.rate) for noise in given]
    names = list(parts[0][0].evidence)
    # `usual` is the same for all mentions of a role, so its first nat has no information.
    columns = [
        (name, first)
        for name in names
        for first in (False, True)
        if (name, first) != ("base", True)
    ]

    def stacked(mentions: Mentions) -> F64:
        values = mentions.evidence
        return np.stack(
            [np.clip(values[name], -1, 1) if first else values[name] for name, first in columns],
            axis=-1,
        )

    ready = [
        (
            stacked(mentions),
            mentions.trust(rate) - ILLEGAL * ~mentions.legal,
            np.eye(mentions.legal.shape[1])[truth],
        )
        for mentions, truth, rate in parts
    ]

    def loss(weights: F64) -> tuple[float, F64]:
        total, slope = float((weights**2).sum()), 2 * weights
        for evidence, fixed, truth in ready:
            odds = evidence @ weights + fixed
            odds -= odds.max(axis=1, keepdims=True)
            logs = odds - np.log(np.exp(odds).sum(axis=1, keepdims=True))
            slope = slope + np.einsum("nte,nt->e", evidence, np.exp(logs) - truth)
            total -= float((logs * truth).sum())
        return total, slope

    best = minimize(loss, np.full(len(columns), 0.3), jac=True, method="L-BFGS-B").x.round(2)
    weights: dict[str, list[float]] = {name: [0.0, 0.0] for name in names}
    for (name, first), weight in zip(columns, best.tolist(), strict=True):
        weights[name][first] = weight
    return {name: (plain, first) for name, (plain, first) in weights.items()}


def oddness(given: list[Noise], clean: Batch, evidence: Evidence) -> dict[float, float]:
    """Return the log-likelihood of corrections for each value of `ODD`, with cross-fitted
    weights.
    """
    part = np.array([zlib.crc32(text.encode()) & 3 for text in clean.sentence.to_pylist()])
    grid = (0.0, 0.0001, 0.0002, 0.0003, 0.0004, 0.0005, 0.0007)
    likelihoods = dict.fromkeys(grid, 0.0)
    kept = dict(WEIGHTS[evidence])
    for one, two in ((0, 2), (2, 0)):
        WEIGHTS[evidence].update(fit(given, np.flatnonzero(part == one)))
        rows = np.flatnonzero(part == two)
        for rate, all_mentions, truth in given:
            mentions = all_mentions.take(rows)
            belief = mentions.posterior(rate)
            best = belief.argmax(axis=1)
            asked = best != mentions.written
            # Only a replaced type counts as restored.
            back = (best == truth[rows]) & (mentions.written != truth[rows])
            for odd in grid:
                score = belief.max(axis=1) * rate / (rate + odd)
                score = np.clip(score, 1e-6, 1 - 1e-6)
                log_scores = np.where(back, np.log(score), np.log(1 - score))
                likelihoods[odd] += float(log_scores[asked].sum())
        WEIGHTS[evidence].update(kept)
    return likelihoods


def refit(clean: Batch, rules: RuleBook) -> None:
    """Print newly fitted weights and the likelihoods of `ODD`, beside the values in use."""
    out = sys.stdout.write
    modes: tuple[Evidence, ...] = ("quick", "full")
    for evidence in modes:
        given = noises(clean, rules, evidence)
        out(f"{evidence}: {fit(given, np.flatnonzero(~held_out(clean)))}\n")
        out(f"  in use: {WEIGHTS[evidence]}\n")
        likelihoods = oddness(given, clean, evidence)
        out(
            "  log-likelihood by ODD: " + ", ".join(f"{k}: {v:.1f}" for k, v in likelihoods.items())
        )
        out(f"; in use {ODD}\n")


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
        refit(clean, rules)
    half = held_out(clean)
    out(f"{int(half.sum()):,} of {len(clean):,} rows count; nothing was fitted on them\n")
    out(
        "role    evidence  noise  corrections  right  replaced  precision  recall  "
        "average precision  untouched rows flipped\n"
    )
    missed = []
    begun = time.perf_counter()
    flipped: dict[str, set[str]] = {}
    modes: tuple[Evidence, ...] = ("quick", "full")
    roles: tuple[Role, ...] = ("object", "subject")
    for role in roles:
        for evidence in modes:
            for rate in (0.0, 0.01, 0.03, 0.1):
                runs = [
                    measure(clean, role, rate, seed, rules, evidence=evidence, half=half)
                    for seed in range(200, 200 + given.seeds)
                ]
                corrected, right, replaced = (sum(run[i] for run in runs) for i in range(3))
                ranked = float(np.mean([run.ranked for run in runs]))
                alone = sum(len(run.flipped) for run in runs) / len(runs)
                for run in runs:
                    flipped.setdefault(role, set()).update(run.flipped)
                precision, n = right / max(corrected, 1), len(runs)
                out(
                    f"{role:7} {evidence:8} {rate:6.0%} {corrected / n:12.1f} {right / n:6.1f} "
                    f"{replaced / n:9.1f} {precision:10.3f} {right / max(replaced, 1):7.3f} "
                    f"{ranked:18.3f} {alone:23.1f}\n"
                )
                what = f"{role}, {evidence}, {rate:.0%}"
                if rate and precision < LEAST_PRECISION:
                    missed.append(f"precision {precision:.3f} < {LEAST_PRECISION}: {what}")
                if rate == 0.03 and ranked < LEAST_RANKED:
                    missed.append(f"average precision {ranked:.3f} < {LEAST_RANKED}: {what}")
    out(f"{time.perf_counter() - begun:.1f} s\n")
    begun = time.perf_counter()
    if find_spec("cleanlab"):
        scores, replaced_rows = baselines(clean, "object", 0.03, 200, rules)
        for name, score in zip(("cleanlab", "cleanlab and word agreement"), scores, strict=True):
            ranked = average_precision(score[half], replaced_rows[half])
            out(f"object, 3%, {name}: average precision {ranked:.3f}\n")
        out(f"{time.perf_counter() - begun:.1f} s\n")
    else:
        out("skipped: cleanlab is not installed; pip install '.[bench]'\n")
    for role_, ids in sorted(flipped.items()):
        id_list = ", ".join(sorted(ids))
        out(f"untouched rows of which the {role_} was flipped in some run: {id_list}\n")
    for line in missed:
        out(f"missed: {line}\n")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
