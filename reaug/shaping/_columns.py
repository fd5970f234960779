"""Check the names of columns that a step adds: valid, distinct, and not yet in the data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from reaug.core import schema
from reaug.core.batch import Batch
from reaug.errors import InputError


def name_problems(**names: str) -> Iterator[str]:
    """Yield messages about invalid or equal column names, given by option.

    >>> list(name_problems(column="label", length_column="label"))[-1]
    'column and length_column are both label; choose two names'
    """
    for name in names.values():
        if name in schema.TAKEN:
            yield f"{name} is a column of the data itself; choose another name"
    if len(set(names.values())) < len(names):
        yield f"{' and '.join(names)} are both {next(iter(names.values()))}; choose two names"


def check_free(step: str, batch: Batch, options: Mapping[str, str]) -> None:
    """Refuse data that already has one of the columns; `options` maps options to column names.

    Raises
    ------
    InputError
        The column exists; the message names the option with which to choose another name.
    """
    for option, name in options.items():
        if name in batch.table.column_names:
            raise InputError(
                f"{step}: the data already has a column {name!r}; choose another name with {option}"
            )
