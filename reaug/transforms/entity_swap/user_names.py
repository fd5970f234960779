"""Read the user's own names for `entity_swap` from a CSV of word, type, kind and label."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import pyarrow as pa

from reaug.data.text_files import any_length, read_bytes, read_own_list
from reaug.errors import InputError
from reaug.suggestions import closest

if TYPE_CHECKING:
    from reaug.rulebook import RuleBook

COLUMNS: Final = ("word", "type", "kind", "label")
_NEEDED: Final = COLUMNS[:2]


class _Line(NamedTuple):
    """One line of the file: its place for messages, and its cells (None if empty)."""

    where: str
    word: str
    type: str
    kind: str | None
    label: str | None


def digest(file: str) -> str:
    """Return the SHA-256 of a file of names, for the run's manifest."""
    return hashlib.sha256(read_bytes(Path(file))).hexdigest()


def read_names(file: str, rules: RuleBook) -> pa.Table:
    """Return the names of a CSV file as a table of `type`, `word`, `kind` and `label`.

    A kind is written with its type, such as `ORG/school`.

    The columns `kind` and `label` are optional, and their cells can be empty: then the rule book
    determines the kind, and the name is used for all labels.

    Raises
    ------
    InputError
        The file is not CSV with these columns; a type, kind or label is not in the rule book; a
        word fits no kind, or not the kind in its line.
    """
    lines = list(_lines(file, rules))
    if not lines:
        raise InputError(f"{file}: no names after the first line; write one per line")
    words, types = ([line[i] for line in lines] for i in (1, 2))
    own = rules.pools(pa.array(words, pa.string()), pa.array(types, pa.string())).to_pylist()
    kinds = [_kind(line, pool, rules) for line, pool in zip(lines, own, strict=True)]
    _check_twice(lines)
    columns = {"type": types, "word": words, "kind": kinds, "label": [e.label for e in lines]}
    return pa.table({name: pa.array(cells, pa.string()) for name, cells in columns.items()})


def _lines(file: str, rules: RuleBook) -> Iterator[_Line]:
    text = read_own_list(Path(file))
    with any_length(text):
        reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
        try:
            _check_columns(file, reader.fieldnames or ())
            for entry in reader:
                where = f"{file}, line {reader.line_num}"
                if None in entry or None in entry.values():
                    raise InputError(f"{where}: the number of cells differs from the first line")
                yield _checked(where, entry, rules)
        except csv.Error as error:
            raise InputError(f"{file}, line {reader.line_num}: not CSV ({error})") from None


def _check_columns(file: str, names: Sequence[str]) -> None:
    missing = [name for name in _NEEDED if name not in names]
    extra = [name for name in names if name not in COLUMNS]
    if missing or extra or len(set(names)) < len(names):
        fault = f"no column {missing[0]!r}" if missing else f"unknown columns in {', '.join(names)}"
        raise InputError(
            f"{file}: {fault}; the first line must be word,type or word,type,kind,label"
        )


def _checked(where: str, entry: dict[str, str], rules: RuleBook) -> _Line:
    cells = {name: (entry.get(name) or "").strip() for name in COLUMNS}
    if not cells["word"].isprintable() or not cells["word"]:
        raise InputError(f"{where}: the word is empty, or has a line break or a control character")
    if cells["type"] not in rules.types:
        raise InputError(f"{where}: {_unknown('type', cells['type'], list(rules.types))}")
    if cells["label"] and cells["label"] not in rules.relations:
        raise InputError(f"{where}: {_unknown('label', cells['label'], list(rules.relations))}")
    type_ = cells["type"]
    kind = cells["kind"].removeprefix(f"{type_}/")
    known = [test.name for test in rules.kind_tests.get(type_, ())]
    if kind and kind not in known:
        raise InputError(f"{where}: {_unknown(f'kind of {type_}', kind, known)}")
    full = f"{type_}/{kind}" if kind else None
    return _Line(where, cells["word"], type_, full, cells["label"] or None)


def _unknown(what: str, name: str, known: list[str]) -> str:
    near = closest(name, known)
    hint = f"did you mean {near[0]!r}?" if near else f"known: {', '.join(known)}"
    return f"unknown {what} {name!r}; {hint}"


def _kind(line: _Line, own: str | None, rules: RuleBook) -> str | None:
    """Return the kind in the line if the rule book has another one for the word, or None."""
    if line.kind is None:
        if own is None:
            raise InputError(
                f"{line.where}: no kind of the rule book takes {line.word!r}, or names of its "
                "kind are never replaced; give a kind in the column kind"
            )
        return None
    if own is not None and own.partition(":")[0] == line.kind:
        return None
    kind = rules.kind_of(line.kind)
    if kind is None or kind.pool == "none":
        raise InputError(f"{line.where}: names of the kind {line.kind} are never replaced")
    if kind.pool == "ending":
        raise InputError(
            f"{line.where}: names of the kind {line.kind} need one of its endings, and "
            f"{line.word!r} has none; leave it out, or change the rule book"
        )
    return line.kind


def _check_twice(lines: Sequence[_Line]) -> None:
    """Raise InputError if a word of one type is listed with two kinds."""
    first: dict[tuple[str, str], _Line] = {}
    for line in lines:
        other = first.setdefault((line.type, line.word), line)
        if other.kind != line.kind:
            raise InputError(
                f"{line.where}: {line.word!r} has a different kind on "
                f"{other.where.rpartition(', ')[2]}"
            )


def closed_without(closed: Sequence[str], names: pa.Table, rules: RuleBook) -> tuple[str, ...]:
    """Return the entries of `closed` (types and TYPE/kinds) for which the user lists no names."""
    own = rules.kinds(names["word"].combine_chunks(), names["type"].combine_chunks()).to_pylist()
    kinds = [given or kind for given, kind in zip(names["kind"].to_pylist(), own, strict=True)]
    opened = {*names["type"].to_pylist(), *kinds}
    return tuple(name for name in closed if name not in opened)
