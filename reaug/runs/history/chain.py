"""Link runs by the digests of their rows: the output of a run is the input of another run."""

from __future__ import annotations

import os
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from reaug.runs.history.record import Record

_NEAREST: Final = 4
"""Maximum number of earlier runs, and of later runs, to list as possible parents of a run."""


def in_order(records: Sequence[Record]) -> list[Record]:
    """Return records sorted by start time (runs without a start time first), then by folder."""
    return sorted(records, key=lambda record: (record.started or "", record.folder))


def parents_of(records: Sequence[Record]) -> dict[str, tuple[str, ...]]:
    """Return, by folder of a run, the folders of the runs that made its input, likeliest first.

    Several runs may have made the same rows. Then the run whose folder was read comes first;
    without such a run, the last run that began before this one. A run is never its own ancestor,
    although digests could suggest this: a run that changes nothing has the digest of its input, and
    two runs can convert a data set back and forth.
    """
    makers: dict[str, list[int]] = defaultdict(list)
    ordered = in_order(records)
    for i, record in enumerate(ordered):
        if record.digest is not None:
            makers[record.digest].append(i)
    places = {_real(record.folder): i for i, record in enumerate(ordered)}
    first: dict[int, int] = {}
    backwards = True  # while each parent began before its child, there is no cycle
    parents: dict[str, tuple[str, ...]] = {}
    for i, record in enumerate(ordered):
        known = _nearest(makers.get(record.input_digest or "", []), i)
        named = _run_with_folder(record, places)
        if named is not None and named not in known and _made(ordered[named], record):
            known.append(named)
        known = [j for j in known if _may_have_made(ordered[j], began_before=j < i)]
        known.sort(key=lambda j: (j != named, j > i, abs(i - j)))
        chosen = [j for j in known if (backwards and j < i) or not _leads_to(i, j, first)]
        if chosen:
            first[i] = chosen[0]
            backwards &= chosen[0] < i
        parents[record.folder] = tuple(ordered[j].folder for j in chosen)
    return parents


def _nearest(makers: Sequence[int], i: int) -> list[int]:
    """Return the few numbers in `makers` (ascending) that are nearest to `i` on each side."""
    # Runs are numbered in the order of their start, so these are the runs that began shortly before
    # and after run `i`.
    at = bisect_left(makers, i)
    next_maker = at + (at < len(makers) and makers[at] == i)
    return [*makers[max(0, at - _NEAREST) : at], *makers[next_maker : next_maker + _NEAREST]]


def _may_have_made(maker: Record, *, began_before: bool) -> bool:
    """Return whether `maker` can have made an input that has the same digest."""
    # The maker may have begun later than the run, since the clocks of machines differ. But if the
    # maker changed no row, equal digests prove little, so it must have begun earlier.
    return began_before or maker.digest != maker.input_digest


def _made(maker: Record, record: Record) -> bool:
    return maker is not record and maker.digest is not None and maker.digest == record.input_digest


def _leads_to(ancestor: int, of: int, first: Mapping[int, int]) -> bool:
    """Return whether run `ancestor` is an ancestor of run `of`, or the same run."""
    # `first` has the likeliest parent of a run. Runs are numbered in the order of their start.
    folder: int | None = of
    while folder is not None and folder != ancestor:
        folder = first.get(folder)
    return folder is not None


def _run_with_folder(record: Record, places: Mapping[str, int]) -> int | None:
    """Return the number of the run whose folder contains the input of `record`, or None."""
    # `places` has the numbers of runs by folder.
    if record.path is None or "\0" in record.path:
        return None
    path = os.path.join(record.began_in or "", record.path)  # noqa: PTH118
    folder: str | None = _real(path)
    while folder is not None:
        if folder in places:
            return places[folder]
        above = os.path.dirname(folder)  # noqa: PTH120
        folder = above if above != folder else None
    return None


def _real(path: str) -> str:
    try:
        return os.path.realpath(path)
    except (OSError, ValueError):
        return path


def lineage(folder: str, parents: Mapping[str, Sequence[str]]) -> list[str]:
    """Return the chain of runs that leads to a run, from the first to the run itself."""
    way = [folder]
    seen = {folder}
    while parents.get(way[-1]):
        above = parents[way[-1]][0]
        if above in seen:
            break
        seen.add(above)
        way.append(above)
    return way[::-1]


def name_of(folder: str) -> str:
    """Return the last part of a folder's path."""
    return Path(os.path.abspath(folder)).name  # noqa: PTH100
