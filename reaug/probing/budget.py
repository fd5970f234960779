"""Parses durations such as `20m`."""

from __future__ import annotations

import math
import re
from typing import Final

from reaug.errors import UsageError

_UNITS: Final = {"": 1.0, "s": 1.0, "m": 60.0, "h": 3600.0}
_FORM: Final = re.compile(r"(\d+(?:\.\d+)?)\s*([smh]?)", re.ASCII)


def seconds_of(budget: str | float) -> float:
    """Parse a duration such as `20m`, or a number of seconds; return seconds.

    Raises
    ------
    UsageError
        It is not a duration.

    Examples
    --------
    >>> seconds_of("20m"), seconds_of("1.5h"), seconds_of(90)
    (1200.0, 5400.0, 90.0)
    """
    match = _FORM.fullmatch(str(budget).strip())
    seconds = float(match[1]) * _UNITS[match[2]] if match else 0.0
    if not 0 < seconds < math.inf:
        raise UsageError(f"a budget is a time such as 20m, 90s or 1h, not {budget!r}")
    return seconds
