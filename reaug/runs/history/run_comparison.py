"""Compare two runs: recipe, rule book, input, rows, labels, and the counts of each step."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reaug.core.arrays import I64
from reaug.core.schema import FIELDS, GUID, LABEL, ROW_ID, SENTENCE, SOURCE, SPANS
from reaug.errors import InputError
from reaug.files.run_files import MANIFEST
from reaug.runs.history.recipe_differences import step_changes
from reaug.runs.history.record import Record, Refused, read_record
from reaug.runs.history.row_keys import alike, core_keys
from reaug.runs.manifest import read_manifest
from reaug.runs.undo import read_rows

MOST_IDS: Final = 20
_PARTS: Final = {
    "sentence": (SENTENCE,),
    "subject": SPANS[:2],
    "object": SPANS[2:],
    **{name: (name,) for name in FIELDS},
    "source": (SOURCE,),
    "guid": (GUID,),
}
"""By part of a row that can differ, its columns."""


@dataclass(frozen=True)
class Difference:
    """The differences of two runs; each count is a pair, for the first and the second run.

    recipe : changes of steps, parameters, seed and options.
    rules : the difference of the rule books.
    input : the difference of the inputs; None if both read the same rows.
    same_rows : whether they wrote the same rows.
    rows : the ids of rows that only one run has, the ids of rows that differ, and the number of
        rows that have equal content but other ids; None if no row differs.
    labels : number of rows of each label whose number differs.
    steps : the counts of each step whose counts differ.
    """

    first: Record
    second: Record
    recipe: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    input: str | None = None
    same_rows: bool = False
    rows: dict[str, Any] | None = None
    labels: dict[str, tuple[int, int]] = field(default_factory=dict)
    steps: dict[str, dict[str, tuple[int, int]]] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Return plain data."""
        return {
            "a": {"folder": self.first.folder, "digest": self.first.digest},
            "b": {"folder": self.second.folder, "digest": self.second.digest},
            "recipe": list(self.recipe),
            "rules": list(self.rules),
            "input": self.input,
            "same_rows": self.same_rows,
            "rows": self.rows,
            "labels": {name: list(counts) for name, counts in self.labels.items()},
            "steps": {
                path: {what: list(counts) for what, counts in figures.items()}
                for path, figures in self.steps.items()
            },
        }


def diff(first: Path, second: Path) -> Difference:
    """Return the differences of two runs; see `reaug.runs.diff`."""
    one, other = _sealed(first), _sealed(second)
    a, b = (json.loads((folder / MANIFEST).read_bytes()) for folder in (first, second))
    same = one.digest is not None and one.digest == other.digest
    rows, labels = None, {}
    if not same:
        tables = [read_rows(folder, read_manifest(folder)) for folder in (first, second)]
        rows = _rows(*tables)
        labels = _labels(*tables)
    return Difference(
        one,
        other,
        tuple(_recipe(one, other, a["recipe"], b["recipe"])),
        tuple(_rules(one, other)),
        _input(one, other),
        same,
        rows,
        labels,
        _steps(a["steps"], b["steps"]),
    )


def _sealed(folder: Path) -> Record:
    """Return the record of a run, after checking that it is unchanged.

    Raises
    ------
    InputError
        The folder is not a run, or its manifest was edited.
    """
    read_manifest(folder)
    record = read_record(folder)
    if record is None or isinstance(record, Refused):
        raise InputError(f"{folder} was made by a version of reaug that recorded no digests")
    return record


def _recipe(
    one: Record, other: Record, a: Mapping[str, Any], b: Mapping[str, Any]
) -> Iterator[str]:
    yield from step_changes(one, other)
    for name in dict.fromkeys([*a, *b]):
        if name not in ("steps", "rules") and a.get(name) != b.get(name):
            yield f"{name} {a.get(name)}→{b.get(name)}"


def _rules(one: Record, other: Record) -> Iterator[str]:
    if one.rules != other.rules:
        yield f"{one.rules}→{other.rules}"
    elif one.rules_hash != other.rules_hash:
        short = [(record.rules_hash or "?")[:12] for record in (one, other)]
        yield f"{one.rules} was edited: {short[0]}→{short[1]}"


