"""A probe from sources to results: read, check, train, compare."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from reaug.choices import MAX_BAD_SHARE
from reaug.core.batch import Batch
from reaug.data.read_as import read_as as shape_of
from reaug.errors import UsageError
from reaug.probing.arms import arms_of
from reaug.probing.comparison import Watcher, compare_arms
from reaug.probing.making import model_maker
from reaug.probing.results import Probe
from reaug.probing.sources import book_of, named_recipe, other_rules, sets_of
from reaug.probing.wrong import out_of_sample
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
    """Whether recipes pay: models trained on raw rows and on what the recipes make of them.

    Parameters
    ----------
    train
        A source as of `reaug.load`.
    recipes
        Files, run folders or recipes; each is compared with the raw rows and with as many plain
        duplicates.
    evaluate
        A set to test on, never changed; by default a fifth of the rows of `train`, whole families
        of near-duplicate sentences, in each split another.
    ablate
        Each step of a recipe alone, too, and the recipe without it.
    sizes
        Rows to train on; None for all.
    splits
        How many times; differences are paired by split.
    until
        Go on until the interval of each recipe reaches no further than so many points to a side,
        or 50 splits are done.
    model
        `linear`; `frozen:NAME` (features of an encoder beside the linear ones) or
        `finetune:NAME`, with the folder or hub name of an encoder (needs torch).
    drop_overlap
        Leave out the rows of `train` whose sentence is tested on, or is an edit of one.
    wrong
        Also ask the model of every row of `train` that it has not seen: `Probe.out_of_sample`.
    rules
        A shipped rule book, or a file; by default the one that the recipes go by.
    on_bad_row, max_bad_share, map, encoding, offsets, label_names, read_as
        How the sets are read, as of `reaug.load` and `reaug.export`; `read_as` is for `train`.

    Raises
    ------
    InputError, UsageError, RecipeError
        A source, a recipe or a number that does not fit.
    MissingExtraError
        An encoder is asked for, and torch is not installed.

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
    named = [named_recipe(one, number, len(recipes)) for number, one in enumerate(recipes, 1)]
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
        asked = out_of_sample(batch, made(batch), book, seed=seed)
        result = replace(result, out_of_sample=asked)
    return result
