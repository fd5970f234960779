"""Schedules: the order in which a model sees the rows in training, from short to long.

A schedule is a list of phases. Each phase lists the rows to train on, as positions in the data set.
The phases follow one another in training. The random draws depend only on the keys of the rows and
on the schedule's own seed, so that the same rows in another order give the same schedule.

Sources: Bengio et al. 2009, "Curriculum learning" (`one_pass`: bucket by bucket); Spitkovsky et al.
2010, "From baby steps to leapfrog" (`baby_step`: each phase adds a bucket); both names are from
Cirik et al. 2016, "Visualizing and understanding curriculum learning for LSTM networks"; Platanios
et al.
2019, "Competence-based curriculum learning for neural machine translation" (`competence`).
"""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal, NamedTuple, get_args

import numpy as np
from pydantic import BaseModel, BeforeValidator, Field, StrictInt, model_validator

from reaug.core.arrays import F64, I64, U64
from reaug.core.draws import Draw

Kind = Literal["one_pass", "baby_step", "competence"]
_PATH: Final = "curriculum.schedule"


class Schedule(BaseModel, frozen=True, extra="forbid", defer_build=True):
    """The order of training from short rows to long ones."""

    kind: Annotated[Kind, Field(description="bucket by bucket, cumulative, or by competence")]
    epochs: Annotated[
        StrictInt,
        Field(ge=1, le=100, description="passes: over each phase, or over the training data"),
    ] = 1
    seed: Annotated[StrictInt, Field(ge=0, lt=2**63, description="the seed of its draws")] = 42
    batch_size: Annotated[
        StrictInt, Field(ge=1, le=4_096, description="competence: rows per step")
    ] = 32
    steps: Annotated[
        StrictInt | None,
        Field(ge=1, lt=2**31, description="competence: steps until all rows are used"),
    ] = None
    c0: Annotated[float, Field(gt=0, le=1, description="competence: the share to start with")] = (
        0.01
    )

    @model_validator(mode="after")
    def _make_sense(self) -> Schedule:
        if self.kind != "competence":
            for name in ("batch_size", "steps", "c0"):
                if getattr(self, name) != type(self).model_fields[name].default:
                    raise ValueError(f"{name} applies only to kind: competence, not {self.kind}")
        return self


def _kind_alone(value: Any) -> Any:
    return {"kind": value} if isinstance(value, str) else value


def _or_kind(schema: dict[str, Any]) -> None:
    schema["anyOf"].insert(0, {"type": "string", "enum": list(get_args(Kind))})


ScheduleOrKind = Annotated[
    Schedule | None, BeforeValidator(_kind_alone), Field(json_schema_extra=_or_kind)
]
"""The type of a parameter that takes a schedule, or only its kind (with default values)."""


class Phase(NamedTuple):
    """A part of the training.

    about : a description of the phase, for schedule.json.
    rows : `int64[m]`, positions in the data set, in the order of training.
    """

    about: dict[str, Any]
    rows: I64


def phases(schedule: Schedule, lengths: I64, buckets: I64, keys: U64, rows: I64) -> list[Phase]:
    """Return the phases of a schedule over n rows.

    Parameters
    ----------
    lengths, buckets, keys
        Length, bucket (from 0) and key (`core.draws.row_keys`) of each row.
    rows
        `int64[n]`, the positions of the rows in the data set.
    """
    if not len(rows):
        return []
    if schedule.kind == "competence":
        return _by_competence(schedule, lengths, keys, rows)
    draw = Draw(keys, seed=schedule.seed, path=_PATH)
    cumulative = schedule.kind == "baby_step"
    all_phases = []
    for bucket in np.unique(buckets).tolist():
        among = np.flatnonzero(buckets <= bucket if cumulative else buckets == bucket)
        names = list(range(bucket + 1)) if cumulative else [bucket]
        for epoch in range(schedule.epochs):
            mixed = np.argsort(draw.bits(f"bucket {bucket}", epoch, among), kind="stable")
            all_phases.append(Phase({"buckets": names}, rows[among[mixed]]))
    return all_phases


def _by_competence(schedule: Schedule, lengths: I64, keys: U64, rows: I64) -> list[Phase]:
    """Return one phase per training step, with rows up to the competence."""
    # The difficulty of a row is the share of rows that are not longer; the competence is a share
    # that grows to 1 from step to step (see `competences`).
    draw = Draw(keys, seed=schedule.seed, path=_PATH)
    order = rows[np.lexsort((draw.bits("order"), lengths))]
    size = min(schedule.batch_size, len(rows))
    competence = competences(schedule, len(rows))
    # A step needs a full batch, even while the competence allows fewer rows.
    available = np.maximum(allowed(lengths, competence), size)
    batches = order[_samples(available, size, schedule.seed)]
    return [
        Phase({"competence": round(c, 6), "available": n}, batch)
        for c, n, batch in zip(competence.tolist(), available.tolist(), batches, strict=True)
    ]


def competences(schedule: Schedule, n: int) -> F64:
    """Return the competence at each training step over n rows (`float64[steps]`).

    The competence is a share of the rows: a training step draws only from this share, the shortest
    rows first.

    c(t) = min(1, sqrt(t (1 - c0²) / T + c0²)), the square root of Platanios et al. 2019; T is
    `steps`, by default half of the training.

    >>> competences(Schedule(kind="competence", batch_size=10, c0=0.1), 80).round(3).tolist()
    [0.1, 0.507, 0.711, 0.867, 1.0, 1.0, 1.0, 1.0]
    """
    t = np.arange(-(-schedule.epochs * n // min(schedule.batch_size, n)))
    until = steps_until_all(schedule, len(t))
    start = schedule.c0**2
    grown = np.sqrt(t * ((1 - start) / max(until, 1)) + start)
    return np.where(t >= until, 1.0, np.minimum(grown, 1.0))


def steps_until_all(schedule: Schedule, steps: int) -> int:
    """Return the first step at which all rows are allowed, in a training of `steps` steps."""
    return steps // 2 if schedule.steps is None else schedule.steps


def allowed(lengths: I64, competence: F64) -> I64:
    """Return how many rows, the shortest first, may be drawn at each competence.

    `lengths` are those of the rows, in any order. Rows of equal length are allowed together.

    >>> allowed(np.array([1, 1, 2, 3]), np.array([0.4, 0.5, 0.9, 1.0])).tolist()
    [0, 2, 3, 4]
    """
    up_to = np.concatenate([[0], np.cumsum(np.unique(lengths, return_counts=True)[1])])
    return up_to[np.searchsorted(up_to, competence * len(lengths), side="right") - 1]


def _samples(available: I64, size: int, seed: int) -> I64:
    """Draw `size` distinct numbers below `available[i]` for each step i (`int64[steps, size]`)."""
    # This is Floyd's sampling without replacement (Bentley & Floyd 1987), for all steps at once.
    steps = Draw(np.arange(len(available), dtype=np.uint64), seed=seed, path=_PATH)
    samples = np.empty((len(available), size), dtype=np.int64)
    for i in range(size):
        last = available - size + i
        place = steps.below("batch", last + 1, i)
        taken = (samples[:, :i] == place[:, None]).any(axis=1)
        samples[:, i] = np.where(taken, last, place)
    return samples
