"""How a table writes its rows: so that rows that came from it go back in its own columns."""

from __future__ import annotations

import ast
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from reaug.data.offsets import KLUE, Convention

INDEX: Final = "Unnamed: "
"""How a column without a name is called inside, as pandas calls it; its number follows."""


@dataclass(frozen=True)
class MentionCells:
    """How a mention is written in one cell.

    keys : of the dict, in order, each with the part that it holds (`word`, `start_idx`, `end_idx`,
    `type`, or "span": both offsets); None: a field of the user's own.
    as_json : whether the dict is JSON, not a Python literal.
    """

    keys: tuple[tuple[str, str | None], ...]
    as_json: bool


@dataclass(frozen=True)
class Layout:
    """The columns of a table as they stand in its file.

    Attributes
    ----------
    header
        Their names, "" where one has none.
    columns
        What each is called inside, as a column of `Raw` has it.
    delimiter
        What stands between cells.
    has_header
        Whether the first line names them.
    line_end
        What ends a line.
    mentions
        How the cells of mentions are written, by role's column.
    convention
        How offsets count.
    counted
        The column that counts the rows, where there is one: a saved index.
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
    """How the first cell that holds a dict is written; None where there is none.

    Parameters
    ----------
    values
        Cells.
    parts
        The part of a mention that each key holds.
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
