"""The result that an engine computes for a slice of the rows, with files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from reaug.core.findings import Finding
from reaug.drift import Profile
from reaug.engine.step_examples import Example
from reaug.engine.stored_rows import Stored


@dataclass
class Part:
    """The result for one slice of the rows.

    rows, log, dropped : the files with the rows, the log entries and the dropped rows; None or
        empty if there are none.
    entries : number of log entries.
    counts : number of rows by (step path, what happened, reason, label).
    columns : by step path, the columns that the step added.
    """

    rows: Stored | None = None
    log: Path | None = None
    entries: int = 0
    dropped: list[Path] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    counts: Counter[tuple[str, str, str, str]] = field(default_factory=Counter)
    columns: dict[str, tuple[str, ...]] = field(default_factory=dict)
    profile: Profile = field(default_factory=Profile)
    examples: list[Example] = field(default_factory=list)

    @property
    def rows_in(self) -> int:
        """The number of input rows."""
        return self.counts["", "in", "", ""]

    def files(self) -> list[Path]:
        """Return all files of the result."""
        rows = () if self.rows is None else self.rows.files
        return [*rows, *([] if self.log is None else [self.log]), *self.dropped]

    def moved(self, to: Callable[[Path], Path]) -> Part:
        """Return the result with its files at other paths; `to` maps an old path to a new one."""
        rows = self.rows and replace(self.rows, files=tuple(map(to, self.rows.files)))
        log = self.log and to(self.log)
        return replace(self, rows=rows, log=log, dropped=list(map(to, self.dropped)))
