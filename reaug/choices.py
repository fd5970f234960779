"""Choices that the command line, recipes and Python share: each is declared here, once.

Nothing heavy is imported, so that `reaug --help` can name them.
"""

from __future__ import annotations

from typing import Final, Literal

OnBadRow = Literal["stop", "drop", "repair"]
"""What becomes of a row whose mention does not stand where it says."""

MAX_BAD_SHARE: Final = 0.5
"""Of all rows: where bad rows are dropped, a larger share of them stops the reading."""

RARE_BELOW: Final = 500
"""Rows of labels with fewer rows than this are copied or rewritten by default."""

LabelNeed = bool | Literal["auto", "ignore"]
"""Whether each row needs a label; "auto": unless no row of the whole set has one (a test set);
"ignore": none is read."""

OnError = Literal["stop", "skip"]
"""What becomes of a row on which a step crashes: the run stops, or the row is set aside."""

OnBadFix = Literal["stop", "skip"]
"""What becomes of decisions that cannot be applied."""

CopiesIn = Literal["together", "train"]
"""Where copies of a split stand: with their parents, or in training sets alone."""

Keep = Literal["none", "majority", "first", "all"]
"""Which rows of a group with conflicting labels stay; all: one of each label."""

Apply = Literal["sure"]
"""What of an audit a cleaning applies: every fix that is sure."""

NoiseRanking = Literal["weighted-surprise", "self-confidence", "normalised-margin"]
"""By what label noise is ranked; see `reaug.audit.noise.statistics`."""

Lang = Literal["en", "ko"]
"""The language of reports and findings."""

ListKind = Literal["transforms", "rules", "formats", "styles", "audit-rules"]
"""What `reaug list` lists."""

SampleBy = Literal["rule", "label", "certainty"]
"""Of what a sample for people takes so many: of each rule, of each label, of the least sure."""

ReviewFormat = Literal["label-studio", "doccano", "csv", "xlsx"]
"""What findings are given to people in; each is a file of `reaug/review/`."""

Consensus = Literal["majority", "crowdlab"]
"""How answers that differ become one."""

Unchanged = Literal["open", "accept"]
"""What a document means that doccano brings back as it went out."""
