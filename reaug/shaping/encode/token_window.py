"""Choose the tokens to keep of a sentence that is too long for a model; both mentions are kept."""

from __future__ import annotations

from typing import NamedTuple


class Window(NamedTuple):
    """Kept tokens [first, last), half-open; the text between two windows is cut."""

    first: int
    last: int


def windows(
    length: int, first_mention: tuple[int, int], second_mention: tuple[int, int], room: int
) -> list[Window] | None:
    """Return the windows that keep both mentions of a sentence of `length` tokens.

    If both mentions are in the first `room` tokens, these tokens are kept, as by a tokenizer.
    Otherwise the window moves, with equal amounts of text before and after the mentions. If the
    mentions are too far apart, each has a window of its own, and the middle of the text between
    them is cut.

    Parameters
    ----------
    first_mention, second_mention
        The tokens of a mention with its marks, as a half-open range.
    room
        The number of tokens to keep.

    Returns
    -------
    One or two windows, in order; None if the mentions alone are longer than `room`.

    Examples
    --------
    >>> windows(100, (60, 62), (70, 75), 40)
    [Window(first=48, last=88)]
    >>> windows(100, (2, 4), (90, 95), 27)
    [Window(first=0, last=10), Window(first=83, last=100)]
    """
    if length <= room:
        return [Window(0, length)]
    first, last = min(first_mention[0], second_mention[0]), max(first_mention[1], second_mention[1])
    if last <= room:
        return [Window(0, room)]
    if last - first <= room:
        begin = first - (room - (last - first)) // 2
        begin = min(max(begin, 0), length - room)
        return [Window(begin, begin + room)]
    return _two(
        length, min(first_mention, second_mention), max(first_mention, second_mention), room
    )


def _two(
    length: int, left: tuple[int, int], right: tuple[int, int], room: int
) -> list[Window] | None:
    """Return a window for each mention, with a quarter of the remaining room on either side."""
    spare = room - (left[1] - left[0]) - (right[1] - right[0])
    if spare < 0:
        return None
    before = min(left[0], spare // 4)
    tokens_after = min(length - right[1], spare // 4)
    between = spare - before - tokens_after
    return [
        Window(left[0] - before, left[1] + between // 2),
        Window(right[0] - (between - between // 2), right[1] + tokens_after),
    ]
