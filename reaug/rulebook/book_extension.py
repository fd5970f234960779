"""Rule books that extend another book: `extends: klue-re`, and what differs.

Such a book has only what it changes in the extended book. Mappings are merged key by key (so a
relation can change only its `object_types`). In lists whose entries have names (kinds, implied
types, patterns, ambiguities), a new entry replaces the old entry of the same name, and other new
entries are appended. All other values are replaced. Inherited patterns and ambiguities do not apply
to labels and types that the new book adds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

from reaug.errors import RuleBookError
from reaug.strict_yaml import Place, describe, read_yaml

KEY: Final = "extends"

# These mappings are replaced as a whole, because their keys belong together.
_WHOLE: Final = ("subject_types", "object_types", "inverse", "symmetric", "swap", "definition")


class Merged(NamedTuple):
    """A book's data merged with the data of all books that it extends.

    data : the merged data, without the key `extends`.
    places : the file and line of each value, by its path.
    """

    data: dict[str, Any]
    places: dict[Place, tuple[Path, int]]


def read_book(path: Path, find: Callable[[str], Path], below: tuple[Path, ...] = ()) -> Merged:
    """Return the data of a book, merged with the books that it extends.

    Parameters
    ----------
    path
        The book's file.
    find
        A function that returns the file of a shipped book, by name.
    below
        The files of the books that extend this one, the outermost first.

    Raises
    ------
    RuleBookError
        A file cannot be read or is not a mapping, or a book extends itself indirectly.
    """
    document = read_yaml(path)
    if not isinstance(document.data, dict):
        raise RuleBookError(
            f"{path}: a rule book is a mapping with name, types and relations, "
            f"but this is {describe(document.data)}"
        )
    own = dict(document.data)
    places = {at: (path, line) for at, line in document.lines.items()}
    base = own.pop(KEY, None)
    if base is None and KEY not in document.data:
        return Merged(own, places)
    where = f"{path}:{document.lines[(KEY,)]}: {KEY}: "
    if not isinstance(base, str):
        raise RuleBookError(f"{where}this must be the name or path of a book, not {describe(base)}")
    target = base_of(base, path, find, where)
    trail = (*below, path.resolve())
    if target.resolve() in trail:
        raise RuleBookError(f"{where}{base} is the book itself or extends it; remove one of them")
    if not target.is_file():
        raise RuleBookError(f"{where}the rule book file {target} does not exist")
    under = read_book(target, find, trail)
    merged_places: dict[Place, tuple[Path, int]] = {(): (path, 1)}
    data = _joined(under, Merged(own, places), (), (), (), merged_places)
    narrow(data, under.data, own)
    return Merged(data, merged_places)


def narrow(data: dict[str, Any], base: dict[str, Any], own: dict[str, Any]) -> None:
    """Restrict the patterns and ambiguities that a book inherits to the old labels and types.

    Labels and types that are new in the book are excluded by a condition in `unless`.

    Parameters
    ----------
    data
        The merged book, which is changed in place.
    base
        The book that is extended.
    own
        The new book's own data. Its entries are not changed.

    Examples
    --------
    >>> base = {"relations": {"a": {}}, "types": {"X": {}}, "patterns": [{"name": "p"}]}
    >>> data = {**base, "relations": {"a": {}, "b": {}}}
    >>> narrow(data, base, {})
    >>> data["patterns"]
    [{'name': 'p', 'unless': [{'labels': ['b']}]}]
    """
    labels, types = (
        [name for name in _keys(data, part) if name not in _keys(base, part)]
        for part in ("relations", "types")
    )
    unknown = [{"labels": labels}] if labels else []
    unknown += [{f"{role}_types": types} for role in ("subject", "object") if types]
    if not unknown:
        return
    for key in ("patterns", "ambiguities"):
        if not _named(data.get(key)) or not _named(base.get(key)):
            continue
        own_names = {entry["name"] for entry in own.get(key) or () if isinstance(entry, dict)}
        inherited = {entry["name"] for entry in base[key]} - own_names
        data[key] = [
            entry | {"unless": [*entry.get("unless", ()), *unknown]}
            if entry["name"] in inherited
            else entry
            for entry in data[key]
        ]


def _keys(data: dict[str, Any], name: str) -> list[str]:
    """Return the keys of a mapping of a book, which may not have been checked yet."""
    value = data.get(name)
    return [key for key in value if isinstance(key, str)] if isinstance(value, dict) else []


def base_of(name: str, path: Path, find: Callable[[str], Path], where: str = "") -> Path:
    """Return the file of an extended book, given as a shipped name or a path relative to `path`."""
    if name.endswith((".yaml", ".yml")) or "/" in name:
        return path.parent / name
    try:
        return find(name)
    except RuleBookError as error:
        raise RuleBookError(f"{where}{error}") from error


def _joined(
    old: Merged,
    new: Merged,
    at_old: Place,
    at_new: Place,
    at: Place,
    places: dict[Place, tuple[Path, int]],
) -> Any:
    """Return the merged value of two books at one place (a path of keys and indices)."""
    # `at_old` and `at_new` are the place in the two books, `at` is the place in the merged book.
    # The file and line of every value in the result are added to `places`.
    a, b = _value(old.data, at_old), _value(new.data, at_new)
    if isinstance(a, dict) and isinstance(b, dict) and not (at and at[-1] in _WHOLE):
        places[at] = new.places[at_new]
        joined = {}
        for key in [*a, *(key for key in b if key not in a)]:
            if key in a and key in b:
                trio = (*at_old, key), (*at_new, key), (*at, key)
                joined[key] = _joined(old, new, *trio, places)
            else:
                book, place = (new, (*at_new, key)) if key in b else (old, (*at_old, key))
                joined[key] = _taken(book, place, (*at, key), places)
        return joined
    if _named(a) and _named(b):
        places[at] = new.places[at_new]
        return _listed(old, new, at_old, at_new, at, places)
    return _taken(new, at_new, at, places)


def _listed(
    old: Merged,
    new: Merged,
    at_old: Place,
    at_new: Place,
    at: Place,
    places: dict[Place, tuple[Path, int]],
) -> list[Any]:
    a, b = _value(old.data, at_old), _value(new.data, at_new)
    names = {entry["name"]: place for place, entry in enumerate(b)}
    chosen = []
    for place, entry in enumerate(a):
        again = names.get(entry["name"])
        chosen.append((old, (*at_old, place)) if again is None else (new, (*at_new, again)))
    known = {entry["name"] for entry in a}
    # A name that the book gives twice is kept twice, so that a later check reports it.
    for place, entry in enumerate(b):
        if entry["name"] not in known or names[entry["name"]] != place:
            chosen.append((new, (*at_new, place)))
    return [
        _taken(book, place, (*at, number), places) for number, (book, place) in enumerate(chosen)
    ]


def _named(value: Any) -> bool:
    return isinstance(value, list) and all(
        isinstance(entry, dict) and isinstance(entry.get("name"), str) for entry in value
    )


def _taken(book: Merged, source: Place, at: Place, places: dict[Place, tuple[Path, int]]) -> Any:
    """Return the value at the place `source` in a book, to be put at `at` in the merged book."""
    # The file and line of everything in the value are added to `places`.
    value = _value(book.data, source)
    for inner in _inner(value):
        if (*source, *inner) in book.places:
            places[(*at, *inner)] = book.places[(*source, *inner)]
    return value


def _inner(value: Any) -> Iterator[Place]:
    yield ()
    items: Iterable[tuple[Any, Any]] = ()
    if isinstance(value, dict):
        items = value.items()
    elif isinstance(value, list):
        items = enumerate(value)
    for key, part in items:
        for rest in _inner(part):
            yield (key, *rest)


def _value(data: Any, at: Place) -> Any:
    for key in at:
        data = data[key]
    return data
