"""List the runs under folders in order of their start, with parents and differences."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NamedTuple

from reaug.core.html_table import html_table
from reaug.errors import InputError
from reaug.files.run_files import MANIFEST
from reaug.runs.history.cache import opened
from reaug.runs.history.chain import in_order, lineage, name_of, parents_of
from reaug.runs.history.notes import Notes, read_notes
from reaug.runs.history.recipe_differences import changes_between, step_name
from reaug.runs.history.record import Record, Refused, read_record, stamp

NO_NOTES: Final = Notes()


@dataclass(frozen=True)
class Known:
    """A run in a list of runs.

    notes : tags and verdicts.
    parents : folders of the runs that made the input, the likeliest first.
    before : folder of the run to compare with: the last earlier run with the same input, else the
        last with the same recipe file; None if there is none.
    changed : the differences from the run `before`.
    """

    record: Record
    notes: Notes = NO_NOTES
    parents: tuple[str, ...] = ()
    before: str | None = None
    changed: tuple[str, ...] = ()

    @property
    def folder(self) -> str:
        """The path of the run folder."""
        return self.record.folder

    @property
    def steps(self) -> tuple[str, ...]:
        """The names of the steps."""
        return tuple(map(step_name, self.record.steps))

    def to_json(self) -> dict[str, Any]:
        """Return plain data."""
        record = self.record
        return {
            "folder": record.folder,
            "name": record.name,
            "digest": record.digest,
            "input_digest": record.input_digest,
            "seed": record.seed,
            "rows": record.rows,
            "tags": self.notes.tags,
            "scores": self.notes.scores,
            "verdicts": [verdict.to_json() for verdict in self.notes.verdicts],
            "started": record.started,
            "seconds": record.seconds,
            "command": list(record.command),
            "input": {"source": record.source, "path": record.path, "rows": record.rows_in},
            "parents": list(self.parents),
            "recipe": record.recipe,
            "steps": list(self.steps),
            "before": self.before,
            "changed": list(self.changed),
            "rules": {"name": record.rules, "hash": record.rules_hash},
            "labels": {name: list(counts) for name, counts in record.labels.items()},
            "js": record.js,
            "findings": record.findings,
            "failed_gates": list(record.failed_gates),
            "reaug": record.reaug,
            "sealed": record.sealed,
            "problems": list(self.notes.problems),
        }


class Runs(Sequence[Known]):
    """A sequence of runs in order of their start.

    refused : folders that were left out, and why.
    """

    def __init__(self, runs: Sequence[Known], refused: Sequence[Refused] = ()) -> None:
        self._runs = tuple(runs)
        self.refused = tuple(refused)

    def __getitem__(self, index: Any) -> Any:
        return self._runs[index]

    def __len__(self) -> int:
        return len(self._runs)

    def __iter__(self) -> Iterator[Known]:
        return iter(self._runs)

    def __repr__(self) -> str:
        more = f", {len(self.refused)} folders left out" if self.refused else ""
        return f"<{len(self)} runs{more}>"

    def _repr_html_(self) -> str:
        head = ("name", "began", "steps", "seed", "rows", "digest", "tags")
        lines = [
            (
                run.record.name,
                run.record.started or "",
                ", ".join(run.steps),
                run.record.seed,
                f"{run.record.rows or 0:,}",
                (run.record.digest or "")[:12],
                ", ".join(f"{key}={value}" for key, value in run.notes.tags.items()),
            )
            for run in self
        ]
        return html_table(repr(self), head, lines)

    @property
    def parents(self) -> Mapping[str, tuple[str, ...]]:
        """By folder of a run, the folders of the runs that made its input."""
        return {run.folder: run.parents for run in self}

    def lineage(self, folder: str | os.PathLike[str]) -> list[Known]:
        """Return the chain of runs that leads to a run, from the first to the run itself."""
        by_folder = {run.folder: run for run in self}
        return [by_folder[name] for name in lineage(os.fspath(folder), self.parents)]

    def to_json(self) -> dict[str, Any]:
        """Return plain data."""
        return {
            "runs": [run.to_json() for run in self],
            "left_out": [refused._asdict() for refused in self.refused],
        }

    def to_pandas(self) -> Any:
        """Return a DataFrame with one row per run."""
        import pandas as pd

        return pd.DataFrame([run.to_json() for run in self])


def list_runs(places: Sequence[str | os.PathLike[str]] = (".",)) -> Runs:
    """Return the runs in and under folders; see `reaug.runs`."""
    folders = _folders_under([Path(place) for place in places])
    records, refused = _records(folders.candidates)
    ordered = in_order(records)
    parents = parents_of(ordered)
    runs = [
        Known(
            run,
            read_notes(Path(run.folder)),
            parents[run.folder],
            None if before is None else before.folder,
            () if before is None else changes_between(before, run),
        )
        for run, before in zip(ordered, _befores(ordered), strict=True)
    ]
    return Runs(runs, [*folders.refused, *refused])


def _records(folders: Sequence[Path]) -> tuple[list[Record], list[Refused]]:
    """Return the record of each folder, from the cache if the run's files have not changed."""
    records: list[Record] = []
    refused: list[Refused] = []
    new: list[tuple[str, str, str]] = []
    with opened() as cache:
        places = [os.path.realpath(folder) for folder in folders]
        cached = cache.records(places)
        for folder, place in zip(folders, places, strict=True):
            now = stamp(folder)
            record: Record | Refused | None = _cached(folder, cached.get(place), now)
            if record is None:
                record = read_record(folder)
                if isinstance(record, Record):
                    new.append((place, now, record.to_cache()))
            if isinstance(record, Record):
                records.append(record)
            elif record is not None:
                refused.append(record)
        cache.keep_records(new)
    return records, refused


