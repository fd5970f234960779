"""Make rows from sentences with marked mentions, for examples in the docs and for tests."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

import pyarrow as pa

from reaug.core import schema
from reaug.core.batch import Batch
from reaug.core.draws import row_keys

_MARK: Final = re.compile(r"\[(?P<role>[SO])\|(?P<type>[^|\[\]]*)\|(?P<word>[^\[\]]*)\]")


class Marked(NamedTuple):
    """A sentence without its marks, with half-open `spans` and `types` of subject and object."""

    sentence: str
    spans: tuple[int, int, int, int]
    types: tuple[str, str]


def read_marks(text: str) -> Marked:
    """Return a sentence without the marks of its mentions, and the spans and types of these.

    Raises
    ------
    ValueError
        There is not exactly one marked subject and one marked object.

    Examples
    --------
    >>> read_marks("[S|PER|이순신]은 [O|LOC|한산도]에 있다.").spans
    (0, 3, 5, 8)
    """
    sentence, at = "", 0
    mentions: dict[str, tuple[int, int, str]] = {}
    marks = list(_MARK.finditer(text))
    for match in marks:
        sentence += text[at : match.start()]
        start = len(sentence)
        sentence += match["word"]
        mentions[match["role"]] = (start, len(sentence), match["type"])
        at = match.end()
    if len(marks) != 2 or len(mentions) != 2:
        raise ValueError("mark one subject, [S|TYPE|word], and one object, [O|TYPE|word]")
    (a, b, subject_type), (c, d, object_type) = mentions["S"], mentions["O"]
    return Marked(sentence + text[at:], (a, b, c, d), (subject_type, object_type))


def batch_of(*marked: str, label: str | Sequence[str] = "no_relation") -> Batch:
    """Return a batch of rows made from marked sentences.

    `[S|TYPE|word]` marks the subject, `[O|TYPE|word]` the object.

    >>> row = batch_of("[S|PER|이순신]은 [O|LOC|한산도]에 있다.").row(0)
    >>> row.sentence, row.subject, row.object, row.object_type
    ('이순신은 한산도에 있다.', (0, 3), (5, 8), 'LOC')
    """
    labels = [label] * len(marked) if isinstance(label, str) else list(label)
    columns: dict[str, list[object]] = {name: [] for name in schema.CORE_SCHEMA.names}
    ids = [f"row-{i}" for i in range(len(marked))]
    for i, text in enumerate(marked):
        sentence, spans, types = read_marks(text)
        columns[schema.SENTENCE].append(sentence)
        for name, value in zip(schema.SPANS, spans, strict=True):
            columns[name].append(value)
        columns[schema.SUBJECT_TYPE].append(types[0])
        columns[schema.OBJECT_TYPE].append(types[1])
        columns[schema.LABEL].append(labels[i])
        columns[schema.SOURCE].append("example")
        columns[schema.POSITION].append(i)
    columns[schema.ROW_ID] = columns[schema.GUID] = list(ids)
    columns[schema.KEY] = list(row_keys(ids))
    return Batch(pa.table(columns, schema=schema.CORE_SCHEMA))
