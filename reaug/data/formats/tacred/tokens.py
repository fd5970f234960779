"""Tokenize sentences for TACRED, and locate tokens in a sentence.

A token is an eojeol, split where a mention begins or ends, so that mentions consist of whole
tokens; punctuation stays with its word. White space separates tokens, except at the edges of a
mention: there it belongs to the mention's first or last token. If a mention, or the part between
two boundaries, is only white space, it is a token itself, and so is the white space before it;
otherwise it could not be located again.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

Span = tuple[int, int]

_WORD: Final = re.compile(r"\S+")
_SPACE: Final = re.compile(r"\s*")
_ESCAPES: Final = {"LRB": "(", "RRB": ")", "LSB": "[", "RSB": "]", "LCB": "{", "RCB": "}"}
_ESCAPE: Final = re.compile(rf"-({'|'.join(_ESCAPES)})-", re.IGNORECASE)


def cut(sentence: str, mentions: Sequence[Span]) -> list[Span]:
    """Return the spans of a sentence's tokens; each mention consists of whole tokens.

    Mentions are half-open spans, and not empty.

    >>> text = "이순신은  한산도에서 이겼다."
    >>> [text[a:b] for a, b in cut(text, [(0, 3), (6, 9)])]
    ['이순신', '은', '한산도', '에서', '이겼다.']
    """
    tokens: list[Span] = []
    borders = sorted({0, len(sentence), *(border for mention in mentions for border in mention)})
    for begin, end in pairwise(borders):
        words = [word.span() for word in _WORD.finditer(sentence, begin, end)]
        if any(start <= begin and end <= stop for start, stop in mentions):
            if not words:
                last_end = tokens[-1][1] if tokens else 0
                words = [(last_end, begin), (begin, end)] if last_end < begin else [(begin, end)]
            else:
                words[0] = (begin, words[0][1])
                words[-1] = (words[-1][0], end)
        tokens += words
    return tokens


def place(sentence: str, tokens: Sequence[str]) -> list[Span]:
    """Return the spans of tokens in a sentence, up to the first token that does not match.

    Between tokens there may only be white space.

    >>> place("LG의  구광모", ["LG", "의", "구광모"])
    [(0, 2), (2, 3), (5, 8)]
    >>> place("LG의 구광모", ["LG", "구광모"])
    [(0, 2)]
    """
    spans: list[Span] = []
    at = 0
    for token in tokens:
        begin = at
        word = token.lstrip()
        if word:  # the word must begin at the next character that is not a space
            begin = _end_of_space(sentence, at) - (len(token) - len(word))
        if not token or begin < at or not sentence.startswith(token, begin):
            break
        at = begin + len(token)
        spans.append((begin, at))
    return spans


def rest(sentence: str, spans: Sequence[Span]) -> str:
    """Return the text after the last token, without white space before it."""
    return sentence[_end_of_space(sentence, spans[-1][1] if spans else 0) :]


def _end_of_space(sentence: str, at: int) -> int:
    space = _SPACE.match(sentence, at)
    return at if space is None else space.end()


def unescaped(token: str) -> str:
    """Return a bracket that the Penn Treebank writes as letters; other tokens unchanged.

    >>> unescaped("-LRB-"), unescaped("-rsb-"), unescaped("LG")
    ('(', ']', 'LG')
    """
    escape = _ESCAPE.fullmatch(token)
    return token if escape is None else _ESCAPES[escape[1].upper()]