def _input(one: Record, other: Record) -> str | None:
    if one.input_digest == other.input_digest:
        return None
    if one.digest == other.input_digest:
        return "B read what A made"
    if other.digest == one.input_digest:
        return "A read what B made"
    sources = [f"{record.source} ({record.rows_in} rows)" for record in (one, other)]
    return f"A read {sources[0]}, B read {sources[1]}"


def _rows(a: pa.Table, b: pa.Table) -> dict[str, Any]:
    """Return the rows that only one table has, and those that differ, by what differs."""
    # Rows are matched by id; if the other table lacks the id, by content.
    at = pc.index_in(a[ROW_ID], value_set=b[ROW_ID].combine_chunks())
    position = pc.fill_null(at, -1).to_numpy()
    in_a = pc.is_in(b[ROW_ID], value_set=a[ROW_ID].combine_chunks())
    lone_a, lone_b = a.filter(pc.is_null(at)), b.filter(pc.invert(in_a))
    same_a, same_b = alike(core_keys(lone_a), core_keys(lone_b))
    only_a, only_b = (
        lone[ROW_ID].filter(pa.array(~same)) for lone, same in ((lone_a, same_a), (lone_b, same_b))
    )
    in_both = np.flatnonzero(position >= 0)
    right = position[in_both]
    differing = {name: _differs(a, b, in_both, right, columns) for name, columns in _PARTS.items()}
    every = np.zeros(len(in_both), dtype=np.bool_)
    for where in differing.values():
        every |= where
    changed = a[ROW_ID].take(pa.array(in_both[every][:MOST_IDS]))
    return {
        "only_first": len(only_a),
        "only_first_ids": only_a.slice(0, MOST_IDS).to_pylist(),
        "only_second": len(only_b),
        "only_second_ids": only_b.slice(0, MOST_IDS).to_pylist(),
        "alike": int((~every).sum()),
        "renamed": int(same_a.sum()),
        "changed": int(every.sum()),
        "changed_ids": changed.to_pylist(),
        "fields": {name: int(where.sum()) for name, where in differing.items() if where.any()},
        "columns": {
            "only_first": [name for name in a.column_names if name not in b.column_names],
            "only_second": [name for name in b.column_names if name not in a.column_names],
        },
    }


def _differs(a: pa.Table, b: pa.Table, left: I64, right: I64, columns: tuple[str, ...]) -> Any:
    """Return whether each pair of rows differs in a column (`bool[k]`)."""
    # `left` and `right` (`int64[k]`) are the positions of the rows of a pair in `a` and in `b`.
    differs = np.zeros(len(left), dtype=np.bool_)
    for name in columns:
        one, other = a[name].take(pa.array(left)), b[name].take(pa.array(right))
        unequal = pc.fill_null(pc.not_equal(one, other), False)  # noqa: FBT003
        lone = pc.xor(pc.is_null(one), pc.is_null(other))
        differs |= pc.or_(unequal, lone).to_numpy(zero_copy_only=False).astype(np.bool_)
    return differs


def _labels(a: pa.Table, b: pa.Table) -> dict[str, tuple[int, int]]:
    counts = [
        {
            str(value_count["values"] or ""): value_count["counts"]
            for value_count in pc.value_counts(table[LABEL]).to_pylist()
        }
        for table in (a, b)
    ]
    names = sorted({*counts[0], *counts[1]})
    pairs = {name: (counts[0].get(name, 0), counts[1].get(name, 0)) for name in names}
    moved = {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
    return dict(sorted(moved.items(), key=lambda item: (-abs(item[1][1] - item[1][0]), item[0])))


def _steps(a: list[Any], b: list[Any]) -> dict[str, dict[str, tuple[int, int]]]:
    counts = [_counts(steps) for steps in (a, b)]
    differing: dict[str, dict[str, tuple[int, int]]] = {}
    for path in dict.fromkeys([*counts[0], *counts[1]]):
        one, other = (each.get(path, {}) for each in counts)
        figures = {
            what: (one.get(what, 0), other.get(what, 0))
            for what in dict.fromkeys([*one, *other])
            if one.get(what, 0) != other.get(what, 0)
        }
        if figures:
            differing[path] = figures
    return differing


def _counts(steps: list[Any]) -> dict[str, dict[str, int]]:
    """Return the counts of each step; values of a type that no run writes are ignored."""
    return {
        step["path"]: {what: rows for what, rows in step["rows"].items() if isinstance(rows, int)}
        for step in steps
        if isinstance(step.get("rows"), dict)
    }
