"""Check rows that were read; the result has the good rows, and the problems of bad ones."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pyarrow as pa

from reaug.core.schema import LABEL
from reaug.data.column_layout import Layout
from reaug.data.digest import content_digest
from reaug.data.field_mapping import KLUE_NAMES
from reaug.data.input_rules import Checked, Rules
from reaug.data.klue_to_rows import from_klue
from reaug.data.label_names import read_label_names
from reaug.data.problems import Problem, by_rule, rules_of
from reaug.data.read_options import PLAINLY, ReadAs

if TYPE_CHECKING:
    from reaug.data.raw import Raw

_LOG: Final = logging.getLogger("reaug.data")


@dataclass(frozen=True, repr=False)
class Reading:
    """The result of reading data.

    Attributes
    ----------
    table
        The good rows: columns of `reaug.core.schema.CORE_SCHEMA`, then the user's own columns. They
        may be in memory-mapped files.
    problems
        One problem per dropped row and per repaired mention, in row order.
    rows_in
        Number of rows of the input, dropped ones included.
    origin
        Name of the source in messages.
    fmt
        Name of the source's format.
    notes
        Notes for the user about how the rows were read, one line each; they are also logged.
    layout
        For a table (CSV, Excel …), how the file represents rows, so that it can be written back.
    columns
        The column of the source that each field was read from; see `column_names.FIELDS`.
    counted
        How the file counts offsets, as a value of `--offsets`; None if it counts them as KLUE does.
    unread
        The sentences of dropped rows, by index in the input.
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

    def note_digest(self, digest: str) -> None:
        """Keep the digest of the rows, computed elsewhere from the same rows."""
        vars(self)["digest"] = digest

    @property
    def dropped(self) -> int:
        """The number of rows that were dropped as bad."""
        return self.rows_in - self.table.num_rows

    @property
    def unlabelled(self) -> bool:
        """Whether no row has a label, as in a test set; False if there are no rows."""
        return 0 < self.table.num_rows == self.table[LABEL].null_count

    @property
    def dropped_by_rule(self) -> dict[str, int]:
        """The number of dropped rows by rule, most frequent first."""
        return by_rule(self.problems, "dropped")

    @property
    def repaired_by_rule(self) -> dict[str, int]:
        """The number of repaired mentions by rule, most frequent first."""
        return by_rule(self.problems, "repaired")

    def outcome(self) -> str:
        """Return one line about dropped and repaired rows; "" if there are none.

        Example: "576 read, 477 dropped as bad (span/word-mismatch 400, schema/unknown-label 77)".
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
    """Return the result of checking the rows of a reader; with `log`, also log its notes."""
    good = check(raw, rules, how)
    for note in good.notes if log else ():
        _LOG.warning("%s", note)
    return reading_of(raw, good)


def check(raw: Raw, rules: Rules, how: ReadAs) -> Checked:
    """Check rows by `rules` and the options `how`; return good rows, and problems of the others."""
    return from_klue(raw, rules_of_reading(rules, how))


def rules_of_reading(rules: Rules, how: ReadAs) -> Rules:
    """Return the rules for rows, extended by the options for reading (offsets, label names)."""
    names = None if how.label_names is None else read_label_names(Path(how.label_names))
    return replace(rules, offsets=how.offsets, label_names=names, words=how.words)


def reading_of(raw: Raw, good: Checked) -> Reading:
    """Return the result of reading for rows that were checked."""
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
