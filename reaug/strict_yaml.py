"""Read strict YAML as plain data; what YAML does silently is an error here.

An error, with its line, is raised for a repeated key, an alias (`*x`), a tag (`!!x`), a key that
YAML does not read as text (`no:` is False), more than one document, deep nesting, a number with
very many digits, and too many values. A file that is not a regular file, such as a pipe, is refused
before it is opened.

The data is built from the events of the parser, so that nothing is expanded before it is checked.
The line of each value is kept for the messages of later checks.
"""

from __future__ import annotations

import codecs
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

import yaml

from reaug.errors import ReaugError, RuleBookError
from reaug.suggestions import files_like

MAX_BYTES: Final = 5_000_000
MAX_VALUES: Final = 400_000
"""The maximum number of keys, texts, numbers, lists and mappings in a file.

A rule book of 10,000 relations has a third of this number.
"""
MAX_DEPTH: Final = 20
MAX_SHOWN: Final = 60
"""The number of characters of a value that a message shows.

A file that is not YAML at all is read as one long text.
"""
MAX_DIGITS: Final = 1_000
"""The maximum number of characters of a number; Python needs quadratic time to read it."""
_TOO_DEEP: Final = f"this is nested more than {MAX_DEPTH} levels deep"

Place = tuple[str | int, ...]
# The parser in C is ten times as fast; PyYAML lacks it where it was built without libyaml.
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Document(NamedTuple):
    """The contents of a YAML file.

    data : mappings, lists and scalars, as Python values.
    lines : the line, from 1, of each value by its path, such as `("types", "PER", "en")`.
    """

    data: Any
    lines: dict[Place, int]


def read_yaml(
    path: Path,
    error: type[ReaugError] = RuleBookError,
    what: str = "rule book",
    most: int = MAX_VALUES,
) -> Document:
    """Return the contents of a YAML file.

    `error` is the class of errors to raise, and `what` names the kind of file in messages. Reading
    stops with an error after `most` values.

    Raises
    ------
    ReaugError
        An error of the class `error`: the file cannot be read, is too large, is not UTF-8, or is
        not strict YAML as described in this module.
    """
    return _Reader(path, error, what, most).read()


