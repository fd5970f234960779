"""What becomes of a slice of the rows, in files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from reaug.core.findings import Finding
from reaug.drift import Profile
from reaug.engine.examples import Example
from reaug.engine.stored import Stored


@dataclass
class Part:
    """The result for one slice of the rows.

    rows, log, dropped : files, None where there is nothing.
    entries : number of log entries.
    counts : (step, what, reason, label) -> rows.
    columns : by step path, the columns that it added.
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
        """Number of rows that it was made of."""
        return self.counts["", "in", "", ""]

    def files(self) -> list[Path]:
        """All files that the part lies in."""
        rows = () if self.rows is None else self.rows.files
        return [*rows, *([] if self.log is None else [self.log]), *self.dropped]

    def moved(self, to: Callable[[Path], Path]) -> Part:
        """The same part, where each of its files lies elsewhere."""
        rows = self.rows and replace(self.rows, files=tuple(map(to, self.rows.files)))
        log = self.log and to(self.log)
        return replace(self, rows=rows, log=log, dropped=list(map(to, self.dropped)))
