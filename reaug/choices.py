"""Values that options accept, shared by the command line, recipes and Python.

Each is declared here once. Nothing heavy is imported, so that `reaug --help` can list them.
"""

from __future__ import annotations

from typing import Final, Literal

OnBadRow = Literal["stop", "drop", "repair"]
"""What to do with a row whose mention is not at its offsets."""

MAX_BAD_SHARE: Final = 0.5
"""The largest share of bad rows that may be dropped; a larger one stops the reading."""

RARE_BELOW: Final = 500
"""Rows of labels that have fewer rows than this are copied or rewritten by default."""

LabelNeed = bool | Literal["auto", "ignore"]
"""Whether every row needs a label. "auto": yes, unless no row of the whole set has one (a test
set); "ignore": labels are not read.
"""

OnError = Literal["stop", "skip"]
"""What to do when a step crashes on a row: stop the run, or set the row aside."""

OnBadFix = Literal["stop", "skip"]
"""What to do with decisions that cannot be applied."""

CopiesIn = Literal["together", "train"]
"""Where a split puts copies: with their parents, or only in training sets."""

Keep = Literal["none", "majority", "first", "all"]
"""Which rows of a group with conflicting labels are kept; all: one row of each label."""

Apply = Literal["sure"]
"""Which fixes of an audit `clean` applies: every fix that is sure."""

NoiseRanking = Literal["weighted-surprise", "self-confidence", "normalised-margin"]
"""The score that ranks label noise; see `reaug.audit.noise.confident_learning`."""

Lang = Literal["en", "ko"]
"""The language of reports and findings."""

ListKind = Literal["transforms", "rules", "formats", "styles", "audit-rules"]
"""The kinds of things that `reaug list` lists."""

SampleBy = Literal["rule", "label", "certainty"]
"""How a sample for reviewers is drawn: N of each rule, N of each label, or the N least certain."""

ReviewFormat = Literal["label-studio", "doccano", "csv", "xlsx"]
"""The file formats that findings are exported in for review; each is a file of `reaug/review/`."""

Consensus = Literal["majority", "crowdlab"]
"""How differing answers are combined into one."""

Unchanged = Literal["open", "accept"]
"""What it means when a document comes back from doccano unchanged."""
