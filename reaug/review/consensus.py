"""Combine differing answers into one: by majority, by an adjudicator, or by CROWDLAB."""

from __future__ import annotations

import io
from contextlib import redirect_stdout
from typing import Any, NamedTuple

import numpy as np

from reaug.core.arrays import F64, I64
from reaug.core.intervals import wilson
from reaug.errors import MissingExtraError, UsageError
from reaug.review.agreement import Ratings

OPEN = -1
"""The code of a unit without consensus."""


class Quality(NamedTuple):
    """How good a person's answers are.

    answered : number of units that the person answered.
    judged : number of these that others answered, too, and that have a consensus.
    right : number of judged units on which the person agrees with the consensus.
    quality : CROWDLAB's estimate, else right / judged; None if no unit was judged.
    low, high : the 95% interval of right / judged (Wilson).
    """

    rater: str
    answered: int
    judged: int
    right: int
    quality: float | None
    low: float
    high: float

    def to_json(self) -> dict[str, Any]:
        """Return the fields as JSON data, rounded to six digits."""
        return {k: round(v, 6) if isinstance(v, float) else v for k, v in self._asdict().items()}


class Agreed(NamedTuple):
    """The consensus of each unit.

    codes : `int64[n]`, the answer as an index of the categories; `OPEN` without a consensus.
    confidence : `float64[n]`, the probability that the consensus is right; for a majority, the
        share of the answers that agree with it.
    quality : the quality of each person, the best first.
    """

    codes: I64
    confidence: F64
    quality: tuple[Quality, ...]


def majority(ratings: Ratings) -> Agreed:
    """Return the most frequent answer of each unit; a tie has no consensus.

    Examples
    --------
    >>> answers = [["a", "a", "b"], ["a", "b", None], ["b", "b", "b"]]
    >>> agreed = majority(Ratings.of(["가람", "나래", "다솜"], answers))
    >>> agreed.codes.tolist(), [entry.rater for entry in agreed.quality]
    ([0, -1, 1], ['가람', '나래', '다솜'])
    """
    counts = ratings.counts
    most = counts.max(axis=1, initial=0)
    is_one = (counts == most[:, None]).sum(axis=1) == 1
    codes = np.where(is_one & (most > 0), counts.argmax(axis=1) if counts.size else 0, OPEN)
    codes = codes.astype(np.int64)
    with np.errstate(invalid="ignore"):
        confidence = np.where(codes >= 0, most / np.maximum(counts.sum(axis=1), 1), 0.0)
    return Agreed(codes, confidence, qualities(ratings, codes))


def adjudicated(ratings: Ratings, name: str) -> Agreed:
    """Return the answer of the person `name` (the adjudicator) to each unit.

    If this person did not answer a unit, its consensus is the answer of the others, if they all
    gave the same; otherwise it has none.

    Raises
    ------
    UsageError
        No person with this name has answered.
    """
    if name not in ratings.raters:
        known = ", ".join(ratings.raters)
        raise UsageError(f"nobody named {name!r} has answered; there are {known}")
    counts = ratings.counts
    is_one = (counts > 0).sum(axis=1) == 1
    own = ratings.codes[:, ratings.raters.index(name)]
    codes = np.where(own >= 0, own, np.where(is_one, counts.argmax(axis=1), OPEN)).astype(np.int64)
    return Agreed(codes, (codes >= 0).astype(np.float64), qualities(ratings, codes))


def crowdlab(ratings: Ratings, probabilities: F64) -> Agreed:
    """Return the consensus by CROWDLAB, which weighs people and a model by their reliability.

    Parameters
    ----------
    probabilities
        `float64[n, categories]`, predicted by a model that was not trained on the same units.

    Raises
    ------
    MissingExtraError
        cleanlab is not installed.
    UsageError
        No unit was answered by two people.

    Source: Goh et al. 2022, "CROWDLAB: supervised learning to infer consensus labels and quality
    scores for data with multiple annotators"; cleanlab's `multiannotator`.
    """
    multiannotator = _cleanlab()
    given = ratings.codes >= 0
    units = np.flatnonzero(given.any(axis=1))
    raters = np.flatnonzero(given.any(axis=0))
    if not (given.sum(axis=1) >= 2).any():
        raise UsageError("crowdlab: no finding or row was answered by two people")
    used, places = np.unique(ratings.codes[given], return_inverse=True)
    if len(used) < 2:
        return majority(ratings)
    # Labels that nobody gave are left out; the probabilities of the others keep their proportions.
    table = np.full(ratings.codes.shape, np.nan)
    table[given] = places
    values = np.maximum(probabilities[:, used], 1e-6)
    values = values / values.sum(axis=1, keepdims=True)
    with redirect_stdout(io.StringIO()):  # cleanlab prints remarks about the data
        result = multiannotator.get_label_quality_multiannotator(
            table[np.ix_(units, raters)],
            values[units],
            verbose=False,
            label_quality_score_kwargs={},
        )
    chosen = result["label_quality"]
    codes = np.full(len(ratings), OPEN, dtype=np.int64)
    codes[units] = used[chosen["consensus_label"].to_numpy().astype(np.int64)]
    confidence = np.zeros(len(ratings))
    confidence[units] = chosen["consensus_quality_score"].to_numpy()
    stats = result["annotator_stats"]
    quality = dict(zip(stats.index.tolist(), stats["annotator_quality"].tolist(), strict=True))
    by_name = {ratings.raters[raters[int(place)]]: value for place, value in quality.items()}
    return Agreed(codes, confidence, qualities(ratings, codes, by_name))


def _cleanlab() -> Any:
    try:
        from cleanlab import multiannotator
    except ImportError as error:
        raise MissingExtraError(
            "crowdlab needs cleanlab, which is not installed: pip install 'reaug[agree]'"
        ) from error
    return multiannotator


def qualities(
    ratings: Ratings, codes: I64, known: dict[str, float] | None = None
) -> tuple[Quality, ...]:
    """Return the quality of each person, the best first.

    Parameters
    ----------
    ratings
        The answers to n units.
    codes
        `int64[n]`, the consensus of each unit as an index of the categories; negative without one.
    known
        By name, estimates of `Quality.quality`; by default, the share of the person's answers that
        agree with the consensus.
    """
    given = ratings.codes >= 0
    shared = (given.sum(axis=1) >= 2) & (codes >= 0)
    made = []
    for place, name in enumerate(ratings.raters):
        judged = shared & given[:, place]
        right = int((ratings.codes[judged, place] == codes[judged]).sum())
        total = int(judged.sum())
        share = right / total if total else None
        value = share if known is None else known.get(name, share)
        low, high = wilson(right, total)
        made.append(Quality(name, int(given[:, place].sum()), total, right, value, low, high))
    return tuple(sorted(made, key=lambda reviewer: (-(reviewer.quality or 0.0), reviewer.rater)))
