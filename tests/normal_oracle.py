"""An independent implementation of the normal form, without code from `reaug.core`."""

from __future__ import annotations

import unicodedata

import regex

Span = tuple[int, int]

_EVERY = "".join(map(chr, [*range(0xD800), *range(0xE000, 0x110000)]))
_IGNORABLE = regex.compile(r"[\p{Default_Ignorable_Code_Point}\p{Cc}\ufff9-\ufffb]")
WHITE = frozenset(filter(str.isspace, _EVERY)) | frozenset("\u3164\uffa0\u2800")
REMOVED = frozenset(_IGNORABLE.findall(_EVERY)) - WHITE


def nfc(text: str) -> str:
    """Return the text in NFC."""
    return unicodedata.normalize("NFC", text)


def followed(text: str) -> tuple[str, list[int]]:
    """Collapse white space; also return the original position of each character."""
    kept: list[tuple[str, int]] = []
    for at, char in enumerate(text):
        if char in REMOVED:
            continue
        if char not in WHITE:
            kept.append((char, at))
        elif kept and kept[-1][0] != " ":
            kept.append((" ", at))
    if kept and kept[-1][0] == " ":
        kept.pop()
    return "".join(char for char, _ in kept), [at for _, at in kept]


def normal_row(text: str, spans: list[Span]) -> tuple[str, list[Span]]:
    """Return the normal form of a text, following each character of a mention."""
    drawn, origin = followed(text)
    safe = [k for k in range(len(drawn) + 1) if nfc(drawn[:k]) + nfc(drawn[k:]) == nfc(drawn)]
    new_spans = []
    for start, end in spans:
        own = [k for k, at in enumerate(origin) if start <= at < end and drawn[k] != " "]
        before = [k for k, at in enumerate(origin) if at < start and drawn[k] != " "]
        empty = before[-1] + 1 if before else 0
        first, stop = (own[0], own[-1] + 1) if own else (empty, empty)
        left, right = max(k for k in safe if k <= first), min(k for k in safe if k >= stop)
        new_spans.append((len(nfc(drawn[:left])), len(nfc(drawn[:right]))))
    return nfc(drawn), new_spans
