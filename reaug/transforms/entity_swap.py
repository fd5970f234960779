"""Entity swap: other names for the mentions, the mentions' places, or their roles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Final, Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from reaug.core import schema
from reaug.core.batch import Batch, Role
from reaug.core.changes import Changes
from reaug.core.draws import Draw
from reaug.core.edits import OBJECT, SUBJECT, Edits
from reaug.core.step import Step
from reaug.core.text import I64, Bool
from reaug.transforms._swap_mentions import Mentions, both_mentions
from reaug.transforms._swap_names import candidates, other_places
from reaug.transforms._swap_pool import Pool, Weight, build, count_words, group
from reaug.transforms._swap_refusals import Refused, judge, judge_exchange

if TYPE_CHECKING:
    from reaug.rulebook import RuleBook

_CHUNKS: Final = 16
"""Counted batches that are kept before they are counted together."""
_ROLE_CODES: Final = (SUBJECT, OBJECT)


@dataclass(frozen=True)
class SwapState:
    """What a swap knows of all rows: the rule book, and for `replace` the pool of words."""

    rules: RuleBook
    pool: Pool | None


class EntitySwap(Step, frozen=True, extra="forbid"):
    """Swap mentions: another row's name, each other's places, or their roles.

    `replace`: a mention becomes one of another row that has the same type, role, label and kind
    (the rule book's kinds: county, university, foreign full name, …), drawn from the distinct
    words there, alike or by their counts. `exchange`: the two mentions trade places, only where
    the relation is symmetric and both have one type. `role`: subject and object trade roles and
    the text stays; the label becomes its inverse, where that was seen to hold often enough.

    A mention that cannot be replaced without breaking the sentence is left, with the reason:
    `swap/touching`, `swap/boundary`, `swap/no-number`, `swap/compound`, `swap/longer-name`,
    `swap/former`, `swap/kin`, `swap/other-year`, `swap/gloss`, `swap/recurs`, `swap/part-recurs`,
    `swap/shared`, or `swap/no-candidate` where eight draws gave no word that fits. A label that
    does not allow it: `swap/label`; for exchange `swap/not-symmetric`, `swap/types-differ`,
    `swap/same-word`, `swap/no-sound` (the form of a particle would not be sure); for role
    `swap/no-reverse`, `swap/low-fidelity`, `swap/illegal`.

    Source: mention replacement as in Dai & Adel 2020, "An Analysis of Simple Data Augmentation for
    Named Entity Recognition", COLING; role swap from the inverse relations of the rule book.

    Examples
    --------
    >>> from reaug.core.apply import apply
    >>> from reaug.core.examples import batch_of
    >>> from reaug.rulebook import load
    >>> batch = batch_of(
    ...     "[S|PER|김하늘]은 [O|POH|소설가]로 일했다.", "[S|PER|박바다]는 [O|POH|시인]이 되었다.",
    ...     label="per:title",
    ... )
    >>> step = EntitySwap(sides="subject")
    >>> state = step.finish(step.summarise(batch), load("klue-re"))
    >>> changes = step.propose(batch, state, Draw(batch.keys, seed=42, path="0.entity_swap"))
    >>> apply(batch, changes).batch.row(0).sentence  # the runner repairs the particle as well
    '박바다은 소설가로 일했다.'
    """

    mode: Annotated[
        Literal["replace", "exchange", "role"],
        Field(description="other names, each other's places, or each other's roles"),
    ] = "replace"
    sides: Annotated[
        Literal["subject", "object", "either", "both"],
        Field(description="replace: which mention; either draws one of those that can be replaced"),
    ] = "either"
    weight: Annotated[
        Weight,
        Field(description="replace: draw distinct words alike (uniform) or by their counts"),
    ] = "uniform"
    recurs: Annotated[
        Literal["skip", "replace"],
        Field(description="replace: a word that stands in the sentence again: leave the row, or "
              "rename it everywhere"),
    ] = "skip"  # fmt: skip
    min_fidelity: Annotated[
        float,
        Field(ge=0, le=1, description="role: least share of pairs labelled both ways that agree"),
    ] = 0.85

    @model_validator(mode="after")
    def _of_this_mode(self) -> EntitySwap:
        only = {"sides": "replace", "weight": "replace", "recurs": "replace"}
        for name, mode in (only | {"min_fidelity": "role"}).items():
            default = type(self).model_fields[name].default
            if self.mode != mode and getattr(self, name) != default:
                message = "{name} is only for mode: {mode}, but the mode is {own}"
                values = {"name": name, "mode": mode, "own": self.mode}
                raise PydanticCustomError("mode", message, values)
        return self

    @property
    def needs_summary(self) -> bool:
        """Only `replace` must see all rows first."""
        return self.mode == "replace"

    def summarise(self, batch: Batch) -> pa.Table:
        """The words of both mentions, counted by role, label and type."""
        return count_words(batch)

    def merge(self, a: pa.Table, b: pa.Table) -> pa.Table:
        """Both counts; equal words are added up now and then, and at the end."""
        both = pa.concat_tables([a, b])
        return group(both) if both.column(0).num_chunks >= _CHUNKS else both

    def finish(self, summary: pa.Table | None, rules: RuleBook) -> SwapState:
        """The pool of words, sorted: O(distinct words)."""
        return SwapState(rules, None if summary is None else build(summary, rules, self.weight))

    def propose(self, batch: Batch, state: SwapState, draw: Draw) -> Changes:
        """Renamed mentions, or roles traded."""
        if self.mode == "replace":
            return self._replace(batch, state, draw)
        if self.mode == "exchange":
            return _exchange(batch, state.rules)
        return self._role(batch, state.rules)

    def _replace(self, batch: Batch, state: SwapState, draw: Draw) -> Changes:
        pool = state.pool
        if pool is None:  # no row has been counted, so there is none to propose for
            return Changes()
        n = len(batch)
        tried = [v for v in both_mentions(batch) if self.sides in (v.role, "either", "both")]
        views = {view.role: view for view in tried}
        refused = {
            role: judge(view, _may_replace(batch, state.rules, role), pool, self.recurs)
            for role, view in views.items()
        }
        chosen, why = self._choose(refused, draw, n)
        found: dict[Role, I64] = {}
        for role, view in views.items():
            rows = np.flatnonzero(chosen[role] & (why.code < 0))
            others = view.other_texts
            if role == "object" and "subject" in found:
                others = _renamed(others, pool, found["subject"])
            cell = _cells(view, rows, pool, state.rules)
            found[role] = candidates(view, rows, cell, others, pool, draw)
            why.refuse(rows[found[role][rows] < 0], "swap/no-candidate")
        edits = []
        for role, view in views.items():
            found[role][why.code >= 0] = -1
            edits.append(_renaming(view, found[role], pool, everywhere=self.recurs))
        return Changes(Edits.concat(edits), skipped=why.reasons())

    def _choose(
        self, refused: dict[Role, Refused], draw: Draw, n: int
    ) -> tuple[dict[Role, Bool], Refused]:
        """Which mentions of each row to replace, and why none: `bool[n]` by role."""
        able = {role: verdict.code < 0 for role, verdict in refused.items()}
        if self.sides != "either":
            whole = np.ones(n, dtype=np.bool_)
            for mask in able.values():
                whole &= mask
            why = Refused(n)
            for verdict in refused.values():
                why.adopt(verdict, ~whole)
            return dict.fromkeys(able, whole), why
        first = draw.below("side", 2) == 0
        subject = able["subject"] & (first | ~able["object"])
        chosen: dict[Role, Bool] = {"subject": subject, "object": able["object"] & ~subject}
        none = ~able["subject"] & ~able["object"]
        why = Refused(n)
        why.adopt(refused["subject"], none & first)
        why.adopt(refused["object"], none & ~first)
        return chosen, why

    def _role(self, batch: Batch, rules: RuleBook) -> Changes:
        n = len(batch)
        reverse = [rules.reverse(label) for label in rules.labels]
        names = [found.label if found else None for found in reverse]
        fidelity = np.array([found.fidelity if found else -1.0 for found in reverse] + [-1.0])
        label = batch.codes(schema.LABEL, rules.labels)
        index = pa.array(label, mask=label < 0)
        new_label = pa.array(names, pa.string()).take(index)
        why = Refused(n)
        why.refuse(fidelity[label] < 0, "swap/no-reverse")
        why.refuse(fidelity[label] < self.min_fidelity, "swap/low-fidelity")
        broken = rules.violations(new_label, batch.type("object"), batch.type("subject"))
        why.refuse(pc.not_equal(broken, "").to_numpy(zero_copy_only=False), "swap/illegal")
        swap = why.code < 0
        renamed = pc.and_(pa.array(swap), pc.not_equal(new_label, batch.label))
        fields = {schema.LABEL: pc.if_else(renamed, new_label, pa.scalar(None, pa.string()))}
        return Changes(fields=fields, swap_roles=swap, skipped=why.reasons())


def _may_replace(batch: Batch, rules: RuleBook, role: Role) -> Bool:
    """`bool[n]`: whether the rule book lets this mention of the label be replaced alone."""
    allowed = [role in rules.relation(label).swap.replace for label in rules.labels]
    return np.array([*allowed, False])[batch.codes(schema.LABEL, rules.labels)]


def _cells(view: Mentions, rows: I64, pool: Pool, rules: RuleBook) -> I64:
    """The cell of the pool for the mentions of some rows, -1 where there is none."""
    index = pa.array(rows)
    words, types = view.words.take(index), view.types.take(index)
    kinds = pool.kinds_of(words, types, rules)
    return pool.cells_of(view.role, view.batch.label.take(index), types, kinds)


def _renamed(words: list[str], pool: Pool, found: I64) -> list[str]:
    """The words of a mention after its replacement."""
    words = list(words)
    rows = np.flatnonzero(found >= 0)
    new = pool.words.take(pa.array(found[rows])).to_pylist()
    for row, word in zip(rows.tolist(), new, strict=True):
        words[row] = word
    return words


def _renaming(
    view: Mentions, found: I64, pool: Pool, *, everywhere: Literal["skip", "replace"]
) -> Edits:
    """The edits that rename a mention to words of the pool (-1: none), and the word elsewhere."""
    rows = np.flatnonzero(found >= 0)
    new = pool.words.take(pa.array(found[rows]))
    code = SUBJECT if view.role == "subject" else OBJECT
    edits = Edits.of(rows, view.start[rows], view.end[rows], new, code, noun=True)
    if everywhere == "skip":
        return edits
    row, start, end = other_places(view, rows)
    again = Edits.of(row, start, end, pool.words.take(pa.array(found[row])), noun=True)
    return Edits.concat([edits, again])


def _exchange(batch: Batch, rules: RuleBook) -> Changes:
    """The mentions trade places: each keeps its role where the other one stood."""
    symmetric = np.array([*(rules.is_symmetric(label) for label in rules.labels), False])
    why, views = judge_exchange(batch, symmetric[batch.codes(schema.LABEL, rules.labels)])
    rows = np.flatnonzero(why.code < 0)
    edits = [
        Edits.of(
            rows,
            view.start[rows],
            view.end[rows],
            view.others.take(pa.array(rows)),
            code,
            noun=True,
        )
        for view, code in zip(views, _ROLE_CODES, strict=True)
    ]
    return Changes(Edits.concat(edits), swap_roles=why.code < 0, skipped=why.reasons())
