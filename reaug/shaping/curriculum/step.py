"""The step that sorts rows into buckets by length, to train from short rows to long ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pydantic import (
    Field,
    StrictBool,
    StrictInt,
    StringConstraints,
    model_validator,
)

from reaug.core.arrays import I64
from reaug.core.batch import Batch
from reaug.core.changes import Changes
from reaug.core.draws import Draw
from reaug.core.step import Measures, Step
from reaug.errors import UsageError
from reaug.rulebook import RuleBook
from reaug.shaping._columns import check_free, name_problems
from reaug.shaping.curriculum import buckets, schedule_file
from reaug.shaping.curriculum.cuts import Sizes, lectured, quantiles
from reaug.shaping.curriculum.schedules import Phase, ScheduleOrKind

Unit = Literal["char", "eojeol", "morpheme", "token"]
Cut = Literal["quantiles", "lectured"]
ColumnName = Annotated[str, StringConstraints(min_length=1, pattern=r"^[^_\s]\S*$")]
Summary = Counter[int] | Sizes


@dataclass(frozen=True)
class CurriculumState:
    """The unit and the thresholds of the buckets, saved with a run so that `--like` can use them.

    by : the unit of the lengths.
    thresholds : the greatest length of each bucket but the last, ascending.
    """

    by: Unit
    thresholds: tuple[int, ...]


class Curriculum(Step):
    """Sort rows into buckets by the length of their sentence.

    Adds two columns: the bucket, 0 for the shortest rows, and the length. The threshold of a bucket
    is its greatest length. If no thresholds are given, they are computed by `cut`:

    - `quantiles`: buckets of about equal size. The threshold of bucket j of k is the length up to
      which the number of rows is nearest to j/k of all rows; of two such lengths, the shorter one.
    - `lectured`: three groups. Short rows have up to `line` characters (40, about a printed line),
      medium ones up to half of the `max_tokens` of the model, and long ones more. Characters are
      converted to other units by the average number of characters per unit in the rows; unless the
      unit is a token, a token counts as 2.2 characters. The buckets can be very unequal.

    Thresholds do not depend on the order of the rows. `--like` uses the same ones for another set.

    Units: `char` counts code points, `eojeol` words separated by white space, `morpheme` the
    morphemes of mecab, `token` the tokens of a tokenizer without special tokens.

    `schedule` writes schedule.json to the run folder: the rows in the order of training, as
    positions in the data set (see docs/steps/curriculum.md for its fields). It is a kind, or a
    mapping with `kind` and optionally `epochs` (1 by default) and `seed` (42).

    - `one_pass`: one bucket after the other, each alone.
    - `baby_step`: the first bucket, then the first two, and so on.
    - `competence`: at step t a batch of `batch_size` (32) rows, drawn from those whose difficulty
      (the share of rows that are not longer) is at most the competence
      min(1, sqrt(t (1 - c0²) / T + c0²)), with `c0` (0.01) and T `steps` (half of the training).

    A warning names labels with too few rows in a bucket: none, although the label has ten rows per
    bucket on average, or significantly fewer than half of the expected ones (Fisher's exact test,
    5% over all labels and buckets).

    Sources: Bengio et al. 2009, "Curriculum learning" (short before long is one of many orders);
    Spitkovsky et al. 2010, "From baby steps to leapfrog"; Cirik et al. 2016, "Visualizing and
    understanding curriculum learning for LSTM networks"; Platanios et al. 2019,
    "Competence-based curriculum learning for neural machine translation".

    Raises
    ------
    UsageError
        There are fewer distinct lengths than buckets; a line is longer than half of the tokens; the
        tokenizer cannot be loaded; there is a schedule and another step makes splits.
    InputError
        The data already has a column of that name.

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
    cut: Annotated[Cut, Field(description="how to cut if no thresholds are given")] = "quantiles"
    buckets: Annotated[
        StrictInt, Field(ge=2, le=1000, description="number of buckets, cut at quantiles")
    ] = 3
    thresholds: Annotated[
        tuple[Annotated[StrictInt, Field(ge=0, lt=2**31)], ...] | None,
        Field(min_length=1, description="maximum length of each bucket but the last, ascending"),
    ] = None
    line: Annotated[
        StrictInt,
        Field(ge=1, lt=2**31, description=("length of a line in characters, for cut: lectured")),
    ] = 40
    max_tokens: Annotated[
        StrictInt,
        Field(
            ge=2, lt=2**31, description=("maximum number of tokens of the model, for cut: lectured")
        ),
    ] = 256
    tokenizer: Annotated[
        str | None,
        Field(min_length=1, description="folder or hub name of the tokenizer, for by: token"),
    ] = None
    column: Annotated[ColumnName, Field(description="name of the column of buckets")] = "bucket"
    length_column: Annotated[ColumnName, Field(description="name of the column of lengths")] = (
        "length"
    )
    split: Annotated[StrictBool, Field(description="write a split per bucket")] = False
    schedule: Annotated[
        ScheduleOrKind,
        Field(description="write schedule.json: one_pass, baby_step, competence, or a mapping"),
    ] = None

    @model_validator(mode="before")
    @classmethod
    def _count_thresholds(cls, data: Any) -> Any:
        """Set `buckets` to the number of buckets that the given thresholds make."""
        if isinstance(data, dict) and "buckets" not in data:
            thresholds = data.get("thresholds")
            if isinstance(thresholds, list | tuple) and thresholds:
                return {**data, "buckets": len(thresholds) + 1}
        return data

    @model_validator(mode="after")
    def _make_sense(self) -> Curriculum:
        for problem in (*self._cut_problems(), *self._column_problems()):
            raise ValueError(problem)
        return self

    def _cut_problems(self) -> Iterator[str]:
        if self.thresholds is not None:
            if any(a >= b for a, b in zip(self.thresholds, self.thresholds[1:], strict=False)):
                yield f"thresholds must be ascending, but are {list(self.thresholds)}"
            if self.buckets != len(self.thresholds) + 1:
                yield (
                    f"this number of thresholds makes {len(self.thresholds) + 1} buckets, not "
                    f"{self.buckets}; remove buckets"
                )
            if self.cut == "lectured":
                yield "cut: lectured computes thresholds, but thresholds are given; remove one"
        if self.cut == "lectured" and self.buckets != 3:
            yield f"cut: lectured makes 3 buckets, not {self.buckets}; remove buckets"
        for name in ("line", "max_tokens") if self.cut != "lectured" else ():
            if getattr(self, name) != type(self).model_fields[name].default:
                yield f"{name} applies only to cut: lectured"
        if (self.by == "token") != (self.tokenizer is not None):
            yield "by: token needs a tokenizer, and only by: token uses one"

    def _column_problems(self) -> Iterator[str]:
        yield from name_problems(column=self.column, length_column=self.length_column)
        if self.split and self.schedule is not None:
            yield "a schedule lists positions in one set; remove split or schedule"

    @property
    def needs_summary(self) -> bool:
        """Whether the lengths of all rows are needed to compute the thresholds."""
        return self.thresholds is None and (self.cut, self.by) != ("lectured", "char")

    def summarise(self, batch: Batch) -> Summary:
        """Return the number of rows of each length; for `cut: lectured`, the total length."""
        row_lengths = lengths(batch, self.by, self.tokenizer)
        if self.cut == "lectured":
            return Sizes(int(row_lengths.sum()), int(batch.codepoints.lengths.sum()))
        values, counts = np.unique(row_lengths, return_counts=True)
        return Counter(dict(zip(values.tolist(), counts.tolist(), strict=True)))

    def merge(self, a: Any, b: Any) -> Summary:
        """Return the sum of two counts or of two total lengths."""
        return a.plus(b) if isinstance(a, Sizes) else a + b

    def finish(self, summary: Summary | None, rules: RuleBook | None) -> CurriculumState:
        """Return a state with the given thresholds, or with thresholds computed from the
        summary.
        """
        thresholds = self.thresholds
        if thresholds is None and self.cut == "lectured":
            sizes = summary if isinstance(summary, Sizes) else Sizes(0, 0)
            thresholds = lectured(sizes, self.by, line=self.line, max_tokens=self.max_tokens)
        elif thresholds is None:
            counts = summary if isinstance(summary, Counter) else Counter()
            thresholds = quantiles(counts, self.buckets, self.by)
        return CurriculumState(self.by, thresholds)

    def describe(self, state: CurriculumState) -> dict[str, Any]:
        """Return the values for the manifest, which `--like` applies to another data set."""
        description: dict[str, Any] = {"by": state.by, "thresholds": list(state.thresholds)}
        if self.tokenizer is not None:
            description["tokenizer"] = self.tokenizer
        return description | {"column": self.column, "length_column": self.length_column}

    @property
    def split_column(self) -> str | None:
        """The name of the column of buckets if each bucket becomes a split, else None."""
        return self.column if self.split else None

    def propose(self, batch: Batch, state: CurriculumState, draw: Draw) -> Changes:
        """Propose two `int32` columns for all rows: the bucket and the length."""
        if self.by != state.by:
            raise UsageError(f"curriculum: the thresholds are lengths by {state.by}, not {self.by}")
        names = {"column": self.column, "length_column": self.length_column}
        check_free("curriculum", batch, names)
        row_lengths = lengths(batch, self.by, self.tokenizer)
        buckets = np.searchsorted(
            np.array(state.thresholds, dtype=np.int64), row_lengths, side="left"
        )
        columns = {
            self.column: pa.array(buckets, pa.int32()),
            self.length_column: pa.array(row_lengths, pa.int32()),
        }
        return Changes(columns=pa.table(columns))

    def measure(self, rows: pa.Table, state: CurriculumState) -> Measures:
        """Return the number of rows and labels per bucket, and figures about the schedule."""
        measured = buckets.measures_of(rows, self.column, buckets.names(state.by, state.thresholds))
        if self.schedule is None:
            return measured
        bucketed = rows.num_rows - rows[self.column].null_count
        planned = schedule_file.measures_of(self.schedule, self._phases(rows), bucketed)
        return Measures(
            {**measured.figures, **planned.figures}, measured.warnings + planned.warnings
        )

    def leave(self, folder: Path, rows: pa.Table, state: CurriculumState) -> None:
        """Write schedule.json, if there is a schedule."""
        if self.schedule is not None:
            about = {**self.describe(state), "data_rows": rows.num_rows}
            schedule_file.leave(folder, self.schedule, about, self._phases(rows))

    def _phases(self, rows: pa.Table) -> list[Phase]:
        assert self.schedule is not None
        return schedule_file.phases_of(self.schedule, rows, self.column, self.length_column)


def lengths(batch: Batch, by: Unit, tokenizer: str | None = None) -> I64:
    """Return the lengths of the sentences in the unit `by` (`int64[n]`).

    Parameters
    ----------
    tokenizer
        Folder or hub name of a tokenizer; needed for `token`.

    Raises
    ------
    UsageError
        The tokenizer cannot be loaded.
    """
    if by == "char":
        return np.asarray(pc.utf8_length(batch.sentence), dtype=np.int64)
    if by == "eojeol":
        row = batch.eojeols.row
    elif by == "morpheme":
        from reaug.korean.mecab import morphemes

        row = morphemes(batch.sentence).row
    else:
        from reaug.korean.tokenizer import token_counts

        return token_counts(batch.sentence, str(tokenizer))
    return np.bincount(row, minlength=len(batch)).astype(np.int64)
