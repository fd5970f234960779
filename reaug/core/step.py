"""The step: one entry of a recipe, and all that a plugin has to know.

A step proposes; it never touches text. Its fields are its parameters, and their JSON Schema comes
from here. A step that ships with reaug works on columns (`propose`); a plugin may write
`propose_row` instead:

>>> from reaug.core.step import Edit, Step
>>> class Exclaim(Step):
...     \"\"\"Put ! behind a sentence.\"\"\"
...     def propose_row(self, row, state, draw):
...         n = len(row.sentence)
...         yield Edit(n, n, "!")
>>> from reaug.core.apply import apply
>>> from reaug.core.examples import batch_of
>>> batch = batch_of("[S|PER|이순신]은 [O|LOC|한산도]에서 이겼다.")
>>> changes = Exclaim().propose(batch, None, Draw(batch.keys, seed=42, path="0.exclaim"))
>>> apply(batch, changes).batch.row(0).sentence
'이순신은 한산도에서 이겼다.!'
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pydantic import BaseModel, Field

from reaug.core import calling, schema
from reaug.core.arrays import Bool
from reaug.core.batch import Batch, Row
from reaug.core.changes import Changes
from reaug.core.draws import Draw
from reaug.core.edits import CONTEXT, OBJECT, SUBJECT, Edits
from reaug.core.findings import Finding
from reaug.errors import StepError

if TYPE_CHECKING:
    from reaug.core.decided import Decided
    from reaug.rulebook import RuleBook

_ROLES = {"context": CONTEXT, "subject": SUBJECT, "object": OBJECT}
_SHOWN = 120


class Edit(NamedTuple):
    """Replace code points [start, end) of the row's sentence; start == end inserts."""

    start: int
    end: int
    text: str
    role: Literal["context", "subject", "object"] = "context"
    noun: bool = False


class Set(NamedTuple):
    """Give a field (`label`, `subject_type`, `object_type`) a new value."""

    field: Literal["label", "subject_type", "object_type"]
    value: str


class SwapRoles(NamedTuple):
    """Subject and object trade roles."""


class Drop(NamedTuple):
    """The row is dropped."""

    reason: str


class Skip(NamedTuple):
    """The row is left as it is, and counted under this reason."""

    reason: str


Proposal = Edit | Set | SwapRoles | Drop | Skip


class InBoth(str):
    """A sentence in English with its Korean translation.

    >>> line = InBoth("no row is left", ko="남은 행이 없다")
    >>> f"{line}; {line.ko}"
    'no row is left; 남은 행이 없다'
    """

    ko: str

    def __new__(cls, en: str, ko: str) -> InBoth:  # noqa: D102  # see the class
        line = super().__new__(cls, en)
        line.ko = ko
        return line

    def __getnewargs__(self) -> tuple[str, str]:  # type: ignore[override]  # one more than `str`
        """What makes an equal one: so it can be copied and pickled."""
        return str(self), self.ko


def korean(line: str) -> str:
    """The Korean of an `InBoth`, else the sentence itself.

    >>> korean(InBoth("no row is left", ko="남은 행이 없다")), korean("no row")
    ('남은 행이 없다', 'no row')
    """
    return line.ko if isinstance(line, InBoth) else line


class Measures(NamedTuple):
    """What a step reports about the rows that came out of a run.

    figures : JSON-able, for the manifest and the screen.
    warnings : one sentence for each thing that a person should look at before going on; `InBoth`
        where the Korean page should show it in Korean.
    """

    figures: Mapping[str, Any] = MappingProxyType({})
    warnings: tuple[str, ...] = ()


class RowDraw:
    """The draws of one row: the same numbers that `Draw` gives the batch."""

    def __init__(self, draw: Draw, row: int) -> None:
        self._draw = draw
        self._row = np.array([row])

    def uniform(self, name: str, index: int = 0) -> float:
        """Uniform in [0, 1)."""
        return float(self._draw.uniform(name, index, self._row)[0])

    def below(self, name: str, high: int, index: int = 0) -> int:
        """Uniform in 0 … high - 1."""
        return int(self._draw.below(name, high, index, self._row)[0])


