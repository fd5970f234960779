"""Write the file schedule.json of a run, and compute figures about the schedule."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reaug.core import schema
from reaug.core.arrays import rows_where
from reaug.core.step import Measures
from reaug.data.formats.run import DATA
from reaug.errors import UsageError
from reaug.shaping.curriculum.schedules import Phase, Schedule, phases, steps_until_all

NAME: Final = "schedule.json"


def phases_of(schedule: Schedule, rows: pa.Table, column: str, length_column: str) -> list[Phase]:
    """Return the phases of a schedule over the rows that have a bucket and a length."""
    columns = rows.select([length_column, column, schema.KEY])
    is_known = pc.and_(columns[0].is_valid(), columns[1].is_valid())
    positions = rows_where(is_known)
    lengths, buckets, keys = (np.asarray(values) for values in columns.filter(is_known).columns)
    return phases(schedule, lengths, buckets, keys, positions)


def measures_of(schedule: Schedule, all_phases: list[Phase], n_rows: int) -> Measures:
    """Return figures about a schedule of training over `n_rows` rows, with warnings.

    One warning says that some rows are never drawn, another that a schedule by competence ends
    before it reaches the longest rows.
    """
    order = np.concatenate([np.zeros(0, dtype=np.int64), *(phase.rows for phase in all_phases)])
    figures = {
        "kind": schedule.kind,
        "phases": len(all_phases),
        "positions": len(order),
        "rows": len(np.unique(order)),
    }
    warnings = []
    last = all_phases[-1].about.get("competence", 1.0) if all_phases else 1.0
    if last < 1:
        warnings.append(
            f"the schedule ends after {len(all_phases):,} steps at a competence of {last:.2f}, and "
            f"would reach 1 after {steps_until_all(schedule, len(all_phases)):,}; "
            "use fewer steps, or more epochs"
        )
    if never := n_rows - len(np.unique(order)):
        warnings.append(
            f"{never:,} of {n_rows:,} rows are in no phase of the schedule; more epochs draw more"
        )
    return Measures({"schedule": figures}, tuple(warnings))


def leave(
    folder: Path, schedule: Schedule, about: Mapping[str, Any], all_phases: list[Phase]
) -> None:
    """Write schedule.json to a run folder that already contains the data set.

    Parameters
    ----------
    about
        A description of the data set and its buckets, for the head of the file.

    Raises
    ------
    UsageError
        The data set has splits, so that positions would be ambiguous; or another step has already
        written a schedule.
    """
    if (folder / DATA / "dataset_dict.json").exists():
        raise UsageError(
            "curriculum: another step splits the data set, but a schedule lists positions in one "
            "set; remove split or schedule"
        )
    if (folder / NAME).exists():
        raise UsageError(f"curriculum: another step writes {NAME}, too; remove one schedule")
    head = schedule.model_dump(mode="json")
    if schedule.kind == "competence":
        head["steps"] = steps_until_all(schedule, len(all_phases))
    else:
        head = {name: head[name] for name in ("kind", "epochs", "seed")}
    (folder / NAME).write_text(as_json({**head, **about}, all_phases), encoding="utf-8")


def as_json(head: dict[str, Any], all_phases: list[Phase]) -> str:
    """Return a schedule as a JSON document with one line per phase.

    >>> print(as_json({"kind": "one_pass"}, [Phase({"buckets": [0]}, np.array([1, 0]))]), end="")
    {
      "kind": "one_pass",
      "phases": [
        {"buckets": [0], "rows": [1, 0]}
      ]
    }
    """
    lines = [f"  {json.dumps(key)}: {_line(value)}," for key, value in head.items()]
    phase_lines = [
        f"    {_line({**phase.about, 'rows': phase.rows.tolist()})}," for phase in all_phases
    ]
    if phase_lines:
        phase_lines[-1] = phase_lines[-1].removesuffix(",")
    return "\n".join(["{", *lines, '  "phases": [', *phase_lines, "  ]", "}"]) + "\n"


def _line(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
