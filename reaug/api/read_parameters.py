"""The options for reading that all functions of this package have; see `reaug.load`."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any, Final

from reaug.choices import OnBadRow
from reaug.recipe.model import Recipe, make_recipe
from reaug.runs.preparation import input_from

IN_MEMORY: Final = "data in memory"
"""The input path of a recipe whose rows are passed in memory."""


def reading_of(
    *,
    map: str | os.PathLike[str] | Mapping[str, Any] | None = None,  # the option's name
    encoding: str | None = None,
    offsets: str | None = None,
    label_names: str | os.PathLike[str] | None = None,
    read_as: str | None = None,
    on_bad_row: OnBadRow | None = None,
    max_bad_share: float | None = None,
    unlabelled: bool | str | None = None,
) -> dict[str, Any]:
    """Return the options for reading that are given, as fields of a recipe's input.

    Examples
    --------
    >>> reading_of(map={"label": "관계"}, offsets="exclusive", max_bad_share=0.0)
    {'map': {'label': '관계'}, 'offsets': 'exclusive', 'max_bad_share': 0.0}
    """
    fields = {
        "map": dict(map) if isinstance(map, Mapping) else _path(map),
        "encoding": encoding,
        "offsets": offsets,
        "label_names": _path(label_names),
        "read_as": read_as,
        "on_bad_row": on_bad_row,
        "max_bad_share": max_bad_share,
        "unlabelled": unlabelled or None,
    }
    return {name: value for name, value in fields.items() if value is not None}


def in_memory(reading: Mapping[str, Any]) -> dict[str, Any]:
    """Return the field `input` of a recipe for rows in memory, with these options for reading."""
    return {"path": IN_MEMORY, **reading}


def read_otherwise(
    recipe: Recipe, reading: Mapping[str, Any], *, source: Any = None, **fields: Any
) -> Recipe:
    """Return a copy of a recipe with other options for reading and with other fields.

    Parameters
    ----------
    reading
        Options for reading, as `reading_of` returns them; the recipe keeps its others.
    fields
        Values of the recipe's fields, such as `seed`; None keeps the recipe's value.
    source
        The rows, which replace the recipe's input. If this is a path or hub name, the recipe is
        changed as by `reaug run --input`: the recipe's options for reading do not apply to a run
        folder.

    Raises
    ------
    RecipeError
        An option is invalid.

    Examples
    --------
    >>> recipe = make_recipe(["aeda"], input="rows.csv")
    >>> changed = read_otherwise(recipe, {"encoding": "cp949"}, seed=7)
    >>> changed.input.path, changed.input.encoding, changed.seed
    ('rows.csv', 'cp949', 7)
    """
    data = recipe.model_dump()
    changes = {name: value for name, value in fields.items() if value is not None}
    elsewhere = isinstance(source, str | os.PathLike)
    if not reading and not changes and not elsewhere:
        return recipe
    if elsewhere:
        data["input"] = input_from(data["input"] or {}, os.fsdecode(source))
    if reading:
        data["input"] = {**(data["input"] or {"path": IN_MEMORY}), **reading}
    return make_recipe(data.pop("steps"), **data | changes)


def _path(path: str | os.PathLike[str] | None) -> str | None:
    return None if path is None else os.fspath(path)
