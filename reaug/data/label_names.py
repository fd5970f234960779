"""Read the names of labels from a JSON file, for data whose labels are numbers."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from reaug.core.quotes import shorten
from reaug.data.raw import Column
from reaug.data.text_files import decoding, read_text
from reaug.errors import InputError
from reaug.strict_json import RepeatedKeyError, loads


def read_label_names(path: Path) -> dict[int, str]:
    """Return the name of each label number from a JSON file.

    The file contains a list of names in the order of their numbers, or an object that maps numbers
    to names or names to numbers.

    Raises
    ------
    InputError
        The file cannot be read, is not such JSON, or a number or a name occurs twice.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "labels.json"
    ...     _ = file.write_text('{"관계없음": 0, "대표이사": 1}', encoding="utf-8")
    ...     read_label_names(file)
    {0: '관계없음', 1: '대표이사'}
    """
    try:
        with decoding(None):
            data = loads(read_text(path))
    except RepeatedKeyError as error:
        raise InputError(f"{path}: {error}") from error
    except (ValueError, RecursionError) as error:
        raise InputError(f"{path}: is not JSON: {error}") from error
    expected = "a list of names, or an object from numbers to names or from names to numbers"
    if isinstance(data, dict):
        pairs = [_pair(key, value) for key, value in data.items()]
    elif isinstance(data, list):
        pairs = [(i, value) if isinstance(value, str) else None for i, value in enumerate(data)]
    else:
        pairs = [None]
    names: dict[int, str] = {}
    for pair in pairs:
        if pair is None or not pair[1]:
            raise InputError(f"{path}: is not {expected}")
        number, name = pair
        if number in names or name in names.values():
            raise InputError(f"{path}: {shorten(name)}, {number}: appears twice")
        names[number] = name
    return names


def _pair(key: str, value: Any) -> tuple[int, str] | None:
    if isinstance(value, str) and key.strip().isdecimal():
        return int(key), value
    if isinstance(value, int) and not isinstance(value, bool):
        return value, key
    return None


def named_labels(values: Column, names: Mapping[int, str]) -> Column:
    """Return the labels with each number replaced by its name; numbers without a name stay.

    >>> named_labels([1, "0", "대표이사"], {0: "관계없음", 1: "대표이사"})
    ['대표이사', '관계없음', '대표이사']
    """
    items = values if isinstance(values, list) else values.to_pylist()
    return [_named(value, names) for value in items]


def _named(value: Any, names: Mapping[int, str]) -> Any:
    if isinstance(value, str):
        text = value.strip().removesuffix(".0")
        return names.get(int(text), value) if text.isascii() and text.isdecimal() else value
    if isinstance(value, float) and value.is_integer():
        return names.get(int(value), str(int(value)))
    if isinstance(value, int | np.integer) and not isinstance(value, bool):
        return names.get(int(value), str(int(value)))
    return value
