"""Resolves contradicting decisions about a field of a row: the later wins, if both have a time.

Two values contradict each other. So do a value and a rejection, unless they are about different
suggestions: it is consistent to reject one label and accept another.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from reaug.core.quotes import shorten
from reaug.review.decisions import BadFix, Correction, bad_of


def settled(
    decisions: Sequence[Correction], paths: Sequence[Any]
) -> tuple[list[Correction], list[BadFix], int]:
    """Return the decisions that hold, each once and in order.

    Returns
    -------
    The decisions, the lines that contradict another without times to tell which is later, and the
    number of decisions that a later one replaced.
    """
    groups: dict[tuple[str, str], list[Correction]] = {}
    for entry in sorted(decisions, key=lambda one: (one.file, one.line)):
        groups.setdefault((entry.id, entry.field), []).append(entry)
    kept: list[Correction] = []
    bad: list[BadFix] = []
    superseded = 0
    for group in groups.values():
        distinct = _distinct(group)
        pairs = [
            (one, other)
            for i, other in enumerate(distinct)
            for one in distinct[:i]
            if _contradict(one, other)
        ]
        timeless = [pair for pair in pairs if not _ordered(*pair)]
        if timeless:
            bad += [bad_of(b, "", _message(a, b, paths)) for a, b in timeless]
            continue
        standing = distinct if not pairs else _latest(distinct)
        superseded += len(distinct) - len(standing)
        kept += standing
    return sorted(kept, key=lambda one: (one.file, one.line)), bad, superseded


def _distinct(group: Sequence[Correction]) -> list[Correction]:
    """Merge equal decisions about one finding: the first, with the latest time."""
    first_of: dict[tuple[Any, ...], Correction] = {}
    for entry in group:
        what = (entry.decision, entry.finding, entry.at, entry.old, entry.checked, entry.new)
        first = first_of.setdefault(what, entry)
        if entry.time and first.time and _moment(entry.time) > _moment(first.time):
            first_of[what] = first._replace(time=entry.time)
    return list(first_of.values())


def _contradict(one: Correction, other: Correction) -> bool:
    rejects = [entry for entry in (one, other) if entry.decision == "reject"]
    anywhere = bool(rejects) and None in (one.at, other.at)
    if one.at != other.at and not anywhere:
        return False
    if len(rejects) == 2:
        return False
    if not rejects:
        return one.new != other.new
    (reject,) = rejects
    value = other if reject is one else one
    if reject.finding is not None and reject.finding == value.finding:
        return True
    if reject.new is None or reject.new == "":
        return None in (reject.finding, value.finding)
    return reject.new == value.new


def _ordered(one: Correction, other: Correction) -> bool:
    if one.time is None or other.time is None:
        return False
    return _moment(one.time) != _moment(other.time)


def _latest(group: Sequence[Correction]) -> list[Correction]:
    """Return the decisions that no later one contradicts; all that do have a time."""
    standing: list[Correction] = []
    for entry in sorted(group, key=lambda one: _moment(one.time or ""), reverse=True):
        if not any(_contradict(entry, later) for later in standing):
            standing.append(entry)
    return standing


def _moment(text: str) -> datetime:
    """Parse a time, as UTC where it names no zone; the earliest possible where there is none."""
    if not text:
        return datetime.min.replace(tzinfo=UTC)
    time = datetime.fromisoformat(text)
    return time if time.tzinfo is not None else time.replace(tzinfo=UTC)


def _message(first: Correction, second: Correction, paths: Sequence[Any]) -> str:
    there = f"line {first.line}"
    if first.file != second.file:
        there += f" of {paths[first.file]}"
    what = f"{second.field} of row {second.id!r}"
    before = "rejects that" if first.decision == "reject" else f"says {shorten(first.new)}"
    if second.decision == "reject":
        return f"{what} is rejected here, but {there} {before}"
    return f"{what} is set to {shorten(second.new)} here, but {there} {before}"
