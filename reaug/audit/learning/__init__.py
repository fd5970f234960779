"""What a labelled set does, written as a rule book: `reaug rules learn`."""

from __future__ import annotations

from reaug.audit.learning.book import Learnt, learn

__all__ = ["Learnt", "learn"]
