"""Turn edits of one sentence into edits for the kernel, with one edit for each changed mention."""

from __future__ import annotations

from collections.abc import Iterable

from reaug.core.edits import CONTEXT, OBJECT, SUBJECT

Span = tuple[int, int]
TextEdit = tuple[int, int, str]
"""Code points [start, end) and the text that replaces them."""


def row_edits(
    text: str, subject: Span, object_: Span, edits: Iterable[TextEdit]
) -> list[tuple[int, int, str, int]]:
    """Return start, end, text and role of each edit, for the kernel.

    All edits inside a mention become one edit of the whole mention, as the kernel requires. An edit
    that overlaps another one, or crosses the border of a mention, is left as a context edit, so
    that the kernel refuses the row with a reason.

    Examples
    --------
    >>> row_edits("이 순신은 왕", (0, 4), (6, 7), [(1, 2, ""), (4, 6, "이 ")])
    [(0, 4, '이순신', 1), (4, 6, '이 ', 0)]
    """
    spans = {SUBJECT: subject, OBJECT: object_}
    inside: dict[int, list[TextEdit]] = {SUBJECT: [], OBJECT: []}
    edits_with_roles = []
    for edit in sorted(edits):
        role = next((role for role, span in spans.items() if _is_inside(edit, span)), CONTEXT)
        if role == CONTEXT or (inside[role] and edit[0] < inside[role][-1][1]):
            edits_with_roles.append((*edit, CONTEXT))
        else:
            inside[role].append(edit)
    for role, edits_inside in inside.items():
        if edits_inside:
            start, end = spans[role]
            edits_with_roles.append((start, end, _rewritten(text, start, end, edits_inside), role))
    return sorted(edits_with_roles)


def _is_inside(edit: TextEdit, span: Span) -> bool:
    """Return whether an edit lies inside a span; an insertion at the edge of a span is outside."""
    start, end, _ = edit
    if start == end:
        return span[0] < start < span[1]
    return span[0] <= start and end <= span[1]


def _rewritten(text: str, start: int, end: int, edits: list[TextEdit]) -> str:
    result, at = "", start
    for first, last, new in edits:
        result += text[at:first] + new
        at = last
    return result + text[at:end]
