"""Find the run that wrote some rows, by the digest of all rows, or row by row."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from reaug.data import content_digest
from reaug.data.read_data import read_good
from reaug.errors import InputError, ReaugError
from reaug.runs.history.cache import Cache, opened
from reaug.runs.history.record import Refused
from reaug.runs.history.row_keys import VERSION, RowKeys
from reaug.runs.history.run_list import Known, list_runs
from reaug.runs.manifest import read_manifest
from reaug.runs.undo import read_rows

if TYPE_CHECKING:
    from reaug.data.read_options import ReadAs

MOST: Final = 5
"""Maximum number of runs to report; runs that match as well as the best are always reported."""

Progress = Callable[[int, int], object]
"""A function to call with the number of runs searched so far, and of all runs."""


@dataclass(frozen=True)
class Match:
    """A run that may have written the rows that are searched for (the file's rows).

    what : whether the file's rows match the output or the input of the run.
    exact : whether the run has exactly the file's rows, in any order.
    held : number of the file's rows that are in the run, comparing sentence, mentions and label.
    whole : number of the file's rows that are in the run, comparing all columns.
    rows : number of rows of the file.
    of : number of rows of the run.
    """

    folder: str
    what: Literal["output", "input"]
    exact: bool
    held: int
    whole: int
    rows: int
    of: int
    started: str | None = None

    @property
    def share(self) -> float:
        """The share of the file's rows that are in the run, from 0 to 1."""
        return self.held / self.rows if self.rows else 0.0

    @property
    def missing(self) -> int:
        """Number of rows of the run that are not in the file."""
        return self.of - self.held

    @property
    def fit(self) -> tuple[int, int, int]:
        """A sort key for matches; a better match has a larger key."""
        return (self.held, self.whole, -self.missing)

    def to_json(self) -> dict[str, Any]:
        """Return plain data."""
        return {
            "folder": self.folder,
            "what": self.what,
            "exact": self.exact,
            "held": self.held,
            "whole": self.whole,
            "rows": self.rows,
            "of": self.of,
            "share": self.share,
        }


@dataclass(frozen=True)
class Origin:
    """The result of a search for the run that wrote some rows.

    matches : the runs, best match first; runs that read exactly these rows come last.
    refused : runs that could not be read.
    """

    source: str
    digest: str
    rows: int
    matches: tuple[Match, ...]
    refused: tuple[Refused, ...] = ()

    @property
    def best(self) -> tuple[str, ...]:
        """The folder of the best match; several folders if they match equally well."""
        made = [match for match in self.matches if match.what == "output"]
        return tuple(match.folder for match in made if match.fit == made[0].fit)

    def to_json(self) -> dict[str, Any]:
        """Return plain data."""
        return {
            "source": self.source,
            "digest": self.digest,
            "rows": self.rows,
            "best": list(self.best),
            "matches": [match.to_json() for match in self.matches],
            "left_out": [refused._asdict() for refused in self.refused],
        }


def find(
    source: Any,
    places: Sequence[str | os.PathLike[str]] = (".",),
    *,
    how: ReadAs | None = None,
    progress: Progress | None = None,
) -> Origin:
    """Return the run that wrote some rows; see `reaug.runs.find`."""
    reading = read_good(source, "drop", require_label=False, how=how)
    table = reading.table
    if not table.num_rows:
        raise InputError(f"{reading.origin}: no row can be read")
    digest = content_digest(table)
    runs = list_runs(places)
    n = table.num_rows
    exact = [_exact(run, "output", n) for run in runs if run.record.digest == digest]
    read = [_exact(run, "input", n) for run in runs if run.record.input_digest == digest]
    refused = list(runs.refused)
    made = exact or _holding(RowKeys.of(table), runs, refused, progress)
    return Origin(reading.origin, digest, n, (*made, *read), tuple(refused))


def _exact(known: Known, what: Literal["output", "input"], rows: int) -> Match:
    counts = (rows, rows, rows, rows)
    return Match(known.folder, what, True, *counts, known.record.started)  # noqa: FBT003


def _holding(
    keys: RowKeys, runs: Sequence[Known], refused: list[Refused], progress: Progress | None
) -> list[Match]:
    """Return the runs whose output has some of the rows, the best match first."""
    # Matches are sorted by `Match.fit`, and equally good ones by start time, the latest first. At
    # most `MOST` matches are returned, unless more are as good as the best one. Runs that cannot be
    # read are added to `refused`.
    matches: list[Match] = []
    rows = len(keys.core)
    known: dict[str, RowKeys] = {}
    with opened() as cache:
        for i, run in enumerate(runs):
            if progress is not None:
                progress(i, len(runs))
            digest = run.record.digest
            if digest is None or run.record.rows == 0:
                continue
            if digest not in known:
                try:
                    known[digest] = _keys_of(run, digest, cache)
                except (ReaugError, OSError) as error:
                    refused.append(Refused(run.folder, str(error)))
                    continue
            held_rows, all_rows = keys.held_in(known[digest])
            if held_rows:
                of = len(known[digest].core)
                began = run.record.started
                matches.append(
                    Match(run.folder, "output", False, held_rows, all_rows, rows, of, began)  # noqa: FBT003
                )
    matches.sort(key=lambda match: (match.fit, match.started or ""), reverse=True)
    alike = sum(match.fit == matches[0].fit for match in matches)
    return matches[: max(MOST, alike)]


def _keys_of(known: Known, digest: str, cache: Cache) -> RowKeys:
    """Return the keys of a run's rows, from the cache or by reading the rows.

    Raises
    ------
    ReaugError, OSError
        The rows of the run cannot be read, or do not match its manifest.
    """
    key = f"{VERSION}:{digest}"
    cached = cache.rows(key, time.time())
    keys = None if cached is None else RowKeys.from_bytes(cached)
    if keys is not None:
        return keys
    folder = Path(known.folder)
    table = read_rows(folder, read_manifest(folder))
    if content_digest(table) != digest:
        raise InputError(f"{folder}: the rows in data/ differ from those that the manifest records")
    keys = RowKeys.of(table)
    cache.keep_rows(key, keys.to_bytes(), time.time())
    return keys