class _Reader:
    """Builds the data from the parser's events, one value at a time."""

    def __init__(self, path: Path, error: type[ReaugError], what: str, most: int) -> None:
        self._path = path
        self._most = self._left = most
        self._raise = error
        self._what = what
        self._events: Iterator[Any] = iter(())
        self._scalars: Any = yaml.SafeLoader("")  # resolves the type of an unquoted scalar
        self._lines: dict[Place, int] = {}

    def read(self) -> Document:
        path, text = self._path, self._text()
        self._events = iter(yaml.parse(text, Loader=_Loader))
        try:
            return self._document()
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 1
            problem = error.problem or error.context or "it cannot be parsed"
            if "nesting depth" in problem:  # libyaml has its own, higher limit
                raise self._raise(f"{path}:{line}: {_TOO_DEEP}") from error
            raise self._raise(f"{path}:{line}: this is not YAML: {problem}") from error
        except yaml.YAMLError as error:
            problem = " ".join(str(error).split())
            raise self._raise(f"{path}: this is not YAML: {problem}") from error

    def _text(self) -> str:
        path = self._path
        try:
            if not stat.S_ISREG(mode := path.stat().st_mode) and not stat.S_ISDIR(mode):
                raise self._raise(f"{path} is a pipe or device; name the {self._what}'s YAML file")
            with path.open("rb") as file:
                raw = file.read(MAX_BYTES + 1)
        except IsADirectoryError as error:
            raise self._raise(f"{path} is a folder; name the {self._what}'s YAML file") from error
        except FileNotFoundError as error:
            message = f"{path}: the {self._what} file does not exist{files_like(path)}"
            raise self._raise(message) from error
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            raise self._raise(f"{path}: the {self._what} cannot be read: {reason}") from error
        if len(raw) > MAX_BYTES:
            message = f"{path} is larger than {MAX_BYTES:,} bytes, too large for a {self._what}"
            raise self._raise(message)
        try:
            return raw.removeprefix(codecs.BOM_UTF8).decode("utf-8")
        except UnicodeDecodeError as error:
            line = raw.count(b"\n", 0, error.start) + 1
            message = f"{path}:{line}: this is not UTF-8 text; save it as UTF-8"
            raise self._raise(message) from error

    def _document(self) -> Document:
        next(self._events)  # stream start
        if isinstance(next(self._events), yaml.StreamEndEvent):
            raise self._raise(f"{self._path} is empty; a {self._what} is a mapping")
        data = self._value(next(self._events), ())
        next(self._events)  # document end
        after = next(self._events)
        if not isinstance(after, yaml.StreamEndEvent):
            raise self._error(after, "a second YAML document begins here; write one per file")
        return Document(data, self._lines)

    def _error(self, event: Any, message: str) -> ReaugError:
        return self._raise(f"{self._path}:{event.start_mark.line + 1}: {message}")

    def _value(self, event: Any, at: Place) -> Any:
        if isinstance(event, yaml.AliasEvent):
            name = _cut(str(event.anchor))
            message = f"aliases are not allowed; write the value out instead of *{name}"
            raise self._error(event, message)
        if event.tag is not None and event.tag != "!":  # libyaml gives quoted text the tag "!"
            raise self._error(event, f"tags are not allowed; remove {_cut(event.tag)}")
        if len(at) > MAX_DEPTH:
            raise self._error(event, _TOO_DEEP)
        self._left -= 1
        if self._left < 0:
            within = f"{at[0]}: " if at else ""
            message = f"{within}more than {self._most:,} values, too many for a {self._what}"
            raise self._error(event, message)
        self._lines[at] = event.start_mark.line + 1
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(at)
        return self._mapping(at)

    def _sequence(self, at: Place) -> list[Any]:
        items: list[Any] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            items.append(self._value(event, (*at, len(items))))
        return items

    def _mapping(self, at: Place) -> dict[str, Any]:
        items: dict[str, Any] = {}
        line = self._lines[at]
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            key = self._key(event, at)
            if key in items:
                first = self._lines[(*at, key)]
                raise self._error(
                    event, f"the key {_cut(key)!r} appears twice; first on line {first}"
                )
            items[key] = self._value(next(self._events), (*at, key))
            self._lines[(*at, key)] = event.start_mark.line + 1
            self._lines[at] = line  # `_key` has set it to the line of a key
        return items

    def _key(self, event: Any, at: Place) -> str:
        if not isinstance(event, yaml.ScalarEvent):
            raise self._error(event, "a key must be text")
        key = self._value(event, at)
        if not isinstance(key, str):
            message = f"YAML reads the key {_cut(event.value)} as {describe(key)}; quote it"
            raise self._error(event, message)
        return key

    def _scalar(self, event: Any) -> Any:
        value = event.value
        if not event.implicit[0] or value[:1] not in self._scalars.yaml_implicit_resolvers:
            # the value is quoted, or begins with a character with which only text begins
            return value
        tag = self._scalars.resolve(yaml.ScalarNode, event.value, event.implicit)
        if tag.endswith((":str", ":merge", ":value")):  # "<<" and "=" are plain text here
            return value
        if len(value) > MAX_DIGITS:
            message = f"this number has more than {MAX_DIGITS:,} characters: {value[:20]}…"
            raise self._error(event, message)
        node = yaml.ScalarNode(tag, value)
        try:
            return self._scalars.construct_object(node)
        except (ValueError, OverflowError) as error:  # a date such as 2020-13-45
            raise self._error(event, f"{_cut(value)} is not a valid value: {error}") from error


def describe(value: Any) -> str:
    """Return a description in words of the value that YAML made of a scalar.

    >>> describe(False), describe(3.5)
    ('the truth value False', 'the number 3.5')
    """
    if value is None:
        return "nothing (null)"
    if isinstance(value, bool):
        return f"the truth value {value}"
    if isinstance(value, int | float):
        return f"the number {_cut(str(value))}"
    if isinstance(value, str):
        return f"the text {_cut(value)!r}"
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    return f"the {type(value).__name__} {value}"


def _cut(text: str) -> str:
    """Return a text, shortened for a message."""
    return text if len(text) <= MAX_SHOWN else text[:MAX_SHOWN] + "…"
