"""Read rows from any source and check them; all data enters reaug through this module."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, Final, ParamSpec, TypeVar, get_args

import pyarrow as pa

from reaug.choices import MAX_BAD_SHARE, LabelNeed, OnBadRow
from reaug.core.quotes import listed
from reaug.core.schema import SENTENCE
from reaug.data.input_rules import Rules
from reaug.data.large_files import read_large
from reaug.data.read_options import PLAINLY, ReadAs
from reaug.data.read_result import Reading, checked
from reaug.data.renamed_labels import Renaming
from reaug.data.source import AsFormat, open_source
from reaug.data.typed_columns import text
from reaug.errors import InputError, UsageError
from reaug.files.remote import fetched, is_remote, named

if TYPE_CHECKING:
    import datasets
    import pandas as pd

    from reaug.data.documents.pair_options import Pairing

__all__ = ["Reading", "checked", "read", "read_good", "sentences_of"]

_ON_BAD_ROW: Final = get_args(OnBadRow)


P = ParamSpec("P")
T = TypeVar("T")

_LOG: Final = logging.getLogger("reaug.data")


def _also_from_urls(
    reader: Callable[Concatenate[Any, P], T],
) -> Callable[Concatenate[Any, P], T]:
    """Decorate a reader so that it also accepts URLs, whose files are downloaded first."""

    @wraps(reader)
    def reads(source: Any, /, *args: P.args, **options: P.kwargs) -> T:
        url = source.source if isinstance(source, AsFormat) else source
        if not is_remote(url):
            return reader(source, *args, **options)
        with fetched(url) as local_path, _logging(local_path, url):
            moved = (
                replace(source, source=local_path) if isinstance(source, AsFormat) else local_path
            )
            return _renamed(reader(moved, *args, **options), local_path, url)

    return reads


@_also_from_urls
def read(
    source: str | os.PathLike[str] | pd.DataFrame | datasets.Dataset | pa.Table,
    *,
    labels: Sequence[str] | None = None,
    types: Sequence[str] | None = None,
    on_bad_row: OnBadRow = "stop",
    require_label: LabelNeed = True,
    split: str | None = None,
    max_bad_share: float = MAX_BAD_SHARE,
    how: ReadAs = PLAINLY,
    fmt: str | None = None,
    pairing: Pairing | None = None,
    renaming: Renaming | None = None,
) -> Reading:
    """Return the good rows of a source, and the problems of the others.

    Parameters
    ----------
    source
        A path of a file or folder in a format of `READABLE`, a hub name such as `klue/re:train`, or
        data in memory. `FOLDER:SPLIT` names a split of a saved `DatasetDict`.
    labels, types
        The known labels and entity types; a row with another name is bad. None allows all names.
    on_bad_row
        "stop" with an error, "drop" bad rows, or "repair" mentions whose word occurs exactly once
        in their sentence and drop the other bad rows.
    require_label
        Whether each row needs a label. If not, the label 100 of the competition's test file, -1 and
        blank text mean no label. "auto": required unless no row has a label.
    split
        The split of a `DatasetDict`.
    max_bad_share
        The largest share of bad rows, from 0 to 1, that may be dropped. If more rows are bad,
        reading stops with an error. A row whose mentions were repaired is not bad.
    how
        The user's columns, encoding, offsets and label names; the rest is recognised automatically.
    fmt
        The format; None to recognise it by name or contents.
    pairing
        How documents become rows; None makes one row for each relation.
    renaming
        Unknown labels and types that a person's decision corrects, so that their rows are not bad.

    Returns
    -------
    Reading
        The rows with half-open spans, and the problems of the input.

    Raises
    ------
    InputError
        The source cannot be read; it has bad rows and `on_bad_row` is "stop"; or its share of bad
        rows is above `max_bad_share`. The message counts bad rows by rule and lists the first five.
    UsageError
        An argument is invalid.

    Examples
    --------
    >>> import pyarrow as pa
    >>> company = {"word": "LG", "start_idx": 0, "end_idx": 1, "type": "ORG"}
    >>> person = {"word": "구광모", "start_idx": 4, "end_idx": 6, "type": "PER"}
    >>> row = {"guid": "a", "sentence": "LG의 구광모", "subject_entity": company,
    ...        "object_entity": person, "label": "org:top_members/employees"}
    >>> read(pa.Table.from_pylist([row])).table["object_end"].to_pylist()
    [7]
    """
    if on_bad_row not in _ON_BAD_ROW:
        raise UsageError(f"on_bad_row must be {', '.join(_ON_BAD_ROW)}, not {on_bad_row!r}")
    if not 0 <= max_bad_share <= 1:
        raise UsageError(f"max_bad_share must be from 0 to 1, not {max_bad_share!r}")
    rules = Rules(
        labels,
        types,
        on_bad_row,
        require_label,
        max_bad_share=max_bad_share,
        renaming=renaming or {},
    )
    large = read_large(source, rules, how, fmt, split, pairing=pairing)
    if large is not None:
        return large
    raw = open_source(source, split, how, fmt, pairing)
    return checked(raw, rules, how)


@_also_from_urls
def read_good(
    source: Any,
    on_bad_row: OnBadRow = "drop",
    *,
    require_label: LabelNeed = True,
    how: ReadAs | None = None,
    again: bool = False,
    fmt: str | None = None,
) -> Reading:
    """Return the good rows of a source, even if there are none, and the problems of the others.

    `again` says that the source was read before, so that its notes are not logged a second time.
    """
    rules = Rules(None, None, on_bad_row, require_label, none_left=True)
    how = how or PLAINLY
    large = read_large(source, rules, how, fmt, log=not again)
    if large is not None:
        return large
    return checked(open_source(source, None, how, fmt), rules, how, log=not again)


@_also_from_urls
def sentences_of(source: Any, how: ReadAs = PLAINLY) -> tuple[str, pa.ChunkedArray]:
    """Return the name of a source and its sentences; labels and mentions are not checked.

    Raises
    ------
    InputError
        The source cannot be read, or a row has no readable sentence. Such a row is not skipped,
        since the sentences may be a test set to be left out of an output, and the skipped sentence
        could remain there.
    """
    raw = open_source(source, None, how.beside())
    if raw.rows == 0:
        raise InputError(f"{raw.origin}: has no rows")
    if SENTENCE not in raw.columns:
        names = listed(raw.columns) or "no columns"
        raise InputError(f"{raw.origin}: has no column '{SENTENCE}'; found: {names}")
    faults = raw.reader_faults()
    try:
        sentences = text(raw.columns[SENTENCE], SENTENCE, faults, required=True)
    except InputError as error:
        raise InputError(f"{raw.origin}: {error}") from error
    for fault in faults:
        raise InputError(
            f"{raw.origin}: {len(faults):,} of {raw.rows:,} rows have no readable sentence; row "
            f"{fault.row} (from 0), {fault.field}: {fault.message}"
        )
    return raw.origin, sentences


def _renamed(result: Any, local_path: str, url: str) -> Any:
    """Return a result of reading with the URL instead of the path of the downloaded copy."""
    if isinstance(result, tuple):
        name, *rest = result
        return (named(name, local_path, url), *rest)
    problems = [
        replace(problem, file=named(problem.file, local_path, url)) for problem in result.problems
    ]
    notes = tuple(named(note, local_path, url) for note in result.notes)
    origin = named(result.origin, local_path, url)
    return replace(result, origin=origin, notes=notes, problems=problems)


@contextmanager
def _logging(local_path: str, url: str) -> Iterator[None]:
    """Inside the block, log messages with the URL instead of the path of the downloaded copy."""

    def rename(record: logging.LogRecord) -> bool:
        record.msg, record.args = named(record.getMessage(), local_path, url), ()
        return True

    _LOG.addFilter(rename)
    try:
        yield
    finally:
        _LOG.removeFilter(rename)
