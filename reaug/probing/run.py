"""A probe from sources to results: read, check, train, compare."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final

from reaug.choices import MAX_BAD_SHARE
from reaug.data import read
from reaug.data.read_as import read_as as shape_of
from reaug.data.source import as_format
from reaug.errors import UsageError
from reaug.probing.arms import arms_of
from reaug.probing.comparison import Probe, Watcher, compare_arms
from reaug.probing.linear import Linear
from reaug.recipe.files import load_recipe
from reaug.recipe.model import Recipe
from reaug.rulebook import RuleBook, load

MODELS: Final = ("linear",)


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
        Files, or recipes; each is compared with the raw rows and with as many plain duplicates.
    evaluate
        A set to test on, never changed; by default a fifth of the sentences of `train`, in each
        split another.
    ablate
        Each step of a recipe alone, too, and the recipe without it.
    sizes
        Rows to train on; None for all.
    splits
        How many times; differences are paired by split.
    until
        Go on until the interval of each recipe reaches no further than so many points to a side,
        or 50 splits are done.
    drop_overlap
        Leave out the rows of `train` whose sentence is tested on.
    rules
        A shipped rule book, or a file; by default the one that the recipes go by.
    on_bad_row, max_bad_share, map, encoding, offsets, label_names, read_as
        How the sets are read, as of `reaug.load` and `reaug.export`; `read_as` is for `train`.

    Raises
    ------
    InputError, UsageError, RecipeError
        A source, a recipe or a number that does not fit.

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
    if model not in MODELS:
        raise UsageError(f"unknown model {model!r}; there is: {', '.join(MODELS)}")
    if not recipes:
        raise UsageError("nothing to compare: give at least one recipe")
    if splits < 1:
        raise UsageError(f"splits must be 1 or more, not {splits}")
    named = [_named(recipe) for recipe in recipes]
    book = _book_of(named) if rules is None else load(rules)
    arms = arms_of(named, book, ablate=ablate)
    how = shape_of(map, encoding, offsets, label_names)
    reading = partial(
        read,
        labels=book.labels,
        types=list(book.types),
        on_bad_row=on_bad_row,
        max_bad_share=max_bad_share,
    )
    table = reading(as_format(train, read_as), how=how).table
    test = None if evaluate is None else reading(evaluate, how=how.beside()).table
    return compare_arms(
        table,
        arms,
        partial(Linear, rules=book, seed=seed),
        book,
        test=test,
        sizes=sizes,
        splits=splits,
        until=until,
        drop_overlap=drop_overlap,
        seed=seed,
        watcher=watcher,
    )


def _named(recipe: str | Path | Recipe) -> tuple[str, Recipe]:
    """A recipe and what it is called: its file without folder and suffix."""
    if isinstance(recipe, Recipe):
        return "recipe", recipe
    return Path(recipe).stem, load_recipe(Path(recipe))


def _book_of(recipes: Sequence[tuple[str, Recipe]]) -> RuleBook:
    """The rule book that recipes go by; models are compared under one."""
    (first, recipe), *others = recipes
    book = load(recipe.rules)
    for name, other in others:
        if other.rules != recipe.rules and load(other.rules) != book:
            raise UsageError(
                f"the recipes go by different rule books ({first}: {recipe.rules}, {name}: "
                f"{other.rules}); add --rules with the one for all"
            )
    return book
