"""Parts of the end of a run that are computed beside each other, by workers or a second thread."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Self

import pyarrow as pa

from reaug.core.step import Measures
from reaug.core.worker_pool import Ahead
from reaug.data import content_digest
from reaug.data.formats.run import DATA
from reaug.data.parents import with_parents
from reaug.drift import Coded, Profile
from reaug.engine.execute import measures_of
from reaug.engine.run_result import Done, coded
from reaug.engine.stored_rows import Stored, tidy
from reaug.recipe.plan import step_order
from reaug.runs import folder
from reaug.runs.folder import copies_of
from reaug.runs.output_splits import splits_of
from reaug.runs.preparation import Plan


@dataclass(frozen=True)
class OfInput:
    """What is needed of the input once the run is done, computed beside other work.

    rows : a function that waits for the rows in the form for `Done.drift`.
    digest : a function that waits for the digest of the rows.
    profile : a function that waits for the profile of the rows; None if the run itself makes it.
    """

    rows: Callable[[], Coded]
    digest: Callable[[], str]
    profile: Callable[[], Profile] | None = None

    @classmethod
    def begun(cls, rows: Stored, ahead: Ahead) -> Self:
        """Begin to compute it, after the run."""
        return cls(ahead(coded, rows), ahead(_digest, rows))

    @classmethod
    def begun_before(cls, rows: Stored, ahead: Ahead) -> Self:
        """Begin to compute it before the run, with the profile."""
        return cls(ahead(coded, rows), ahead(_digest, rows), ahead(_profile, rows))


@dataclass(frozen=True)
class Comparison:
    """What is needed to compare the output of a run with its input, computed beside other work.

    Each field is a function that waits for its value.

    of_input : the input; its digest is computed too.
    rows : the rows of the output, in the form for `Done.drift`.
    measures : figures and warnings of steps about the output, by path.
    digest : the digest of the output.
    """

    of_input: OfInput
    rows: Callable[[], Coded]
    measures: Callable[[], dict[str, Measures]]
    digest: Callable[[], str]

    @classmethod
    def begun(cls, plan: Plan, done: Done, of_input: OfInput, ahead: Ahead) -> Self:
        """Begin to compute what has not begun."""
        return cls(
            of_input,
            ahead(coded, done.rows),
            ahead(measures_of, plan.nodes, done.rows, done.finished),
            ahead(_digest, done.rows),
        )


@dataclass(frozen=True)
class Writing:
    """The log and the rows of a run, which are being written beside other work.

    table : the rows, in the order in which they are written.
    log, rows : functions that wait until the log, or the rows, are written.
    """

    table: pa.Table
    log: Callable[[], Any]
    rows: Callable[[], Any]

    @classmethod
    def begun(cls, plan: Plan, done: Done, stage: Path, ahead: Ahead) -> Self:
        """Begin to write the log and the rows into the folder of a run."""
        from reaug.data import write_splits

        log = stage / folder.LOG
        log.mkdir()
        log_is_written = ahead(
            folder.write_log, log, done.logs, done.dropped, step_order(plan.nodes)
        )
        table = with_parents(done.rows.table(), copies_of(done.logs))
        parts = splits_of(plan.nodes, table)
        labels: Sequence[str] = plan.rules.labels
        rows_are_written: Callable[[], Any]
        if parts:
            rows_are_written = partial(write_splits, parts, stage / DATA, labels=labels)
            table = pa.concat_tables(parts.values())
        else:
            rows_are_written = ahead(_write_rows, done.rows, done.logs, stage / DATA, labels)
        return cls(table, log_is_written, rows_are_written)


def _digest(rows: Stored) -> str:
    digest = content_digest(rows.table())
    tidy()
    return digest


def _profile(rows: Stored) -> Profile:
    profile = Profile.of(rows.table())
    tidy()
    return profile


def _write_rows(rows: Stored, logs: Sequence[Path], place: Path, labels: Sequence[str]) -> None:
    """Write the rows of a data set without splits."""
    from reaug.data import write

    write(with_parents(rows.table(), copies_of(logs)), place, "disk", labels=labels)
    tidy()
