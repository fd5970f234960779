"""Compare reading a file in pieces with reading it as a whole."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from reaug.data.digest import content_digest
from reaug.data.read_data import Reading
from reaug.errors import InputError


def check_same(parts: Reading | None, whole: Reading) -> None:
    """Check that reading in pieces gives the same result as reading the whole."""
    assert parts is not None
    assert parts.table.equals(whole.table)
    assert parts.table.schema.equals(whole.table.schema, check_metadata=True)
    assert replace(parts, table=whole.table) == whole
    assert content_digest(parts.table) == content_digest(whole.table)


def check_same_error(parts: Callable[[], Reading | None], whole: Callable[[], Reading]) -> None:
    """Check that reading in pieces gives the same error as reading the whole."""
    with pytest.raises(InputError) as expected:
        whole()
    with pytest.raises(InputError) as actual:
        parts()
    assert str(actual.value) == str(expected.value)


def check_left_to_whole(parts: Callable[[], Reading | None], whole: Callable[[], Reading]) -> None:
    """Check that pieces are left to reading the whole, or give the same error."""
    try:
        assert parts() is None
    except InputError:
        check_same_error(parts, whole)


def check_read_alike(parts: Callable[[], Reading | None], whole: Callable[[], Reading]) -> None:
    """Whether a file is read in pieces, and as the whole of it is, or refused in the same words."""
    try:
        expected = whole()
    except InputError:
        check_same_error(parts, whole)
    else:
        check_same(parts(), expected)


def check_alike(parts: Callable[[], Reading | None], whole: Callable[[], Reading]) -> None:
    """The same, but it may be left to who reads the whole."""
    try:
        expected = whole()
    except InputError:
        check_left_to_whole(parts, whole)
    else:
        reading = parts()
        if reading is not None:
            check_same(reading, expected)
