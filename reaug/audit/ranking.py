"""The rows of a set by how probably their label is wrong: the seam behind `clean --drop`."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from reaug.audit.label_noise import NoiseAsked
from reaug.audit.noise import read_probabilities
from reaug.audit.noise.ranking import label_noise
from reaug.audit.rows import Rows


class Ranked(NamedTuple):
    """A row, by its id, and how probably its label is wrong; from 0 to 1.

    flagged : whether that is enough for a finding of `label/noise`.
    """

    id: str
    score: float
    flagged: bool


def ranking(rows: Rows, asked: NoiseAsked) -> list[Ranked]:
    """Every row, the one whose label is most probably wrong first; equals by row id.

    A label that the types forbid is wrong with 1.
    """
    given = None
    if asked.pred_probs is not None:
        given = read_probabilities(asked.pred_probs, rows.batch.ids, rows.rules)
    noise = label_noise(rows.batch, rows.rules, given, seed=asked.seed)
    order = np.lexsort([rows.rank, -noise.score])
    return [
        Ranked(rows.ids[row], float(noise.score[row]), bool(noise.flagged[row]))
        for row in order.tolist()
    ]
