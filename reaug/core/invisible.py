"""Find invisible characters in a text that do not belong there.

Some invisible characters belong where they are and are kept: a zero-width joiner inside an emoji or
in a script that needs it, a variation selector after its base character, a filler in a syllable of
old Hangul, the tags of a flag.
"""

from __future__ import annotations

import unicodedata
from typing import Final, NamedTuple

import regex

from reaug.core.characters import IS_REMOVED, IS_WHITE, REMOVED, WHITE, class_of

SUSPICIOUS: Final = (
    r"[^\pL\pM\pN\pP\pS ]|"
    f"{class_of(REMOVED)}|{class_of(span for span in WHITE if span != (0x1C, 0x20))}"
)
"""An RE2 pattern that matches every text with a hidden character, and some other texts."""

_DIRECTION: Final = frozenset(
    [0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
)
_NOTATION: Final = frozenset([*range(0x1BCA0, 0x1BCA4), *range(0x1D173, 0x1D17B)])
"""Format characters of shorthand and of musical notation."""

_LEAD, _VOWEL, _TAIL = (
    "[\u1100-\u115e\ua960-\ua97c]",
    "[\u1161-\u11a7\ud7b0-\ud7c6]",
    "[\u11a8-\u11ff\ud7cb-\ud7fb]",
)
_JOINING: Final = (
    r"[\p{Arabic}\p{Syriac}\p{Nko}\p{Mongolian}\p{Phags_Pa}\p{Mandaic}\p{Manichaean}\p{Adlam}"
    r"\p{Devanagari}\p{Bengali}\p{Gurmukhi}\p{Gujarati}\p{Oriya}\p{Tamil}\p{Telugu}\p{Kannada}"
    r"\p{Malayalam}\p{Sinhala}\p{Khmer}\p{Myanmar}\p{Tibetan}\p{Thai}\p{Lao}\p{Javanese}\p{Balinese}]"
)
_PICTURE: Final = r"\p{Extended_Pictographic}[\p{Emoji_Modifier}\ufe0f]*"
_RIGHTFUL: Final = regex.compile(
    "|".join(
        (
            rf"{_PICTURE}(?:\u200d{_PICTURE})+",
            r"\U0001F3F4[\U000E0020-\U000E007E]+\U000E007F",
            r"[0-9#*]\ufe0f?\u20e3",
            r"[[\p{Emoji}\p{S}]--[0-9#*]][\ufe00-\ufe0f]",
            r"[\p{Han}\p{Myanmar}\p{Phags_Pa}][\ufe00-\ufe0f\U000E0100-\U000E01EF]",
            r"\p{Mongolian}[\u180b-\u180f]|[\u180b-\u180f](?=\p{Mongolian})",
            rf"(?<={_JOINING})[\u200c\u200d]|[\u200c\u200d](?={_JOINING})",
            r"(?<=\p{M})\u034f|\u034f(?=\p{M})",
            r"(?<=\p{Khmer})[\u17b4\u17b5]",
            rf"\u115f(?:{_VOWEL}{_TAIL}?|\u1160{_TAIL})|{_LEAD}\u1160{_TAIL}?",
            r"(?<=[\u2801-\u28ff])\u2800|\u2800(?=[\u2801-\u28ff])",
        )
    ),
    flags=regex.V1,
)

_CANDIDATE: Final = regex.compile(
    r"[^\p{L}\p{M}\p{N}\p{P}\p{S} ]|["
    + "".join(f"\\U{a:08x}-\\U{b:08x}" for a, b in (*REMOVED, *WHITE) if (a, b) != (0x1C, 0x20))
    + "]"
)

_CONTROLS: Final = {
    0x00: "NULL",
    0x08: "BACKSPACE",
    0x09: "CHARACTER TABULATION",
    0x0A: "LINE FEED",
    0x0B: "LINE TABULATION",
    0x0C: "FORM FEED",
    0x0D: "CARRIAGE RETURN",
    0x1B: "ESCAPE",
    0x7F: "DELETE",
    0x85: "NEXT LINE",
}


class Hidden(NamedTuple):
    """An invisible character that does not belong where it is.

    at : its position, in code points.
    char : the character.
    new : the replacement, "" or a plain space; None if a person has to decide.
    """

    at: int
    char: str
    new: str | None


def hidden(text: str) -> list[Hidden]:
    r"""Return the invisible characters of a text that do not belong there, in order.

    Zero-width and control characters, tags, variation selectors and Hangul fillers are to be
    removed; other kinds of white space become a plain space. No replacement is given for
    private-use and unassigned characters and noncharacters, whose meaning is unknown, nor for
    direction marks next to right-to-left text, which may be needed.

    Examples
    --------
    >>> [(one.at, one.new) for one in hidden("세종\u200b은\u00a0왕\ue000이다. 👨\u200d👩")]
    [(2, ''), (4, ' '), (6, None)]
    """
    places = [match.start() for match in _CANDIDATE.finditer(text)]
    if not places:
        return []
    rightful = {at for match in _RIGHTFUL.finditer(text) for at in range(*match.span())}
    hidden_characters = []
    for at in places:
        char, code = text[at], ord(text[at])
        if at in rightful:
            continue
        if IS_WHITE[code]:
            hidden_characters.append(Hidden(at, char, "" if text.startswith("\r\n", at) else " "))
        elif IS_REMOVED[code]:
            hidden_characters.append(Hidden(at, char, _instead(code, text)))
        elif unicodedata.category(char) in ("Co", "Cn"):
            hidden_characters.append(Hidden(at, char, None))
    return hidden_characters


def _instead(code: int, text: str) -> str | None:
    if code in _NOTATION or unicodedata.category(chr(code)) == "Cn":
        return None
    if code in _DIRECTION and any(unicodedata.bidirectional(char) in ("R", "AL") for char in text):
        return None
    return ""


def name_of(char: str) -> str:
    r"""Return the code point and the name of a character.

    >>> name_of("\u200b"), name_of("\n"), name_of("\ue000")
    ('U+200B ZERO WIDTH SPACE', 'U+000A LINE FEED', 'U+E000 (private use)')
    """
    code = ord(char)
    name = _CONTROLS.get(code) or unicodedata.name(char, "")
    if not name:
        kinds = {"Cc": "control", "Co": "private use"}
        nothing = 0xFDD0 <= code <= 0xFDEF or code & 0xFFFE == 0xFFFE
        kind = "noncharacter" if nothing else "unassigned"
        name = f"({kinds.get(unicodedata.category(char), kind)})"
    return f"U+{code:04X} {name}"
