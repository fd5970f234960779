"""Check that a run folder is unchanged since the run, and that its rows and its log are consistent.

The checks are in `CHECKS`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow.compute as pc

from reaug.core.html_table import html_table
from reaug.data import content_digest
from reaug.errors import InputError, ReaugError
from reaug.files.run_files import (
    MANIFEST,
    SEAL,
    Change,
    changed_since,
    is_run,
    is_sealed,
    recorded,
    strangers,
)
from reaug.runs.large_undo import absent, keys_of
from reaug.runs.manifest import Manifest, read_manifest
from reaug.runs.rerun import ReportOf, no_report, rerun
from reaug.runs.undo import Opened, open_log, read_rows, undone

CHECKS: Final = {
    "manifest": "manifest.json matches manifest.sha256",
    "files": "all files are as the run wrote them, and there are no others",
    "spans": "both mentions are where their offsets say",
    "digest": "the rows have the content digest of the manifest",
    "undo": "the log takes the rows back to the input",
    "rows": "rows in = rows kept + rows dropped, and each copy names its parent",
    "rerun": "the recipe gives the same files again",
}
"""The checks by name, in order."""


@dataclass(frozen=True)
class Check:
    """The result of one check.

    name : one of `CHECKS`.
    differences : the problems, one line each.
    skipped : why the check was not made; None if it was made.
    """

    name: str
    differences: tuple[str, ...] = ()
    skipped: str | None = None

    @property
    def ok(self) -> bool:
        """Whether the check was made and found no difference."""
        return not self.differences and self.skipped is None


@dataclass(frozen=True, repr=False)
class Verification:
    """The result of checking a run folder.

    files : number of files that the manifest lists.
    """

    folder: Path
    files: int
    checks: tuple[Check, ...]

    def __repr__(self) -> str:
        wrong = ", ".join(check.name for check in self.checks if not check.ok)
        return f"<Verification of {self.folder}: {f'differs in {wrong}' if wrong else 'ok'}>"

    def _repr_html_(self) -> str:
        rows = [
            (
                check.name,
                "ok" if check.ok else "differs",
                "; ".join(check.differences) or check.skipped,
            )
            for check in self.checks
        ]
        return html_table(repr(self), ("check", "", "what"), rows)

    @property
    def ok(self) -> bool:
        """Whether every check passed."""
        return all(check.ok for check in self.checks)

    def to_json(self) -> dict[str, Any]:
        """Return plain data."""
        checks = [
            {
                "check": check.name,
                "ok": check.ok,
                "differences": list(check.differences),
                "skipped": check.skipped,
            }
            for check in self.checks
        ]
        return {"folder": str(self.folder), "ok": self.ok, "files": self.files, "checks": checks}


def verify(
    folder: Path,
    *,
    again: bool = False,
    source: Any = None,
    num_proc: int = 1,
    report_of: ReportOf = no_report,
) -> Verification:
    """Return the result of checking a run folder; see `reaug.verify`."""
    if not is_run(folder):
        if is_sealed(folder) is False:
            return Verification(folder, 0, (Check("manifest", (f"{MANIFEST} was changed",)),))
        read_manifest(folder)
        raise InputError(
            f"{folder} was made by a version of reaug that recorded no digests, so it cannot be "
            "verified"
        )
    files = _recorded(folder)
    sealed = tuple(_manifest(folder, files))
    changes = changed_since(folder)
    checks = [Check("manifest", sealed), Check("files", tuple(_files(folder, changes)))]
    touched = any(change.name.startswith(("data/", "log/")) for change in changes)
    if files is None or sealed or touched:
        names = ("spans", "digest", "undo", "rows", *(["rerun"] if again else []))
        why = "its files were changed after the run"
        checks += [Check(name, skipped=why) for name in names]
        return Verification(folder, len(files or {}), tuple(checks))
    manifest = read_manifest(folder)
    checks += _laws(folder, manifest)
    if again:
        try:
            differences = rerun(folder, manifest, files, source, num_proc, report_of)
            checks.append(Check("rerun", tuple(differences)))
        except ReaugError as error:
            if all(check.ok for check in checks):
                raise
            # not raised, so that the differences found above are still shown
            checks.append(Check("rerun", skipped=str(error)))
    return Verification(folder, len(files), tuple(checks))


def _recorded(folder: Path) -> dict[str, str] | None:
    """Return the digests in a manifest; None if they cannot be read."""
    try:
        return recorded(folder)
    except InputError:
        return None


def _manifest(folder: Path, files: dict[str, str] | None) -> Iterator[str]:
    sealed = is_sealed(folder)
    if sealed is None:
        yield f"{SEAL} is missing or cannot be read"
    elif not sealed:
        yield f"{MANIFEST} was changed after the run"
    elif files is None:
        yield f"{MANIFEST}: its list of files cannot be read"


def _files(folder: Path, changes: Sequence[Change]) -> Iterator[str]:
    """Yield the problems of all files except the manifest, which another check covers."""
    yield from (str(change) for change in changes if change.name not in (MANIFEST, SEAL))
    try:
        yield from (f"{name} was not written by the run" for name in strangers(folder))
    except InputError:
        return


def _laws(folder: Path, manifest: Manifest) -> list[Check]:
    """Return the results of the checks of rows and log: `spans`, `digest`, `undo` and `rows`."""
    try:
        table = read_rows(folder, manifest)
    except InputError as error:
        why = "the rows cannot be read"
        rest = [Check(name, skipped=why) for name in ("digest", "undo", "rows")]
        return [Check("spans", (str(error),)), *rest]
    output = manifest.output
    same = output is not None and content_digest(table) == output.digest
    checks = [
        Check("spans"),
        Check(
            "digest",
            () if same else ("the rows in data/ differ from those that the manifest records",),
        ),
    ]
    try:
        run = open_log(folder, table, manifest)
    except ReaugError as error:
        return [*checks, Check("undo", (str(error),)), Check("rows", skipped="there is no log")]
    return [*checks, Check("undo", tuple(_undo(run))), Check("rows", tuple(_rows(run)))]


def _undo(run: Opened) -> Iterator[str]:
    try:
        digest = content_digest(undone(run))
    except Exception as error:  # undoing a manipulated log can raise any exception
        yield f"the log cannot be undone: {type(error).__name__}: {error}".splitlines()[0]
        return
    if digest != run.manifest.input.digest:
        yield "data/ and log/ do not restore the run's input"


def _rows(run: Opened) -> Iterator[str]:
    """Yield a problem for each way in which rows were lost or added without a record."""
    # Each input row must be kept or dropped, each copy must have a row of the run as its parent,
    # and no row may occur twice.
    every = np.sort(np.concatenate([keys_of(run.table), keys_of(run.dropped)]))
    copies = run.changes.filter(pc.equal(run.changes["kind"], "copy"))
    own = copies["row_id"]
    if (every[1:] == every[:-1]).any():
        yield "a row occurs twice among the data and the dropped rows"
    lost = absent(own, every)
    if lost:
        yield f"copies that are neither kept nor dropped: {lost}"
    orphans = absent(copies["old"].drop_null(), every)
    if orphans:
        yield f"copies whose parent is not a row of the run: {orphans}"
    first = len(every) - len(own)
    rows_begun = run.manifest.input.rows - run.manifest.input.dropped
    if first != rows_begun:
        yield f"the run began with {rows_begun} rows, but {first} are kept or dropped"
    if pc.any(pc.is_null(run.dropped["_reason"])).as_py():
        yield "a row was dropped without a reason"
