"""Write the contents of a run folder, except for the manifest, which is written last."""

from __future__ import annotations

import shutil
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from reaug.core.findings import in_order
from reaug.data import FORMATS
from reaug.data.formats.run import DATA
from reaug.data.parents import with_parents
from reaug.engine.run_result import Done
from reaug.files.run_files import DRIFT
from reaug.recipe.plan import leaves, step_order
from reaug.rulebook import names
from reaug.rulebook.book_yaml import as_yaml
from reaug.rulebook.run_book import BOOK
from reaug.runs import card, folder
from reaug.runs.folder import copies_of
from reaug.runs.log_index import write_index
from reaug.runs.output_splits import splits_of
from reaug.runs.step_files import leave

if TYPE_CHECKING:
    from reaug.runs.run import Report, Result


def fill(result: Result, stage: Path, report: Report | None) -> None:
    """Write the contents of a run folder, except for its manifest, which is written last."""
    done, plan = result.done, result.plan
    begun = time.perf_counter()
    table = with_parents(done.rows.table(), copies_of(done.logs))
    table = _write_data(result, table, stage)
    (stage / folder.LOG).mkdir()
    folder.write_log(stage / folder.LOG, done.logs, done.dropped, step_order(plan.nodes))
    folder.write_order(stage / folder.LOG, table)
    write_index(stage / folder.LOG)
    folder.write_lines(stage / folder.FINDINGS, findings_of(done))
    folder.write_lines(stage / folder.PROBLEMS, [vars(p) for p in plan.reading.problems])
    folder.write_json(stage / DRIFT, result.drift.to_json())
    for path in plan.kept:
        shutil.copyfile(path, stage / path.name)
    _leave(result, table, stage)
    if plan.recipe.rules not in names():
        folder.write_text(stage / BOOK, as_yaml(plan.rules))
    folder.write_text(stage / folder.CARD, card.dataset_card(result, card.manifest(result)))
    done.seconds["write"] = time.perf_counter() - begun
    if report is not None:
        begun = time.perf_counter()
        report(result, stage)
        done.seconds["report"] = time.perf_counter() - begun


def _leave(result: Result, table: pa.Table, stage: Path) -> None:
    """Let each step write its own files."""
    for leaf in leaves(result.plan.nodes):
        if leaf.path in result.done.finished:
            leave(leaf, stage, table, result.done.finished[leaf.path])


def _write_data(result: Result, table: pa.Table, stage: Path) -> pa.Table:
    """Write the rows; returns them in the order of the data set."""
    from reaug.data import write, write_splits

    labels = result.plan.rules.labels
    parts = splits_of(result.plan.nodes, table)
    if parts:
        write_splits(parts, stage / DATA, labels=labels)
        table = pa.concat_tables(parts.values())
    else:
        write(table, stage / DATA, "disk", labels=labels)
    output = result.plan.recipe.output
    for fmt in output.formats if output is not None else ():
        write(
            table,
            stage / f"{DATA}{FORMATS[fmt].suffix}",
            fmt,
            labels=labels,
            layout=result.plan.reading.layout,
        )
    return table


def findings_of(done: Done) -> list[dict[str, Any]]:
    """Return the findings of all steps as JSON lines: errors first, then by rule and row."""
    # Steps always set the severity of their findings.
    return [one.to_json(one.severity or "review") for one in in_order(done.findings)]
