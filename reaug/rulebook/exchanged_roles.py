"""Detect that subject and object are exchanged in a whole data set, by the types of its labels."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reaug.core.schema import LABEL, OBJECT_TYPE, SUBJECT_TYPE
from reaug.rulebook.book import RuleBook

_MOST: Final = 0.5
"""A condition for exchanged roles: in more than this share of the rows with a relation, the label
forbids the subject type.
"""
_FEW: Final = 0.1
"""The other condition: with subject and object exchanged, that share is at most this."""
_BATCH: Final = 65_536
_ROWS: Final = 5

_RULE: Final = "schema/subject-type"


def traded_roles(
    book: RuleBook, table: pa.Table, columns: Mapping[str, str] | None = None
) -> str | None:
    """Return a question to the user if subject and object seem to be exchanged, else None.

    Parameters
    ----------
    book
        The rule book.
    table
        n rows of `core.schema.CORE_SCHEMA`.
    columns
        The user's column for each field, such as `subject.type`. If given, the question ends with
        the `--map` option that exchanges subject and object.

    Examples
    --------
    >>> from reaug.core.examples import batch_of
    >>> from reaug.rulebook import load
    >>> rows = batch_of(*["[S|POH|대표]를 [O|PER|김하늘]이 맡았다."] * 5, label="per:title")
    >>> traded_roles(load("klue-re"), rows.table)[:49]
    'the subject has a type that its label does not al'
    """
    total = broken = exchanged = 0
    for batch in table.select([LABEL, SUBJECT_TYPE, OBJECT_TYPE]).to_batches(max_chunksize=_BATCH):
        labels = pc.fill_null(pc.not_equal(batch[LABEL], book.negative or ""), fill_value=False)
        related = np.asarray(labels.to_numpy(zero_copy_only=False), dtype=np.bool_)
        total += int(related.sum())
        types = [batch[name] for name in (SUBJECT_TYPE, OBJECT_TYPE)]
        broken += _broken(book, batch[LABEL], types, related)
        exchanged += _broken(book, batch[LABEL], types[::-1], related)
    if total < _ROWS or broken <= _MOST * total or exchanged > _FEW * total:
        return None
    ask = (
        f"the subject has a type that its label does not allow in {broken:,} of {total:,} rows, "
        "but most of these rows fit the label with the roles reversed: are the two exchanged?"
    )
    parts = {
        f"{_OTHER[role]}{dot}{part}": column
        for field, column in (columns or {}).items()
        for role, dot, part in [field.partition(".")]
        if role in _OTHER
    }
    if not parts:
        return ask
    return f"{ask} If so: --map {','.join(f'{field}={name}' for field, name in parts.items())}"


_OTHER: Final = {"subject": "object", "object": "subject"}


def _broken(
    book: RuleBook, label: pa.StringArray, types: list[pa.StringArray], rows: np.ndarray
) -> int:
    broken = pc.equal(book.violations(label, *types), _RULE).to_numpy(zero_copy_only=False)
    return int((np.asarray(broken, dtype=np.bool_) & rows).sum())
