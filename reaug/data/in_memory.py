"""Read data that is in memory: Arrow tables, `datasets` and pandas."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from reaug.data.raw import Column, Raw, from_table
from reaug.errors import InputError, UsageError


def from_datasets(
    data: Any, split: str | None, *, origin: str, fmt: str, validated: bool = False
) -> Raw:
    """Return the rows of a `datasets.Dataset`, or of one split of a `DatasetDict`.

    `validated` says that the bytes of the columns have been checked already.

    Raises
    ------
    InputError
        The data has several splits but `split` is None; it has no such split; or it is streamed.
    UsageError
        A split is given, but the data has none.
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
    # `data.data.table` would ignore `select` and `shuffle`. This is a view of the files, or, after
    # `select` or `shuffle`, a copy in memory.
    table = data.with_format("arrow")[:]
    # The data set's features are used, which can differ from the features in its file.
    table = table.replace_schema_metadata(data.features.arrow_schema.metadata)
    return from_table(table, origin=origin, fmt=fmt, validated=validated)


def from_pandas(frame: Any, origin: str = "pandas.DataFrame") -> Raw:
    """Return the rows of a `pandas.DataFrame`, without its index and with null for NaN.

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
    """Return a column as Arrow if it has a NumPy or pandas type, else as a list of objects."""
    if series.dtype != object:
        try:
            values = pa.array(series, from_pandas=True)
        except (pa.ArrowException, TypeError, ValueError) as error:
            raise InputError(
                f"{origin}: column '{series.name}' contains {series.dtype}, which Arrow cannot "
                "store"
            ) from error
        return values if isinstance(values, pa.ChunkedArray) else pa.chunked_array([values])
    # NaN, the only value that differs from itself, is a missing value in pandas.
    null = series.isna().tolist()
    values = series.tolist()
    return [None if empty else value for value, empty in zip(values, null, strict=True)]


def is_named(source: Any, module: str, *names: str) -> bool:
    """Return whether an object is an instance of a class, without importing its package."""
    return any(
        kind.__module__.partition(".")[0] == module and kind.__name__ in names
        for kind in type(source).__mro__
    )


def from_arrow(table: pa.Table, origin: str = "pyarrow.Table") -> Raw:
    """Return the rows of an Arrow table."""
    return from_table(table, origin=origin, fmt="arrow")
