"""CROWDLAB with the model of the audit rule `label/noise`, which predicts label probabilities."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from reaug.audit.noise.probabilities import read_probabilities
from reaug.audit.noise.training import Probabilities, probabilities
from reaug.core import schema
from reaug.core.arrays import F64
from reaug.core.batch import Batch
from reaug.review.agreement import Ratings
from reaug.review.consensus import OPEN, Agreed, crowdlab, majority, qualities
from reaug.review.panel import Panel, Unit
from reaug.rulebook import RuleBook


def label_probabilities(
    batch: Batch, rules: RuleBook, pred_probs: Any = None, *, seed: int = 42
) -> Probabilities:
    """Return label probabilities for each row, by a model that was not trained on the row.

    Parameters
    ----------
    batch
        n rows with the labels that the model learns from; rows without a label are only predicted.
    pred_probs
        A file with label probabilities of the user's own model.

    Raises
    ------
    InputError
        The file cannot be read, or is about other rows.
    """
    if pred_probs is not None:
        return read_probabilities(pred_probs, batch.ids, rules)
    return probabilities(batch, rules, seed=seed)


def columns_for(known: Probabilities, categories: tuple[str, ...]) -> F64:
    """Return the known probabilities with one column per category, `float64[n, categories]`.

    A category that the probabilities do not have gets 0.

    >>> columns_for(Probabilities(("a", "b"), np.array([[0.9, 0.1]])), ("b", "c")).tolist()
    [[0.1, 0.0]]
    """
    place = {name: at for at, name in enumerate(known.labels)}
    values = np.zeros((len(known.values), len(categories)))
    for at, name in enumerate(categories):
        if name in place:
            values[:, at] = known.values[:, place[name]]
    return values


def by_crowdlab(people: Panel, table: pa.Table, known: Probabilities) -> Agreed:
    """Return the consensus of votes: by CROWDLAB for votes about labels, else by majority.

    Parameters
    ----------
    table
        The rows, in the order of the probabilities.
    """
    agreed = majority(people.ratings)
    place = {row: at for at, row in enumerate(table[schema.ROW_ID].to_pylist())}
    label = table[schema.LABEL].to_pylist()
    answers: dict[int, list[str | None]] = {}
    for at, unit in enumerate(people.units):
        votes = [_label(people, unit, name, label, place) for name in people.raters]
        if unit.row in place and any(vote is not None for vote in votes):
            answers[at] = votes
    if not answers:
        return agreed
    ratings = Ratings.of(people.raters, list(answers.values()))
    rows = np.array([place[people.units[at].row] for at in answers], dtype=np.int64)
    if not ((ratings.codes >= 0).sum(axis=1) >= 2).any():
        return agreed
    made = crowdlab(ratings, columns_for(known, ratings.categories)[rows])
    codes, confidence = agreed.codes.copy(), agreed.confidence.copy()
    for number, at in enumerate(answers):
        agreeing = np.flatnonzero(ratings.codes[number] == made.codes[number])
        codes[at] = people.ratings.codes[at, agreeing[0]] if len(agreeing) else OPEN
        confidence[at] = made.confidence[number]
    quality = {
        reviewer.rater: reviewer.quality
        for reviewer in made.quality
        if reviewer.quality is not None
    }
    return Agreed(codes, confidence, qualities(people.ratings, codes, quality))


def _label(
    people: Panel, unit: Unit, name: str, label: list[str | None], place: dict[str, int]
) -> str | None:
    """Return the label that a vote stands for; None if it is not about the label."""
    # A rejection stands for the present label of the row.
    lines = people.votes.get((unit, name), ())
    if not lines or any(line["field"] != schema.LABEL for line in lines):
        return None
    line = lines[0]
    if line["decision"] != "reject":
        return str(line["value"])
    at = place.get(unit.row)
    return None if at is None else label[at]