class Where(BaseModel, frozen=True, extra="forbid", defer_build=True):
    """Which rows a step, or a block of steps, may change; every condition given must hold."""

    labels: tuple[str, ...] | None = Field(None, description="only these labels")
    not_labels: tuple[str, ...] = Field((), description="none of these labels")
    type_pairs: tuple[str, ...] | None = Field(
        None, description="only these type pairs, written SUBJECT:OBJECT, e.g. PER:ORG"
    )
    rows: tuple[str, ...] | None = Field(None, description="only these row ids")
    not_rows: tuple[str, ...] = Field((), description="none of these row ids")
    rare_below: int | None = Field(
        None, ge=1, description="only labels with fewer input rows than this"
    )

    @property
    def counts_labels(self) -> bool:
        """Whether the labels must be counted before a row can be judged."""
        return self.rare_below is not None

    def mask(self, batch: Batch, label_counts: dict[str, int] | None) -> Bool:
        """`bool[n]`: the rows that meet every condition."""

        def among(values: pa.Array, names: tuple[str, ...]) -> Bool:
            is_member = pc.is_in(values, value_set=pa.array(names, pa.string()))
            return is_member.to_numpy(zero_copy_only=False).astype(np.bool_)

        mask = np.ones(len(batch), dtype=np.bool_)
        if self.labels is not None:
            mask &= among(batch.label, self.labels)
        if self.not_labels:
            mask &= ~among(batch.label, self.not_labels)
        if self.type_pairs is not None:
            pairs = pc.binary_join_element_wise(batch.type("subject"), batch.type("object"), ":")
            mask &= among(pairs, self.type_pairs)
        if self.rows is not None:
            mask &= among(batch.column(schema.ROW_ID), self.rows)
        if self.not_rows:
            mask &= ~among(batch.column(schema.ROW_ID), self.not_rows)
        if self.rare_below is not None:
            counts = label_counts or {}
            rare = tuple(sorted(name for name, n in counts.items() if n < self.rare_below))
            mask &= among(batch.label, rare)
        return mask


