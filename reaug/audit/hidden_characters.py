"""Helpers of the checks for hidden characters: how to show characters, and fixes."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Final

from reaug.audit.mention_edges import ROLES, Span, mention_of, span_fixes
from reaug.audit.rows import Rows
from reaug.core.character_fixes import Respelling, Rewrite
from reaug.core.findings import Fix
from reaug.core.invisible import name_of

_AROUND: Final = 8
_LISTED: Final = 3


def shown(text: str, marked: Collection[int], first: int, stop: int | None = None) -> str:
    r"""Return an excerpt of a text, in which the marked characters are written as code points.

    >>> shown("이\u200b순신은 왔다", {1}, 1)
    '이⟨U+200B⟩순신은 왔다'
    """
    start, end = max(first - _AROUND, 0), (first + 1 if stop is None else stop) + _AROUND
    return "".join(
        f"⟨U+{ord(char):04X}⟩" if at in marked else char
        for at, char in enumerate(text[start:end], start)
    )


def respelled(text: str, spelling: Respelling, place: int) -> str:
    """Return an excerpt of the corrected text (with the edits of `spelling`) around a place."""
    new, at, shift = "", 0, 0
    for edit in spelling.edits:
        new += text[at : edit.start] + edit.text
        at = edit.end
        if edit.end <= place:
            shift += len(edit.text) - (edit.end - edit.start)
    return shown(new + text[at:], (), place + shift).strip()


def places(at: Iterable[int], *, ko: bool = False) -> str:
    """Return a text that lists positions (from 0): the first few, and how many more there are.

    >>> places([3, 8]), places(range(9)), places(range(9), ko=True)
    ('3, 8', '0, 1, 2 and 6 more', '0, 1, 2 외 6곳')
    """
    every = list(at)
    more = len(every) - _LISTED
    listed = ", ".join(map(str, every[:_LISTED]))
    if more <= 0:
        return listed
    return f"{listed} 외 {more}곳" if ko else f"{listed} and {more} more"


def names(chars: Iterable[str]) -> str:
    """Return code point and name of each distinct character, as a text."""
    return ", ".join(name_of(char) for char in sorted(set(chars)))


def named_all(text: str) -> str:
    """Return code point and name of each character of a short text, in order."""
    return " + ".join(map(name_of, text))


def text_fixes(rows: Rows, row: int, spelling: Respelling, at: Iterable[Span]) -> tuple[Fix, ...]:
    """Return the fixes of a row's text in the given spans, and of the mentions that then move."""
    spans = list(at)
    edits = [
        edit
        for edit in spelling.edits
        if any(start < edit.end and edit.start < end for start, end in spans)
    ]
    text = rows.texts[row]
    made = [Fix("sentence", text[e.start : e.end], e.text, at=e.start) for e in edits]
    return (*_borders(rows, row, spelling, edits), *made)


def _borders(rows: Rows, row: int, spelling: Respelling, edits: list[Rewrite]) -> list[Fix]:
    fixes: list[Fix] = []
    for role, span in zip(ROLES, spelling.spans, strict=True):
        mention = mention_of(rows, row, role)
        moves = [sorted(pair) for pair in zip(mention.span, span, strict=True)]
        if any(
            low != high and edit.start <= high and low <= edit.end
            for low, high in moves
            for edit in edits
        ):
            fixes += span_fixes(mention, span)
    return fixes
