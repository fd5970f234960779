"""Check the names of columns that a step adds: they must be valid, distinct, and not in the
data.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from reaug.core import schema
from reaug.core.batch import Batch
from reaug.errors import InputError


def name_problems(**names: str) -> Iterator[str]:
    """Yield a message for each column name that is invalid, and one if two names are equal.

    `names` maps each option of the step to the column name that the user chose.

    >>> list(name_problems(column="label", length_column="label"))[-1]
    'column and length_column are both label; choose two names'
    """
    for name in names.values():
        if name in schema.TAKEN:
            yield f"{name} is a column of the data itself; choose another name"
    if len(set(names.values())) < len(names):
        yield f"{' and '.join(names)} are both {next(iter(names.values()))}; choose two names"


def check_free(step: str, batch: Batch, options: Mapping[str, str]) -> None:
    """Check that the data does not have the columns yet; `options` maps options to column names.

    Raises
    ------
    InputError
        A column exists; the message names the option that sets another name.
    """
    for option, name in options.items():
        if name in batch.table.column_names:
            raise InputError(
                f"{step}: the data already has a column {name!r}; choose another name with {option}"
            )
