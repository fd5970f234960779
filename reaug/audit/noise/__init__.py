"""Label noise: find labels that are probably wrong, by a model's out-of-sample probabilities."""

from __future__ import annotations

from reaug.audit.noise.confident_learning import RANKING, THRESHOLD, Noise, label_noise
from reaug.audit.noise.noise_findings import RULE, noise_findings
from reaug.audit.noise.noise_ranking import NoiseOptions, Ranked, Ranking, ranked
from reaug.audit.noise.probabilities import read_probabilities
from reaug.audit.noise.probability_checks import check
from reaug.audit.noise.training import Probabilities, probabilities

__all__ = [
    "RANKING",
    "RULE",
    "THRESHOLD",
    "Noise",
    "NoiseOptions",
    "Probabilities",
    "Ranked",
    "Ranking",
    "check",
    "label_noise",
    "noise_findings",
    "probabilities",
    "ranked",
    "read_probabilities",
]
