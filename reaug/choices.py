"""Values that options accept, shared by the command line, recipes and Python.

Each set of values is declared here once. The module imports nothing slow, so that `reaug --help`
stays fast.
"""

from __future__ import annotations

from typing import Final, Literal

OnBadRow = Literal["stop", "drop", "repair"]
"""What to do with a row in which a mention's text is not at the mention's offsets."""

MAX_BAD_SHARE: Final = 0.5
"""The largest share of bad rows that may be dropped; with a larger share, reading fails."""

RARE_BELOW: Final = 500
"""A label is rare if it has fewer rows than this; by default, rows of rare labels are copied or
rewritten.
"""

LabelNeed = bool | Literal["auto", "ignore"]
"""Whether every row needs a label.

"auto": every row needs a label, unless no row of the data set has one (a test set). "ignore":
labels are not read.
"""

OnError = Literal["stop", "skip"]
"""What to do when a step crashes on a row: stop the run, or drop and log the row."""

OnBadFix = Literal["stop", "skip"]
"""What to do with decisions that cannot be applied."""

CopiesIn = Literal["together", "train"]
"""Where a split puts copies: with their parents, or only in training sets."""

Keep = Literal["none", "majority", "first", "all"]
"""Which rows of a group with conflicting labels are kept; all: one row of each label."""

Apply = Literal["sure", "label-free"]
"""Which fixes `clean` takes from an audit; sure: every fix of which the audit is sure; label-free:
of these the ones that an audit without labels makes too, so that a test set can be corrected alike.
"""

NoiseRanking = Literal["weighted-surprise", "self-confidence", "normalised-margin"]
"""The score that ranks label noise; see `reaug.audit.noise.confident_learning`."""

Lang = Literal["en", "ko"]
"""The language of reports and findings."""

ListKind = Literal["transforms", "rules", "formats", "styles", "audit-rules"]
"""The kinds of things that `reaug list` lists."""

SampleBy = Literal["rule", "label", "certainty"]
"""How a sample for reviewers is drawn: N of each rule, N of each label, or the N least certain."""

Consensus = Literal["majority", "crowdlab"]
"""How differing answers are combined into one."""

Unchanged = Literal["open", "accept"]
"""What it means when a document comes back from doccano unchanged."""
