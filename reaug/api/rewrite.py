"""Functions that rewrite rows with a language model: export requests, import answers, ask a
server.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from reaug.api.read_parameters import in_memory, reading_of
from reaug.api.recipe_run import output_fields, rows_out
from reaug.choices import RARE_BELOW
from reaug.recipe.model import Recipe
from reaug.rulebook.run_book import book_of
from reaug.runs.preparation import Plan, prepare
from reaug.runs.rewrite_recipe import planned_import, rewriting_recipe

if TYPE_CHECKING:
    import datasets

    from reaug.choices import Lang, OnBadRow, OnError

Name = str | os.PathLike[str]


class Requests(NamedTuple):
    """The file of requests that `rewrite_export` wrote, and what the requests are expected to cost.

    path : the file.
    cost : the numbers of `requests`, `tokens_in` and `tokens_out`, and the price (`cost`).
    later : an upper bound of these for a second export, which asks the model for the label of each
        new sentence.
    """

    path: Path
    cost: dict[str, Any]
    later: dict[str, Any]


def rewrite_export(
    data: Any,
    output: Name,
    *,
    below: int = RARE_BELOW,
    everything: bool = False,
    in_place: bool = False,
    force: bool = False,
    rules: str | None = None,
    map: Name | Mapping[str, Any] | None = None,  # the option's name
    encoding: str | None = None,
    offsets: str | None = None,
    label_names: Name | None = None,
    read_as: str | None = None,
    on_bad_row: OnBadRow | None = None,
    max_bad_share: float | None = None,
    **parameters: Any,
) -> Requests:
    """Write the requests to a language model, in the batch format of the providers.

    Parameters
    ----------
    data
        Anything that `load` reads.
    output
        The file of the requests, as JSON lines.
    below, everything
        The rows to rewrite: rows of labels with fewer than `below` rows, except the negative label,
        or all rows if `everything` is true.
    in_place
        Whether answers replace the rows. By default they are added as copies.
    force
        Whether to overwrite an existing file.
    map, encoding, offsets, label_names, read_as, on_bad_row, max_bad_share
        See `load`.
    parameters
        Parameters of `reaug.transforms.Rewrite`: `model`, `prompt`, `samples`, `answers` (rows that
        have an answer there are not asked about again), …

    Raises
    ------
    UsageError, InputError, OutputError
        Nothing is written in that case.

    Examples
    --------
    >>> import reaug, tempfile
    >>> from reaug.runs.shipped import sample_data
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     asked = reaug.rewrite_export(sample_data(), f"{folder}/a.jsonl", model="m", below=5)
    ...     len(asked.path.read_text(encoding="utf-8").splitlines()) == asked.cost["requests"]
    True
    """
    reading_fields = reading_of(
        map=map,
        encoding=encoding,
        offsets=offsets,
        label_names=label_names,
        read_as=read_as,
        on_bad_row=on_bad_row,
        max_bad_share=max_bad_share,
    )
    book = book_of(data, given=rules)
    recipe = rewriting_recipe(
        parameters,
        book,
        below=below,
        everything=everything,
        in_place=in_place,
        input=in_memory(reading_fields),
    )
    return written_requests(recipe, Path(output).expanduser(), source=data, force=force)


def written_requests(
    recipe: Recipe,
    path: Path,
    *,
    source: Any = None,
    force: bool = False,
    watcher: Callable[[], Any] = nullcontext,
) -> Requests:
    """Write the requests of a recipe that has exactly one rewriting step.

    `watcher` returns a context manager that shows the progress.
    """
    from reaug.recipe.recipe_file import reads_of
    from reaug.report.report_files import check_outputs, write_all
    from reaug.rewriting.batch_files import write_batch
    from reaug.runs.rewrite_answers import money_of
    from reaug.runs.rewrite_requests import requests_of
    from reaug.runs.rewrite_steps import rewriting_steps

    check_outputs({"--output": path}, force=force, inputs=(source, *reads_of(recipe)))
    plan = prepare(recipe, source=source)
    [rewriting] = rewriting_steps(plan.nodes)
    with (
        watcher() as bar,
        requests_of(plan, rewriting.path, watcher=bar, later=True) as wanted,
    ):
        cost, later = (
            money_of(some, rewriting.step) for some in (wanted.requests(), wanted.later())
        )
        made_with = rewriting.step.made_with
        write_all({path: lambda file: write_batch(wanted.requests(), made_with, file)})
    return Requests(path, cost, later)


def rewrite_import(
    data: Any,
    *answers: Name,
    output: Name | None = None,
    formats: Sequence[str] = (),
    force: bool = False,
    resume: bool = False,
    report: Lang | None = "en",
    fail_on: Sequence[str] = (),
    below: int = RARE_BELOW,
    everything: bool = False,
    in_place: bool = False,
    rules: str | None = None,
    num_proc: int = 1,
    engine: str = "local",
    on_error: OnError = "stop",
    step_timeout: float | None = None,
    map: Name | Mapping[str, Any] | None = None,  # the option's name
    encoding: str | None = None,
    offsets: str | None = None,
    label_names: Name | None = None,
    read_as: str | None = None,
    on_bad_row: OnBadRow | None = None,
    max_bad_share: float | None = None,
    **parameters: Any,
) -> datasets.Dataset:
    """Return the rows, with new rows from the answers of a language model; each answer is checked.

    Parameters
    ----------
    data
        The rows from which the requests were made.
    answers
        Files with the answers, as JSON lines of the provider, or a run folder that has them. If
        requests were exported twice, all answers to both exports.
    output, formats, force, resume, report, fail_on, engine, on_error, step_timeout
        See `augment`.
    below, everything, in_place, parameters
        See `rewrite_export`.
    map, encoding, offsets, label_names, read_as, on_bad_row, max_bad_share
        See `load`.

    Raises
    ------
    UsageError, InputError, OutputError
        Nothing is written in that case, for example if no answer belongs to these rows.
    GateError
        A gate failed; the run folder is written all the same.

    Examples
    --------
    >>> import json, reaug, tempfile
    >>> from reaug.runs.shipped import sample_data
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     asked = reaug.rewrite_export(sample_data(), f"{folder}/a.jsonl", model="m", below=5)
    ...     first = json.loads(asked.path.read_text(encoding="utf-8").splitlines()[0])
    ...     body = {"choices": [{"message": {"content": "모르겠다"}, "finish_reason": "stop"}]}
    ...     response = {"status_code": 200, "body": body}
    ...     answer = {"custom_id": first["custom_id"], "response": response, "error": None}
    ...     file = Path(folder) / "answers.jsonl"
    ...     _ = file.write_text(json.dumps(answer), encoding="utf-8")
    ...     # The answer is no rewritten sentence, so it is rejected, and no row is added.
    ...     len(reaug.rewrite_import(sample_data(), file, model="m", below=5))
    267
    """
    return _rewritten(
        data,
        {**parameters, "answers": [os.fspath(answer) for answer in answers]},
        planned_import,
        reading_of(
            map=map,
            encoding=encoding,
            offsets=offsets,
            label_names=label_names,
            read_as=read_as,
            on_bad_row=on_bad_row,
            max_bad_share=max_bad_share,
        ),
        {
            "output": output_fields(output, formats),
            "fail_on": tuple(fail_on),
            "on_error": on_error,
            "step_timeout": step_timeout,
        },
        {"below": below, "everything": everything, "in_place": in_place},
        rules,
        output=output,
        num_proc=num_proc,
        engine=engine,
        force=force,
        resume=resume,
        report=report,
    )


def rewrite_ask(
    data: Any,
    url: str,
    *,
    output: Name | None = None,
    formats: Sequence[str] = (),
    force: bool = False,
    resume: bool = False,
    report: Lang | None = "en",
    fail_on: Sequence[str] = (),
    below: int = RARE_BELOW,
    everything: bool = False,
    in_place: bool = False,
    rules: str | None = None,
    num_proc: int = 1,
    engine: str = "local",
    on_error: OnError = "stop",
    step_timeout: float | None = None,
    map: Name | Mapping[str, Any] | None = None,  # the option's name
    encoding: str | None = None,
    offsets: str | None = None,
    label_names: Name | None = None,
    read_as: str | None = None,
    on_bad_row: OnBadRow | None = None,
    max_bad_share: float | None = None,
    **parameters: Any,
) -> datasets.Dataset:
    """Ask a language model on a server, and return the rows with the new rows; answers are checked.

    Parameters
    ----------
    data
        Anything that `load` reads.
    url
        The address of a server with OpenAI's interface, such as "http://localhost:8000/v1". Answers
        are stored, so another call continues where an interrupted call stopped.
    below, everything, in_place, output, fail_on, parameters
        See `rewrite_import`.
    map, encoding, offsets, label_names, read_as, on_bad_row, max_bad_share
        See `load`.
    formats, force, resume, report, engine, on_error, step_timeout
        See `augment`.

    Raises
    ------
    UsageError, InputError, OutputError
        Nothing is written in that case.
    GateError
        A gate failed; the run folder is written all the same.
    """
    return _rewritten(
        data,
        {**parameters, "url": url},
        prepare,
        reading_of(
            map=map,
            encoding=encoding,
            offsets=offsets,
            label_names=label_names,
            read_as=read_as,
            on_bad_row=on_bad_row,
            max_bad_share=max_bad_share,
        ),
        {
            "output": output_fields(output, formats),
            "fail_on": tuple(fail_on),
            "on_error": on_error,
            "step_timeout": step_timeout,
        },
        {"below": below, "everything": everything, "in_place": in_place},
        rules,
        output=output,
        num_proc=num_proc,
        engine=engine,
        force=force,
        resume=resume,
        report=report,
    )


def _rewritten(
    data: Any,
    step: Mapping[str, Any],
    planned: Callable[..., Plan],
    reading: Mapping[str, Any],
    fields: Mapping[str, Any],
    kinds: Mapping[str, Any],
    rules: str | None,
    **how: Any,
) -> datasets.Dataset:
    """Run rows through a rewriting step; also write a run folder if `output` names one."""
    book = book_of(data, given=rules)
    recipe = rewriting_recipe(step, book, **kinds, input=in_memory(reading), **fields)
    return rows_out(recipe, partial(planned, source=data), reads=(data,), **how)
