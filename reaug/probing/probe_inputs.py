"""The inputs of a probe: rows, recipes from files, runs or memory, and their rule book."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

from reaug.audit.against.divergence import check as divergences
from reaug.audit.rows import Rows
from reaug.choices import OnBadRow
from reaug.core.batch import Batch
from reaug.core.step import InBoth
from reaug.data import read
from reaug.data.read_options import ReadAs
from reaug.data.source import as_format
from reaug.errors import InputError, UsageError
from reaug.files.run_files import MANIFEST, is_run
from reaug.recipe.model import Recipe, make_recipe
from reaug.recipe.recipe_file import load_recipe
from reaug.rulebook import RuleBook, load

_TOLD: Final = 3
"""The greatest number of divergences between two sets that are noted."""


def named_recipe(recipe: str | Path | Recipe, number: int, count: int) -> tuple[str, Recipe]:
    """Return a recipe and its name: the name of its file or run folder without suffix, or a number.

    Raises
    ------
    RecipeError, InputError
        If the recipe cannot be read.
    """
    if isinstance(recipe, Recipe):
        return "recipe" if count == 1 else f"recipe {number}", recipe
    path = Path(recipe)
    if is_run(path):
        return path.resolve().name, recipe_of_run(path)
    if path.is_dir():
        raise InputError(
            f"{path} is a folder, but not a run; give a recipe, or the folder of a run"
        )
    return path.stem, load_recipe(path)


def recipe_of_run(folder: Path) -> Recipe:
    """Return the recipe of a run, without its input and output.

    Raises
    ------
    InputError
        If the manifest has no recipe.
    """
    try:
        record = json.loads((folder / MANIFEST).read_bytes())["recipe"]
        fields = {name: record[name] for name in ("rules", "seed") if name in record}
        return make_recipe(record["steps"], **fields)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(f"{folder / MANIFEST}: its recipe cannot be read") from error


def book_of(recipes: Sequence[tuple[str, Recipe]]) -> RuleBook:
    """Return the rule book of the recipes, which must all use the same book.

    Raises
    ------
    UsageError
        If the recipes use different rule books.
    """
    (first, recipe), *others = recipes
    book = load(recipe.rules)
    for name, other in others:
        if other.rules != recipe.rules and load(other.rules) != book:
            raise UsageError(
                f"the recipes use different rule books ({first}: {recipe.rules}, {name}: "
                f"{other.rules}); set one for all with --rules"
            )
    return book


def sets_of(
    train: Any,
    evaluate: Any,
    rules: RuleBook,
    *,
    read_as: str | None,
    how: ReadAs,
    on_bad_row: OnBadRow,
    max_bad_share: float,
) -> tuple[pa.Table, pa.Table | None]:
    """Return the training rows, and the rows of the test set; None if there is no test set.

    Raises
    ------
    InputError
        See `reaug.data.read`.
    """
    reading = partial(
        read,
        labels=rules.labels,
        types=list(rules.types),
        on_bad_row=on_bad_row,
        max_bad_share=max_bad_share,
    )
    table = reading(as_format(train, read_as), how=how).table
    return table, None if evaluate is None else reading(evaluate, how=how.beside()).table


def other_rules(train: Batch, test: Batch, rules: RuleBook) -> Iterator[str]:
    """Yield lines about conditions under which the sets are labelled differently."""
    findings = list(divergences(Rows(train.table, rules), Rows(test.table, rules)))
    for finding in findings[:_TOLD]:
        yield InBoth(
            f"the set to test on is labelled otherwise: {finding.en}",
            ko=f"평가 데이터는 다르게 라벨되어 있다: {finding.message('ko')}",
        )
    if len(findings) > _TOLD:
        yield f"and in {len(findings) - _TOLD} more ways: reaug audit TRAIN --against DEV"
