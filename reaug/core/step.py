"""The step: one entry of a recipe, and the interface for plugins.

A step proposes changes and never edits text itself. The fields of its class are its parameters,
from which a JSON Schema is made. The steps that ship with reaug work on columns (`propose`); a
plugin can implement `propose_row` instead:

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

from reaug.core import hooks, schema
from reaug.core.arrays import Bool
from reaug.core.batch import Batch, Row
from reaug.core.changes import Changes
from reaug.core.draws import Draw
from reaug.core.edits import CONTEXT, OBJECT, SUBJECT, Edits
from reaug.core.findings import Finding
from reaug.errors import StepError

if TYPE_CHECKING:
    from reaug.core.row_decisions import Decided
    from reaug.rulebook import RuleBook

_ROLES = {"context": CONTEXT, "subject": SUBJECT, "object": OBJECT}
_SHOWN = 120


class Edit(NamedTuple):
    """An edit that replaces code points [start, end) of the sentence; start == end inserts.

    `role` says whether the text is outside the mentions or is a whole mention; `noun` whether the
    particle (josa) after it is to be repaired.
    """

    start: int
    end: int
    text: str
    role: Literal["context", "subject", "object"] = "context"
    noun: bool = False


class Set(NamedTuple):
    """A new value for a field (`label`, `subject_type`, `object_type`)."""

    field: Literal["label", "subject_type", "object_type"]
    value: str


class SwapRoles(NamedTuple):
    """A swap of subject and object."""


class Drop(NamedTuple):
    """The removal of the row, with its reason."""

    reason: str


class Skip(NamedTuple):
    """The reason why a step leaves the row unchanged; rows are counted by reason."""

    reason: str


Proposal = Edit | Set | SwapRoles | Drop | Skip


class InBoth(str):
    """An English sentence that also holds its Korean translation.

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
        """Return the arguments for an equal object, so that it can be copied and pickled."""
        return str(self), self.ko


def korean(line: str) -> str:
    """Return the Korean text of an `InBoth`; any other string is returned as it is.

    >>> korean(InBoth("no row is left", ko="남은 행이 없다")), korean("no row")
    ('남은 행이 없다', 'no row')
    """
    return line.ko if isinstance(line, InBoth) else line


class Measures(NamedTuple):
    """Figures and warnings of a step about the rows that a run writes.

    figures : JSON-able data, for the manifest and the screen.
    warnings : one sentence for each problem that a person should look at before going on; an
        `InBoth` if the Korean page should show it in Korean.
    """

    figures: Mapping[str, Any] = MappingProxyType({})
    warnings: tuple[str, ...] = ()


class RowDraw:
    """The random draws for one row: the same numbers as `Draw` has for the row in a batch."""

    def __init__(self, draw: Draw, row: int) -> None:
        self._draw = draw
        self._row = np.array([row])

    def uniform(self, name: str, index: int = 0) -> float:
        """Return a uniform random number in [0, 1)."""
        return float(self._draw.uniform(name, index, self._row)[0])

    def below(self, name: str, high: int, index: int = 0) -> int:
        """Return a uniform random integer from 0 to high - 1."""
        return int(self._draw.below(name, high, index, self._row)[0])


