"""Learns a rule book from a labelled set: `reaug rules learn`."""

from __future__ import annotations

from reaug.audit.learning.book import Learnt, Mode, learn
from reaug.audit.learning.commented import as_commented_yaml

__all__ = ["Learnt", "Mode", "as_commented_yaml", "learn"]
