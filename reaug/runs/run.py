"""One complete run: a recipe in, a run folder out."""

from __future__ import annotations

import logging
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa

from reaug.cleaning.patch import Patch
from reaug.core.failures import Policy
from reaug.core.findings import in_order
from reaug.core.html_table import html_table
from reaug.data import FORMATS, Reading, content_digest, read
from reaug.data.column_map import columns_of
from reaug.data.formats.run import DATA
from reaug.data.parents import with_parents
from reaug.data.read_as import PLAINLY, ReadAs, read_as
from reaug.data.renaming import Renamed
from reaug.drift import DRIFT_NAMES, Drift, check_names, parse
from reaug.engine.balancing import with_others
from reaug.engine.choosing import engine_of
from reaug.engine.execute import Done, Watcher, execute, in_memory, measure
from reaug.engine.local import LocalEngine
from reaug.engine.ray import RayEngine
from reaug.engine.tally import FIGURES, figures
from reaug.engine.time_limit import check_time_limit
from reaug.errors import InputError, OutputError, RecipeError, UsageError
from reaug.files.apart import check_apart
from reaug.files.locking import command_line
from reaug.files.remote import is_remote
from reaug.files.run_files import DRIFT, MANIFEST, TIMING, digests, seal
from reaug.recipe.checks import (
    check_encoded,
    check_order,
    check_rows,
    check_where,
    for_rules,
)
from reaug.recipe.files import reads_of
from reaug.recipe.model import Input, Recipe
from reaug.recipe.plan import Leaf, Node, leaves, step_order
from reaug.rulebook import RuleBook, load, names
from reaug.rulebook.of_run import BOOK
from reaug.rulebook.roles import traded_roles
from reaug.rulebook.writing import as_yaml
from reaug.runs import card, folder
from reaug.runs.folder import copies_of
from reaug.runs.leaving import leave
from reaug.runs.log_index import write_index
from reaug.runs.manifest import Link, RecipeFile
from reaug.runs.place import Place, staged
from reaug.runs.provenance import chain_of, recipe_file
from reaug.runs.rewriting import answered, rewriting_steps
from reaug.runs.splits import splits_of

if TYPE_CHECKING:
    from reaug.drift import Gate

_LOG: Final = logging.getLogger("reaug.data")
GATE_NAMES: Final = (*DRIFT_NAMES, "refused", *FIGURES)


@dataclass(frozen=True, repr=False)
class Plan:
    """A run that is checked and whose input is read, but that has not begun.

    asked : how the rows were read, so that they can be read again; None for data in memory.
    others : other sets that were read, such as those that a block is to match.
    kept : files that were made for the run, which lie in its folder in the end.
    file : the recipe's file, if it has one.
    chain : the runs that led to the input, the first of them first.
    """

    recipe: Recipe
    nodes: tuple[Node, ...]
    rules: RuleBook
    reading: Reading
    gates: tuple[Gate, ...]
    asked: Input | None = None
    others: tuple[Reading, ...] = ()
    kept: tuple[Path, ...] = ()
    file: RecipeFile | None = None
    chain: tuple[Link, ...] = ()

    def __repr__(self) -> str:
        steps = ", ".join(node.path for node in self.nodes)
        return f"<Plan for {self.reading.origin}, {self.reading.table.num_rows:,} rows: {steps}>"


@dataclass(frozen=True, repr=False)
class Result:
    """The result of a run.

    digest : of the rows, independent of their order.
    splits : names of the splits of the data set; () where it is one set.
    folder : the run folder, where one was written; its URL where it lies on an object store.
    table : the rows, in memory, where no folder was written.
    files : the digest of each file of the folder, by name.
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
        """Whether a gate failed."""
        return any(not gate.passed for gate in self.drift.gates)

    def to_json(self) -> dict[str, Any]:
        """Plain data: the manifest's content, the drift, and where the run lies."""
        return {
            "folder": None if self.folder is None else str(self.folder),
            **card.manifest(self),
            "drift": self.drift.to_json(),
        }


Report = Callable[[Result, Path], None]
"""Given a run and its folder, which does not have its name yet."""


