"""Facts about a whole data set that are small, however many rows it has (`Rows.fact`), and names of
its rows that could not be read.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reaug.core.schema import GUID, LABEL, OBJECT_TYPE, SUBJECT_TYPE
from reaug.core.text import contiguous
from reaug.data.row_batches import passed
from reaug.rulebook.scheme_match import is_foreign

if TYPE_CHECKING:
    from reaug.audit.rows import Rows

_NAMES: Final = [LABEL, SUBJECT_TYPE, OBJECT_TYPE]
_COUNT: Final = "n"
_ROWS: Final = 1 << 16


def counts_of_names(rows: Rows) -> pa.Table:
    """Return the distinct labels and types of rows together, with their number of rows `n`.

    Examples
    --------
    >>> from reaug.audit.rows import Rows
    >>> from reaug.core.examples import batch_of
    >>> from reaug.rulebook import load
    >>> batch = batch_of(*["[S|PER|이순신]은 [O|LOC|한양]에서 났다."] * 2, label="per:origin")
    >>> counts_of_names(Rows(batch.table, load("klue-re"))).to_pylist()
    [{'label': 'per:origin', 'subject_type': 'PER', 'object_type': 'LOC', 'n': 2}]
    """
    some = rows.table.select(_NAMES)
    counted = [_counted(some.slice(0, 0))]
    for batch in passed(some, _ROWS):
        counted.append(_counted(pa.Table.from_batches([batch])))
    together = pa.concat_tables(counted).group_by(_NAMES, use_threads=False)
    return together.aggregate([("count_all", "sum")]).rename_columns([*_NAMES, _COUNT])


def _counted(names: pa.Table) -> pa.Table:
    return names.group_by(_NAMES, use_threads=False).aggregate([([], "count_all")])


def labels_of(counts: pa.Table) -> Counter[str]:
    """Return the number of rows by label, from the result of `counts_of_names`; "" for no label.

    >>> labels_of(pa.table({"label": ["a", None, "a"], "n": [1, 2, 3]}))
    Counter({'a': 4, '': 2})
    """
    by_label = Counter[str]()
    columns = (counts[name].to_pylist() for name in (LABEL, _COUNT))
    for label, n in zip(*columns, strict=True):
        by_label[label or ""] += n
    return by_label


def is_other_scheme(rows: Rows) -> bool:
    """Return whether a set follows another scheme than that of the rule book (`is_foreign`)."""
    label, subject, object_ = (contiguous(rows.name_counts[name]) for name in _NAMES)
    return is_foreign(rows.rules, label, subject, object_, rows.name_counts[_COUNT].to_numpy())


def unknown_ids(rows: Rows) -> frozenset[str]:
    """Return the ids of the rows with a label or type that is not in the book."""
    ids = (piece.named(np.flatnonzero(~piece.known)) for piece in rows.pieces())
    return frozenset(row_id for some in ids for row_id in some)


SMALL: Final = (counts_of_names, is_other_scheme, unknown_ids)
"""The facts of this module."""


def unread_names(rows: Rows) -> dict[int, str]:
    """Return names of the rows that could not be read, by index: the guid, if it is unique."""
    dropped = [problem for problem in rows.problems if problem.action == "dropped"]
    names = Counter(problem.row_id for problem in dropped)
    known = pa.array([name for name in names if name is not None], pa.string())
    for chunk in rows.table[GUID].chunks:
        names.update(chunk.filter(pc.is_in(chunk, value_set=known)).to_pylist())
    called = {row: f"row {row}" for row in rows.unread}
    for problem in dropped:
        # A guid that several rows have identifies none of them.
        is_unique = problem.row_id is not None and names[problem.row_id] == 1
        called[problem.row] = str(problem.row_id) if is_unique else f"row {problem.row}"
    return called
