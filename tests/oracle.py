"""The oracle: an implementation of the kernel, row by row, in simple Python.

It shares no code with `reaug.core`. A row is a dataclass, a sentence is a list of characters, and a
mention is located after the edits by following its characters. It is slow on purpose.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

import regex

Span = tuple[int, int]
HardRule = Callable[[str | None, str | None, str | None], str]
"""(label, subject type, object type) -> the id of the broken hard rule, or ""."""


@dataclass(frozen=True)
class OracleEdit:
    """Replace characters [start, end) by a text; `role` is context, subject, object or mark."""

    start: int
    end: int
    text: str
    role: str = "context"
    noun: bool = False


@dataclass(frozen=True)
class OracleRow:
    """One row; spans are half-open."""

    id: str
    sentence: str
    subject: Span
    object: Span
    subject_type: str | None
    object_type: str | None
    label: str | None
    others: dict[str, object] = field(default_factory=dict)
    """All other columns, of the core and of the user."""


@dataclass(frozen=True)
class OracleProposal:
    """A proposal for one row."""

    edits: tuple[OracleEdit, ...] = ()
    fields: dict[str, str] = field(default_factory=dict)
    spans: tuple[int | None, int | None, int | None, int | None] = (None,) * 4
    """New borders of subject and object in the unedited sentence; None for no change."""
    swap_roles: bool = False
    drop: bool = False


@dataclass(frozen=True)
class OracleResult:
    """The result for a row: `row` is None if it is dropped.

    `refused` contains all reasons for refusing the proposal; empty if it is accepted.
    """

    row: OracleRow | None
    edits: tuple[OracleEdit, ...]
    refused: frozenset[str]


def cuts(text: str) -> set[int]:
    """Return the positions at which a text can be cut: before each grapheme, and at the end."""
    places, at = {0}, 0
    for grapheme in regex.findall(r"\X", text):
        at += len(grapheme)
        places.add(at)
    return places


def canonical(row: OracleRow, edits: Iterable[OracleEdit]) -> list[OracleEdit]:
    """Sort the edits, remove those that change nothing, and merge adjacent context edits."""
    waiting = [edit for edit in edits if row.sentence[edit.start : edit.end] != edit.text]
    waiting.sort(key=lambda edit: (edit.start, edit.end))
    result: list[OracleEdit] = []
    for edit in waiting:
        last = result[-1] if result else None
        if last and last.end == edit.start and last.role == edit.role == "context":
            result[-1] = OracleEdit(
                last.start, edit.end, last.text + edit.text, "context", last.noun or edit.noun
            )
        else:
            result.append(edit)
    return [edit for edit in result if row.sentence[edit.start : edit.end] != edit.text]


def rewrite(sentence: str, edits: Iterable[OracleEdit]) -> str:
    """Apply canonical edits to a sentence."""
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end), reverse=True):
        sentence = sentence[: edit.start] + edit.text + sentence[edit.end :]
    return sentence


def move(row: OracleRow, edits: Iterable[OracleEdit], role: str) -> Span:
    """Return the span of a mention after the edits, by following its characters."""
    span: Span = getattr(row, role)
    # The origin of every character of the new sentence: an old position, or a mention edit.
    origin: list[object] = []
    at = 0
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        origin += range(at, edit.start)
        origin += [edit.role] * len(edit.text)
        at = edit.end
    origin += range(at, len(row.sentence))
    if any(edit.role == role for edit in edits):
        return origin.index(role), len(origin) - origin[::-1].index(role)
    return origin.index(span[0]), origin.index(span[1] - 1) + 1


def reasons(row: OracleRow, edits: Iterable[OracleEdit]) -> set[str]:
    """Return all reasons for refusing the edits of a row; empty if they are valid."""
    edits = list(edits)
    length = len(row.sentence)
    if not all(0 <= edit.start <= edit.end <= length for edit in edits):
        return {"edit/out-of-range"}
    reasons: set[str] = set()
    live = [edit for edit in edits if row.sentence[edit.start : edit.end] != edit.text]
    for edit in live:
        reasons |= _against_mentions(row, edit)
    for i, one in enumerate(live):
        for other in live[i + 1 :]:
            if one.start == one.end == other.start == other.end:
                reasons.add("edit/two-insertions")
            elif max(one.start, other.start) < min(one.end, other.end) or any(
                a.start == a.end and b.start < a.start < b.end
                for a, b in ((one, other), (other, one))
            ):
                reasons.add("edit/overlap")
    if not reasons and splits(row.sentence, canonical(row, edits)):
        reasons.add("edit/splits-grapheme")
    return reasons


def _against_mentions(row: OracleRow, edit: OracleEdit) -> set[str]:
    """The reasons for refusing an edit because of the mentions."""
    if edit.role == "mark":
        return set() if _is_mark(row, edit) else {"edit/touches-mention"}
    reasons: set[str] = set()
    covered = set(range(edit.start, edit.end))
    for role in ("subject", "object"):
        start, end = getattr(row, role)
        hit = covered & set(range(start, end)) or (
            edit.start == edit.end and start < edit.start < end
        )
        if edit.role == "context" and hit:
            reasons.add("edit/touches-mention")
        elif edit.role == role:
            if (edit.start, edit.end) != (start, end):
                reasons.add("edit/not-a-mention")
            if not edit.text:
                reasons.add("edit/empty-mention")
        elif edit.role != "context" and hit:
            reasons.add("edit/overlap")
    return reasons


def _is_mark(row: OracleRow, edit: OracleEdit) -> bool:
    """Whether an edit inserts or removes text next to a mention, possibly inside the other."""
    mentions = (row.subject, row.object)
    beside = any(edit.end == start or edit.start == end for start, end in mentions)
    inside_or_apart = all(
        edit.end <= start or edit.start >= end or start < edit.start <= edit.end < end
        for start, end in mentions
    )
    return beside and inside_or_apart and (edit.start == edit.end or not edit.text)


def splits(sentence: str, edits: list[OracleEdit]) -> bool:
    """Whether a cut, or the seam between old and new text, lies inside a grapheme."""
    old = cuts(sentence)
    if any(edit.start not in old or edit.end not in old for edit in edits):
        return True
    new = cuts(rewrite(sentence, edits))
    growth = 0
    for edit in edits:
        begin = edit.start + growth
        if begin not in new or begin + len(edit.text) not in new:
            return True
        growth += len(edit.text) - (edit.end - edit.start)
    return False


def respanned(row: OracleRow, proposal: OracleProposal) -> OracleRow:
    """Return the row with the new spans, valid or not."""
    old = (*row.subject, *row.object)
    a, b, c, d = (o if n is None else n for o, n in zip(old, proposal.spans, strict=True))
    return replace(row, subject=(a, b), object=(c, d))


def span_reasons(before: OracleRow, row: OracleRow) -> set[str]:
    """Return all reasons for refusing new spans."""
    if (row.subject, row.object) == (before.subject, before.object):
        return set()
    length = len(row.sentence)
    spans = (row.subject, row.object)
    if not all(0 <= start <= end <= length for start, end in spans):
        return {"span/out-of-range"}
    reasons = set()
    if any(start == end for start, end in spans):
        reasons.add("span/empty")
    if set(range(*row.subject)) & set(range(*row.object)):
        reasons.add("span/overlap")
    if not {*row.subject, *row.object} <= cuts(row.sentence):
        reasons.add("span/splits-grapheme")
    return reasons


def apply(
    row: OracleRow, proposal: OracleProposal, hard_rule: HardRule | None = None
) -> OracleResult:
    """Apply a proposal to one row."""
    if proposal.drop:
        return OracleResult(None, (), frozenset())
    base = respanned(row, proposal)
    refused = span_reasons(row, base) or reasons(base, proposal.edits)
    if refused:
        return OracleResult(row, (), frozenset(refused))
    edits = canonical(base, proposal.edits)
    after = replace(
        base,
        sentence=rewrite(base.sentence, edits),
        subject=move(base, edits, "subject"),
        object=move(base, edits, "object"),
    )
    after = replace(after, **proposal.fields)  # type: ignore[arg-type]
    if proposal.swap_roles:
        after = replace(
            after,
            subject=after.object,
            object=after.subject,
            subject_type=after.object_type,
            object_type=after.subject_type,
        )
    if hard_rule is not None and not hard_rule(row.label, row.subject_type, row.object_type):
        broken = hard_rule(after.label, after.subject_type, after.object_type)
        if broken:
            return OracleResult(row, (), frozenset({broken}))
    return OracleResult(after, tuple(edits), frozenset())
