"""Split a document into sentences by a simple rule.

The rule is made for edited text (news, reports, encyclopedias); it does not guess where a sentence
without punctuation ends. Libraries such as kss and kiwipiepy need models of tens of megabytes, and
their results change between versions. Here the boundaries must never change, must refer to the
unchanged text, and must not be inside a mention.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

Span = tuple[int, int]

_CLOSE: Final = "\"'”’」』)\\]》〉"
_END: Final = re.compile(rf"(?:[.!?…。！？]+[{_CLOSE}]*(?=\s|$)|(?<=다)\.(?=[가-힣“‘「]))|\n")
_PAIRS: Final = {
    "“": "”",
    "‘": "’",
    "「": "」",
    "『": "』",
    "(": ")",
    "[": "]",
    "《": "》",
    "〈": "〉",
}
_LONGEST_QUOTE: Final = 500
_ABBREVIATION: Final = re.compile(
    r"(?:^|[^A-Za-z])(?:[A-Za-z]|Inc|Ltd|Co|Corp|Dr|Mr|Mrs|Ms|St|No|Jr|Sr|vs|etc|cf|vol|pp?)$"
)


def sentences(text: str, unbroken: Sequence[Span] = ()) -> list[Span]:
    """Return the spans of the sentences, without surrounding white space.

    Parameters
    ----------
    text
        A document.
    unbroken
        Spans that must not be split, such as the mentions.

    Examples
    --------
    >>> text = "세종전자는 J. 김을 뽑았다. 그는 3.5년 전 떠났다! “돌아온다. 꼭.” 끝"
    >>> [text[a:b] for a, b in sentences(text)]
    ['세종전자는 J. 김을 뽑았다.', '그는 3.5년 전 떠났다!', '“돌아온다. 꼭.”', '끝']
    """
    inside = sorted(span for span in (*unbroken, *_quotes(text)) if span[0] < span[1])
    spans: list[Span] = []
    begin, at, reach = 0, 0, -1
    for end in _END.finditer(text):
        border = end.end()
        while at < len(inside) and inside[at][0] < border:
            reach = max(reach, inside[at][1])
            at += 1
        if border < reach or (end.group().startswith(".") and _is_no_end(text, end.start())):
            continue
        _add(spans, text, begin, border)
        begin = border
    _add(spans, text, begin, len(text))
    return spans


def _add(spans: list[Span], text: str, begin: int, end: int) -> None:
    piece = text[begin:end]
    start = begin + len(piece) - len(piece.lstrip())
    stop = begin + len(piece.rstrip())
    if start < stop:
        spans.append((start, stop))


def _is_no_end(text: str, at: int) -> bool:
    """Return whether a full stop belongs to a number or an abbreviation."""
    before = text[max(0, at - 8) : at]
    return before[-1:].isdigit() or _ABBREVIATION.search(before) is not None


def _quotes(text: str) -> list[Span]:
    """Return the spans of short quotes and brackets: full stops inside do not end a sentence."""
    spans: list[Span] = []
    open_at: list[tuple[str, int]] = []
    straight = -1
    for at, character in enumerate(text):
        if character == '"':
            if straight >= 0 and at - straight <= _LONGEST_QUOTE:
                spans.append((straight, at + 1))
                straight = -1
            else:
                straight = at
        elif character in _PAIRS:
            open_at.append((_PAIRS[character], at))
            del open_at[:-50]
        elif open_at and character == open_at[-1][0]:
            _, start = open_at.pop()
            if at - start <= _LONGEST_QUOTE:
                spans.append((start, at + 1))
    return spans
