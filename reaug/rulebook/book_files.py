"""Find and read rule books."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from reaug.core.quotes import shorten
from reaug.errors import RuleBookError
from reaug.rulebook.book import RuleBook
from reaug.rulebook.book_extension import KEY, Merged, base_of, read_book
from reaug.rulebook.checked_copies import CHECKED, copied
from reaug.strict_yaml import Place, describe, read_yaml


def _folder() -> Path:
    """Return the folder of the shipped books: in the wheel, or beside the package in a checkout."""
    package = Path(__file__).resolve().parents[1]
    inside = package / "_rules"
    return inside if inside.is_dir() else package.parent / "rules"


def names() -> list[str]:
    """Return the names of the shipped rule books, sorted.

    >>> names()
    ['klue-re']
    """
    return sorted(path.stem for path in _folder().glob("*.yaml"))


def load(name_or_path: str | Path = "klue-re") -> RuleBook:
    """Return a rule book, read from a file and checked.

    Parameters
    ----------
    name_or_path
        The name of a shipped book, or the path of a file. A string is a path if it contains a
        folder or ends in .yaml or .yml.

    Raises
    ------
    RuleBookError
        The book does not exist, cannot be read, or contradicts itself; the message says where.

    Examples
    --------
    >>> load("klue-re").labels[:2]
    ['no_relation', 'org:dissolved']
    """
    path = _path(name_or_path)
    if path.parent == _folder() and path.is_file():
        return _shipped(path, path.stat().st_mtime_ns)
    return _loaded(path)


@lru_cache(maxsize=4)
def _shipped(path: Path, changed: int) -> RuleBook:
    """Return a shipped book, cached, since a command loads it several times."""
    # `changed` is the file's time of change, so that an edited file is read again.
    data = copied(path)
    if data is not None:
        return RuleBook.model_validate(data, context=CHECKED)
    return _loaded(path)


def _loaded(path: Path) -> RuleBook:
    book = read_book(path, _path)
    try:
        return RuleBook.model_validate(book.data)
    except ValidationError as error:
        raise RuleBookError(_message(book, error)) from error


def _path(name_or_path: str | Path) -> Path:
    if isinstance(name_or_path, Path):
        return name_or_path
    name = name_or_path
    separators = (os.sep, os.altsep or os.sep)
    if name.endswith((".yaml", ".yml")) or any(mark in name for mark in separators):
        return Path(name)
    if name not in names():
        raise RuleBookError(
            f"there is no rule book named {shorten(name)}; shipped: {', '.join(names())}; give "
            f"your own as a path, e.g. {name or 'mine'}.yaml"
        )
    return _folder() / f"{name}.yaml"


def book_files(name_or_path: str | Path) -> tuple[Path, ...]:
    """Return the files of a book and of the books that it extends, without shipped books.

    A file that cannot be read ends the list; no error is raised for it.
    """
    shipped = set(_folder().glob("*.yaml"))
    files: list[Path] = []
    try:
        path = _path(name_or_path)
        while path not in shipped and path not in files:
            files.append(path)
            if not path.is_file():  # a pipe or device may never end
                break
            book = read_yaml(path).data
            base = book.get(KEY) if isinstance(book, dict) else None
            if not isinstance(base, str):
                break
            path = base_of(base, path, _path)
    except (RuleBookError, OSError, ValueError):
        pass
    return tuple(files)


def _message(book: Merged, error: ValidationError) -> str:
    """Return one line about the first error: its place, the problem, the number of other errors."""
    first, *rest = error.errors(include_url=False)
    context: dict[str, Any] = first.get("ctx", {})
    at: Place = (*first["loc"], *context.get("at", ()))
    if first["type"] == "unknown_key":
        at = (*at, context["key"])
    if at and at[-1] == "[key]":  # pydantic marks an error of a key like this
        at = at[:-1]
    path, line = next(book.places[at[:n]] for n in range(len(at), -1, -1) if at[:n] in book.places)
    where = f"{path}:{line}: " + (f"{' > '.join(map(str, at))}: " if at else "")
    more = f" ({len(rest)} more after this one)" if rest else ""
    return where + _what(first["type"], first["msg"], first["input"], context) + more


def _what(kind: str, message: str, value: Any, context: dict[str, Any]) -> str:
    shown = describe(value)
    if kind == "missing":
        return "this key is missing"
    if kind == "string_type":
        if isinstance(value, dict | list) or value is None:
            return f"this must be text, not {shown}"
        return f"YAML reads this as {shown}, but it must be text; quote it"
    if kind == "string_pattern_mismatch":
        return f"{shown} must look like {context['pattern']}"
    if kind in _SHAPES:
        return f"this must be {_SHAPES[kind]}, not {shown}"
    message = message[0].lower() + message[1:]
    return message if kind in _COMPLETE else f"{message}, not {shown}"


_SHAPES = {
    "model_type": "a mapping",
    "dict_type": "a mapping",
    "tuple_type": "a list",
    "int_type": "a whole number",
    "float_type": "a number, such as 0.05",
    "bool_type": "true or false",
}
# The messages of these kinds already contain the value.
_COMPLETE = ("unknown_key", "item", "pattern", "reverse", "test", "inconsistent", "too_short")
