"""reaug from Python: the same runs as on the command line, on data in memory."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reaug.choices import MAX_BAD_SHARE
from reaug.core.step import Step, Where
from reaug.data.formats.run import DATA
from reaug.data.source import as_format
from reaug.errors import UsageError
from reaug.recipe.files import load_recipe, reads_of
from reaug.recipe.model import (
    RARE,
    Recipe,
    augment_of,
    changed_recipe,
    leaves_of,
    make_recipe,
    recipe_of,
)
from reaug.recipe.plan import Node
from reaug.runs.convert import Conversion
from reaug.runs.convert import convert as convert_data
from reaug.runs.export import Export, check_export
from reaug.runs.export import export as export_rows
from reaug.runs.place import reserved
from reaug.runs.run import Result, output_of, prepare
from reaug.runs.run import run as run_plan

if TYPE_CHECKING:
    import datasets

    from reaug.choices import Keep, Lang, OnBadFix, OnBadRow, OnError
    from reaug.runs.preview import Preview
    from reaug.runs.trace import Stage
    from reaug.runs.verify import Verification

Patches = str | os.PathLike[str] | Sequence[str | os.PathLike[str]]
"""A file of decisions, or several."""


def load(
    source: Any, *, rules: str = "klue-re", split: str | None = None, read_as: str | None = None
) -> datasets.Dataset:
    """Read labelled rows into a data set with KLUE's features.

    Parameters
    ----------
    source
        A KLUE JSON, a competition CSV, JSON lines, Parquet, TACRED's JSON, an export of doccano,
        Label Studio or brat (`docs/formats.md` lists all), a saved data set, a run folder, a hub
        name such as `klue/re:train`, a pandas DataFrame.
    rules
        The rule book that knows the labels, and gives the ClassLabel its order.
    read_as
        The format to read, such as "doccano"; None: as its name or what it holds tells.

    Raises
    ------
    InputError
        The source cannot be read, or has bad rows: file, row and field are named.
    """
    from reaug.data import read, to_dataset
    from reaug.rulebook import load as load_rules

    book = load_rules(rules)
    reading = read(source, labels=book.labels, types=list(book.types), split=split, fmt=read_as)
    return to_dataset(reading.table, labels=book.labels)


def run(
    recipe: str | os.PathLike[str] | Recipe,
    *,
    source: Any = None,
    output: str | os.PathLike[str] | None = None,
    num_proc: int = 1,
    force: bool = False,
    report: Lang | None = "en",
    on_error: OnError | None = None,
    step_timeout: float | None = None,
) -> Result:
    """Run a recipe, as `reaug run` does.

    Parameters
    ----------
    recipe
        A file, or a `Recipe`.
    source, output
        In place of the recipe's own input and output.
    report
        The language of the folder's `report.html`; None writes none.
    on_error, step_timeout
        In place of the recipe's: "skip" sets rows aside on which a step crashes; seconds per batch.

    Returns
    -------
    Result
        With the run folder, the drift, the digest and the counts per step.
    """
    from reaug.report.run_html import write_report

    file = None if isinstance(recipe, Recipe) else Path(recipe)
    loaded = recipe if isinstance(recipe, Recipe) else load_recipe(Path(recipe))
    overrides = {"on_error": on_error, "step_timeout": step_timeout}
    loaded = changed_recipe(loaded, **{k: v for k, v in overrides.items() if v is not None})
    target = Path(output_of(loaded, None if output is None else os.fspath(output)))
    with reserved(target, force=force, reads=(file, source, *reads_of(loaded))) as place:
        return run_plan(
            prepare(loaded, source=source),
            place,
            num_proc=num_proc,
            report=None if report is None else partial(write_report, lang=report),
        )


def augment(
    data: Any,
    steps: Sequence[Step],
    *,
    seed: int = 42,
    copies: int = 1,
    where: Where = RARE,
    rules: str = "klue-re",
    num_proc: int = 1,
    on_error: OnError = "stop",
    step_timeout: float | None = None,
) -> datasets.Dataset:
    """Rows and, behind each that meets `where`, its augmented copies.

    Parameters
    ----------
    data
        A data set, a DataFrame, or whatever `load` reads.
    steps
        Each copy goes through all of them, in order.
    where
        Which rows to copy; by default labels below 500 rows, never no_relation.
    on_error, step_timeout
        "skip" sets rows aside on which a step crashes; most seconds of a step for a batch.

    Examples
    --------
    >>> import reaug
    >>> from reaug.core.examples import batch_of
    >>> from reaug.data import to_klue
    >>> batch = batch_of("[S|PER|이순신]은 [O|LOC|한양]에서 났다.", label="per:origin")
    >>> rows = to_klue(batch.table)
    >>> out = reaug.augment(rows, [reaug.transforms.AEDA()], seed=1)
    >>> len(out), out[0]["sentence"]
    (2, '이순신은 한양에서 났다.')
    """
    chosen = _checked(steps)
    options = {"copies": copies, "where": where.model_dump(mode="json", exclude_none=True)}
    block = {"augment": {"steps": recipe_of(chosen), **options}}
    care = {"on_error": on_error, "step_timeout": step_timeout}
    return _transformed(data, [block], [augment_of(chosen, **options)], seed, rules, num_proc, care)


def clean(
    data: Any,
    steps: Sequence[Step] | None = None,
    *,
    seed: int = 42,
    patch: Patches | None = None,
    on_bad_fix: OnBadFix = "stop",
    rules: str = "klue-re",
    num_proc: int = 1,
    on_error: OnError = "stop",
    step_timeout: float | None = None,
) -> datasets.Dataset:
    """Rows with entity types corrected and duplicates gone; or through the steps given.

    Parameters
    ----------
    data
        A data set, a DataFrame, or whatever `load` reads.
    patch
        A file of decisions, or several, which are carried out first; see `reaug.cleaning.Patch`.
    on_bad_fix
        `skip` leaves out decisions that cannot be written.
    on_error, step_timeout
        As of `augment`.
    """
    care: dict[str, Any] = {"on_error": on_error, "step_timeout": step_timeout}
    if steps is None:
        return _transformed(
            data, cleaning(patch, on_bad_fix=on_bad_fix), None, seed, rules, num_proc, care
        )
    if patch is not None:
        raise UsageError("give steps or a patch; among steps it is reaug.cleaning.Patch(path=...)")
    chosen = _checked(steps)
    return _transformed(data, recipe_of(chosen), leaves_of(chosen), seed, rules, num_proc, care)


def encode(
    data: Any,
    style: str,
    *,
    output: str | os.PathLike[str] | None = None,
    unlabelled: bool = False,
    rules: str = "klue-re",
    num_proc: int = 1,
    force: bool = False,
    **parameters: Any,
) -> datasets.Dataset:
    """Rows in an input format of the literature and, with `tokenizer`, as tokens.

    Parameters
    ----------
    data
        A data set, a DataFrame, a list of dicts, or whatever `load` reads.
    style
        The input format; `reaug list styles` names them.
    output
        A run folder to write, too: it holds the tokenizer with its new tokens.
    unlabelled
        Whether rows need no label, as those of a test set.
    parameters
        Of `reaug.shaping.Encode`: `tokenizer`, `max_length`, `type_names`, …

    Examples
    --------
    >>> import reaug
    >>> from reaug.core.examples import batch_of
    >>> from reaug.data import to_klue
    >>> rows = to_klue(batch_of("[S|PER|박열]은 [O|LOC|문경] 사람이다.").table).to_pylist()
    >>> reaug.encode(rows, "entity_mask")[0]["sentence"]
    '[SUBJ-PER]은 [OBJ-LOC] 사람이다.'
    """
    step = {"encode": {"style": style, **parameters}}
    return _one_step(
        data,
        step,
        output=output,
        unlabelled=unlabelled,
        rules=rules,
        num_proc=num_proc,
        force=force,
    )


def curriculum(
    data: Any,
    *,
    like: str | os.PathLike[str] | None = None,
    output: str | os.PathLike[str] | None = None,
    unlabelled: bool = False,
    rules: str = "klue-re",
    num_proc: int = 1,
    force: bool = False,
    **parameters: Any,
) -> datasets.Dataset:
    """Rows with their bucket by length.

    Parameters
    ----------
    like
        A run folder: cut as the curriculum of that run did, as a test set should be.
    output
        A run folder to write, too: it holds the schedule, where one was asked for.
    parameters
        Of `reaug.shaping.Curriculum`: `by`, `buckets`, `thresholds`, `schedule`, …

    Examples
    --------
    >>> import reaug
    >>> from reaug.core.examples import batch_of
    >>> from reaug.data import to_klue
    >>> batch = batch_of("[S|PER|박열]은 [O|LOC|문경] 사람", "[S|PER|박열], [O|LOC|문경]")
    >>> reaug.curriculum(to_klue(batch.table), by="eojeol", thresholds=[2])["bucket"][:]
    [1, 0]
    """
    from reaug.runs.like import curriculum_like

    followed = {} if like is None else curriculum_like(Path(like), parameters)
    step = {"curriculum": {**followed, **parameters}}
    return _one_step(
        data,
        step,
        output=output,
        unlabelled=unlabelled,
        rules=rules,
        num_proc=num_proc,
        force=force,
    )


def preview(
    what: str | os.PathLike[str] | Recipe | Step | Sequence[Step],
    *,
    source: Any = None,
    number: int = 20,
    seed: int = 42,
    rules: str = "klue-re",
) -> Preview:
    """What a recipe or steps would do, on examples; nothing is written.

    Parameters
    ----------
    what
        A recipe, its file, a step, or several.
    source
        The rows, in place of the recipe's input; the samples that ship with reaug by default.
    number
        Most examples of each step and reason.

    Examples
    --------
    >>> import reaug
    >>> reaug.preview(reaug.transforms.AEDA(), number=1)
    <Preview of 267 rows: 0.aeda changed 267; 1 examples>
    """
    from reaug.runs.preview import Preview
    from reaug.runs.shipped import sample_data

    if isinstance(what, Recipe):
        recipe, nodes = what, None
    elif isinstance(what, str | os.PathLike):
        recipe, nodes = load_recipe(Path(what)), None
    else:
        chosen = _checked([what] if isinstance(what, Step) else what)
        recipe, nodes = make_recipe(recipe_of(chosen), seed=seed, rules=rules), leaves_of(chosen)
    if source is None and recipe.input is None:
        source = sample_data()
    return Preview(run_plan(prepare(recipe, source=source, nodes=nodes), None, examples=number))


def trace(folder: str | os.PathLike[str], row_id: str) -> list[Stage]:
    """Where a row of a run comes from: the row as it was read, and behind each step.

    Raises
    ------
    InputError
        The folder is not a run folder, or knows no such row.
    """
    from reaug.runs.trace import trace_row

    return trace_row(Path(folder), row_id)


def undo(folder: str | os.PathLike[str]) -> datasets.Dataset:
    """The rows that a run began with, from its log.

    Rows that the reader dropped as bad are not among them: `problems.jsonl` of the run lists those.

    Raises
    ------
    InputError
        The folder is not a run folder, or was changed after the run.
    """
    from reaug.data import to_dataset
    from reaug.runs.undo import label_names, undo_run

    return to_dataset(undo_run(Path(folder)), labels=label_names(Path(folder)))


def export(
    data: Any,
    fmt: str,
    path: str | os.PathLike[str],
    *,
    without: Sequence[Any] = (),
    read_as: str | None = None,
    on_bad_row: OnBadRow = "stop",
    max_bad_share: float = MAX_BAD_SHARE,
    unlabelled: bool = False,
    rules: str = "klue-re",
    force: bool = False,
) -> Export:
    """Write rows as one file, or their sentences as text for pre-training.

    Parameters
    ----------
    data
        A data set, a DataFrame, or whatever `load` reads.
    fmt
        One of `reaug.data.EXPORTS`, such as "klue-json"; or "tapt": each distinct sentence once, a
        line each, for which labels and types do not matter.
    path
        The file; text is packed where the name ends in `.gz`.
    without
        For "tapt": sets whose sentences are left out, however they are spelled (`core.normal`).
    read_as
        The format to read; None: as its name or what it holds tells.
    max_bad_share
        Where bad rows are dropped: a larger share of the rows that is bad stops the export.
    unlabelled
        Whether rows need no label, as those of a test set.
    force
        Write over a file that exists.

    Returns
    -------
    Export
        With the counts, and the rows that reading dropped or repaired.

    Raises
    ------
    UsageError, InputError, OutputError
        Then nothing is written.

    Examples
    --------
    >>> import reaug, tempfile
    >>> from reaug.core.examples import batch_of
    >>> from reaug.data import to_klue
    >>> rows = to_klue(batch_of("[S|PER|이순신]은 [O|LOC|한양]에서 났다.").table)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     found = reaug.export(rows, "tapt", f"{folder}/rows.txt")
    >>> found.sentences.lines
    1
    """
    from reaug.report.files import check_outputs
    from reaug.rulebook import book_files

    check_export(fmt, without)
    target = Path(path).expanduser()
    check_outputs({"--output": target}, force=force, inputs=(data, *without, *book_files(rules)))
    return export_rows(
        as_format(data, read_as),
        fmt,
        target,
        without=without,
        on_bad_row=on_bad_row,
        max_bad_share=max_bad_share,
        unlabelled=unlabelled,
        rules=rules,
    )


def convert(
    data: Any,
    path: str | os.PathLike[str],
    *,
    to: str | None = None,
    read_as: str | None = None,
    negatives: int | str = "none",
    negative_label: str | None = None,
    sentences: int | None = None,
    seed: int = 42,
    on_bad_row: OnBadRow = "stop",
    max_bad_share: float = MAX_BAD_SHARE,
    unlabelled: bool = False,
    rules: str | None = None,
    force: bool = False,
) -> Conversion:
    """Write data in another format; what it has no place for is told in `lost`.

    Parameters
    ----------
    data
        Whatever `load` reads. Labels and types of any name are read.
    path
        A file, or a folder for formats of folders.
    to
        One of `reaug.data.WRITABLE`, such as "doccano"; None: as the path ends.
    read_as
        The format to read; None: as its name or what it holds tells.
    negatives
        Of documents with many relations, also rows of pairs of mentions without one: "none",
        "all", "legal" (of types between which the data state a relation), or so many a document,
        drawn by `seed`.
    negative_label
        Their label; None: that of the rule book, else "no_relation".
    sentences
        Cut documents at sentences; a row holds at most so many.
    on_bad_row, max_bad_share, unlabelled
        As for `export`.
    rules
        The rule book that gives the ClassLabel of "disk" its order, and the negative label.
    force
        Write over a file that exists, or over a folder of nothing but this format.

    Returns
    -------
    Conversion
        With what reading met, and what was lost.

    Raises
    ------
    UsageError, InputError, OutputError
        Then nothing is written.

    Examples
    --------
    >>> import reaug, tempfile
    >>> from reaug.core.examples import batch_of
    >>> from reaug.data import to_klue
    >>> rows = to_klue(batch_of("[S|PER|이순신]은 [O|LOC|한양]에서 났다.", label="출생지").table)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     there = reaug.convert(rows, f"{folder}/rows.doccano.jsonl")
    ...     back = reaug.convert(there.path, f"{folder}/rows.json")
    >>> there.documents, back.reading.fmt, back.lost
    (1, 'doccano', ())
    """
    from reaug.data.documents.pairs import NEGATIVE, Pairing
    from reaug.rulebook import load as load_rules

    book = None if rules is None else load_rules(rules)
    known = book.negative if book is not None else None
    return convert_data(
        data,
        path,
        to=to,
        read_as=read_as,
        pairing=Pairing(
            negatives=negatives,  # type: ignore[arg-type]  # checked there
            negative_label=negative_label or known or NEGATIVE,
            sentences=sentences,
            seed=seed,
        ),
        on_bad_row=on_bad_row,
        max_bad_share=max_bad_share,
        unlabelled=unlabelled,
        force=force,
        labels=() if book is None else book.labels,
    )


def verify(
    folder: str | os.PathLike[str],
    *,
    rerun: bool = False,
    source: Any = None,
    num_proc: int = 1,
) -> Verification:
    """Check whether a run folder is as the run left it, and the run kept its promises.

    Looked at: the digest of every file and of the manifest, files that the run did not write; that
    both mentions stand where they say, that the log takes the rows back to the input, that no row
    is lost; the content digest.

    Parameters
    ----------
    rerun
        Carry the manifest's recipe out again, in a folder that is removed, and compare the files.
    source
        For `rerun`, what to read in place of the input that the manifest names.

    Returns
    -------
    Verification
        With `ok`, and every difference by check.

    Raises
    ------
    InputError
        It is not a run folder, or the run cannot be repeated.

    Examples
    --------
    >>> import reaug, tempfile
    >>> from reaug.core.examples import batch_of
    >>> from reaug.data import to_klue
    >>> from reaug.recipe.model import make_recipe
    >>> rows = to_klue(batch_of("[S|PER|이순신]은 [O|LOC|한양]에서 났다.").table)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     done = reaug.run(make_recipe(["aeda"]), source=rows, output=f"{folder}/run")
    ...     reaug.verify(f"{folder}/run", rerun=True, source=rows).ok
    True
    """
    from reaug.report.run_html import report_like
    from reaug.runs.verify import verify as verify_folder

    return verify_folder(
        Path(folder), again=rerun, source=source, num_proc=num_proc, report_of=report_like
    )


def cleaning(
    patch: Patches | None = None,
    *,
    threshold: float = 0.95,
    keep: Keep = "none",
    on_bad_fix: OnBadFix = "stop",
) -> list[dict[str, Any]]:
    """The steps of `reaug clean`, as a recipe has them; what the patch decides, the others leave.

    Raises
    ------
    InputError
        A file of the patch is broken, or contradicts itself or another.
    """
    first: list[dict[str, Any]] = []
    if patch is not None:
        from reaug.review.files import read_corrections

        files = [patch] if isinstance(patch, str | os.PathLike) else patch
        paths = [os.fspath(path) for path in files]
        read_corrections(*map(Path, paths), on_bad_fix="skip")  # before anything else is read
        step: dict[str, Any] = {"path": paths[0] if len(paths) == 1 else paths}
        if on_bad_fix != "stop":
            step["on_bad_fix"] = on_bad_fix
        first = [{"patch": step}] if paths else []
    correction = {"threshold": threshold, "evidence": "full"}
    return [*first, {"entity_type_correction": correction}, {"deduplicate": {"keep": keep}}]


def _checked(steps: Sequence[Step]) -> list[Step]:
    chosen = list(steps) if isinstance(steps, Iterable) and not isinstance(steps, Step) else [steps]
    for step in chosen:
        if not isinstance(step, Step):
            raise UsageError(
                f"{step!r} is not a step; pass objects, as in [reaug.transforms.AEDA(ratio=0.3)]"
            )
    return chosen


def _one_step(
    data: Any,
    step: dict[str, Any],
    *,
    output: str | os.PathLike[str] | None,
    unlabelled: bool,
    rules: str,
    num_proc: int,
    force: bool,
) -> datasets.Dataset:
    """Rows through one step, with a run folder where one is asked for."""
    from reaug.data import to_dataset

    asked = {"path": "data in memory", "unlabelled": unlabelled}
    recipe = make_recipe([step], input=asked, rules=rules)
    if output is None:
        plan = prepare(recipe, source=data)
        result = run_plan(plan, None, num_proc=num_proc)
        return to_dataset(result.table, labels=plan.rules.labels)
    import datasets

    result = run(recipe, source=data, output=output, num_proc=num_proc, force=force)
    made = datasets.load_from_disk(str(Path(output).expanduser() / DATA))
    return datasets.concatenate_datasets(list(made.values())) if result.splits else made


def _transformed(
    data: Any,
    steps: Sequence[Any],
    nodes: Sequence[Node] | None,
    seed: int,
    rules: str,
    num_proc: int,
    care: Mapping[str, Any],
) -> datasets.Dataset:
    from reaug.data import to_dataset

    plan = prepare(make_recipe(steps, seed=seed, rules=rules, **care), source=data, nodes=nodes)
    result = run_plan(plan, None, num_proc=num_proc)
    return to_dataset(result.table, labels=plan.rules.labels)
