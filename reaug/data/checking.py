"""What reading finds: the good rows, and what was wrong with the others."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pyarrow as pa

from reaug.core.schema import LABEL
from reaug.data.border import from_klue
from reaug.data.digest import content_digest
from reaug.data.inward import Checked, Rules
from reaug.data.label_names import read_label_names
from reaug.data.layout import Layout
from reaug.data.mapping import KLUE_NAMES
from reaug.data.problems import Problem, by_rule, rules_of
from reaug.data.read_as import PLAINLY, ReadAs

if TYPE_CHECKING:
    from reaug.data.raw import Raw

_LOG: Final = logging.getLogger("reaug.data")


@dataclass(frozen=True, repr=False)
class Reading:
    """What reading found.

    Attributes
    ----------
    table
        The good rows: `reaug.core.schema.CORE_SCHEMA`, the user's columns behind. Its columns
        may lie in files that are mapped into memory.
    problems
        One per dropped row and per repaired mention, in the order of the rows.
    rows_in
        Rows of the input: those of `table` and those that were dropped.
    origin
        Name of the source, for people.
    fmt
        Its format.
    notes
        What a person should know of how the rows were read, in a line each; they are logged, too.
    layout
        Of a table, how its file writes its rows.
    columns
        The column of the source that each field was read from; see `column_names.FIELDS`.
    counted
        How the offsets count, as `--offsets` has it, where that is not KLUE's way.
    unread
        The sentences of dropped rows that have one, by index in the input.
    """

    table: pa.Table
    problems: list[Problem]
    rows_in: int
    origin: str
    fmt: str
    notes: tuple[str, ...] = ()
    layout: Layout | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    counted: str | None = None
    unread: dict[int, str] = field(default_factory=dict)

    def __repr__(self) -> str:
        bad = f", {self.dropped:,} dropped" if self.dropped else ""
        return f"<Reading of {self.origin} ({self.fmt}): {self.table.num_rows:,} rows{bad}>"

    @cached_property
    def digest(self) -> str:
        """The digest of the rows; see `content_digest`."""
        return content_digest(self.table)

    @property
    def dropped(self) -> int:
        """Number of rows that were dropped as bad."""
        return self.rows_in - self.table.num_rows

    @property
    def unlabelled(self) -> bool:
        """Whether no row has a label, as in a test set; False where there is no row."""
        return 0 < self.table.num_rows == self.table[LABEL].null_count

    @property
    def dropped_by_rule(self) -> dict[str, int]:
        """Number of dropped rows by rule, the most frequent first."""
        return by_rule(self.problems, "dropped")

    @property
    def repaired_by_rule(self) -> dict[str, int]:
        """Number of repaired mentions by rule, the most frequent first."""
        return by_rule(self.problems, "repaired")

    def outcome(self) -> str:
        """What became of all the rows that were read, in a line; "" where all of them are good.

        As in "576 read, 477 dropped as bad (span/word-mismatch 400, schema/unknown-label 77)".
        """
        if not self.problems:
            return ""
        parts = [f"{self.rows_in:,} read"]
        if self.dropped:
            parts.append(f"{self.dropped:,} dropped as bad ({rules_of(self.dropped_by_rule)})")
        if mended := self.repaired_by_rule:
            parts.append(f"{sum(mended.values()):,} mentions repaired ({rules_of(mended)})")
        return ", ".join(parts)


def checked(raw: Raw, rules: Rules, how: ReadAs = PLAINLY, *, log: bool = True) -> Reading:
    """Check the rows of a reader."""
    good = check(raw, rules, how)
    for note in good.notes if log else ():
        _LOG.warning("%s", note)
    return reading_of(raw, good)


def check(raw: Raw, rules: Rules, how: ReadAs) -> Checked:
    """The rows that are good, by all that was said of how to read them."""
    names = None if how.label_names is None else read_label_names(Path(how.label_names))
    return from_klue(raw, replace(rules, offsets=how.offsets, label_names=names, words=how.words))


def reading_of(raw: Raw, good: Checked) -> Reading:
    """What reading found, of rows that are checked."""
    columns = {
        called: raw.names.get(name, name)
        for called, name in KLUE_NAMES.items()
        if name in raw.columns
    }
    if "id" in raw.columns:
        columns.setdefault("id", "id")
    return Reading(
        good.table,
        good.problems,
        raw.rows,
        raw.origin,
        raw.fmt,
        notes=good.notes,
        layout=good.layout,
        columns=columns,
        counted=good.convention.name if good.convention.is_named else None,
        unread=dict(good.unread),
    )
