"""Label noise: labels that are probably wrong, by a model's out-of-sample probabilities."""

from __future__ import annotations

from reaug.audit.noise.checking import check
from reaug.audit.noise.findings import RULE, noise_findings
from reaug.audit.noise.ranked import NoiseAsked, Ranked, Ranking, ranked
from reaug.audit.noise.ranking import RANKING, THRESHOLD, Noise, label_noise
from reaug.audit.noise.reading import read_probabilities
from reaug.audit.noise.training import Probabilities, probabilities

__all__ = [
    "RANKING",
    "RULE",
    "THRESHOLD",
    "Noise",
    "NoiseAsked",
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