def prepare(
    recipe: Recipe,
    *,
    source: Any = None,
    nodes: Sequence[Node] | None = None,
    file: Path | None = None,
) -> Plan:
    """Check everything that can be checked before the work, and read the input.

    Parameters
    ----------
    source
        What to read in place of the recipe's input: a path, a hub name, or data in memory.
    nodes
        The recipe's steps as nodes, where some are of classes without a name in recipes.
    file
        The file that the recipe was read from, if there is one.

    Raises
    ------
    RecipeError, UsageError, RuleBookError, InputError, OutputError
        The first problem, before anything is written.
    """
    gates = tuple(parse(expr) for expr in recipe.fail_on)
    check_names(gates, GATE_NAMES)
    rules = load(recipe.rules)
    planned = for_rules(recipe.nodes() if nodes is None else nodes, rules)
    _check_step_gates(gates, step_order(planned))
    check_where(planned, rules)
    check_order(planned)
    others: list[Reading] = []
    planned = with_others(planned, partial(_other, recipe=recipe, rules=rules, others=others))
    reading = _read(recipe, rules, source, _renaming(planned))
    if (question := traded_roles(rules, reading.table, reading.columns)) is not None:
        _LOG.warning("%s", question)
    for fmt in recipe.output.formats if recipe.output is not None else ():
        FORMATS[fmt].check(reading.table)
    check_encoded(planned, reading.table)
    check_rows(planned, reading.table)
    _check_decisions(planned, reading)
    asked = _asked(recipe, source)
    return Plan(
        recipe,
        planned,
        rules,
        reading,
        gates,
        asked,
        tuple(others),
        file=None if file is None else recipe_file(file),
        chain=() if asked is None else chain_of(asked.path, reading),
    )


def _check_decisions(nodes: Sequence[Node], reading: Reading) -> None:
    """Refuse decisions of people about another version of the rows."""
    for leaf in leaves(nodes):
        if isinstance(leaf.step, Patch) and not leaf.step.left:  # an audit's are of these rows
            repaired = {one.row_id for one in reading.problems if one.action == "repaired"}
            leaf.step.check_version(reading.table, sorted(filter(None, repaired)))


def _asked(recipe: Recipe, source: Any) -> Input | None:
    """What is to be read: the recipe's input, or a path in its place, without its split."""
    if source is None:
        return recipe.input and _self_contained(recipe.input)
    if not isinstance(source, str | os.PathLike):
        return None
    path = os.fsdecode(source)
    own = _self_contained(recipe.input or Input(path=path))
    return own.model_copy(update={"path": path, "split": None})


def _self_contained(asked: Input) -> Input:
    """The input with what the file of its mapping says, which may change or go away."""
    if not isinstance(asked.map, str):
        return asked
    return asked.model_copy(update={"map": columns_of(asked.map)})


def _how(recipe: Recipe) -> ReadAs:
    """What a recipe says of how its input is shaped."""
    said = recipe.input
    if said is None:
        return PLAINLY
    return read_as(said.map, said.encoding, said.offsets, said.label_names)


def _check_step_gates(gates: Sequence[Gate], paths: Sequence[str]) -> None:
    """Refuse a gate about a step that the recipe does not hold."""
    for gate in gates:
        what, *rest = gate.path
        if what in FIGURES and (len(rest) != 1 or rest[0] not in paths):
            named = f"unknown step {'.'.join(rest)!r}" if rest else "the step is missing"
            there = ", ".join(f"{what}['{path}']" for path in paths)
            raise UsageError(f"gate {gate.expr}: {named}; there are: {there}")


def _other(source: str, recipe: Recipe, rules: RuleBook, others: list[Reading]) -> pa.Table:
    """The rows of a set that a block is to match; bad rows are treated as in the input."""
    how = _how(recipe).beside()
    reading = read(
        source, labels=rules.labels, types=list(rules.types), how=how, **_bad_rows(recipe)
    )
    others.append(reading)
    return reading.table


def _bad_rows(recipe: Recipe) -> dict[str, Any]:
    """The options of a recipe for bad rows."""
    if recipe.input is None:
        return {}
    return {
        "on_bad_row": recipe.input.on_bad_row,
        "max_bad_share": recipe.input.max_bad_share,
    }


def _renaming(nodes: Sequence[Node]) -> dict[str, dict[str, Renamed]]:
    """What the patches before all other steps do to labels and types, by row id."""
    renaming: dict[str, dict[str, Renamed]] = {}
    for node in nodes:
        if not (isinstance(node, Leaf) and isinstance(node.step, Patch)):
            break
        if node.step.left:  # an audit's, which reads rows with known names only
            continue
        for row_id, fields in node.step.renaming().items():
            renaming.setdefault(row_id, fields)
    return renaming


