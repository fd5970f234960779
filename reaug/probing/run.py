"""Runs a probe: reads the sources, checks them, trains, and compares."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from reaug.choices import MAX_BAD_SHARE
from reaug.core.batch import Batch
from reaug.data.read_options import read_as as shape_of
from reaug.errors import UsageError
from reaug.probing.arms import arms_of
from reaug.probing.experiment import Watcher, compare_arms
from reaug.probing.model_factory import model_maker
from reaug.probing.probe_inputs import book_of, named_recipe, other_rules, sets_of
from reaug.probing.results import Probe
from reaug.probing.wrong_rows import out_of_sample
from reaug.recipe.model import Recipe
from reaug.rulebook import load


def probe(
    train: Any,
    recipes: Sequence[str | Path | Recipe],
    *,
    evaluate: Any = None,
    ablate: bool = False,
    sizes: Sequence[int | None] = (None,),
    splits: int = 5,
    until: float | None = None,
    model: str = "linear",
    drop_overlap: bool = False,
    wrong: bool = False,
    rules: str | None = None,
    seed: int = 42,
    on_bad_row: Any = "stop",
    max_bad_share: float = MAX_BAD_SHARE,
    map: str | os.PathLike[str] | Mapping[str, Any] | None = None,  # the option's name
    encoding: str | None = None,
    offsets: str | None = None,
    label_names: str | os.PathLike[str] | None = None,
    read_as: str | None = None,
    watcher: Watcher | None = None,
) -> Probe:
    """Test whether recipes help: train models on raw rows and on the output of recipes.

    Parameters
    ----------
    train
        The training rows: a source that `reaug.load` can read.
    recipes
        Files, run folders or recipes. Each recipe is compared with the raw rows, and with as many
        plain duplicates of raw rows.
    evaluate
        A test set, which is never changed. By default each split tests on another fifth of `train`,
        which consists of whole families of near-duplicate sentences.
    ablate
        Whether to also test each step of a recipe alone, and the recipe without the step.
    sizes
        The numbers of rows to train on; None for all rows.
    splits
        The number of splits. Arms are compared split by split.
    until
        Add splits until the interval of each recipe extends at most this many points to either
        side, or 50 splits are done.
    model
        `linear`; `frozen:NAME` (features of an encoder in addition to the linear ones) or
        `finetune:NAME`, with the folder or hub name of an encoder (needs torch).
    drop_overlap
        Whether to leave out the rows of `train` whose sentence is in the test set, or is a
        near-copy of a sentence there.
    wrong
        Whether to also predict every row of `train` by a model that was not trained on it; the
        result is `Probe.out_of_sample`.
    rules
        A shipped rule book, or a file; by default the rule book of the recipes.
    on_bad_row, max_bad_share, map, encoding, offsets, label_names, read_as
        How the sets are read; see `reaug.load` and `reaug.export`. `read_as` applies to `train`.

    Raises
    ------
    InputError, UsageError, RecipeError
        If a source, a recipe or a number is invalid.
    MissingExtraError
        If an encoder is requested, but torch is not installed.

    Examples
    --------
    >>> import reaug
    >>> from reaug.recipe.model import make_recipe
    >>> from reaug.runs.shipped import sample_data
    >>> recipe = make_recipe(["aeda"])
    >>> result = reaug.probe(sample_data(), [recipe], splits=2)
    >>> sorted(result.to_json()["gain"])
    ['recipe', 'recipe: control']
    """
    if not recipes:
        raise UsageError("nothing to compare: give at least one recipe")
    if splits < 1:
        raise UsageError(f"splits must be 1 or more, not {splits}")
    if until is not None and not until > 0:
        raise UsageError(f"until must be more than 0 points, not {until:g}")
    named = [named_recipe(recipe, number, len(recipes)) for number, recipe in enumerate(recipes, 1)]
    book = book_of(named) if rules is None else load(rules)
    arms = arms_of(named, book, ablate=ablate)
    made = model_maker(model, book, seed=seed)
    table, test = sets_of(
        train,
        evaluate,
        book,
        read_as=read_as,
        how=shape_of(map, encoding, offsets, label_names),
        on_bad_row=on_bad_row,
        max_bad_share=max_bad_share,
    )
    result = compare_arms(
        table,
        arms,
        made,
        book,
        test=test,
        sizes=sizes,
        splits=splits,
        until=until,
        drop_overlap=drop_overlap,
        seed=seed,
        watcher=watcher,
    )
    batch = Batch(table.combine_chunks())
    if test is not None:
        lines = other_rules(batch, Batch(test.combine_chunks()), book)
        result = replace(result, notes=(*result.notes, *lines))
    if wrong:
        probabilities = out_of_sample(batch, made(batch), book, seed=seed)
        result = replace(result, out_of_sample=probabilities)
    return result
