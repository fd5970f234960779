"""Express a new sentence as changes of a row: edits of the text, renamed mentions, swapped
roles.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from reaug.core import schema
from reaug.core.batch import Batch, Row
from reaug.core.changes import Changes
from reaug.core.edits import CONTEXT, OBJECT, SUBJECT, Edits
from reaug.rewriting.mention_marks import Restored
from reaug.rewriting.plain_rows import rows_of


class Whole(NamedTuple):
    """The changes that turn a row's sentence into a new one.

    edits : (start, end, new text, role code) of each edit.
    turned : whether the mentions come in the other order.
    """

    edits: list[tuple[int, int, str, int]]
    turned: bool


def whole(row: Row, new: Restored) -> Whole:
    """Return the changes that turn a row's sentence into a new one.

    If the mentions come in the other order, the words of subject and object are exchanged by edits,
    and `turned` says that the roles must be exchanged, too.

    Examples
    --------
    >>> row = Row("a", "이순신은 한산도에서 이겼다.", (0, 3), (5, 8), "PER", "LOC", "no_relation")
    >>> made = whole(row, Restored("한산도에서 이순신이 승리했다.", (6, 9), (0, 3)))
    >>> made.edits[:3], made.turned
    ([(0, 3, '한산도', 1), (3, 5, '에서 ', 0), (5, 8, '이순신', 2)], True)
    """
    old = sorted([(row.subject, SUBJECT), (row.object, OBJECT)])
    now = sorted([(new.subject, SUBJECT), (new.object, OBJECT)])
    edits: list[tuple[int, int, str, int]] = []
    before, since = 0, 0
    for ((start, end), role), ((first, last), _) in zip(old, now, strict=True):
        edits.append((before, start, new.sentence[since:first], CONTEXT))
        edits.append((start, end, new.sentence[first:last], role))
        before, since = end, last
    edits.append((before, len(row.sentence), new.sentence[since:], CONTEXT))
    changed = [edit for edit in edits if row.sentence[edit[0] : edit[1]] != edit[2]]
    return Whole(changed, [role for _, role in old] != [role for _, role in now])


def loses_type(row: Row, new: Restored) -> bool:
    """Return whether the new sentence is one that no changes of the row can make.

    This is so if the mentions come in the other order and only one of them has a type.

    >>> row = Row("a", "가 나", (0, 1), (2, 3), "PER", None, "x")
    >>> loses_type(row, Restored("나 가", (2, 3), (0, 1)))
    True
    """
    turned = (row.subject < row.object) != (new.subject < new.object)
    types = {row.subject_type, row.object_type}
    return turned and len(types) == 2 and None in types


def changes_of(
    batch: Batch, new: Mapping[int, Restored], why: Mapping[int, str], skipped: Sequence[str | None]
) -> Changes:
    """Return the changes of a batch.

    `new` has the new sentences and `why` the reasons of the changes, by position; `skipped` has the
    reasons of unchanged rows.
    """
    n = len(batch)
    turned = np.zeros(n, dtype=np.bool_)
    edits: list[tuple[int, int, int, str, int]] = []
    reason: list[str | None] = [None] * n
    types: dict[str, list[str | None]] = {f"{role}_type": [None] * n for role in schema.ROLES}
    rows = rows_of(batch)
    for at in sorted(new):
        row = rows[at]
        made = whole(row, new[at])
        edits += [(at, *edit) for edit in made.edits]
        reason[at] = why.get(at)
        if made.turned:
            turned[at] = True  # swapping roles swaps the types, too, so they are swapped here first
            types["subject_type"][at] = row.object_type
            types["object_type"][at] = row.subject_type
    row_, start, end, text, role = zip(*edits, strict=True) if edits else ((),) * 5
    return Changes(
        edits=Edits.of(row_, start, end, text, np.array(role, dtype=np.int8)),
        fields={name: pa.array(values, pa.string()) for name, values in types.items()},
        swap_roles=turned,
        reason=pa.array(reason, pa.string()),
        skipped=pa.array(list(skipped), pa.string()),
    )