def _read(
    recipe: Recipe, rules: RuleBook, source: Any, renaming: Mapping[str, Mapping[str, Renamed]]
) -> Reading:
    options: dict[str, Any] = {
        "labels": rules.labels,
        "renaming": renaming,
        "types": list(rules.types),
        "how": _how(recipe),
    }
    options |= _bad_rows(recipe)
    if recipe.input is not None:
        asked = recipe.input.unlabelled
        options["require_label"] = "auto" if asked == "auto" else not asked
        options["fmt"] = recipe.input.read_as
    if source is not None:
        return read(source, **options)
    if recipe.input is None:
        raise RecipeError("the recipe names no input; give --input DATA")
    path = recipe.input.path
    try:
        return read(path, split=recipe.input.split, **options)
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror or error}") from error


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
    """Carry out a plan.

    Parameters
    ----------
    output
        The run folder, or a place that was reserved for it; None writes nothing (a dry run).
    num_proc
        Processes; the result does not depend on it.
    engine
        What does the work, `local` or `ray`; see `engine.choosing.engine_of`. Nor does the result
        depend on that.
    force
        Replace a run folder that exists; a reserved place has its own flag.
    examples
        In a dry run, how many rows per batch, step and reason are kept as examples.
    report
        Writes the report into the folder, after everything else.
    ask
        Whether the servers that steps name are asked for what they lack.
    """
    if ask and any(one.step.url for one in rewriting_steps(plan.nodes)):
        # Requests are collected in a folder here, so the work of this pass stays on this machine.
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
    worker = engine_of(engine, num_proc)
    here = isinstance(worker, LocalEngine) and num_proc == 1
    check_time_limit(plan.recipe.step_timeout, processes=1 if here else 2)
    if output is None:
        with tempfile.TemporaryDirectory(prefix="reaug-") as name:
            result = _execute(plan, Path(name), worker, watcher, examples)
            table = with_parents(in_memory(result.done.rows), copies_of(result.done.logs))
            return replace(result, table=table)
    started = datetime.now(UTC)
    target = output.folder if isinstance(output, Place) else Path(output)
    check_apart(target, (plan.reading.origin, *reads_of(plan.recipe)))
    place = output if isinstance(output, Place) else target
    with staged(place, force=force) as stage:
        work = stage / folder.WORK
        work.mkdir()
        result = _execute(plan, work, worker, watcher, 0)
        _write(result, stage, report)
        shutil.rmtree(work)
        result = _seal(result, stage, started)
    return replace(result, folder=target)


def _execute(
    plan: Plan,
    work: Path,
    worker: LocalEngine | RayEngine,
    watcher: Watcher | None,
    examples: int,
) -> Result:
    with worker.running() as engine:
        done = execute(
            plan.nodes,
            plan.reading.table,
            plan.rules,
            seed=plan.recipe.seed,
            engine=engine,
            work=work,
            watcher=watcher,
            examples=examples,
            policy=Policy(plan.recipe.on_error, plan.recipe.step_timeout),
        )
    begun = time.perf_counter()
    drift = done.drift(plan.rules.labels, plan.reading.table)
    drift = drift.judged(plan.gates, {"refused": done.refused, **figures(done.steps)})
    done.seconds["drift"] = time.perf_counter() - begun
    begun = time.perf_counter()
    table = done.rows.table()
    digest = content_digest(table)
    done.seconds["digest"] = time.perf_counter() - begun
    begun = time.perf_counter()
    measure(plan.nodes, done)
    done.seconds["measure"] = time.perf_counter() - begun
    return Result(plan, done, drift, digest, tuple(splits_of(plan.nodes, table)))


def _write(result: Result, stage: Path, report: Report | None) -> None:
    """Fill the run folder, except for its manifest, which comes last."""
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


def _seal(result: Result, stage: Path, started: datetime) -> Result:
    """Write the manifest, which holds the digest of each file, its own digest, and the times."""
    begun = time.perf_counter()
    result = replace(result, files=digests(stage))
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


def _leave(result: Result, table: pa.Table, stage: Path) -> None:
    """Let each step write its files beside the data."""
    for leaf in leaves(result.plan.nodes):
        if leaf.path in result.done.finished:
            leave(leaf, stage, table, result.done.finished[leaf.path])


def _write_data(result: Result, table: pa.Table, stage: Path) -> pa.Table:
    """Write the rows; returns them in the order in which the data set holds them."""
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
    """The findings of all steps as lines: errors first, then by rule and row."""
    # A step gives the severity of each of its findings.
    return [one.to_json(one.severity or "review") for one in in_order(done.findings)]


def output_of(recipe: Recipe, requested: str | None) -> str:
    """Where a run is written: --output, or the recipe's own output.

    Raises
    ------
    OutputError
        There is neither.
    """
    output = requested if requested is not None or recipe.output is None else recipe.output.path
    if not output:
        raise OutputError("the recipe names no output; give --output DIR")
    return output if is_remote(output) else str(Path(output).expanduser())
