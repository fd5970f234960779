"""A plain-text table that fits a width; for hundreds of lines, rich would take a second."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from rich.cells import cell_len, set_cell_size

_BETWEEN: Final = "  "
_LEAST: Final = 8
"""The least width of a column, on a terminal of any width."""
_READABLE: Final = 18
"""The least width of a readable column, if its text is that long."""


def table_lines(
    columns: Mapping[str, Sequence[str]],
    width: int,
    *,
    right: Sequence[str],
    firm: Sequence[str],
    below: Sequence[str] = (),
) -> Iterator[str]:
    """Yield the header of a table and its lines; text that does not fit is wrapped in its column.

    Parameters
    ----------
    columns
        The texts of each column, by its header; all columns have the same number of texts.
    width
        The width of a line in terminal columns, of which a Hangul syllable takes two.
    right, firm
        Columns that are right-aligned, and columns that are never wrapped.
    below
        A text for each row, which is shown under the row, indented; "" for none.

    Examples
    --------
    >>> table = {"name": ["첫째", "b"], "rows": ["9", "10"]}
    >>> print(*table_lines(table, 80, right=["rows"], firm=["rows"]), sep="|")
    name  rows|첫째     9|b       10
    >>> notes = ["seed 1→2", ""]
    >>> print(*table_lines(table, 80, right=["rows"], firm=["rows"], below=notes), sep="|")
    name  rows|첫째     9|  seed 1→2|b       10
    """
    widths = _fitted(
        {head: max(map(_cells, (head, *texts))) for head, texts in columns.items()}, width, firm
    )
    notes = ["", *below]
    for place, cells in enumerate(([*columns], *zip(*columns.values(), strict=True))):
        folded = [_folded(cell, widths[head]) for head, cell in zip(columns, cells, strict=True)]
        for i in range(max(map(len, folded))):
            parts = [
                _set(lines[i] if i < len(lines) else "", widths[head], right=head in right)
                for head, lines in zip(columns, folded, strict=True)
            ]
            yield _BETWEEN.join(parts).rstrip()
        if note := notes[place] if place < len(notes) else "":
            for line in _folded(note, max(_LEAST, width - len(_BETWEEN))):
                yield f"{_BETWEEN}{line}"


def table_width(columns: Mapping[str, Sequence[str]], *, firm: Sequence[str]) -> int:
    """Return the width of the narrowest readable table, in which words of usual length are not
    broken.

    Examples
    --------
    >>> table_width({"name": ["a_very_long_name_of_an_experiment"], "rows": ["9"]}, firm=["rows"])
    24
    """
    widths = {head: max(map(_cells, (head, *texts))) for head, texts in columns.items()}
    least = [cells if head in firm else min(cells, _READABLE) for head, cells in widths.items()]
    return sum(least) + len(_BETWEEN) * (len(least) - 1)


def paragraphs(columns: Mapping[str, Sequence[str]], width: int) -> Iterator[str]:
    """Yield the lines of a table that is too wide for the terminal, each row as a paragraph.

    A paragraph begins with the row's first cell. Then each cell that has text follows on its own
    line, with its column's header.

    Examples
    --------
    >>> table = {"name": ["첫째", "b"], "rows": ["9", ""], "tags": ["f1=72.4", "x"]}
    >>> print(*paragraphs(table, 40), sep="|")
    첫째|  rows  9|  tags  f1=72.4||b|  tags  x
    """
    heads = [*columns][1:]
    size = max(map(_cells, heads), default=0)
    room = max(_LEAST, width - size - 2 * len(_BETWEEN))
    for i, cells in enumerate(zip(*columns.values(), strict=True)):
        if i:
            yield ""
        yield cells[0]
        for head, cell in zip(heads, cells[1:], strict=True):
            named = head
            for line in _folded(cell, room) if cell else ():
                yield f"{_BETWEEN}{_set(named, size, right=False)}{_BETWEEN}{line}"
                named = ""


def _cells(text: str) -> int:
    return len(text) if text.isascii() else cell_len(text)


def _fitted(widths: dict[str, int], width: int, firm: Sequence[str]) -> dict[str, int]:
    """Return the widths of the columns, of which the widest are narrowed to fit."""
    room = width - len(_BETWEEN) * (len(widths) - 1)
    fitted = {head: min(cells, max(width, _LEAST)) for head, cells in widths.items()}
    soft = [head for head in fitted if head not in firm and fitted[head] > _LEAST]
    over = sum(fitted.values()) - room
    while over > 0 and soft:
        widest = max(soft, key=lambda head: fitted[head])
        fitted[widest] -= 1
        over -= 1
        if fitted[widest] == _LEAST:
            soft.remove(widest)
    return fitted


def _folded(text: str, width: int) -> list[str]:
    """Return the lines of a wrapped cell, broken at spaces and inside words that are too long."""
    if _cells(text) <= width:
        return [text]
    lines = [""]
    for word in text.split(" "):
        joined = f"{lines[-1]} {word}" if lines[-1] else word
        if _cells(joined) <= width:
            lines[-1] = joined
            continue
        rest = word
        if lines[-1]:
            lines.append("")
        while _cells(rest) > width:
            head = _head(rest, width)
            lines[-1] = head
            lines.append("")
            rest = rest[len(head) :]
        lines[-1] = rest
    return lines


def _head(text: str, width: int) -> str:
    """Return the first characters that fit, at least one."""
    end, cells = 0, 0
    while end < len(text) and (cells := cells + _cells(text[end])) <= width:
        end += 1
    return text[: max(1, end)]


def _set(text: str, width: int, *, right: bool) -> str:
    if right:
        return " " * (width - _cells(text)) + text
    return text.ljust(width) if text.isascii() else set_cell_size(text, width)
