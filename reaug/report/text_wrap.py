"""Wraps texts for a terminal, on which a Hangul syllable takes two columns."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from rich.cells import cell_len

_ITEM: Final = re.compile(r" *- ")
_NAMED: Final = re.compile(r" +[^ :]+: ")
_COLUMN: Final = re.compile(r" *\S+(?: \S+)* {2,}")
_CODE: Final = ">>> "


def wrapped(text: str, width: int) -> str:
    r"""Break the text's lines at spaces, and indent what belongs to an item or a name.

    Code and words longer than a line are kept as they are.

    Examples
    --------
    >>> print(wrapped("이름을 바꾼다.\n- 다른 이름으로", width=10))
    이름을
    바꾼다.
    - 다른
      이름으로
    >>> wrapped(">>> 1 + 1 + 1 + 1\n2", width=10)
    '>>> 1 + 1 + 1 + 1\n2'
    """
    return "\n".join(_lines(text, width))


def _lines(text: str, width: int) -> Iterator[str]:
    in_code = False
    for line in text.split("\n"):
        in_code = line.startswith(_CODE) or (in_code and line != "")
        if in_code or cell_len(line) <= width:
            yield line
        else:
            yield from _broken(line, width)


def _broken(line: str, width: int) -> Iterator[str]:
    head = line[: len(line) - len(line.lstrip())]
    indent = " " * _hanging(line, width)
    first, *words = line[len(head) :].split(" ")
    one = head + first
    for word in words:
        if cell_len(one) + 1 + cell_len(word) <= width:
            one += " " + word
        elif word:  # an empty one is one of several blanks, and never begins a line
            yield one.rstrip()
            one = indent + word
    yield one


def _hanging(line: str, width: int) -> int:
    """Return the indent of the continuation lines of a line."""
    indent = len(line) - len(line.lstrip())
    if _ITEM.match(line) or _NAMED.match(line):
        return indent + 2
    column = _COLUMN.match(line)
    cells = cell_len(column[0]) if column else indent
    return cells if cells <= width // 2 else indent
