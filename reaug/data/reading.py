"""Read labelled rows from whatever the user names: the one way into reaug."""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, get_args

import pyarrow as pa

from reaug.choices import MAX_BAD_SHARE, LabelNeed, OnBadRow
from reaug.core.quoting import listed
from reaug.core.schema import LABEL, SENTENCE
from reaug.data.border import Rules, from_klue
from reaug.data.label_names import read_label_names
from reaug.data.layout import Layout
from reaug.data.lift import text
from reaug.data.mapping import KLUE_NAMES
from reaug.data.problems import Problem, by_rule, rules_of
from reaug.data.read_as import PLAINLY, ReadAs
from reaug.data.remote import by_way_of_here
from reaug.data.renaming import Renaming
from reaug.data.source import open_source
from reaug.errors import InputError, UsageError

if TYPE_CHECKING:
    import datasets
    import pandas as pd

    from reaug.data.documents.pairs import Pairing
    from reaug.data.raw import Raw

_ON_BAD_ROW: Final = get_args(OnBadRow)
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


@by_way_of_here
def read(
    source: str | os.PathLike[str] | pd.DataFrame | datasets.Dataset | pa.Table,
    *,
    labels: Sequence[str] | None = None,
    types: Sequence[str] | None = None,
    on_bad_row: OnBadRow = "stop",
    require_label: LabelNeed = True,
    split: str | None = None,
    max_bad_share: float = MAX_BAD_SHARE,
    how: ReadAs = PLAINLY,
    fmt: str | None = None,
    pairing: Pairing | None = None,
    renaming: Renaming | None = None,
) -> Reading:
    """Read labelled rows in KLUE's schema, and check every one of them.

    Parameters
    ----------
    source
        A path of a file or folder in a format of `READABLE`, a hub name such as `klue/re:train`,
        or data in memory.
        `FOLDER:SPLIT` names a split of a saved `DatasetDict`.
    labels, types
        Names that are known; any other is a bad row. None: every name will do.
    on_bad_row
        "stop" with an error, "drop" bad rows, or "repair" mentions whose word occurs exactly
        once in their sentence and drop the other bad rows.
    require_label
        Whether each row needs a label. If not, the label 100 of the competition's test file, -1
        and blank text mean that a row has none. "auto": unless no row at all has one.
    split
        The split of a `DatasetDict`.
    max_bad_share
        From 0 to 1: where bad rows are dropped, and a larger share of the rows is bad, reading
        stops all the same. A row whose mentions were repaired is not bad.
    how
        Columns, encoding, offsets and names of labels, where they are not to be recognised.
    fmt
        The format to read it as; None: as its name or what it holds tells.
    pairing
        Which rows documents of many relations become; None: one of each relation.
    renaming
        Rows whose unknown label or type gets a known name before anything else is done, by a
        person's correction: they are no bad rows.

    Returns
    -------
    Reading
        The rows, with half-open spans, and what was wrong with the input.

    Raises
    ------
    InputError
        If the source cannot be read, has bad rows and `on_bad_row` is "stop", or has more of them
        than `max_bad_share`: the message counts them by rule and names the first five.
    UsageError
        If an argument makes no sense.

    Examples
    --------
    >>> import pyarrow as pa
    >>> company = {"word": "LG", "start_idx": 0, "end_idx": 1, "type": "ORG"}
    >>> person = {"word": "구광모", "start_idx": 4, "end_idx": 6, "type": "PER"}
    >>> row = {"guid": "a", "sentence": "LG의 구광모", "subject_entity": company,
    ...        "object_entity": person, "label": "org:top_members/employees"}
    >>> read(pa.Table.from_pylist([row])).table["object_end"].to_pylist()
    [7]
    """
    if on_bad_row not in _ON_BAD_ROW:
        raise UsageError(f"on_bad_row must be {', '.join(_ON_BAD_ROW)}, not {on_bad_row!r}")
    if not 0 <= max_bad_share <= 1:
        raise UsageError(f"max_bad_share must be from 0 to 1, not {max_bad_share!r}")
    rules = Rules(
        labels,
        types,
        on_bad_row,
        require_label,
        max_bad_share=max_bad_share,
        renaming=renaming or {},
    )
    if split is None and pairing is None:
        from reaug.data.large import read_large

        large = read_large(source, rules, how, fmt)
        if large is not None:
            return large
    raw = open_source(source, split, how, fmt, pairing)
    return checked(raw, rules, how)


@by_way_of_here
def read_good(
    source: Any,
    on_bad_row: OnBadRow = "drop",
    *,
    require_label: LabelNeed = True,
    how: ReadAs | None = None,
    again: bool = False,
    fmt: str | None = None,
) -> Reading:
    """Read the rows that can be read, even if none; the others are reported as problems.

    `again` says that what is to be known of the source was logged before.
    """
    rules = Rules(None, None, on_bad_row, require_label, none_left=True)
    how = how or PLAINLY
    from reaug.data.large import read_large

    large = read_large(source, rules, how, fmt)
    if large is not None:
        return large
    return checked(open_source(source, None, how, fmt), rules, how, log=not again)


@by_way_of_here
def sentences_of(source: Any, how: ReadAs = PLAINLY) -> tuple[str, pa.ChunkedArray]:
    """The sentences of whatever `read` reads, and its name; labels and mentions do not matter.

    Raises
    ------
    InputError
        If the source cannot be read, or some row has no sentence that can be read: left out in
        silence, it could stand in what is written.
    """
    raw = open_source(source, None, how.beside())
    if raw.rows == 0:
        raise InputError(f"{raw.origin}: holds no rows")
    if SENTENCE not in raw.columns:
        names = listed(raw.columns) or "no columns"
        raise InputError(f"{raw.origin}: has no column '{SENTENCE}'; found: {names}")
    faults = raw.reader_faults()
    try:
        sentences = text(raw.columns[SENTENCE], SENTENCE, faults, required=True)
    except InputError as error:
        raise InputError(f"{raw.origin}: {error}") from error
    for fault in faults:
        raise InputError(
            f"{raw.origin}: {len(faults):,} of {raw.rows:,} rows have no sentence that can be "
            f"read; row {fault.row} (from 0), {fault.field}: {fault.message}"
        )
    return raw.origin, sentences


def checked(raw: Raw, rules: Rules, how: ReadAs = PLAINLY, *, log: bool = True) -> Reading:
    """Check the rows of a reader."""
    names = None if how.label_names is None else read_label_names(Path(how.label_names))
    rules = replace(rules, offsets=how.offsets, label_names=names, words=how.words)
    good = from_klue(raw, rules)
    for note in good.notes if log else ():
        _LOG.warning("%s", note)
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
