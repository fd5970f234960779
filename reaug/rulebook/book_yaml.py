"""Write a rule book as YAML: the whole file or, after an error, nothing."""

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
    """A YAML dumper that writes no aliases, since the loader refuses them."""

    def ignore_aliases(self, data: Any) -> bool:
        """Return True, so that no value is written as an alias."""
        return True


_BREAKS: Final = frozenset("\x85\u2028\u2029")
"""Characters that YAML reads as the end of a line."""


def _text(dumper: Plain, text: str) -> yaml.ScalarNode:
    style = '"' if not _BREAKS.isdisjoint(text) else None  # unquoted, YAML would fold it
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


Plain.add_representer(str, _text)

_OVER: Final = ("subject_types", "object_types", "inverse", "symmetric")
"""The fields of a relation that are written to a book that extends another one."""


def as_yaml(book: RuleBook, over: str | None = None) -> str:
    """Return a rule book as YAML for the loader; equal books give equal texts.

    Parameters
    ----------
    book
        The book.
    over
        The name of a book that the written book extends. Only what this book does not have is then
        written: name and version, counts and fidelities of relations, conventions, and new labels,
        types and kinds.

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
    """Return the content of a rule book's file as plain data; see `as_yaml`."""
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
    """Raise if a path is a folder, or is an existing file that may not be overwritten.

    Raises
    ------
    OutputError
        The path cannot be written; the message says what to do.
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
    """Write a text to a file: to a temporary name first, which is then renamed.

    Raises
    ------
    OutputError
        The file cannot be written; see `check_free`.
    """
    check_free(path, force=force)
    with whole(path) as written:
        written.write_text(text, encoding="utf-8", newline="\n")
