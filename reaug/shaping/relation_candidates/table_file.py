"""Read and write the table of candidates as a file, so that another set gets the same heads.

```
{"source": "data", "support": 5,                     or "rules" with "level"
 "rules": {"name": "klue-re", "sha256": "…"},
 "negative": "no_relation",
 "labels": ["no_relation", "org:dissolved", …],      in the order of the mask
 "heads": [{"id": 0, "pair": "ORG:DAT", "candidates": ["no_relation", …],
            "rows": 2110, "excluded": 7}, …],
 "no_head": {"rows": 0}}
```

`rows` and `excluded` (the number of rows whose label is not a candidate) describe the data set of
the run that wrote the file. A run with `like` reads only the pairs and candidates of the heads.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any, Final, Literal

import numpy as np
from pydantic import BaseModel, Field, StrictInt, StrictStr, ValidationError

from reaug.core.arrays import I64, Bool
from reaug.core.quotes import shorten
from reaug.data.text_files import read_text
from reaug.errors import InputError
from reaug.rulebook import RuleBook
from reaug.shaping.relation_candidates.table import CandidateTable, fallback
from reaug.suggestions import did_you_mean

NAME: Final = "candidates.json"

_Rows = Annotated[StrictInt, Field(ge=0)]


class _Strict(BaseModel, frozen=True, extra="forbid"):
    pass


class _Head(_Strict):
    id: StrictInt
    pair: Annotated[StrictStr, Field(min_length=1)]
    candidates: Annotated[tuple[StrictStr, ...], Field(min_length=1)]
    rows: _Rows = 0
    excluded: _Rows = 0


class _NoHead(_Strict):
    rows: _Rows = 0


class _Book(_Strict):
    name: StrictStr
    sha256: StrictStr


class _File(_Strict):
    """The contents of `candidates.json`."""

    labels: Annotated[tuple[StrictStr, ...], Field(min_length=1)]
    heads: Annotated[tuple[_Head, ...], Field(min_length=1)]
    source: Literal["data", "rules"] | None = None
    support: StrictInt | None = None
    level: StrictStr | None = None
    rules: _Book | None = None
    negative: StrictStr | None = None
    no_head: _NoHead = _NoHead()


def read_table(path: Path, rules: RuleBook) -> CandidateTable:
    """Return the table of candidates in a file or a run folder.

    The labels may be in another order than in the rule book.

    Raises
    ------
    InputError
        The file cannot be read, is not a table of candidates, or has a label that is not in the
        rule book; the message names the file and the entry.
    """
    if path.is_dir():
        path = path / NAME
        if not path.exists():
            raise InputError(
                f"{path.parent}: it has no {NAME}, so relation_candidates did not run there"
            )
    try:
        file = _File.model_validate_json(read_text(path))
    except ValidationError as error:
        raise InputError(f"{path}: {_first(error)}") from error
    heads: dict[str, frozenset[str]] = {}
    for i, head in enumerate(file.heads):
        where = f"{path}: heads.{i} ({shorten(head.pair)})"
        if head.id != i:
            raise InputError(f"{where}: its id is {head.id}; ids count from 0, in order")
        if head.pair in heads:
            raise InputError(f"{where}: the pair appears twice")
        for label in head.candidates:
            if label not in rules.relations:
                hint = did_you_mean(label, rules.labels)
                raise InputError(f"{where}: {rules.name} has no label {shorten(label)}{hint}")
        if rules.negative is not None and rules.negative not in head.candidates:
            raise InputError(f"{where}: {rules.negative} is missing; it is always a candidate")
        if len(types := head.pair.split(":")) != 2 or not set(types) <= set(rules.types):
            raise InputError(f"{where}: not two types of {rules.name}, such as PER:ORG")
        heads[head.pair] = frozenset(head.candidates)
    origin = file.model_dump(include={"source", "support", "level"}, exclude_none=True)
    return table_of(heads, origin, rules)


def table_of(
    heads: dict[str, frozenset[str]], origin: dict[str, Any], rules: RuleBook
) -> CandidateTable:
    """Return the table for `heads`; other type pairs get their candidates from the rule book."""
    return CandidateTable(
        labels=tuple(rules.labels),
        heads=heads,
        others=fallback(rules),
        negative=rules.negative,
        origin=origin,
        rules={"name": rules.name, "sha256": rules.content_hash},
    )


def write_table(path: Path, table: CandidateTable, head: I64, excluded: Bool) -> None:
    """Write a table with counts of n rows.

    `head` is the head of each row (`int64[n]`), and `excluded` whether its label is no candidate
    (`bool[n]`).
    """
    n = len(table.heads)
    # One more bin, for rows without a head (-1).
    rows = np.bincount(head % (n + 1), minlength=n + 1).tolist()
    lost = np.bincount(head[excluded] % (n + 1), minlength=n + 1).tolist()
    document = {
        **table.origin,
        "rules": dict(table.rules),
        "negative": table.negative,
        "labels": list(table.labels),
        "heads": [
            {
                "id": i,
                "pair": pair,
                "candidates": table.names(pair),
                "rows": rows[i],
                "excluded": lost[i],
            }
            for i, pair in enumerate(table.heads)
        ],
        "no_head": {"rows": rows[n]},
    }
    path.write_text(json.dumps(document, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _first(error: ValidationError) -> str:
    """Return the first error as text, with its location in the file."""
    first = error.errors(include_url=False, include_input=False)[0]
    place = ".".join(map(str, first["loc"]))
    return f"{place}: {first['msg']}" if place else f"is not a file of candidates: {first['msg']}"
