"""Writes a rule book as YAML, completely or not at all."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Final

import yaml

from reaug.errors import OutputError
from reaug.files.atomic import whole
from reaug.rulebook.book import RuleBook
from reaug.rulebook.book_files import load


class Plain(yaml.SafeDumper):
    """A YAML dumper without aliases, which the loader refuses."""

    def ignore_aliases(self, data: Any) -> bool:
        """Never write an alias."""
        return True


_BREAKS: Final = frozenset("\x85\u2028\u2029")
"""Characters that YAML takes for the end of a line."""


def _text(dumper: Plain, text: str) -> yaml.ScalarNode:
    style = '"' if not _BREAKS.isdisjoint(text) else None  # else they would be folded
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


Plain.add_representer(str, _text)

_OVER: Final = ("subject_types", "object_types", "inverse", "symmetric")
"""The fields of a relation in a book that extends another."""


def as_yaml(book: RuleBook, over: str | None = None) -> str:
    """Write a rule book as a text that the loader reads; equal books give equal texts.

    Parameters
    ----------
    book
        The book.
    over
        A book that it extends. Then only names, what the data say about relations, conventions, and
        its own labels, types and kinds are written, since the rest is in the other book.

    Examples
    --------
    >>> from reaug.rulebook import load
    >>> as_yaml(load("klue-re")).splitlines()[0]
    'name: klue-re'
    """
    text = yaml.dump(
        content(book, over), Dumper=Plain, allow_unicode=True, sort_keys=False, width=100
    )
    return str(text)


def content(book: RuleBook, over: str | None = None) -> dict[str, Any]:
    """Return the contents of a rule book's file; see `as_yaml`."""
    data = book.model_dump(mode="json", by_alias=True, exclude_none=True, exclude_defaults=True)
    if over is None:
        return data
    base = load(over)
    data["relations"] = {
        label: {name: relation[name] for name in _OVER if name in relation}
        if label in base.relations
        else relation
        for label, relation in data["relations"].items()
    }
    for name, known in (("types", base.types), ("kinds", base.kind_tests)):
        own = {code: value for code, value in data.get(name, {}).items() if code not in known}
        data.pop(name, None)
        if own:
            data[name] = own
    written = ("name", "version", "description", "source", "types", "relations", "kinds")
    names = (*written, "conventions")
    return {"extends": over, **{name: data[name] for name in names if name in data}}


def check_free(path: Path, *, force: bool) -> None:
    """Refuse a file that exists, unless it may be overwritten, and anything that is not a file.

    Raises
    ------
    OutputError
        The message says what to do.
    """
    if path.is_dir():
        raise OutputError(f"{path} is a folder; name a file, e.g. mine.yaml")
    if not path.parent.is_dir():
        raise OutputError(f"{path}: the folder {path.parent} does not exist")
    if os.path.lexists(path) and not force:
        raise OutputError(
            f"{path} already exists; overwrite it with --force, or choose another name"
        )


def save(text: str, path: Path, *, force: bool = False) -> None:
    """Write a text under another name beside the file, then rename it.

    Raises
    ------
    OutputError
        See `check_free`; or the file cannot be written.
    """
    check_free(path, force=force)
    with whole(path) as written:
        written.write_text(text, encoding="utf-8", newline="\n")
