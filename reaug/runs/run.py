"""Run a recipe from its plan to the finished run folder."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from reaug.core.failures import Policy
from reaug.core.findings import in_order
from reaug.core.html_table import html_table
from reaug.core.worker_pool import Ahead, calls_ahead, current_pool
from reaug.data import FORMATS
from reaug.data.formats.run import DATA
from reaug.data.parents import with_parents
from reaug.drift import Drift, Profile
from reaug.engine.engine_names import engine_of, local_workers
from reaug.engine.execute import Watcher, execute, in_memory
from reaug.engine.interface import Engine
from reaug.engine.run_result import Done
from reaug.engine.stored_rows import Stored, tidy
from reaug.engine.tally import figures
from reaug.engine.time_limit import check_time_limit
from reaug.files.locks import command_line
from reaug.files.output_paths import check_apart
from reaug.files.run_files import DRIFT, MANIFEST, TIMING, WORK, digests, seal
from reaug.recipe.plan import leaves
from reaug.recipe.recipe_file import reads_of
from reaug.rulebook import names
from reaug.rulebook.book_yaml import as_yaml
from reaug.rulebook.run_book import BOOK
from reaug.runs import card, folder
from reaug.runs.folder import copies_of
from reaug.runs.log_index import write_index
from reaug.runs.output_splits import splits_of
from reaug.runs.place import Place, staged
from reaug.runs.preparation import Plan
from reaug.runs.resume import begun, end
from reaug.runs.rewrite_steps import rewriting_steps
from reaug.runs.run_parts import Comparison, OfInput, Writing
from reaug.runs.step_files import leave


@dataclass(frozen=True, repr=False)
class Result:
    """The result of a run.

    digest : the digest of the output rows, independent of their order.
    splits : the names of the splits of the output; () if there are none.
    folder : the run folder, or its URL on an object store; None for a dry run.
    table : the output rows in memory, for a dry run; else None.
    files : the digests of the files in the folder, by name; None for a dry run.
    """

    plan: Plan
    done: Done
    drift: Drift
    digest: str
    splits: tuple[str, ...] = ()
    folder: Path | str | None = None
    table: pa.Table | None = None
    files: dict[str, str] | None = None

    def __repr__(self) -> str:
        where = "" if self.folder is None else f" → {self.folder}"
        rows = f"{self.plan.reading.table.num_rows:,} rows in, {self.done.rows.rows:,} out"
        failed = ", a gate failed" if self.failed else ""
        return f"<Run: {rows}, digest {self.digest[:12]}{failed}{where}>"

    def _repr_html_(self) -> str:
        names = ("tried", "changed", "copied", "dropped", "skipped", "refused")
        rows = [
            (step.path, *(f"{step.what[name]:,}" for name in names)) for step in self.done.steps
        ]
        return html_table(repr(self), ("step", *names), rows)

    @property
    def failed(self) -> bool:
        """Whether a gate (`fail_on` of the recipe) failed."""
        return any(not gate.passed for gate in self.drift.gates)

    def to_json(self) -> dict[str, Any]:
        """Return JSON data: the manifest, the drift, and the folder."""
        return {
            "folder": None if self.folder is None else str(self.folder),
            **card.manifest(self),
            "drift": self.drift.to_json(),
        }


Report = Callable[[Result, Path], None]
"""A function that writes a report about a run into its (still temporary) folder."""


def run(
    plan: Plan,
    output: str | os.PathLike[str] | Place | None,
    *,
    num_proc: int = 1,
    engine: str = "local",
    force: bool = False,
    watcher: Watcher | None = None,
    examples: int = 0,
    report: Report | None = None,
    ask: bool = True,
) -> Result:
    """Run a plan, write the run folder, and return the result.

    Parameters
    ----------
    output
        The run folder, or a place that was reserved for it; None for a dry run, which writes
        nothing.
    num_proc
        Number of processes; the result does not depend on it.
    engine
        The engine, `local` or `ray`; see `engine.engine_names`. The result does not depend on it.
    force
        Whether to replace an existing run folder; for a reserved place, its own `force` counts.
    examples
        In a dry run, the number of rows per batch, step and reason to keep as examples.
    report
        Called to write the report into the folder, which has its log by then.
    ask
        Whether to request missing answers from the language model servers of steps.
    """
    if ask and any(rewriting_step.step.url for rewriting_step in rewriting_steps(plan.nodes)):
        from reaug.runs.rewrite_answers import answered

        # This pass always runs on this machine, since requests are collected in a local folder.
        with answered(
            plan, num_proc=num_proc if engine == "local" else 1, watcher=watcher
        ) as ready:
            return run(
                ready,
                output,
                num_proc=num_proc,
                engine=engine,
                force=force,
                watcher=watcher,
                examples=examples,
                report=report,
                ask=False,
            )
    with local_workers(engine, num_proc):
        return _run_asked(
            plan, output, engine_of(engine, num_proc), force, watcher, examples, report
        )


def _run_asked(
    plan: Plan,
    output: str | os.PathLike[str] | Place | None,
    worker: Engine,
    force: bool,  # noqa: FBT001 - of `run`
    watcher: Watcher | None,
    examples: int,
    report: Report | None,
) -> Result:
    """Run a plan whose language models have been asked; see `run`."""
    check_time_limit(plan.recipe.step_timeout, processes=1 if worker.is_here else 2)
    if output is None:
        with tempfile.TemporaryDirectory(prefix="reaug-") as name:
            done = _execute(plan, Path(name), worker, watcher, examples)
            with calls_ahead() as ahead:
                of_input = OfInput.begun(done.input_rows, ahead)
                result = _compared(plan, done, Comparison.begun(plan, done, of_input, ahead))
            table = with_parents(in_memory(result.done.rows), copies_of(result.done.logs))
            return replace(result, table=table)
    started = datetime.now(UTC)
    target = output.folder if isinstance(output, Place) else Path(output)
    check_apart(target, (plan.reading.origin, *reads_of(plan.recipe)))
    place = output if isinstance(output, Place) else target
    with staged(place, force=force) as stage, calls_ahead(when_idle=True) as ahead_if_idle:
        stored, seconds = begun(plan, stage, place if isinstance(place, Place) else None)
        work = stage / WORK
        # Workers compute it while they wait for the states of steps, which this process makes.
        early = None if current_pool() is None else OfInput.begun_before(stored, ahead_if_idle)
        profile = None if early is None else early.profile
        done = _execute(plan, work, worker, watcher, 0, stored, profile)
        done.seconds["store the input"] += seconds
        with calls_ahead() as ahead:
            of_input = early or OfInput.begun(stored, ahead)
            comparison = Comparison.begun(plan, done, of_input, ahead)
            writing = Writing.begun(plan, done, stage, ahead)
            result = _compared(plan, done, comparison)
            _write_contents(result, stage, report, writing, ahead)
        result = _seal(result, stage, started)
        end(work)
    return replace(result, folder=target)


def _execute(
    plan: Plan,
    work: Path,
    worker: Engine,
    watcher: Watcher | None,
    examples: int,
    stored: Stored | None = None,
    before: Callable[[], Profile] | None = None,
) -> Done:
    with worker.running() as engine:
        return execute(
            plan.nodes,
            plan.reading.table,
            plan.rules,
            seed=plan.recipe.seed,
            engine=engine,
            work=work,
            watcher=watcher,
            examples=examples,
            policy=Policy(plan.recipe.on_error, plan.recipe.step_timeout),
            stored=stored,
            before=before,
        )


def _compared(plan: Plan, done: Done, comparison: Comparison) -> Result:
    """Compare the output of a run with its input, and return the result of the run."""
    started = time.perf_counter()
    drift = done.drift(plan.rules.labels, comparison.of_input.rows(), comparison.rows())
    drift = drift.judged(plan.gates, {"refused": done.refused, **figures(done.steps)})
    done.seconds["drift"] = time.perf_counter() - started
    started = time.perf_counter()
    tidy()  # the rows as compared are not needed any more
    done.measures.update(comparison.measures())
    done.seconds["measure"] = time.perf_counter() - started
    started = time.perf_counter()
    digest = comparison.digest()
    plan.reading.note_digest(comparison.of_input.digest())
    done.seconds["digest"] = time.perf_counter() - started
    splits = tuple(splits_of(plan.nodes, done.rows.table()))
    return Result(plan, done, drift, digest, splits)


def _seal(result: Result, stage: Path, started: datetime) -> Result:
    """Write the manifest with the digests of all files, its own digest, and the times."""
    begun = time.perf_counter()
    result = replace(result, files=digests(stage, but=WORK))
    folder.write_json(stage / MANIFEST, card.manifest(result))
    seal(stage)
    result.done.seconds["seal"] = time.perf_counter() - begun
    timing = {
        "command": command_line(),
        "folder": str(Path.cwd()),
        "started": started.isoformat(timespec="milliseconds"),
        "seconds": result.done.seconds,
    }
    folder.write_json(stage / TIMING, timing)
    return result


def _write_contents(
    result: Result, stage: Path, report: Report | None, writing: Writing, ahead: Ahead
) -> None:
    """Write the contents of a run folder, except for its manifest, which is written last."""
    done, plan = result.done, result.plan
    started = time.perf_counter()
    table = writing.table
    _write_formats(result, table, stage)
    folder.write_order(stage / folder.LOG, table)
    writing.log()
    index_is_written = ahead(write_index, stage / folder.LOG)
    folder.write_lines(stage / folder.FINDINGS, findings_of(done))
    folder.write_lines(stage / folder.PROBLEMS, [vars(p) for p in plan.reading.problems])
    folder.write_json(stage / DRIFT, result.drift.to_json())
    for path in plan.kept:
        shutil.copyfile(path, stage / path.name)
    if plan.recipe.rules not in names():
        folder.write_text(stage / BOOK, as_yaml(plan.rules))
    folder.write_text(stage / folder.CARD, card.dataset_card(result, card.manifest(result)))
    done.seconds["write"] = time.perf_counter() - started
    if report is not None:  # it reads the log, and can be written beside the rows
        started = time.perf_counter()
        report(result, stage)
        done.seconds["report"] = time.perf_counter() - started
    started = time.perf_counter()
    # Before steps write their files, since these are told apart from other new files.
    writing.rows()
    index_is_written()
    _leave(result, table, stage)
    done.seconds["write"] += time.perf_counter() - started


def _leave(result: Result, table: pa.Table, stage: Path) -> None:
    """Let each step write its own files into the run folder."""
    for leaf in leaves(result.plan.nodes):
        if leaf.path in result.done.finished:
            leave(leaf, stage, table, result.done.finished[leaf.path])


def _write_formats(result: Result, table: pa.Table, stage: Path) -> None:
    """Write the rows in the further formats that the recipe names."""
    from reaug.data import write

    output = result.plan.recipe.output
    for fmt in output.formats if output is not None else ():
        write(
            table,
            stage / f"{DATA}{FORMATS[fmt].suffix}",
            fmt,
            labels=result.plan.rules.labels,
            layout=result.plan.reading.layout,
        )


def findings_of(done: Done) -> list[dict[str, Any]]:
    """Return the findings of all steps as JSON data: errors first, then by rule and row."""
    # Steps always set the severity of their findings.
    return [finding.to_json(finding.severity or "review") for finding in in_order(done.findings)]