class Step(BaseModel, frozen=True, extra="forbid", defer_build=True):
    """Base of every step. The runner handles `p`, `where`, copies, repair, counting and timing.

    A step without a summary sees one batch at a time. One that must know all rows first (pools,
    counts, quantiles) summarises each batch; summaries merge in any order; `finish` makes the
    state. The state must be a function of the multiset of rows, never of their order.
    """

    p: Annotated[
        float, Field(ge=0, le=1, description="share of the rows to try, drawn per row")
    ] = 1.0
    where: Annotated[Where, Field(description="which rows the step may touch")] = Where()

    once: ClassVar[bool] = False
    """Whether a recipe may contain it only once."""

    final: ClassVar[bool] = False
    """Whether it describes text and types as they are, so that no later step may change them.

    Such a step gives rows the form that a model reads. So it may drop rows, insert marks right
    before and behind mentions, and replace mentions by its `masks`, even where a person has decided
    about them; everything else that it changes (fields, spans, roles, names, other text) is refused
    as for any step.
    """

    adds_columns: ClassVar[bool] = False
    """Whether the step adds columns: it then sees every row."""

    def __call__(self, table: pa.Table, seed: int = 42) -> pa.Table:
        """Apply the step to rows in KLUE's schema, as `datasets.map` asks.

        For steps that need not see all rows: `data.with_format("arrow").map(AEDA(), batched=True)`,
        with another seed by `fn_kwargs={"seed": 7}`. Raises `UsageError` for the others.
        """
        return calling.map_table(self, table, seed=seed)

    of_whole_set: ClassVar[bool] = False
    """Whether the step judges the whole set, so that it makes no sense for copies alone."""

    for_every_row: ClassVar[bool] = False
    """Whether it must be applied to all rows: without `p` and `where`, outside of blocks."""

    may_change_nothing: ClassVar[bool] = False
    """Whether a run without a changed row is fine: rows that are clean need no cleaning.

    A run warns about every other step that tried rows and changed none.
    """

    ways_out: ClassVar[Mapping[str, str]] = MappingProxyType({})
    """What a person can do, by the reason of a `Skip` or a refusal.

    Shown in the warning of a run in which the step changed nothing; "" is for rows without a
    reason. `InBoth` where the Korean page should show it in Korean.
    """

    @property
    def needs_summary(self) -> bool:
        """Whether all rows must be seen before the first can be proposed for: a barrier."""
        return type(self).summarise is not Step.summarise

    def summarise(self, batch: Batch) -> Any:
        """What `finish` needs to know of some rows."""
        raise NotImplementedError

    def merge(self, a: Any, b: Any) -> Any:
        """One summary of two; associative, and the same in any order once finished."""
        raise NotImplementedError

    def finish(self, summary: Any, rules: RuleBook) -> Any:
        """The state: from the merged summary (None where there is none) and the rule book."""
        return None

    def finish_heeding(self, summary: Any, rules: RuleBook, decided: Decided) -> Any:
        """As `finish`, for a step that takes into account what people have decided about the rows.

        By default the runner does that: it refuses each change that would overrule a decision.
        """
        return self.finish(summary, rules)

    def decided(self, state: Any) -> Decided | None:
        """The decisions of people in the step's file; no later step may change what they decide."""
        return None

    def masks(self, state: Any) -> Collection[str]:
        """Texts by which a final step replaces mentions: a mask is not a new name."""
        return ()

    def file_findings(self, state: Any) -> Sequence[Finding]:
        """Findings about the step's file, which belong to no batch."""
        return ()

    @property
    def split_column(self) -> str | None:
        """The column by which the data set is written in splits; None for one set."""
        return None

    def describe(self, state: Any) -> dict[str, Any]:
        """The state as JSON-able data for the manifest; {} where there is nothing to record."""
        return {}

    def measure(self, rows: pa.Table, state: Any) -> Measures:
        """Figures and warnings about the rows that came out, for the manifest and the screen.

        Called once, at the end of every run, also of one that writes nothing; `rows` are those of
        the data set, in `core.schema.CORE_SCHEMA` with the added columns behind, in any chunks.
        """
        return Measures()

    def leave(self, folder: Path, rows: pa.Table, state: Any) -> None:
        """Write files that belong beside the data into the run folder: a schedule, a tokenizer.

        `rows` are in the order in which the data set holds them. The folder has another name
        until the run is whole.
        """

    def propose(self, batch: Batch, state: Any, draw: Draw) -> Changes:
        """Changes for all rows of a batch; by default `propose_row` for each.

        Nine to eleven times slower than columns: shipped steps override this.
        """
        edits: list[tuple[int, Edit]] = []
        values: dict[str, list[str | None]] = {}
        n = len(batch)
        swap, drop = np.zeros(n, dtype=np.bool_), np.zeros(n, dtype=np.bool_)
        reason: list[str | None] = [None] * n
        skipped: list[str | None] = [None] * n
        for i in range(n):
            for proposal in self.propose_row(batch.row(i), state, RowDraw(draw, i)):
                if why := _misfit(proposal):
                    raise _no_proposal(self, batch.ids[i].as_py(), proposal, why)
                match proposal:
                    case Edit():
                        edits.append((i, proposal))
                    case Set(name, value):
                        values.setdefault(name, [None] * n)[i] = value
                    case SwapRoles():
                        swap[i] = True
                    case Drop(why):
                        drop[i], reason[i] = True, why
                    case Skip(why):
                        skipped[i] = why
        return Changes(
            edits=Edits.of(
                [i for i, _ in edits],
                [edit.start for _, edit in edits],
                [edit.end for _, edit in edits],
                [edit.text for _, edit in edits],
                np.array([_ROLES[edit.role] for _, edit in edits], dtype=np.int8),
                np.array([edit.noun for _, edit in edits], dtype=np.bool_),
            ),
            fields={name: pa.array(column, pa.string()) for name, column in values.items()},
            swap_roles=swap,
            drop=drop,
            reason=pa.array(reason, pa.string()),
            skipped=pa.array(skipped, pa.string()),
        )

    def propose_row(self, row: Row, state: Any, draw: RowDraw) -> Iterator[Proposal]:
        """Proposals for one row: `Edit`, `Set`, `SwapRoles`, `Drop`, `Skip`."""
        raise NotImplementedError(f"{type(self).__name__} has neither propose nor propose_row")


def _misfit(given: object) -> str:
    """What is wrong with what `propose_row` yielded; "" where nothing is."""
    match given:
        case Edit(start, end, text, role, noun):
            if not (_is_whole(start) and _is_whole(end)):
                return "start and end must be whole numbers"
            if not isinstance(text, str):
                return "the new text must be a str"
            if not (isinstance(role, str) and role in _ROLES):
                return f"yield an Edit of the role {', '.join(_ROLES)}"
            return "" if isinstance(noun, bool | np.bool_) else "noun must be True or False"
        case Set(name, value):
            if not (isinstance(name, str) and name in schema.FIELDS):
                return f"only these fields may be set: {', '.join(schema.FIELDS)}"
            return "" if isinstance(value, str) and value else "the new value must be a text"
        case Drop(why) | Skip(why):
            return "" if isinstance(why, str) and why.strip() else "give a reason, as a text"
        case SwapRoles():
            return ""
    return "yield an Edit, Set, SwapRoles(), Drop or Skip"


def _is_whole(value: object) -> bool:
    """Whether a value is a whole number: NumPy's too, but neither True nor 1.0."""
    return isinstance(value, int | np.integer) and not isinstance(value, bool)


def _no_proposal(step: Step, row_id: str, given: object, why: str) -> StepError:
    shown = repr(given)
    shown = shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}…"
    return StepError(f"{type(step).__name__} yielded {shown} for row {row_id!r}: {why}")