class Where(BaseModel, frozen=True, extra="forbid", defer_build=True):
    """The `where` of a step or a block: conditions that a row must meet to be changed."""

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
        """Whether a condition needs the number of rows per label."""
        return self.rare_below is not None

    def mask(self, batch: Batch, label_counts: dict[str, int] | None) -> Bool:
        """Return the rows that meet all conditions (`bool[n]`)."""

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
    """Base class of every step.

    The runner handles `p`, `where`, copies, repair of particles, counts and timing, so a step only
    proposes changes.

    A step without a summary sees one batch at a time. A step that must know all rows first (the
    names to draw from, counts, quantiles) summarises each batch. The summaries are merged in any
    order, and `finish` turns the merged summary into the state, which `propose` is given. The state
    must depend only on the multiset of rows, never on their order.
    """

    p: Annotated[
        float, Field(ge=0, le=1, description="share of the rows to try, drawn per row")
    ] = 1.0
    where: Annotated[Where, Field(description="which rows the step may touch")] = Where()

    once: ClassVar[bool] = False
    """Whether a recipe may contain the step only once."""

    final: ClassVar[bool] = False
    """Whether the step describes the final text and types, so that no later step may change them.

    Such a step prepares rows as the input of a model. So it may drop rows, insert marks directly
    before and after mentions, and replace mentions by its `masks`, even in rows that a person has
    decided. Its other changes (fields, spans, roles, names, other text) are refused as those of any
    step if they overrule a decision.
    """

    adds_columns: ClassVar[bool] = False
    """Whether the step adds columns; it then sees every row."""

    def __call__(self, table: pa.Table, seed: int = 42) -> pa.Table:
        """Return rows in KLUE's schema after the step; this is how `datasets.map` calls a step.

        Use it as `data.with_format("arrow").map(AEDA(), batched=True)`, with `fn_kwargs={"seed":
        7}` for another seed. It raises `UsageError` for steps that must see all rows first.
        """
        return hooks.map_table(self, table, seed=seed)

    of_whole_set: ClassVar[bool] = False
    """Whether the step compares the rows of the whole data set with each other.

    Such a step cannot stand in a block that makes copies, where it would see only these.
    """

    for_every_row: ClassVar[bool] = False
    """Whether the step must be applied to all rows: without `p` and `where`, outside of blocks."""

    may_change_nothing: ClassVar[bool] = False
    """Whether it is normal that the step changes no row, since clean rows need no cleaning.

    A run warns about every other step that had rows to change and changed none.
    """

    ways_out: ClassVar[Mapping[str, str]] = MappingProxyType({})
    """Advice for the user, by the reason of a `Skip` or a refusal.

    A run in which the step changed nothing shows the advice in its warning. The key "" is for rows
    without a reason. Use an `InBoth` to show the advice in Korean on the Korean page.
    """

    @property
    def needs_summary(self) -> bool:
        """Whether the step must see all rows before it can propose changes for the first row."""
        return type(self).summarise is not Step.summarise

    def summarise(self, batch: Batch) -> Any:
        """Return a summary of a batch: what `finish` needs to know about its rows."""
        raise NotImplementedError

    def merge(self, a: Any, b: Any) -> Any:
        """Return two summaries merged; the order in which summaries are merged must not matter."""
        raise NotImplementedError

    def finish(self, summary: Any, rules: RuleBook) -> Any:
        """Return the state, made from the rule book and the merged summary (None without rows)."""
        return None

    def finish_heeding(self, summary: Any, rules: RuleBook, decided: Decided) -> Any:
        """Return the state, made from the summary and from people's decisions about the rows.

        Override this in place of `finish` only if the state depends on decisions. In any case, the
        runner refuses each change that would overrule a decision.
        """
        return self.finish(summary, rules)

    def decided(self, state: Any) -> Decided | None:
        """Return the decisions of people that the step has read from its file.

        Later steps may not overrule them.
        """
        return None

    def masks(self, state: Any) -> Collection[str]:
        """Return the texts that a final step puts in place of mentions, such as a mask token.

        Replacing a mention by one of them does not overrule a person's decision about the mention.
        """
        return ()

    def file_findings(self, state: Any) -> Sequence[Finding]:
        """Return findings about the file that the step reads, but not about single rows."""
        return ()

    @property
    def split_column(self) -> str | None:
        """The column by which the output is divided into splits; None for no splits."""
        return None

    def describe(self, state: Any) -> dict[str, Any]:
        """Return the state as JSON-able data for the manifest; {} if there is nothing to record."""
        return {}

    def measure(self, rows: pa.Table, state: Any) -> Measures:
        """Return figures and warnings about the rows of the output, for the manifest and screen.

        It is called once at the end of every run, even of a run that writes nothing. `rows` are the
        rows of the output in `core.schema.CORE_SCHEMA`, followed by the added columns, in any
        chunks.
        """
        return Measures()

    def leave(self, folder: Path, rows: pa.Table, state: Any) -> None:
        """Write files that go with the data, such as a schedule or a tokenizer, to the run folder.

        `rows` are in the order of the output. The folder has a temporary name until the run is
        complete.
        """

    def propose(self, batch: Batch, state: Any, draw: Draw) -> Changes:
        """Return the proposed changes for all rows of a batch; by default, from `propose_row`.

        The default is nine to eleven times slower than working on columns, so the steps that ship
        with reaug override it.
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
        """Yield proposals for one row: `Edit`, `Set`, `SwapRoles`, `Drop`, `Skip`."""
        raise NotImplementedError(f"{type(self).__name__} has neither propose nor propose_row")


def _misfit(proposal: object) -> str:
    """Return what is wrong with a value that `propose_row` yielded; "" if it is valid."""
    match proposal:
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
    """Return whether a value is a whole number of Python or NumPy, but neither True nor 1.0."""
    return isinstance(value, int | np.integer) and not isinstance(value, bool)


def _no_proposal(step: Step, row_id: str, proposal: object, why: str) -> StepError:
    shown = repr(proposal)
    shown = shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}…"
    return StepError(f"{type(step).__name__} yielded {shown} for row {row_id!r}: {why}")
