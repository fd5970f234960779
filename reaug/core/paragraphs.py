"""Split a docstring into paragraphs, without the line breaks of the source."""

from __future__ import annotations

import re
from collections.abc import Iterator
from inspect import cleandoc
from typing import Final, Literal, NamedTuple

_UNDERLINE: Final = re.compile(r"-{3,}")
_CODE: Final = ">>>"
_ITEM: Final = "- "


class Paragraph(NamedTuple):
    """A paragraph: its text, with a line for each list item, and its kind."""

    text: str
    kind: Literal["prose", "heading", "code"]


def paragraphs(docstring: str) -> list[Paragraph]:
    r"""Return the paragraphs of a docstring: one line each, or one line for each list item.

    Examples
    --------
    >>> for one in paragraphs("Puts\nmarks.\n\n- a\n  b\n- c\n\nExamples\n---\n>>> 1\n1"):
    ...     one
    Paragraph(text='Puts marks.', kind='prose')
    Paragraph(text='- a b\n- c', kind='prose')
    Paragraph(text='Examples', kind='heading')
    Paragraph(text='>>> 1\n1', kind='code')
    """
    return [part for block in cleandoc(docstring).split("\n\n") for part in _parts(block)]


def _parts(block: str) -> Iterator[Paragraph]:
    lines = block.strip("\n").split("\n")
    if len(lines) > 1 and _UNDERLINE.fullmatch(lines[1]):
        yield Paragraph(lines[0], "heading")
        lines = lines[2:]
    if lines and lines[0].startswith(_CODE):
        yield Paragraph("\n".join(lines), "code")
    elif any(line.strip() for line in lines):
        yield Paragraph("\n".join(_whole_lines(lines)), "prose")


def _whole_lines(lines: list[str]) -> Iterator[str]:
    """Yield the lines of a paragraph, joined with their continuation lines."""
    joined_line, indent = "", -1
    for line in lines:
        begins = line.startswith(_ITEM)
        if begins or _indent(line) != indent:
            if joined_line:
                yield joined_line
            joined_line = line
        else:
            joined_line += " " + line.lstrip()
        indent = len(_ITEM) if begins else _indent(line)
    yield joined_line


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def as_one_line(text: str) -> str:
    r"""Return a text in one line, with single spaces.

    The translation of a paragraph is looked up by this form.

    >>> as_one_line("Puts\n    marks.")
    'Puts marks.'
    """
    return " ".join(text.split())
