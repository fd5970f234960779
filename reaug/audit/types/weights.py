"""Weights of the evidence for a type, and the rate at which certain corrections are wrong.

All values were fitted on one half of KLUE-RE train (by the hash of the sentence), with 1, 3 and 10%
of the object types replaced (`benchmarks/type_noise.py --fit`). The benchmark reports figures on
the other half.
"""

from __future__ import annotations

from typing import Final, Literal

Evidence = Literal["quick", "full"]
"""The amount of evidence. `full` includes the semantic class of a word by mecab, which analyses
20,000 distinct words per second.
"""

WEIGHTS: Final[dict[Evidence, dict[str, tuple[float, float]]]] = {
    "quick": {
        "base": (1.27, 0.0),
        "label": (0.57, -0.66),
        "words": (0.42, 0.15),
        "book": (0.71, 0.71),
        "shape": (0.6, -0.32),
        "ending": (0.21, 0.14),
        "beginning": (0.18, 0.29),
        "before": (0.01, 0.48),
        "behind": (0.17, 0.41),
        "same": (-0.5, 2.58),
        "label_behind": (-0.06, 0.57),
        "label_other": (-0.11, 0.39),
        "label_ending": (-0.2, 0.54),
    },
    "full": {
        "base": (1.27, 0.0),
        "label": (0.54, -0.63),
        "words": (0.42, 0.14),
        "book": (0.74, 0.74),
        "shape": (0.6, -0.36),
        "ending": (0.21, 0.11),
        "beginning": (0.17, 0.29),
        "semantic": (-0.16, 0.4),
        "before": (0.0, 0.49),
        "behind": (0.16, 0.42),
        "same": (-0.5, 2.59),
        "label_behind": (-0.04, 0.55),
        "label_other": (-0.07, 0.35),
        "label_ending": (-0.2, 0.54),
    },
}
"""By name of the evidence: its weight, and the additional weight of its first nat.
"""

ILLEGAL: Final = 4.0
"""The penalty in nats for a type that a hard rule of the label forbids: more than any single piece
of evidence.
"""

ODD: Final = 0.0003
"""The share of mentions whose type looks certainly wrong although no type was replaced.

Most of these are errors of the original data, whose corrections do not count as right. The value is
cross-fitted; values from 0.0002 to 0.0004 are as likely, within a nat.
"""
