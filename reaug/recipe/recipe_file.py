"""Read a recipe from its file, and resolve the paths of the files that it names."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from reaug.data.problems import learning
from reaug.errors import RecipeError
from reaug.files.file_patterns import is_pattern, matching
from reaug.recipe.faults import explain, first_fault
from reaug.recipe.model import Recipe
from reaug.rulebook import book_files
from reaug.strict_yaml import read_yaml

MAX_VALUES: Final = 100_000
"""The maximum number of values in a recipe; most values are in lists of row ids."""


def load_recipe(path: Path) -> Recipe:
    """Return the recipe in a file; paths relative to the file become relative to the current
    directory.

    Raises
    ------
    RecipeError
        The file cannot be read, is not strict YAML, or is not a recipe.
    """
    try:
        document = read_yaml(path, RecipeError, "recipe", MAX_VALUES)
    except RecipeError as error:
        raise _of_data(path) or error from error
    is_mapping = isinstance(document.data, dict)
    if (not is_mapping or "steps" not in document.data) and (data := _of_data(path)):
        raise data
    if not is_mapping:
        raise RecipeError(f"{path}: a recipe is a mapping with input, steps and output")
    try:
        recipe = _with_full_paths(Recipe.model_validate(document.data), path.parent)
        recipe.nodes()
    except ValidationError as error:
        place = tuple(first_fault(error)["loc"])
        while place and place not in document.lines:
            place = place[:-1]
        line = f":{document.lines[place]}" if place else ""
        raise RecipeError(f"{path}{line}: {explain(error, Recipe, 'key')}") from error
    except RecipeError as error:
        raise RecipeError(f"{path}: {error}") from error
    return recipe


def _of_data(path: Path) -> RecipeError | None:
    """Return the error for a data file that is given instead of a recipe; None for other names."""
    from reaug.data.source import is_data

    if not is_data(path):
        return None
    return RecipeError(
        f"{path}: is a data set, but a recipe (a YAML file) is needed here; make one for these "
        f"data: {learning(str(path))}"
    )


def _with_full_paths(recipe: Recipe, folder: Path) -> Recipe:
    """Return a recipe whose paths are relative to the current directory, not to its folder."""
    changed: dict[str, Any] = {}
    source = recipe.input
    if source is not None:
        named = {name: getattr(source, name) for name in ("path", "map", "label_names")}
        resolved = {
            name: _seen_from_here(folder, value)
            for name, value in named.items()
            if isinstance(value, str) and _lies_in(folder, value)
        }
        changed["input"] = source.model_copy(update=resolved)
    if recipe.rules.endswith((".yaml", ".yml")) and _lies_in(folder, recipe.rules):
        changed["rules"] = _seen_from_here(folder, recipe.rules)
    changed["steps"] = tuple(_files_beside(item, folder) for item in recipe.steps)
    return recipe.model_copy(update=changed)


_FILES: Final = (
    *("path", "left", "rows", "match", "tokenizer", "like", "model", "words"),
    *("answers", "prompt", "without", "encoder"),
)
"""The names of parameters of steps and blocks that are paths of files or folders."""


def _files_beside(value: Any, folder: Path) -> Any:
    """Return parameters, with paths relative to `folder` rewritten for the current directory."""
    # `value` may be nested. Whether a value is a path depends on the name of its parameter.
    if isinstance(value, list | tuple):
        return type(value)(_files_beside(item, folder) for item in value)
    if not isinstance(value, dict):
        return value
    return {
        name: _file_beside(item, folder) if name in _FILES else _files_beside(item, folder)
        for name, item in value.items()
    }


def reads_of(recipe: Recipe) -> Iterator[str]:
    """Yield everything in a recipe that may be a path: input, rules, steps."""
    if recipe.input is not None:
        yield recipe.input.path
        for file in (recipe.input.map, recipe.input.label_names):
            if isinstance(file, str):
                yield file
    yield from map(str, book_files(recipe.rules))
    yield from files_of(recipe)


def _file_beside(value: Any, folder: Path) -> Any:
    """Return a parameter that names files, with its paths changed as in `_files_beside`."""
    if isinstance(value, list | tuple):
        return type(value)(_file_beside(item, folder) for item in value)
    if isinstance(value, str) and _lies_in(folder, value):
        return _seen_from_here(folder, value)
    return _files_beside(value, folder)


def files_of(recipe: Recipe) -> Iterator[str]:
    """Yield everything in the steps and blocks of a recipe that may be a path.

    Parameters of plugins can have any name, so their values are recognised by their form.
    """
    waiting: list[Any] = list(recipe.steps)
    while waiting:
        value = waiting.pop()
        if isinstance(value, list | tuple):
            waiting += value
        elif isinstance(value, dict):
            for name, entry in value.items():
                several = entry if isinstance(entry, list | tuple) else [entry]
                yield from (
                    item
                    for item in several
                    if isinstance(item, str) and (name in _FILES or _is_path(item))
                )
            waiting += value.values()


def _is_path(text: str) -> bool:
    """Return whether a text looks like a path: it contains a separator or has a suffix."""
    return os.sep in text or bool(os.path.splitext(text)[1])  # noqa: PTH122  # works for any text


def _seen_from_here(folder: Path, name: str) -> str:
    """Return a path relative to a recipe as a path relative to the current directory."""
    # The path `news/../data` is shortened to `data`, unless `news` is a symbolic link.
    path = folder / name
    short = os.path.normpath(path)
    return short if _is_one(path, short) else str(path)


def _is_one(path: Path, other: str) -> bool:
    try:
        return path.samefile(other)
    except OSError:
        return False


def _lies_in(folder: Path, name: str) -> bool:
    if not name:
        return False
    if os.path.lexists(folder / name):  # never raises
        return True
    return is_pattern(name) and bool(matching(str(folder / name)))
