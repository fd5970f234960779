"""Read data in memory: Arrow tables, `datasets` and pandas."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from reaug.data.raw import Column, Raw, from_table
from reaug.errors import InputError, UsageError


def from_datasets(
    data: Any, split: str | None, *, origin: str, fmt: str, validated: bool = False
) -> Raw:
    """Read the rows of a `datasets.Dataset`, or of one split of a `DatasetDict`.

    `validated` means that the bytes of its columns are already checked.

    Raises
    ------
    InputError
        There are several splits but none is requested, or the requested one does not exist, or the
        data set is streamed.
    UsageError
        A split is requested, but there are none.
    """
    import datasets

    if isinstance(data, datasets.DatasetDict):
        names = list(data)
        if split is None and len(names) != 1:
            raise InputError(f"{origin}: has the splits {', '.join(names) or '-'}: choose one")
        chosen = names[0] if split is None else split
        if chosen not in data:
            raise InputError(f"{origin}: has no split '{chosen}', only {', '.join(names) or '-'}")
        data = data[chosen]
    elif split is not None:
        raise UsageError(f"{origin}: has no splits, so '{split}' cannot be read")
    if not isinstance(data, datasets.Dataset):
        raise InputError(f"{origin}: a datasets.Dataset is expected, not {type(data).__name__}")
    # `data.data.table` would ignore `select` and `shuffle`. Without these, this is a view of the
    # files; otherwise the rows are copied to memory.
    table = data.with_format("arrow")[:]
    # The features are those of the data set, which can differ from those of the file.
    table = table.replace_schema_metadata(data.features.arrow_schema.metadata)
    return from_table(table, origin=origin, fmt=fmt, validated=validated)


def from_pandas(frame: Any, origin: str = "pandas.DataFrame") -> Raw:
    """Read the rows of a `pandas.DataFrame` without its index; NaN is treated as null.

    Raises
    ------
    InputError
        Column names are not text, or a name occurs twice.
    """
    names = list(frame.columns)
    if not all(isinstance(name, str) for name in names):
        raise InputError(f"{origin}: column names must be text, but they are {names[:5]}")
    if not frame.columns.is_unique:
        raise InputError(f"{origin}: a column name appears twice among {', '.join(names)}")
    columns: dict[str, Column] = {name: _column(frame[name], origin) for name in names}
    return Raw(
        columns=columns,
        rows=len(frame),
        origin=origin,
        fmt="pandas",
        original=lambda wanted: frame.iloc[list(wanted)].to_dict("records"),
    )


def _column(series: Any, origin: str) -> Column:
    """A column in Arrow if it has a specific type, else its objects."""
    if series.dtype != object:
        try:
            values = pa.array(series, from_pandas=True)
        except (pa.ArrowException, TypeError, ValueError) as error:
            raise InputError(
                f"{origin}: column '{series.name}' contains {series.dtype}, which Arrow cannot "
                "store"
            ) from error
        return values if isinstance(values, pa.ChunkedArray) else pa.chunked_array([values])
    # NaN, the only value that is not equal to itself, means a missing value in pandas.
    null = series.isna().tolist()
    values = series.tolist()
    nothing = [None if empty else value for value, empty in zip(values, null, strict=True)]
    return nothing


def is_named(source: Any, module: str, *names: str) -> bool:
    """Whether an object is an instance of a package's class, without importing the package."""
    return any(
        kind.__module__.partition(".")[0] == module and kind.__name__ in names
        for kind in type(source).__mro__
    )


def from_arrow(table: pa.Table, origin: str = "pyarrow.Table") -> Raw:
    """Read the rows of an Arrow table."""
    return from_table(table, origin=origin, fmt="arrow")
