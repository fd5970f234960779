"""The drift between two whole data sets, wherever they lie."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reaug.data import read
from reaug.drift.comparison import Drift, compare
from reaug.drift.profile import Profile


def drift_of_sets(before: Any, after: Any, *, labels: Sequence[str] | None = None) -> Drift:
    """How the labels, types and lengths moved from one set to another.

    Parameters
    ----------
    before, after
        Whatever `reaug.load` reads: paths, hub names, run folders, data in memory.
    labels
        The order in which labels are listed; those that occur nowhere are listed too.

    Examples
    --------
    >>> from reaug.core.examples import batch_of
    >>> from reaug.data import to_klue
    >>> a = to_klue(batch_of("[S|PER|이순신]은 [O|LOC|한양]에서 났다.", label="per:origin").table)
    >>> drift_of_sets(a, a).label.js
    0.0
    """
    profiles = [Profile.of(read(source).table) for source in (before, after)]
    return compare(profiles[0], profiles[1], labels)
