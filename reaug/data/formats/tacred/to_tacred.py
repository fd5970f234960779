"""Write rows in KLUE's schema as objects of TACRED (Zhang et al. 2017).

| TACRED | KLUE |
|---|---|
| `id`, `docid`, `relation` | `guid`, `source`, `label` |
| `token` | the sentence, tokenized by `tokens.py` |
| `subj_start`, `subj_end`, `obj_start`, `obj_end` | the mentions, in tokens; ends inclusive |
| `subj_type`, `obj_type` | the types, with their names in the rows |
| `sentence` | the exact text, which TACRED lacks: it makes the conversion lossless |

TACRED's columns `stanford_pos`, `stanford_ner`, `stanford_head` and `stanford_deprel` need an
English parser, so they are only written if the rows already have them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import pyarrow as pa

from reaug.core.schema import GUID, LABEL, SENTENCE, SOURCE
from reaug.data.formats.tacred.tokens import cut
from reaug.data.mention_columns import PARTS
from reaug.errors import OutputError

PREFIX: Final = {"subject_entity": "subj", "object_entity": "obj"}
"""The prefixes of TACRED's fields for each mention."""

RENAMED: Final = {"docid": SOURCE, "relation": LABEL}
"""TACRED's fields that have another name in KLUE's schema, with that name; `id` is left out."""

_BATCH: Final = 4_096
_KLUE: Final = (GUID, SENTENCE, *PREFIX, LABEL, SOURCE)
_OWN: Final = (
    *RENAMED,
    "token",
    *(f"{name}_{part}" for name in PREFIX.values() for part in ("start", "end", "type")),
    *(f"{name}.{part}" for name in PREFIX for part in PARTS),
)


def tacred_rows(klue: pa.Table | pa.RecordBatch) -> Iterator[dict[str, Any]]:
    """Yield rows in KLUE's schema (see `to_klue`) as objects with the fields of TACRED.

    Raises
    ------
    OutputError
        A user's column has the name of a field of TACRED.

    Examples
    --------
    >>> from reaug.core.examples import batch_of
    >>> from reaug.data import to_klue
    >>> [row] = tacred_rows(to_klue(batch_of("[S|ORG|삼성]의 [O|PER|이재용] 회장").table))
    >>> row["token"], row["obj_start"], row["obj_end"], row["obj_type"]
    (['삼성', '의', '이재용', '회장'], 2, 2, 'PER')
    """
    extras = [name for name in klue.schema.names if name not in _KLUE]
    clashing = [name for name in extras if name in _OWN]
    if clashing:
        raise OutputError(
            f"column '{clashing[0]}' is also a field of TACRED; rename it, or write klue-json"
        )
    guid = GUID if "id" in extras else "id"  # the user's own id keeps its name
    for at in range(0, klue.num_rows, _BATCH):
        for row in klue.slice(at, _BATCH).to_pylist():
            yield {guid: row[GUID], **_fields(row), **{name: row[name] for name in extras}}


def _fields(row: dict[str, Any]) -> dict[str, Any]:
    sentence = row[SENTENCE]
    mentions = {prefix: row[name] for name, prefix in PREFIX.items()}
    spans = {name: (entry["start_idx"], entry["end_idx"] + 1) for name, entry in mentions.items()}
    tokens = cut(sentence, tuple(spans.values()))
    first = {begin: i for i, (begin, _) in enumerate(tokens)}
    last = {end: i for i, (_, end) in enumerate(tokens)}
    fields = {name: row[klue] for name, klue in RENAMED.items()}
    fields["token"] = [sentence[begin:end] for begin, end in tokens]
    for name, (start, end) in spans.items():
        fields |= {f"{name}_start": first[start], f"{name}_end": last[end]}
    fields |= {f"{name}_type": mention["type"] for name, mention in mentions.items()}
    return {**fields, SENTENCE: sentence}
