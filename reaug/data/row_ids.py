"""Read row ids from a file: a plain list, a model's errors, or findings of an audit."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from reaug.data.text_files import read_text
from reaug.errors import InputError
from reaug.strict_json import RepeatedKeyError, loads

_KEYS: Final = ("id", "guid", "row_id")


def read_row_ids(path: Path) -> tuple[str, ...]:
    r"""Return the distinct row ids in a file, in order.

    The file has one id per line; or JSON lines, each an id as text, an object with `id`, `guid` or
    `row_id`, or an object with a list `rows`, such as a finding of an audit.

    Raises
    ------
    InputError
        The file cannot be read, or a line contains no row id.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "wrong.txt"
    ...     _ = file.write_text("row-7\nrow-2\nrow-7\n", encoding="utf-8")
    ...     read_row_ids(file)
    ('row-7', 'row-2')
    """
    ids: dict[str, None] = {}
    for number, line in enumerate(read_text(path).split("\n"), start=1):
        text = line.strip()
        if text:
            for row_id in _ids(text, path, number):
                ids[row_id] = None
    return tuple(ids)


def _ids(text: str, path: Path, number: int) -> Iterator[str]:
    value: Any = text
    if text[0] in '{"[':
        try:
            value = loads(text)
        except RepeatedKeyError as error:
            raise InputError(f"{path}: line {number}: {error}") from error
        except (ValueError, RecursionError) as error:
            raise InputError(f"{path}: line {number} is not JSON: {error}") from error
    if isinstance(value, dict):
        value = value.get("rows") or next((value[key] for key in _KEYS if key in value), None)
    values = value if isinstance(value, list) else [value]
    if not values or not all(isinstance(item, str) and item for item in values):
        known = "an id, or an object with id, guid, row_id or a list rows"
        raise InputError(f"{path}: line {number} does not name a row; it must be {known}")
    yield from values
