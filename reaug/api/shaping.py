"""Functions that shape rows for a model with one step: `encode` and `curriculum`."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reaug.api.read_parameters import in_memory, reading_of
from reaug.api.recipe_run import output_fields, rows_out
from reaug.recipe.model import make_recipe
from reaug.rulebook.run_book import book_of
from reaug.runs.preparation import prepare

if TYPE_CHECKING:
    import datasets

    from reaug.choices import Lang, OnBadRow, OnError


def encode(
    data: Any,
    style: str,
    *,
    output: str | os.PathLike[str] | None = None,
    formats: Sequence[str] = (),
    force: bool = False,
    resume: bool = False,
    report: Lang | None = "en",
    fail_on: Sequence[str] = (),
    unlabelled: bool = False,
    rules: str | None = None,
    num_proc: int = 1,
    engine: str = "local",
    on_error: OnError = "stop",
    step_timeout: float | None = None,
    map: str | os.PathLike[str] | Mapping[str, Any] | None = None,  # the option's name
    encoding: str | None = None,
    offsets: str | None = None,
    label_names: str | os.PathLike[str] | None = None,
    read_as: str | None = None,
    on_bad_row: OnBadRow | None = None,
    max_bad_share: float | None = None,
    **parameters: Any,
) -> datasets.Dataset:
    """Return rows encoded in an input format of the literature and, with `tokenizer`, as tokens.

    Parameters
    ----------
    data
        A data set, a DataFrame, a list of dicts, or anything that `load` reads.
    style
        The input format; `reaug list styles` lists them.
    output
        A run folder that is written as well; it contains the tokenizer with its new tokens.
    unlabelled
        Whether rows may lack a label, as in a test set.
    map, encoding, offsets, label_names, read_as, on_bad_row, max_bad_share
        See `load`.
    formats, force, resume, report, fail_on, engine, on_error, step_timeout
        See `augment`.
    parameters
        Parameters of `reaug.shaping.Encode`: `tokenizer`, `max_length`, `type_names`, …

    Raises
    ------
    UsageError, InputError, OutputError
        Nothing is written in that case.
    GateError
        A gate failed; the run folder is written all the same.

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
        reading_of(
            map=map,
            encoding=encoding,
            offsets=offsets,
            label_names=label_names,
            read_as=read_as,
            on_bad_row=on_bad_row,
            max_bad_share=max_bad_share,
            unlabelled=unlabelled,
        ),
        {
            "output": output_fields(output, formats),
            "rules": book_of(data, given=rules),
            "fail_on": tuple(fail_on),
            "on_error": on_error,
            "step_timeout": step_timeout,
        },
        output=output,
        num_proc=num_proc,
        engine=engine,
        force=force,
        resume=resume,
        report=report,
    )


def curriculum(
    data: Any,
    *,
    like: str | os.PathLike[str] | None = None,
    output: str | os.PathLike[str] | None = None,
    formats: Sequence[str] = (),
    force: bool = False,
    resume: bool = False,
    report: Lang | None = "en",
    fail_on: Sequence[str] = (),
    unlabelled: bool = False,
    rules: str | None = None,
    num_proc: int = 1,
    engine: str = "local",
    on_error: OnError = "stop",
    step_timeout: float | None = None,
    map: str | os.PathLike[str] | Mapping[str, Any] | None = None,  # the option's name
    encoding: str | None = None,
    offsets: str | None = None,
    label_names: str | os.PathLike[str] | None = None,
    read_as: str | None = None,
    on_bad_row: OnBadRow | None = None,
    max_bad_share: float | None = None,
    **parameters: Any,
) -> datasets.Dataset:
    """Return rows with their length and the number of their length bucket, 0 for the shortest.

    Parameters
    ----------
    data
        A data set, a DataFrame, a list of dicts, or anything that `load` reads.
    like
        A run folder whose thresholds are used again, for example for a test set.
    output
        A run folder that is written as well; it contains the schedule, if there is one.
    formats, force, resume, report, fail_on, engine, on_error, step_timeout
        See `augment`.
    unlabelled, map, encoding, offsets, label_names, read_as, on_bad_row, max_bad_share
        See `encode`.
    parameters
        Parameters of `reaug.shaping.Curriculum`: `by`, `buckets`, `thresholds`, `schedule`, …

    Raises
    ------
    UsageError, InputError, OutputError
        Nothing is written in that case.
    GateError
        A gate failed; the run folder is written all the same.

    Examples
    --------
    >>> import reaug
    >>> from reaug.core.examples import batch_of
    >>> from reaug.data import to_klue
    >>> batch = batch_of("[S|PER|박열]은 [O|LOC|문경] 사람", "[S|PER|박열], [O|LOC|문경]")
    >>> reaug.curriculum(to_klue(batch.table), by="eojeol", thresholds=[2])["bucket"][:]
    [1, 0]
    """
    from reaug.runs.run_thresholds import curriculum_like

    followed = {} if like is None else curriculum_like(Path(like), parameters)
    step = {"curriculum": {**followed, **parameters}}
    return _one_step(
        data,
        step,
        reading_of(
            map=map,
            encoding=encoding,
            offsets=offsets,
            label_names=label_names,
            read_as=read_as,
            on_bad_row=on_bad_row,
            max_bad_share=max_bad_share,
            unlabelled=unlabelled,
        ),
        {
            "output": output_fields(output, formats),
            "rules": book_of(data, given=rules),
            "fail_on": tuple(fail_on),
            "on_error": on_error,
            "step_timeout": step_timeout,
        },
        output=output,
        num_proc=num_proc,
        engine=engine,
        force=force,
        resume=resume,
        report=report,
        reads=() if like is None else (like,),
    )


def _one_step(
    data: Any,
    step: dict[str, Any],
    reading: Mapping[str, Any],
    fields: Mapping[str, Any],
    *,
    output: str | os.PathLike[str] | None,
    reads: Sequence[Any] = (),
    num_proc: int,
    engine: str,
    force: bool,
    resume: bool,
    report: Lang | None,
) -> datasets.Dataset:
    """Run rows through one step; also write a run folder if `output` names one."""
    return rows_out(
        make_recipe([step], input=in_memory(reading), **fields),
        partial(prepare, source=data),
        output,
        reads=(data, *reads),
        num_proc=num_proc,
        engine=engine,
        force=force,
        resume=resume,
        report=report,
    )
