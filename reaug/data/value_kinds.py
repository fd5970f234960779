"""Infer the Arrow type of a column of Python values from a few of them: one of each kind.

Two values are of the same kind if Arrow infers the same type for them, such as two positive numbers
that fit into `int64`. So the type of a column is known without all of its values in memory.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

import pyarrow as pa

from reaug.data.problems import Faults
from reaug.data.raw import MISSING, Column
from reaug.data.typed_columns import extra

_EXACT: Final = 1 << 53
"""Whole numbers up to this number are exact as floats."""
_MOST: Final = 20_000


class ManyKindsError(Exception):
    """The values of a column have too many kinds to keep one value of each kind."""


class ValueKinds:
    """Keeps the first value of each kind of value, for each of the user's columns.

    The type inferred from these few values is the type of all values of the column.

    Examples
    --------
    >>> kinds = ValueKinds()
    >>> kinds.add([{"a": [1, 2, None]}])
    >>> kinds.add([{"a": [2.5, 3], "b": ["x", "y"]}])
    >>> kinds.types()
    {'a': DataType(double), 'b': DataType(string)}
    """

    def __init__(self) -> None:
        self._groups: list[dict[str, dict[Any, Any] | pa.DataType]] = []

    def add(self, columns: Iterable[Mapping[str, Column]]) -> None:
        """Add the values of further rows.

        `columns` has the groups of columns in a fixed order: of rows, of subjects, and of objects.

        Raises
        ------
        ManyKindsError
            The values of a column are of too many kinds.
        """
        for at, group in enumerate(columns):
            if at == len(self._groups):
                self._groups.append({})
            for name, column in group.items():
                self._add(self._groups[at], name, column)

    def _add(
        self, group: dict[str, dict[Any, Any] | pa.DataType], name: str, column: Column
    ) -> None:
        if not isinstance(column, list):
            kind = extra(column, name, Faults(len(column))).type
            if name not in group or not pa.types.is_null(kind):
                group[name] = kind
            return
        kinds = group.setdefault(name, {})
        if isinstance(kinds, pa.DataType):
            return
        for value in column:
            if value is None or value is MISSING:
                continue
            kind = _kind(value)
            if kind not in kinds:
                kinds[kind] = value
                if len(kinds) > _MOST:
                    raise ManyKindsError(name)

    def types(self) -> dict[str, pa.DataType]:
        """Return the types of the columns, in order.

        Raises
        ------
        InputError
            The values of a column have no common type; the message is the same as for all values.
        """
        types = {}
        for group in self._groups:
            for name, kinds in group.items():
                if isinstance(kinds, pa.DataType):
                    types[name] = kinds
                    continue
                values = list(kinds.values())
                types[name] = extra(values, name, Faults(len(values))).type
        return types


def _kind(value: Any) -> Any:
    """Return the kind of a value, as a hashable object: the properties that decide its type."""
    if isinstance(value, bool):
        return bool
    if isinstance(value, int):
        return int, value < 0, abs(value) > _EXACT, -(2**63) <= value < 2**63, value < 2**64
    if isinstance(value, str):
        return str, _is_halved(value)
    if isinstance(value, list):
        return list, *dict.fromkeys(map(_kind, value))
    if isinstance(value, dict):
        return dict, *((key, _kind(inner)) for key, inner in value.items())
    return type(value)


def _is_halved(text: str) -> bool:
    """Return whether a text contains half of a surrogate pair, which UTF-8 cannot encode."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False
