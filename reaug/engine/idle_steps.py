"""Detect steps and blocks that changed nothing, so that a run can warn about them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final, Literal, NamedTuple

from reaug.core.step import InBoth, Where, korean
from reaug.engine.tally import TWIN, StepTally, unexplained_twins
from reaug.recipe.plan import Augment, Leaf, Node, leaves

Kind = Literal["no row", "no change", "no copy"]
_WHY: Final = ("skipped", "refused", "dropped", "not kept", "left as it was")
_DID: Final = ("changed", "copied", "dropped")
_NO_EDIT: Final = InBoth(
    "no step of the block changes these rows: add one that does",
    "블록의 어느 단계도 이 행들을 바꾸지 않는다. 바꾸는 단계를 더하라",
)
_REASONS: Final[Mapping[str, str]] = MappingProxyType({TWIN: InBoth(TWIN, "원본과 같음")})
"""Reasons that are words and have a translation; all other reasons are ids."""
_WAYS: Final[Mapping[str, str]] = MappingProxyType(
    {
        TWIN: _NO_EDIT,
        "edit/touches-mention": InBoth(
            "its edits touch a mention; a context edit must stay outside both mentions",
            "수정이 개체에 닿는다. 문맥의 수정은 두 개체 밖에 있어야 한다",
        ),
        "step/error": InBoth(
            "the step failed on these rows; findings.jsonl lists the errors",
            "이 행들에서 단계가 오류를 냈다. findings.jsonl에 내용이 있다",
        ),
    }
)
"""Advice for reasons that the engine gives, not a step."""
_WHAT: Final[Mapping[Kind, InBoth]] = MappingProxyType(
    {
        "no row": InBoth(
            "no row meets its conditions (where); check their labels and types",
            "조건(where)에 맞는 행이 하나도 들어오지 않았다. 라벨과 유형을 확인하라",
        ),
        "no change": InBoth(
            "changed none of the {tried:,} rows it tried",
            "시도한 {tried:,}행 가운데 하나도 바꾸지 않았다",
        ),
        "no copy": InBoth(
            "made no copy of the {tried:,} rows it tried",
            "시도한 {tried:,}행에서 사본을 하나도 만들지 않았다",
        ),
    }
)
_BECAUSE: Final = InBoth(": {reason} {rows:,} of {tried:,}", ": {reason} {rows:,}/{tried:,}행")
_OF_COPIES: Final = InBoth(
    ": {reason} {rows:,} of {copies:,} copies", ": {reason} {rows:,}/사본 {copies:,}개"
)
_NO_REASON: Final = InBoth(", and gave no reason", ". 이유는 밝히지 않았다")


class Idle(NamedTuple):
    """A step or block that changed nothing.

    kind : `no row` (no row met its conditions), `no change` (no tried row was changed), or `no
        copy` (no copy was kept).
    tried : number of rows that the step or block tried.
    reason, rows : the most frequent reason ("" if the step gave none), and the number of rows for
        which it was given.
    way : advice for the user; "" if there is none.
    copies : number of copies that were tried if these are more than the tried rows (then `rows`
        counts copies); otherwise 0.
    """

    step: str
    kind: Kind
    tried: int = 0
    reason: str = ""
    rows: int = 0
    way: str = ""
    copies: int = 0

    def message(self) -> InBoth:
        """Return a message of one line."""
        return InBoth(self._message(str), ko=self._message(korean))

    def _message(self, language: Callable[[str], str]) -> str:
        message = language(_WHAT[self.kind])
        if self.reason:
            message += language(_OF_COPIES if self.copies else _BECAUSE)
        elif self.kind != "no row" and not self.way:
            message += language(_NO_REASON)
        reason = language(_REASONS.get(self.reason, self.reason))
        message = message.format(**{**self._asdict(), "reason": reason})
        return f"{message}: {language(self.way)}" if self.way else message

    def to_json(self) -> dict[str, Any]:
        """Return plain data for the manifest."""
        return {"step": self.step, "kind": self.kind, "message": self.message()}


def idle(nodes: Sequence[Node], steps: Sequence[StepTally]) -> list[Idle]:
    """Return the steps and blocks that changed nothing although they should have, in recipe order.

    A step with `may_change_nothing` is listed only if no row meets its conditions. If a block is
    listed, its steps are not.
    """
    tallies = {step.path: step for step in steps}
    return [idle_step for node in nodes for idle_step in _idle(node, tallies)]


def _idle(node: Node, tallies: Mapping[str, StepTally]) -> Iterator[Idle]:
    if isinstance(node, Leaf):
        yield from _of_step(node, tallies[node.path])
        return
    if isinstance(node, Augment):
        block = tallies[node.path]
        if not block.what["copied"] and node.p > 0:
            inside = [tallies[leaf.path] for leaf in leaves([node])]
            yield _of_block(node, block, inside)
            return
    for child in node.children:
        yield from _idle(child, tallies)


def _of_step(leaf: Leaf, tally: StepTally) -> Iterator[Idle]:
    step, tried = leaf.step, tally.what["tried"]
    if not tried:
        if step.where != Where() and step.p > 0:
            yield Idle(leaf.path, "no row")
        return
    quiet = step.may_change_nothing or step.adds_columns
    if quiet or any(tally.what[what] for what in _DID):
        return
    yield _with_reason(Idle(leaf.path, "no change", tried), [tally], [leaf])


def _of_block(node: Augment, block: StepTally, inside: Sequence[StepTally]) -> Idle:
    tried = block.what["tried"]
    if not tried and node.balance is None:
        return Idle(node.path, "no row")
    return _with_reason(Idle(node.path, "no copy", tried), [*inside, block], [*leaves([node])])


def _with_reason(bare: Idle, tallies: Sequence[StepTally], steps: Sequence[Leaf]) -> Idle:
    """Return `bare` with the most frequent reason for leaving rows unchanged, and with advice."""
    # Of equally frequent reasons, one that a step gave comes before one of the block. `tallies` has
    # the counts of the steps, then of the block if there is one.
    counts: Counter[str] = Counter()
    for tally in tallies:
        for what in _WHY:
            counts.update(dict(tally.why(what)))
    if TWIN in counts:  # a copy for which a step gave a reason is counted under this reason
        *inside, block = tallies
        counts[TWIN] = unexplained_twins(block, inside)
    reason, rows = counts.most_common(1)[0] if counts else ("", 0)
    ways = (leaf.step.ways_out.get(reason, "") for leaf in steps)
    way = next(filter(None, ways), _WAYS.get(reason, ""))
    most = max(bare.tried, *(tally.what["tried"] for tally in tallies))
    copies = most if most > bare.tried else 0
    return bare._replace(reason=reason, rows=min(rows, most), way=way, copies=copies)
