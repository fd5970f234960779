"""How a table's file represents rows, so that rows can be written back to the same columns."""

from __future__ import annotations

import ast
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from reaug.data.offsets import KLUE, Convention

INDEX: Final = "Unnamed: "
"""Prefix of the internal name of a column without a name, followed by its number, as in pandas."""


@dataclass(frozen=True)
class MentionCells:
    """How a mention is written in one cell, as a dict.

    keys : the keys of the dict in order, each with the mention's field under this key: `word`,
        `start_idx`, `end_idx`, `type`, "span" for both offsets, or None for a field of the user's
        own.
    as_json : whether the dict is written as JSON instead of a Python literal.
    """

    keys: tuple[tuple[str, str | None], ...]
    as_json: bool


@dataclass(frozen=True)
class Layout:
    """How the file of a table writes rows, so that rows can be written back in the same way.

    Attributes
    ----------
    header
        The names of the columns, "" for one without a name.
    columns
        The internal names of the columns, as in `Raw`.
    delimiter
        The separator of cells.
    has_header
        Whether the first line contains the names.
    line_end
        The characters at the end of a line.
    mentions
        How mentions in one cell are written, by column.
    convention
        How offsets are counted.
    counted
        The column that numbers the rows (a saved index); None if there is none.
    """

    header: tuple[str, ...]
    columns: tuple[str, ...]
    delimiter: str = ","
    has_header: bool = True
    line_end: str = "\n"
    mentions: Mapping[str, MentionCells] = field(default_factory=dict)
    convention: Convention = KLUE
    counted: str | None = None


def mention_cells(values: Sequence[Any], parts: Mapping[str, str]) -> MentionCells | None:
    """Return how a column writes mentions, judged by its first cell with a dict; None without one.

    Parameters
    ----------
    values
        The cells.
    parts
        The mention's field under each key of the dicts.
    """
    for value in values:
        if not isinstance(value, str) or not value.lstrip().startswith("{"):
            continue
        for as_json, parse in ((True, json.loads), (False, ast.literal_eval)):
            try:
                data = parse(value)
            except (ValueError, SyntaxError, RecursionError, MemoryError):
                continue
            if isinstance(data, dict):
                keys = tuple((str(key), parts.get(str(key))) for key in data)
                return MentionCells(keys, as_json)
    return None
