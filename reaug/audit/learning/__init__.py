"""Learn a rule book from a labelled set, for `reaug rules learn`."""

from __future__ import annotations

from reaug.audit.learning.commented_yaml import as_commented_yaml
from reaug.audit.learning.learnt_book import Learnt, Mode, learn

__all__ = ["Learnt", "Mode", "as_commented_yaml", "learn"]
