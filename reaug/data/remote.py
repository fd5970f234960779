"""Read data from an object store: download it, read it, and use its URL in messages."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import wraps
from typing import Any, Concatenate, Final, ParamSpec, TypeVar

from reaug.data.source import AsFormat
from reaug.files.remote import fetched, is_remote, named

P = ParamSpec("P")
T = TypeVar("T")

_LOG: Final = logging.getLogger("reaug.data")


def by_way_of_here(
    reader: Callable[Concatenate[Any, P], T],
) -> Callable[Concatenate[Any, P], T]:
    """Decorate a reader of sources so that it also reads URLs."""

    @wraps(reader)
    def reads(source: Any, /, *args: P.args, **options: P.kwargs) -> T:
        url = source.source if isinstance(source, AsFormat) else source
        if not is_remote(url):
            return reader(source, *args, **options)
        with fetched(url) as here, _logging(here, url):
            moved = replace(source, source=here) if isinstance(source, AsFormat) else here
            return _renamed(reader(moved, *args, **options), here, url)

    return reads


def _renamed(result: Any, here: str, url: str) -> Any:
    """Replace the name of a result by the URL."""
    if isinstance(result, tuple):
        name, *rest = result
        return (named(name, here, url), *rest)
    problems = [replace(one, file=named(one.file, here, url)) for one in result.problems]
    notes = tuple(named(note, here, url) for note in result.notes)
    origin = named(result.origin, here, url)
    return replace(result, origin=origin, notes=notes, problems=problems)


@contextmanager
def _logging(here: str, url: str) -> Iterator[None]:
    """Use the URL in messages that are logged meanwhile."""

    def rename(record: logging.LogRecord) -> bool:
        record.msg, record.args = named(record.getMessage(), here, url), ()
        return True

    _LOG.addFilter(rename)
    try:
        yield
    finally:
        _LOG.removeFilter(rename)
