"""Rows written inline, with their mentions marked: for examples in docs and for tests."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

import pyarrow as pa

from reaug.core import schema
from reaug.core.batch import Batch
from reaug.core.draws import row_keys

_MARK: Final = re.compile(r"\[(?P<role>[SO])\|(?P<type>[A-Z]*)\|(?P<word>[^\[\]]*)\]")


def batch_of(*marked: str, label: str | Sequence[str] = "no_relation") -> Batch:
    """Rows from sentences with marks: `[S|TYPE|word]` the subject, `[O|TYPE|word]` the object.

    >>> row = batch_of("[S|PER|이순신]은 [O|LOC|한산도]에 있다.").row(0)
    >>> row.sentence, row.subject, row.object, row.object_type
    ('이순신은 한산도에 있다.', (0, 3), (5, 8), 'LOC')
    """
    labels = [label] * len(marked) if isinstance(label, str) else list(label)
    columns: dict[str, list[object]] = {name: [] for name in schema.CORE_SCHEMA.names}
    ids = [f"row-{i}" for i in range(len(marked))]
    for i, text in enumerate(marked):
        sentence, at = "", 0
        found: dict[str, tuple[int, int, str]] = {}
        for match in _MARK.finditer(text):
            sentence += text[at : match.start()]
            start = len(sentence)
            sentence += match["word"]
            found[match["role"]] = (start, len(sentence), match["type"])
            at = match.end()
        sentence += text[at:]
        subject, object_ = found["S"], found["O"]
        values = (*subject[:2], *object_[:2])
        columns[schema.SENTENCE].append(sentence)
        for name, value in zip(schema.SPANS, values, strict=True):
            columns[name].append(value)
        columns[schema.SUBJECT_TYPE].append(subject[2])
        columns[schema.OBJECT_TYPE].append(object_[2])
        columns[schema.LABEL].append(labels[i])
        columns[schema.SOURCE].append("example")
        columns[schema.POSITION].append(i)
    columns[schema.ROW_ID] = columns[schema.GUID] = list(ids)
    columns[schema.KEY] = list(row_keys(ids))
    return Batch(pa.table(columns, schema=schema.CORE_SCHEMA))
