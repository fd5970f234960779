"""Detect swapped columns: words and offsets, starts and ends, or the offsets of the two mentions.

If the data fits only one way of reading the columns, this way is used, with a note. If it fits
several, an error asks the user.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa

from reaug.core.schema import ROLES
from reaug.data.offset_detection import ENOUGH, Recognised, recognise
from reaug.data.original_mentions import with_exchanged_spans, with_turned_ends
from reaug.data.raw import MISSING, Column
from reaug.errors import InputError

if TYPE_CHECKING:
    from reaug.data.problems import Faults

_FEW: Final = 0.5
"""Minimum share of rows that fit the columns as they are named, to decide that none is swapped."""
_ROWS: Final = 2


def words_among_offsets(
    columns: Mapping[str, Column], fields: Mapping[str, str]
) -> dict[str, tuple[str, str]]:
    """Return the fields of a word and an offset whose columns are swapped.

    The column given for the word then contains numbers, and the column given for the offset words.

    Parameters
    ----------
    columns
        The columns of the source, by name.
    fields
        The column of each field.

    Returns
    -------
    For each role with swapped columns, the field of the word and the field of the offset.

    Examples
    --------
    >>> columns = {"문장": ["세종은 한양에"], "시작": ["세종"], "주체": ["0"]}
    >>> words_among_offsets(columns, {"subject.word": "주체", "subject.start": "시작"})
    {'subject': ('subject.word', 'subject.start')}
    """
    swapped: dict[str, tuple[str, str]] = {}
    for role in ROLES:
        word = fields.get(f"{role}.word")
        if word is None or not _are_numbers(columns[word]):
            continue
        for part in ("start", "end"):
            other = fields.get(f"{role}.{part}")
            if other is not None and _are_words(columns[other]):
                swapped[role] = (f"{role}.word", f"{role}.{part}")
                break
    return swapped


def _present(column: Column) -> list[Any]:
    values = column if isinstance(column, list) else column.to_pylist()
    return [value for value in values if value is not None and value is not MISSING and value != ""]


def _first(column: Column) -> Any:
    return next(iter(_present(column[:100])), None)


def _is_number(value: Any) -> bool:
    if isinstance(value, str):
        return value.strip().removesuffix(".0").isdecimal()
    return isinstance(value, int | float) and not isinstance(value, bool)


def _are_numbers(column: Column) -> bool:
    # The first value is enough to exclude nearly all tables.
    if not _is_number(_first(column)):
        return False
    return all(map(_is_number, _present(column)))


def _are_words(column: Column) -> bool:
    first = _first(column)
    if not isinstance(first, str) or _is_number(first):
        return False
    values = _present(column)
    return all(isinstance(value, str) for value in values) and not any(map(_is_number, values))


def turned_ends(table: pa.Table, recognised: Recognised) -> Recognised | None:
    """Return how offsets are counted if starts and ends are swapped in the data; else None.

    Starts and ends are swapped if most rows do not fit the columns as named, and nearly all rows
    fit them the other way round.
    """
    if not _misfit(recognised):
        return None
    again = recognise(with_turned_ends(table))
    return again if _fits(again) else None


def exchanged_roles(
    table: pa.Table, recognised: Recognised, names: Sequence[str], faults: Faults, origin: str
) -> InputError | None:
    """Return an error for the user if each mention's word is at the offsets of the other mention.

    Returns None if the words are at their own offsets. `names` are the names of the two mentions.
    """
    if not _misfit(recognised):
        return None
    again = recognise(with_exchanged_spans(table))
    if not _fits(again):
        return None
    subject, object_ = (_columns(name, faults) for name in names)
    offsets = f"--map subject.start={object_[1]},subject.end={object_[2]},"
    offsets += f"object.start={subject[1]},object.end={subject[2]}"
    words = f"--map subject.word={object_[0]},object.word={subject[0]}"
    return InputError(
        f"{origin}: the subject's word is at the object's offsets, and the other way round, in "
        f"{again.convention.number:,} of {again.looked_at:,} rows: columns are swapped. Swap the "
        f"offsets ({offsets}) or the words ({words})"
    )


def _misfit(recognised: Recognised) -> bool:
    return recognised.convention.number < _FEW * recognised.looked_at


def _fits(recognised: Recognised) -> bool:
    fit = recognised.convention
    return fit.number >= max(_ROWS, ENOUGH * recognised.looked_at) and recognised.clear


def _columns(mention: str, faults: Faults) -> list[str]:
    parts = ("word", "start_idx", "end_idx")
    return [faults.name_of(f"{mention}.{part}") for part in parts]
