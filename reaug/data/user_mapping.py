"""Read and write mappings of fields to columns: the text of `--map`, a YAML file, or a dict."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from reaug.data.column_names import FIELDS
from reaug.errors import UsageError
from reaug.suggestions import unknown

OPTIONS: Final = ("encoding", "offsets", "labels")
"""Options that a mapping file can contain besides columns, so that commands need not repeat
them.
"""
_FILES: Final = (".yaml", ".yml")


def columns_of(mapping: str | os.PathLike[str] | Mapping[str, Any]) -> dict[str, str]:
    """Return the column of each field, and the options that the mapping contains (see `OPTIONS`).

    Parameters
    ----------
    mapping
        `field=column,...`, a YAML file, or a dict. Columns of a table without a header are named by
        their number, from 1.

    Raises
    ------
    UsageError
        A field does not exist or occurs twice, a column is used twice, or the file cannot be read.

    Examples
    --------
    >>> columns_of("sentence=문장, subject.word=e1, label=3")
    {'sentence': '문장', 'subject.word': 'e1', 'label': '3'}
    >>> columns_of("sentense=문장")
    Traceback (most recent call last):
    reaug.errors.UsageError: map: unknown field 'sentense'; did you mean 'sentence'? There are: \
sentence, subject, subject.word, subject.start, subject.end, subject.type, object, object.word, \
object.start, object.end, object.type, label, id
    """
    origin = "map"
    if isinstance(mapping, Mapping):
        pairs = [(str(field), column) for field, column in mapping.items()]
    else:
        text = os.fsdecode(mapping)
        if text.lower().endswith(_FILES) and "=" not in text:
            origin, pairs = text, _of_file(Path(text).expanduser())
        else:
            pairs = [_pair(part) for part in text.split(",") if part.strip()]
    return _checked(pairs, origin)


def _pair(text: str) -> tuple[str, str]:
    field, equals, column = text.partition("=")
    if not equals or not column.strip():
        raise UsageError(
            f"map: {text.strip()!r} is not FIELD=COLUMN; write it like sentence=문장,label=관계, "
            "or name a file that ends in .yaml"
        )
    return field.strip(), column.strip()


def _of_file(path: Path) -> list[tuple[str, Any]]:
    from reaug.strict_yaml import read_yaml

    data = read_yaml(path, UsageError, "mapping").data
    if not isinstance(data, dict):
        raise UsageError(f"{path}: a column mapping is written as field: column, one per line")
    return [(str(field), column) for field, column in data.items()]


def _checked(pairs: list[tuple[str, Any]], origin: str) -> dict[str, str]:
    columns: dict[str, str] = {}
    for field, column in pairs:
        if field not in (*FIELDS, *OPTIONS):
            raise UsageError(f"{origin}: {unknown('field', field, FIELDS)}")
        if field in columns:
            raise UsageError(f"{origin}: '{field}' is given twice")
        if isinstance(column, bool) or not isinstance(column, str | int) or column == "":
            raise UsageError(f"{origin}: {field} must name a column, not {column!r}")
        columns[field] = str(column)
    used = [column for field, column in columns.items() if field not in OPTIONS]
    twice = next((column for column in used if used.count(column) > 1), None)
    if twice is not None:
        raise UsageError(f"{origin}: column {twice!r} is given for two fields")
    if not used:
        raise UsageError(f"{origin}: does not name a column")
    return columns


def as_yaml(columns: Mapping[str, str]) -> str:
    r"""Return a mapping as YAML text that `columns_of` reads.

    >>> as_yaml({"sentence": "문장", "label": "3"})
    "sentence: 문장\nlabel: '3'\n"
    """
    import yaml

    return yaml.safe_dump(dict(columns), allow_unicode=True, sort_keys=False)


def as_option(columns: Mapping[str, str]) -> str:
    """Return a mapping as a value of `--map`.

    >>> as_option({"sentence": "문장", "label": "관계"})
    'sentence=문장,label=관계'
    """
    return ",".join(f"{field}={column}" for field, column in columns.items())


def stated(columns: Mapping[str, str], **options: str | None) -> dict[str, str]:
    """Return a mapping with options added (see `OPTIONS`); options that are None are left out.

    >>> stated({"label": "관계"}, encoding="cp949", offsets=None)
    {'label': '관계', 'encoding': 'cp949'}
    """
    return {**columns, **{name: value for name, value in options.items() if value is not None}}


def check_mapping_file(path: Path) -> None:
    """Raise an error if `--map` would not recognise a path as a file.

    Raises
    ------
    UsageError
        The name does not end in .yaml.
    """
    if path.suffix not in (".yaml", ".yml"):
        raise UsageError(f"{path}: a column mapping file must end in .yaml")


def write_mapping(columns: Mapping[str, str], path: Path) -> None:
    """Write a mapping to a file that `columns_of` reads."""
    from reaug.files.atomic import whole

    with whole(path) as partial:
        partial.write_text(as_yaml(columns), encoding="utf-8")