def _cached(folder: Path, entry: tuple[str, str] | None, now: str) -> Record | None:
    if entry is None or entry[0] != now:
        return None
    try:
        return Record.from_cache(str(folder), entry[1])
    # another version of reaug has written the entry
    except (ValueError, TypeError, KeyError, AttributeError):
        return None


def _befores(ordered: Sequence[Record]) -> Iterator[Record | None]:
    """Yield for each run the earlier run to compare it with, or None."""
    of_input: dict[str, Record] = {}
    of_recipe: dict[str, Record] = {}
    for run in ordered:
        yield of_input.get(run.input_digest or "") or of_recipe.get(run.recipe or "")
        if run.input_digest is not None:
            of_input[run.input_digest] = run
        if run.recipe is not None:
            of_recipe[run.recipe] = run


def short_names(folders: Sequence[str]) -> dict[str, str]:
    """Return the name of each folder, or its whole path if two folders have the same name."""
    names = [name_of(folder) for folder in folders]
    count = Counter(names)
    pairs = zip(folders, names, strict=True)
    return {folder: name if count[name] == 1 else folder for folder, name in pairs}


class Folders(NamedTuple):
    """The result of a search.

    candidates : folders with a manifest, sorted by name.
    refused : folders that could not be read, with reasons.
    """

    candidates: tuple[Path, ...]
    refused: tuple[Refused, ...]


def _folders_under(places: Sequence[Path]) -> Folders:
    """Return every folder with a manifest in or under the places, without searching inside of runs.

    Hidden folders are skipped, since unfinished runs are hidden. Links are only followed if they
    lead directly to a run; other links could lead into a cycle, or to the whole disk.

    Raises
    ------
    InputError
        A place does not exist, or is not a folder.
    """
    seen: set[tuple[int, int]] = set()
    candidates: list[Path] = []
    refused: list[Refused] = []
    for place in places:
        if not place.is_dir():
            why = "is not a folder" if os.path.lexists(place) else "is not there"
            raise InputError(f"{place} {why}; name folders that contain runs")
        for folder in _under(place, refused):
            status = folder.stat()
            if (status.st_dev, status.st_ino) not in seen:
                seen.add((status.st_dev, status.st_ino))
                candidates.append(folder)
    return Folders(tuple(candidates), tuple(refused))


def _under(place: Path, refused: list[Refused]) -> Iterator[Path]:
    if (place / MANIFEST).exists():
        yield place
        return
    waiting = [str(place)]
    while waiting:
        folder = waiting.pop()
        try:
            with os.scandir(folder) as entries:
                inner = sorted(_folders_of(entries))
        except OSError as error:
            refused.append(
                Refused(folder, (f"its folders cannot be listed: {error.strerror or error}"))
            )
            continue
        deeper = []
        for path, is_link in inner:
            manifest = _has_manifest(path)
            if manifest:
                yield Path(path)
            elif not is_link:
                deeper.append(path)
        waiting += reversed(deeper)


def _folders_of(entries: Iterator[os.DirEntry[str]]) -> Iterator[tuple[str, bool]]:
    """Yield the path of each subfolder, and whether it is a link."""
    for entry in entries:
        try:
            if not entry.name.startswith(".") and entry.is_dir():
                yield entry.path, entry.is_symlink()
        except OSError:  # a link to itself
            continue


def _has_manifest(path: str) -> bool:
    try:
        return os.path.lexists(os.path.join(path, MANIFEST))  # noqa: PTH118  # called 10,000 times
    except OSError:
        return False
