"""`span/gloss`: a bracket shows that a name is longer than the mention.

In 로렌초 베르니니(Lorenzo Bernini), the name has two words, so the mention 베르니니 is too short.
In brackets, the name is the whole run of Latin words, so Bernini alone is too short, too.

A table says with which letters a Latin word can begin if it is the origin of a Korean word. It is
the table of 외래어 표기법, extended by the spellings of the same sounds in English, French, German,
Italian, Spanish and romanized Korean. It does not transcribe words. It only shows whether a Korean
word can be the first word of the Latin name, or is a title that does not belong to it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

import pyarrow.compute as pc

from reaug.audit.korean_quotes import quoted
from reaug.audit.mention_edges import Mention, Span, longer_names
from reaug.audit.rows import Rows
from reaug.audit.rules import Rule
from reaug.core.arrays import I64, rows_where
from reaug.core.batch import Role
from reaug.core.findings import Finding

RULE: Final = Rule(
    "span/gloss",
    "warning",
    "patch",
    "the name in brackets shows that the mention is a part of a longer name",
    "괄호 속의 이름을 보면 개체가 더 긴 이름의 한 부분이다",
)
RULES = (RULE,)
BY_ROW: Final = True

_LATIN: Final = "[A-Za-zÀ-ÖØ-öø-ÿ]"
_RUN: Final = rf"{_LATIN}[A-Za-zÀ-ÖØ-öø-ÿ.'’&-]*"
_RUNS: Final = re.compile(rf"{_RUN}(?: {_RUN})+")
_GLOSS: Final = re.compile(rf"\(({_RUN}(?: {_RUN})+)")
_INITIAL: Final = re.compile(r"[A-Za-z]\.?")
_NAME: Final = re.compile(r"[가-힣]+(?: [가-힣]+)*$")
_MORE: Final = re.compile(r"(?: [가-힣]+){0,4}(?=\()")
_FAR: Final = 24
_LEAST: Final = 2
"""The least number of Latin words in a gloss."""


def check(rows: Rows) -> Iterator[Finding]:
    """Yield one finding for each mention that is shorter than the name that a bracket shows."""
    return longer_names(
        RULE, rows, _suspects, lambda mention: _outside(mention) or _inside(mention), _says
    )


def _says(word: str, name: str) -> tuple[str, str]:
    return (
        f"{word} is a part of the name {name}, as the brackets show",
        f"괄호를 보면 {quoted(word, '는')} ‘{name}’의 한 부분이다",
    )


def _suspects(rows: Rows, role: Role) -> I64:
    """Return the rows with a Latin word beside the mention, or in a bracket soon after it."""
    after, before = rows.behind(role, _FAR), rows.before(role, 2)
    outside = pc.match_substring_regex(after, rf"^(?: [가-힣]+){{0,4}}\({_LATIN}")
    latin = pc.match_substring_regex(rows.words(role), rf"^{_LATIN}.*{_LATIN}$")
    has_bracket = pc.or_(
        pc.match_substring_regex(after, f"^ {_LATIN}"),
        pc.match_substring_regex(before, "[A-Za-z.] $"),
    )
    return rows_where(pc.or_(outside, pc.and_(latin, has_bracket)))


def _outside(mention: Mention) -> Span | None:
    """Return the span of the name before a bracket with its Latin form; None if it is unclear."""
    text, (start, end) = mention.text, mention.span
    more = _MORE.match(text, end)
    gloss = _GLOSS.match(text, more.end()) if more else None
    if more is None or gloss is None:
        return None
    words = [word for word in gloss[1].split() if not _INITIAL.fullmatch(word)]
    name = _NAME.search(text[: more.end()])
    if name is None or len(words) < _LEAST:
        return None
    parts = name[0].split(" ")[-len(words) :]
    first = more.end() - len(" ".join(parts))
    fits = len(parts) == len(words) and all(map(may_begin, parts, words))
    # The mention must consist of whole words of the name.
    is_at_word_start = first <= start and (start == first or text[start - 1] == " ")
    return (first, more.end()) if fits and is_at_word_start and end <= more.end() else None


def _inside(mention: Mention) -> Span | None:
    """Return the span of all Latin words in a bracket, if the mention is one of these words."""
    text, (start, end) = mention.text, mention.span
    opened = text.rfind("(", 0, start)
    if opened < 0 or ")" in text[opened:start] or not mention.word[0].isascii():
        return None
    for run in _RUNS.finditer(text, opened):
        if run.start() <= start and end <= run.end():
            return None if _is_acronym(mention.word, run[0]) else run.span()
    return None


def _is_acronym(word: str, run: str) -> bool:
    """Return whether a word abbreviates the words before it: BJP in Bharatiya Janata Party BJP."""
    others = run.removesuffix(word).split()
    return word.isupper() and word == "".join(other[0].upper() for other in others)


_INITIALS: Final = {
    "ㄱ": "gckq", "ㄲ": "gckq", "ㄴ": "nkg", "ㄷ": "dt", "ㄸ": "dt", "ㄹ": "lrw", "ㅁ": "m",
    "ㅂ": "bvpw", "ㅃ": "bp", "ㅅ": "sczxt", "ㅆ": "scz", "ㅇ": "aeiouywhj", "ㅈ": "jzgcsydt",
    "ㅉ": "jzct", "ㅊ": "ctzj", "ㅋ": "kcqgx", "ㅌ": "td", "ㅍ": "pfbv", "ㅎ": "hjfgxw",
}  # fmt: skip
_LEADS: Final = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_MEDIALS: Final = 588
"""The number of syllables per initial consonant in Unicode."""


def may_begin(korean: str, latin: str) -> bool:
    """Return whether a Korean word can be the spelling of a Latin word, judged by their first
    letters.

    >>> may_begin("베르니니", "Bernini"), may_begin("요한", "Johann"), may_begin("배우", "Albert")
    (True, True, False)
    """
    syllable = ord(korean[:1] or " ") - ord("가")
    letter = unicodedata.normalize("NFD", latin[:1]).lower()[:1]
    if not 0 <= syllable < len(_LEADS) * _MEDIALS or not letter:
        return False
    return letter in _INITIALS[_LEADS[syllable // _MEDIALS]]
