"""Compare two data sets: measures of distance, a comparison of their profiles, and gates.

The package itself can be called: `reaug.drift(before, after)` compares two data sets.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from types import ModuleType
from typing import Any

from reaug.choices import MAX_BAD_SHARE, OnBadRow
from reaug.core import hooks
from reaug.drift.coded_rows import Coded
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
    """Module class that makes the package callable, since `reaug.drift` cannot be a function as
    well.
    """

    def __call__(
        self,
        before: Any,
        after: Any,
        *,
        by: str | None = None,
        rules: str | None = None,
        unlabelled: bool = False,
        fail_on: Sequence[str] = (),
        map: str | os.PathLike[str] | Mapping[str, Any] | None = None,  # the option's name
        encoding: str | None = None,
        offsets: str | None = None,
        label_names: str | os.PathLike[str] | None = None,
        read_as: str | None = None,
        on_bad_row: OnBadRow = "stop",
        max_bad_share: float = MAX_BAD_SHARE,
        num_proc: int = 1,
        engine: str = "local",
    ) -> Drift:
        """Return how the labels, types and lengths of two data sets differ.

        Parameters
        ----------
        before, after
            Anything that `reaug.load` reads: paths, hub names, run folders, data in memory.
        by
            A column of `after`; the rows of each value of the column are compared, too.
        rules
            The rule book that sets the order of the labels; by default they are sorted by name.
        unlabelled
            Whether to ignore all labels.
        fail_on
            Gates such as "label.js > 0.1". `gates` of the result has which ones passed.
        map, encoding, offsets, label_names, read_as, on_bad_row, max_bad_share
            See `reaug.load`. They apply to both sets, except run folders.

        Raises
        ------
        UsageError, InputError
            A gate or an option is invalid, or a set cannot be read.

        Examples
        --------
        >>> import reaug
        >>> from reaug.runs.shipped import sample_data
        >>> moved = reaug.drift(sample_data(), sample_data(), fail_on=["label.js > 0.1"])
        >>> moved.label.js, [gate.passed for gate in moved.gates]
        (0.0, [True])
        """
        from reaug.data.read_options import read_as as shape_of
        from reaug.data.source import of_set
        from reaug.drift.set_drift import drift_of_sets
        from reaug.rulebook import load

        gates = tuple(parse(expr) for expr in fail_on)
        check_names(gates, DRIFT_NAMES)
        with hooks.look_by(engine, num_proc) as look:
            return drift_of_sets(
                of_set(before, read_as),
                of_set(after, read_as),
                labels=None if rules is None else load(rules).labels,
                by=by,
                unlabelled=unlabelled,
                on_bad_row=on_bad_row,
                max_bad_share=max_bad_share,
                how=shape_of(map, encoding, offsets, label_names),
                look=look,
            ).judged(gates)


sys.modules[__name__].__class__ = _CallablePackage
