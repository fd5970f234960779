"""Rows through one step that shapes them for a model: `encode` and `curriculum`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reaug.api.new_runs import run
from reaug.data.formats.run import DATA
from reaug.files.remote import is_remote
from reaug.recipe.model import make_recipe
from reaug.rulebook.of_run import book_of
from reaug.runs.planning import prepare
from reaug.runs.run import run as run_plan

if TYPE_CHECKING:
    import datasets


def encode(
    data: Any,
    style: str,
    *,
    output: str | os.PathLike[str] | None = None,
    unlabelled: bool = False,
    rules: str | None = None,
    num_proc: int = 1,
    engine: str = "local",
    force: bool = False,
    **parameters: Any,
) -> datasets.Dataset:
    """Rows in an input format of the literature and, with `tokenizer`, as tokens.

    Parameters
    ----------
    data
        A data set, a DataFrame, a list of dicts, or anything that `load` reads.
    style
        The input format; `reaug list styles` names them.
    output
        A run folder to write, too: it holds the tokenizer with its new tokens.
    unlabelled
        Whether rows need no label, as those of a test set.
    engine
        What does the work: "local", "ray" or "ray://HOST:PORT"; the rows do not depend on it.
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
        rules=book_of(data, given=rules),
        num_proc=num_proc,
        engine=engine,
        force=force,
    )


def curriculum(
    data: Any,
    *,
    like: str | os.PathLike[str] | None = None,
    output: str | os.PathLike[str] | None = None,
    unlabelled: bool = False,
    rules: str | None = None,
    num_proc: int = 1,
    engine: str = "local",
    force: bool = False,
    **parameters: Any,
) -> datasets.Dataset:
    """Rows with their bucket by length.

    Parameters
    ----------
    like
        A run folder: cut as the curriculum of that run did, which a test set needs.
    output
        A run folder to write, too: it has the schedule, if there is one.
    engine
        What does the work: "local", "ray" or "ray://HOST:PORT"; the rows do not depend on it.
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
        rules=book_of(data, given=rules),
        num_proc=num_proc,
        engine=engine,
        force=force,
    )


def _one_step(
    data: Any,
    step: dict[str, Any],
    *,
    output: str | os.PathLike[str] | None,
    unlabelled: bool,
    rules: str,
    num_proc: int,
    engine: str,
    force: bool,
) -> datasets.Dataset:
    """Rows through one step, with a run folder if `output` is given."""
    from reaug.data import to_dataset

    asked = {"path": "data in memory", "unlabelled": unlabelled}
    recipe = make_recipe([step], input=asked, rules=rules)
    if output is None:
        plan = prepare(recipe, source=data)
        result = run_plan(plan, None, num_proc=num_proc, engine=engine)
        return to_dataset(result.table, labels=plan.rules.labels)
    import datasets

    result = run(recipe, source=data, output=output, num_proc=num_proc, engine=engine, force=force)
    made = datasets.load_from_disk(
        f"{output}/{DATA}" if is_remote(output) else str(Path(output).expanduser() / DATA)
    )
    return datasets.concatenate_datasets(list(made.values())) if result.splits else made
