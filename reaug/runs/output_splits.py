"""Divide the output of a run into splits."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from reaug.data.raw import FEATURE
from reaug.recipe.plan import Node, leaves


def splits_of(nodes: Sequence[Node], table: pa.Table) -> dict[str, pa.Table]:
    """Return the rows of each split, by name; {} if no step divides the output.

    If several steps define splits, the last one counts. The name of a split is the column and the
    value, or only the value if the column is a ClassLabel: `bucket_0`, `PER_ORG`. Rows without a
    value are in a split of their own.
    """
    columns = [leaf.step.split_column for leaf in leaves(nodes)]
    column = next((name for name in reversed(columns) if name is not None), None)
    if column is None:
        return {}
    values = table[column]
    labels = _labels(table.schema.field(column))
    if labels is not None:  # -1 stands for no label
        values = pc.if_else(pc.less(values, 0), pa.scalar(None, values.type), values)
    present = sorted(pc.unique(values.drop_null()).to_pylist())
    names = [f"{column}_{value}" if labels is None else labels[value] for value in present]
    parts = {
        name: table.filter(pc.equal(values, value))
        for name, value in zip(_allowed_names(names), present, strict=True)
    }
    if values.null_count:
        name = next(_allowed_names([f"{column}_none"], set(parts)))
        parts[name] = table.filter(pc.is_null(values))
    return parts


def _labels(field: pa.Field) -> list[str] | None:
    """Return the names of a ClassLabel; None for any other column."""
    feature = json.loads((field.metadata or {}).get(FEATURE, b"null"))
    if isinstance(feature, dict) and feature.get("_type") == "ClassLabel":
        return list(map(str, feature["names"]))
    return None


def _allowed_names(names: Sequence[str], taken: set[str] | None = None) -> Iterator[str]:
    """Yield the names, changed to distinct names that `datasets` allows: letters, digits and _."""
    seen = set() if taken is None else set(taken)
    for name in names:
        plain = re.sub(r"\W", "_", name) or "_"
        new, number = plain, 2
        while new in seen:
            new, number = f"{plain}_{number}", number + 1
        seen.add(new)
        yield new
