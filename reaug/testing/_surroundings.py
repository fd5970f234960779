"""Detection of a step's side effects: printing, writing, using the global generators."""

from __future__ import annotations

import contextlib
import io
import random
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np

from reaug.core.written_files import watched

_SHOWN = 60


@contextmanager
def observed(doing: str, broken: dict[str, str], *inside: str, seed: int = 1) -> Iterator[None]:
    """Note in `broken` what side effects occur; restore the global generators afterwards.

    `seed` sets the generators, so that runs with different seeds differ if something draws from
    them.
    """
    out = io.StringIO()
    before = random.getstate(), np.random.get_state()
    random.seed(seed)
    np.random.seed(seed)
    fresh = _states()
    try:
        with (
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(out),
            watched(*inside) as watch,
        ):
            yield
        if _states() != fresh:
            broken.setdefault(
                "global random (law 4)",
                f"{doing} draws from random or numpy.random; draw from `draw` instead",
            )
        if printed := out.getvalue():
            shown = repr(printed[:_SHOWN])
            broken.setdefault("printing", f"{doing} prints {shown}; say it by describe or measure")
        if left := watch.left():
            where = " outside of its folder" if inside else "; files are for leave"
            broken.setdefault("writing", f"{doing} writes {left[0]}{where}")
    finally:
        random.setstate(before[0])
        np.random.set_state(before[1])


def _states() -> str:
    return repr((random.getstate(), [repr(part) for part in np.random.get_state(legacy=True)]))
