"""Convert columns of untyped values to typed Arrow and NumPy columns, and record bad rows.

A column of Python values can contain anything, so a wrong value is a fault of its row. An Arrow
column has one type, so a wrong type is an error of the whole source, and only nulls are faults of
rows. A faulty value becomes null or 0; its row is bad and is dropped later.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reaug.core.arrays import I64, Bool, rows_where
from reaug.core.quotes import shorten
from reaug.data.arrow_checks import DEEPEST, check_inner_names, depth
from reaug.data.problems import Faults
from reaug.data.raw import MISSING, Column
from reaug.errors import InputError

MISSING_FIELD = "schema/missing-field"
BAD = "schema/bad-value"
_PLAIN_TEXT = {str, type(None)}
_LEAST, _MOST = -(2**63), 2**63 - 1
_HALVED = "contains half of a surrogate pair, which is not a character"
_TOO_LARGE = ", a number larger than any text is long"


def is_text(kind: pa.DataType) -> bool:
    """Return whether an Arrow type is any kind of text."""
    if pa.types.is_dictionary(kind):
        return is_text(kind.value_type)
    tests = (pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view)
    return any(test(kind) for test in tests)


def text(
    values: Column, field: str, faults: Faults, *, required: bool, empty: bool = True
) -> pa.ChunkedArray:
    """Return a column of text as Arrow `string`.

    Parameters
    ----------
    values
        n values.
    field
        The name of the field, for faults and errors.
    faults
        Collects rows with a value that is missing, not text, or cannot be encoded in UTF-8.
    required
        Whether a missing or null value is a fault.
    empty
        Whether "" is allowed.

    Raises
    ------
    InputError
        An Arrow column is not text.

    Examples
    --------
    >>> faults = Faults(2)
    >>> text(["가", 3], "sentence", faults, required=True).to_pylist()
    ['가', None]
    >>> [fault.message for fault in faults]
    ['must be text, not 3']
    """
    if isinstance(values, list):
        column = _text_of_list(values, field, faults, required=required)
    elif is_text(values.type):
        column = values if pa.types.is_string(values.type) else values.cast(pa.string())
    elif pa.types.is_null(values.type):
        column = values.cast(pa.string())
    else:
        raise InputError(f"column '{field}' contains {values.type}; text is expected")
    if required and column.null_count:
        faults.add(rows_where(column.is_null()), field, MISSING_FIELD, "is null")
    if not empty:
        faults.add(rows_where(pc.equal(column, "")), field, BAD, "is empty")
    return column


def _text_of_list(
    values: list[Any], field: str, faults: Faults, *, required: bool
) -> pa.ChunkedArray:
    if not set(map(type, values)) <= _PLAIN_TEXT:
        values = _of_kind(values, str, "text", field, faults, required=required)
    try:
        return chunked(pa.array(values, pa.string()))
    except UnicodeEncodeError:
        bad = [i for i, value in enumerate(values) if value and not _encodes(value)]
        describe = "holds half of a surrogate pair, which is not a character: "
        items = list(values)
        faults.add(bad, field, BAD, lambda i: describe + shorten(items[i]))
        return chunked(pa.array(_blank(values, bad), pa.string()))


def whole(values: Column, field: str, faults: Faults) -> I64:
    """Return a column of whole numbers as `int64[n]`; floats, text and booleans are faults.

    >>> faults = Faults(3)
    >>> whole([1, True, 10**30], "subject_entity.start_idx", faults).tolist(), len(faults)
    ([1, 0, 0], 2)
    """
    if isinstance(values, list):
        if set(map(type, values)) != {int}:
            values = _of_kind(
                values, (int, np.integer), "a whole number", field, faults, required=True
            )
        integers = [0 if value is None else value for value in values]
        try:
            return np.array(integers, dtype=np.int64)
        except OverflowError:
            large = [i for i, value in enumerate(integers) if not _LEAST <= value <= _MOST]
            faults.add(large, field, BAD, lambda i: f"is {shorten(integers[i])}{_TOO_LARGE}")
            inside = (value if _LEAST <= value <= _MOST else 0 for value in integers)
            return np.fromiter(inside, np.int64, len(integers))
    if pa.types.is_dictionary(values.type):
        values = values.cast(values.type.value_type)
    if not (pa.types.is_integer(values.type) or pa.types.is_null(values.type)):
        hint = ""
        if pa.types.is_floating(values.type):
            hint = "; in pandas a missing value turns a column into floats: use dtype 'Int64'"
        raise InputError(
            f"column '{field}' contains {values.type}; whole numbers are expected{hint}"
        )
    if values.null_count:
        faults.add(rows_where(values.is_null()), field, MISSING_FIELD, "is null")
    numbers: I64 = values.cast(pa.int64(), safe=False).fill_null(0).to_numpy()
    if pa.types.is_uint64(values.type):  # values beyond int64 have become negative in the cast
        unsigned, bad = values, rows_where(pc.greater(values, pa.scalar(_MOST, pa.uint64())))
        faults.add(bad, field, BAD, lambda i: f"is {unsigned[i]}{_TOO_LARGE}")
        if len(bad):
            numbers = numbers.copy()
            numbers[bad] = 0
    return numbers


def offsets(values: Column | None, field: str, faults: Faults) -> tuple[I64 | None, Bool | None]:
    """Return a column of offsets as `int64[n]`, and which rows lack an offset (`bool[n]`).

    The second result is None if no row lacks an offset. Whole numbers may also be written as text
    or as floats, since pandas uses floats for a column with missing values. A missing column gives
    (None, None).

    Examples
    --------
    >>> offsets(["31.0", None, 4], "subject_entity.start_idx", Faults(3))
    (array([31,  0,  4]), array([False,  True, False]))
    """
    if values is None:
        return None, None
    if isinstance(values, list):
        if set(map(type, values)) == {int}:
            return whole(values, field, faults), None
        numbers = [_offset(value) for value in values]
    elif pa.types.is_floating(values.type) or is_text(values.type):
        numbers = [_offset(value) for value in values.to_pylist()]
    elif values.null_count == 0 or pa.types.is_null(values.type):
        if pa.types.is_null(values.type):
            return None, None
        return whole(values, field, faults), None
    else:
        numbers = [_offset(value) for value in values.to_pylist()]
    missing = np.fromiter((number is None for number in numbers), np.bool_, len(numbers))
    if missing.all():
        return None, None
    return whole([0 if number is None else number for number in numbers], field, faults), missing


def _offset(value: Any) -> Any:
    """Return an offset as a whole number, None if it is missing, and other values unchanged."""
    if value is None or value is MISSING:
        return None
    if isinstance(value, str):
        text = value.strip()
        if not text or text.lower() in ("nan", "none", "null"):
            return None
        digits = text.removesuffix(".0").removeprefix("-")
        return (
            int(text.removesuffix(".0"))
            if digits.isascii() and digits.isdigit() and len(digits) < 19
            else value
        )
    if isinstance(value, float | np.floating):
        if np.isnan(value):
            return None
        return int(value) if float(value).is_integer() else value
    return value


def identity(values: Column, field: str, faults: Faults) -> pa.ChunkedArray:
    """Return a column of ids as Arrow `string`; whole numbers become text, a missing id null.

    >>> identity([7, "a", None], "id", Faults(3)).to_pylist()
    ['7', 'a', None]
    """
    if isinstance(values, list):
        if not set(map(type, values)) <= _PLAIN_TEXT:
            values = [str(v) if is_whole(v) else v for v in values]
    elif pa.types.is_integer(values.type):
        return values.cast(pa.string())
    return text(values, field, faults, required=False)


class MixedTypesError(InputError):
    """The values of a column have no common type."""


def extra(
    values: Column, name: str, faults: Faults, kind: pa.DataType | None = None
) -> pa.ChunkedArray:
    """Return a user's column as an Arrow column; all text types become `string`.

    `kind` is the type of the whole column, if `values` are only a piece of it; None to infer it.

    Raises
    ------
    MixedTypesError
        The values have no common type.
    InputError
        The values are nested too deeply for files of rows.
    """
    if not isinstance(values, list):
        if pa.types.is_dictionary(values.type):
            values = values.cast(values.type.value_type)
        return values.cast(pa.string()) if is_text(values.type) else _shallow(values, name)
    if any(value is MISSING for value in values):
        values = [None if value is MISSING else value for value in values]
    try:
        return _shallow(chunked(_array(values, kind)), name)
    except UnicodeEncodeError:
        bad = [i for i, value in enumerate(values) if not _encodes(value)]
        faults.add(bad, name, BAD, _HALVED)
        return chunked(pa.array(_blank(values, bad), kind))
    except OverflowError as error:
        raise _too_large(values, name) from error
    except (pa.ArrowException, TypeError, ValueError) as error:
        bad = [i for i, value in enumerate(values) if not _encodes(value)]
        # the other pieces of the source have this type, so the value is at fault
        if kind is not None and bad:
            faults.add(bad, name, BAD, _HALVED)
            return extra(_blank(values, bad), name, faults, kind)
        why = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise MixedTypesError(
            f"column {shorten(name)} mixes values of different types ({why}); convert them "
            "all to text"
        ) from error


def _array(values: list[Any], kind: pa.DataType | None) -> pa.Array:
    """Return values as an array of the type `kind`, None to infer it."""
    # Whole numbers beyond `int64` become `uint64` if possible.
    try:
        return pa.array(values, kind)
    except OverflowError as error:
        try:
            return pa.array(values, pa.uint64())
        except pa.ArrowException:
            raise error from None


def _too_large(values: list[Any], name: str) -> MixedTypesError:
    """Return the error for whole numbers of more than 64 bits; the message shows the first."""
    large = next((v for v in values if is_whole(v) and not -(2**63) <= v < 2**64), None)
    shown = "a whole number" if large is None else f"the whole number {shorten(large)}"
    return MixedTypesError(
        f"column {shorten(name)} contains {shown} with more than 64 bits; convert it to text"
    )


def _shallow(values: pa.ChunkedArray, name: str) -> pa.ChunkedArray:
    if depth(values.type) > DEEPEST:
        raise InputError(
            f"column {shorten(name)} is nested more than {DEEPEST} levels deep, which row files "
            "cannot store; convert it to text, or leave it out"
        )
    check_inner_names(name, values.type)
    return values


def _of_kind(
    values: list[Any],
    kind: type | tuple[type, ...],
    what: str,
    field: str,
    faults: Faults,
    *,
    required: bool,
) -> list[Any]:
    """Return the values, with None for each value that is not of the type `kind`; record faults."""

    # `what` names the type in messages. Booleans are not numbers.
    def fits(value: Any) -> bool:
        return isinstance(value, kind) and not isinstance(value, bool)

    absent = [i for i, value in enumerate(values) if value is MISSING]
    null = [i for i, value in enumerate(values) if value is None]
    if required:
        faults.add(absent, field, MISSING_FIELD, "is missing")
        faults.add(null, field, MISSING_FIELD, "is null")
    empty = {*absent, *null}
    wrong = [i for i, value in enumerate(values) if i not in empty and not fits(value)]
    faults.add(wrong, field, BAD, lambda i: f"must be {what}, not {shorten(values[i])}")
    return [value if fits(value) else None for value in values]


def is_whole(value: Any) -> bool:
    """Return whether a value is a whole number, and not a boolean."""
    return isinstance(value, (int, np.integer)) and not isinstance(value, bool)


def _encodes(value: Any) -> bool:
    """Return whether all text inside a value can be encoded in UTF-8."""
    if isinstance(value, str):
        try:
            value.encode("utf-8")
        except UnicodeEncodeError:
            return False
        return True
    if isinstance(value, dict):
        return all(_encodes(key) and _encodes(inner) for key, inner in value.items())
    return not isinstance(value, (list, tuple)) or all(map(_encodes, value))


def _blank(values: list[Any], rows: list[int]) -> list[Any]:
    blank = set(rows)
    return [None if i in blank else value for i, value in enumerate(values)]


def chunked(values: pa.Array | pa.ChunkedArray) -> pa.ChunkedArray:
    """Return a column as a chunked array."""
    return values if isinstance(values, pa.ChunkedArray) else pa.chunked_array([values])
