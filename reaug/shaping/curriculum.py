"""Buckets by length, for training from short to long or for one model per length."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Literal

import numpy as np
import pyarrow as pa
from pydantic import Field, StrictBool, StrictInt, StringConstraints, model_validator

from reaug.core import schema
from reaug.core.batch import Batch
from reaug.core.changes import Changes
from reaug.core.draws import Draw
from reaug.core.step import Step
from reaug.core.text import I64
from reaug.errors import InputError, UsageError
from reaug.rulebook import RuleBook

Unit = Literal["char", "eojeol", "morpheme", "token"]
ColumnName = Annotated[str, StringConstraints(min_length=1, pattern=r"^[^_\s]\S*$")]

_TAKEN = frozenset({*schema.CORE_SCHEMA.names, "id", "subject_entity", "object_entity"})


@dataclass(frozen=True)
class CurriculumState:
    """Where the buckets end. Plain values: saved with a run, so that another set is cut alike.

    by : the unit of the lengths.
    thresholds : the greatest length of each bucket but the last, ascending.
    """

    by: Unit
    thresholds: tuple[int, ...]


class Curriculum(Step):
    """Sort rows into buckets by the length of their sentence.

    Two columns come behind the others: the bucket, 0 for the shortest, and the length. A bucket
    holds the lengths up to and with its threshold. Thresholds not given are quantiles: the j-th of
    k buckets ends at the length whose count of rows up to it lies nearest to j/k of all rows (of
    two as near, the shorter), so that the buckets are about equal. They come from an exact count of
    lengths and do not depend on the order of the rows.

    Units: `char` counts code points, `eojeol` words between white space, `morpheme` those of
    mecab, `token` those of a tokenizer without its special tokens.

    Source: Bengio et al. 2009, "Curriculum learning" (short before long is one of many orders).

    Raises
    ------
    UsageError
        The rows have fewer distinct lengths than buckets; the tokenizer cannot be loaded.
    InputError
        The data has a column of that name already.

    Examples
    --------
    >>> from reaug.core.examples import batch_of
    >>> batch = batch_of("[S|PER|박열]은 [O|LOC|문경] 사람", "[S|PER|박열], [O|LOC|문경]")
    >>> step = Curriculum(by="eojeol", thresholds=(2,))
    >>> state = step.finish(None, None)
    >>> changes = step.propose(batch, state, Draw(batch.keys, seed=1, path="0.curriculum"))
    >>> changes.columns.to_pydict()
    {'bucket': [1, 0], 'length': [3, 2]}
    """

    adds_columns: ClassVar[bool] = True

    by: Annotated[Unit, Field(description="the unit of length")] = "char"
    buckets: Annotated[
        StrictInt, Field(ge=2, le=1000, description="number of buckets, cut at quantiles")
    ] = 3
    thresholds: Annotated[
        tuple[Annotated[StrictInt, Field(ge=0, lt=2**31)], ...] | None,
        Field(min_length=1, description="greatest length of each bucket but the last, ascending"),
    ] = None
    tokenizer: Annotated[
        str | None,
        Field(min_length=1, description="folder or hub name of the tokenizer, for by: token"),
    ] = None
    column: Annotated[ColumnName, Field(description="name of the column of buckets")] = "bucket"
    length_column: Annotated[ColumnName, Field(description="name of the column of lengths")] = (
        "length"
    )
    split: Annotated[StrictBool, Field(description="write a split per bucket")] = False

    @model_validator(mode="before")
    @classmethod
    def _count_thresholds(cls, data: Any) -> Any:
        """Thresholds alone say how many buckets there are."""
        if isinstance(data, dict) and "buckets" not in data:
            thresholds = data.get("thresholds")
            if isinstance(thresholds, list | tuple) and thresholds:
                return {**data, "buckets": len(thresholds) + 1}
        return data

    @model_validator(mode="after")
    def _make_sense(self) -> Curriculum:
        if self.thresholds is not None:
            if any(a >= b for a, b in zip(self.thresholds, self.thresholds[1:], strict=False)):
                raise ValueError(f"thresholds must ascend, but are {list(self.thresholds)}")
            count = len(self.thresholds) + 1
            if self.buckets != count:
                raise ValueError(
                    f"thresholds of this number make {count} buckets, not {self.buckets}; "
                    "leave buckets out"
                )
        if (self.by == "token") != (self.tokenizer is not None):
            raise ValueError("by: token needs a tokenizer, and only by: token takes one")
        for name in (self.column, self.length_column):
            if name in _TAKEN:
                raise ValueError(f"{name} is a column of the data's own; choose another name")
        if self.column == self.length_column:
            raise ValueError(f"column and length_column are both {self.column}; choose two names")
        return self

    @property
    def needs_summary(self) -> bool:
        """Whether the lengths must be counted first: not where thresholds are given."""
        return self.thresholds is None

    def summarise(self, batch: Batch) -> Counter[int]:
        """How many rows have each length."""
        values, counts = np.unique(self._lengths(batch), return_counts=True)
        return Counter(dict(zip(values.tolist(), counts.tolist(), strict=True)))

    def merge(self, a: Counter[int], b: Counter[int]) -> Counter[int]:
        """The counts of both."""
        return a + b

    def finish(self, summary: Counter[int] | None, rules: RuleBook | None) -> CurriculumState:
        """The thresholds: those given, else quantiles of the lengths."""
        if self.thresholds is not None:
            return CurriculumState(self.by, self.thresholds)
        return CurriculumState(self.by, _quantiles(summary or Counter(), self.buckets, self.by))

    def describe(self, state: CurriculumState) -> dict[str, Any]:
        """Parameters that cut another set alike, for the manifest and `--like`."""
        told: dict[str, Any] = {"by": state.by, "thresholds": list(state.thresholds)}
        if self.tokenizer is not None:
            told["tokenizer"] = self.tokenizer
        return told | {"column": self.column, "length_column": self.length_column}

    @property
    def split_column(self) -> str | None:
        """The column of buckets, where each is to be a split."""
        return self.column if self.split else None

    def propose(self, batch: Batch, state: CurriculumState, draw: Draw) -> Changes:
        """Two `int32` columns for all rows: the bucket, 0 for the shortest, and the length."""
        if self.by != state.by:
            raise UsageError(f"curriculum: the thresholds are lengths by {state.by}, not {self.by}")
        for name in (self.column, self.length_column):
            if name in batch.table.column_names:
                option = "column" if name == self.column else "length_column"
                raise InputError(
                    f"curriculum: the data has a column {name!r} already; "
                    f"choose another name with {option}"
                )
        lengths = self._lengths(batch)
        buckets = np.searchsorted(np.array(state.thresholds, dtype=np.int64), lengths, side="left")
        columns = {
            self.column: pa.array(buckets, pa.int32()),
            self.length_column: pa.array(lengths, pa.int32()),
        }
        return Changes(columns=pa.table(columns))

    def _lengths(self, batch: Batch) -> I64:
        """`int64[n]`: the lengths of the sentences."""
        if self.by == "char":
            return batch.codepoints.lengths
        if self.by == "eojeol":
            row = batch.eojeols.row
        elif self.by == "morpheme":
            from reaug.korean.mecab import morphemes

            row = morphemes(batch.sentence).row
        else:
            from reaug.korean.tokenizer import token_counts

            return token_counts(batch.sentence, str(self.tokenizer))
        return np.bincount(row, minlength=len(batch)).astype(np.int64)


def _quantiles(counts: Counter[int], buckets: int, by: str) -> tuple[int, ...]:
    """Greatest lengths of all buckets but the last, such that the buckets are about equal."""
    if not counts:
        return ()
    lengths = sorted(counts)
    if len(lengths) < buckets:
        some = ", ".join(map(str, lengths))
        raise UsageError(
            f"curriculum: {buckets} buckets need as many distinct lengths, but the rows have only "
            f"{len(lengths)} (by {by}: {some}); ask for fewer buckets, or give thresholds"
        )
    up_to = np.cumsum([counts[length] for length in lengths])
    thresholds: list[int] = []
    at = 0
    for j in range(1, buckets):
        # Leave a length for every bucket that is still to come.
        room = up_to[at : len(lengths) - (buckets - j)]
        # Whole numbers only: times `buckets`, so that no rounding decides between two lengths.
        at += int(np.argmin(np.abs(room * buckets - up_to[-1] * j)))
        thresholds.append(lengths[at])
        at += 1
    return tuple(thresholds)
