"""Readings of the same file, in pieces and as a whole, compared."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from reaug.data.digest import content_digest
from reaug.data.reading import Reading
from reaug.errors import InputError


def check_same(parts: Reading | None, whole: Reading) -> None:
    """Whether a reading in pieces is that of the whole, in all that it says."""
    assert parts is not None
    assert parts.table.equals(whole.table)
    assert parts.table.schema.equals(whole.table.schema, check_metadata=True)
    assert replace(parts, table=whole.table) == whole
    assert content_digest(parts.table) == content_digest(whole.table)


def check_same_error(parts: Callable[[], Reading | None], whole: Callable[[], Reading]) -> None:
    """Whether pieces are refused as the whole is, in the same words."""
    with pytest.raises(InputError) as expected:
        whole()
    with pytest.raises(InputError) as actual:
        parts()
    assert str(actual.value) == str(expected.value)


def check_left_to_whole(parts: Callable[[], Reading | None], whole: Callable[[], Reading]) -> None:
    """Whether pieces are left to who reads the whole, or refused as it is, in the same words."""
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
        made = parts()
        if made is not None:
            check_same(made, expected)
