"""How far two data sets lie apart: measures, the comparison of two profiles, and gates on it.

The package is the function too: `reaug.drift(before, after)` compares two tables or data sets.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

from reaug.choices import MAX_BAD_SHARE, OnBadRow
from reaug.core import calling
from reaug.drift.coded import Coded
from reaug.drift.comparison import DRIFT_NAMES, Drift, Shift, compare
from reaug.drift.gates import Gate, GateResult, check_names, evaluate, parse
from reaug.drift.measures import Chi2, Measures, measure
from reaug.drift.profile import NO_VALUE, Profile

__all__ = [
    "DRIFT_NAMES",
    "NO_VALUE",
    "Chi2",
    "Coded",
    "Drift",
    "Gate",
    "GateResult",
    "Measures",
    "Profile",
    "Shift",
    "check_names",
    "compare",
    "evaluate",
    "measure",
    "parse",
]


class _CallablePackage(ModuleType):
    """A function `reaug.drift` could not stand beside a package `reaug.drift`: so one is both."""

    def __call__(
        self,
        before: Any,
        after: Any,
        *,
        by: str | None = None,
        unlabelled: bool = False,
        on_bad_row: OnBadRow = "stop",
        max_bad_share: float = MAX_BAD_SHARE,
        num_proc: int = 1,
        engine: str = "local",
    ) -> Drift:
        """How the labels, types and lengths moved from one set to another; see `drift.sets`."""
        from reaug.drift.sets import drift_of_sets

        with calling.look_by(engine, num_proc) as look:
            return drift_of_sets(
                before,
                after,
                by=by,
                unlabelled=unlabelled,
                on_bad_row=on_bad_row,
                max_bad_share=max_bad_share,
                look=look,
            )


sys.modules[__name__].__class__ = _CallablePackage
