"""`text/stripped`: marks that are left where something was cut out of a text.

Examples are `(; 1950년 ~)`, `(~)`, `〈〉` and a bracket without its partner: foreign letters, dates
or a link were lost when a web page was turned into text. So is a particle that stands alone and
does not fit the word before it: in 수록한 타이틀곡 는 the title of the song is missing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

import pyarrow.compute as pc

from reaug.audit.rows import Rows
from reaug.audit.rules import Rule
from reaug.core.findings import Finding
from reaug.korean.particles import agrees
from reaug.korean.sounds import final_sound

STRIPPED = Rule(
    "text/stripped",
    "error",
    "review",
    "something was cut out of the sentence: an empty or unbalanced bracket, a lone particle",
    "문장에서 글자가 지워진 자국이 있다: 빈 괄호, 짝이 없는 괄호, 앞말이 없는 조사",
)
RULES = (STRIPPED,)
BY_ROW: Final = True

_LEFT_OVER: Final = (
    r"\(\s*(?:;|:\s|,|[~∼〜–]\s*\)|\))|,\s*[~∼〜–]\s*(?:\)|[0-9])|\(-\s?[0-9]{3,4}년|[가-힣]\(\s[가-힣]"
    r"|〈\s*〉|《\s*》|「\s*」|『\s*』|‘\s*’|“\s*”|\"\""
    # A particle right after another particle: the name between them is missing.
    r"|(?:는|은|인|던|과|와|의) (?:를|을|과|와|의) |(?:과|와|의) , "
    r"|^(?:는|은|을|를|의|와|과|에게|에 따르면) "
)
_LEFT: Final = re.compile(_LEFT_OVER)
_PAIRS: Final = {"(": ")", "〈": "〉", "《": "》", "「": "」", "『": "』", "（": "）"}
# In numbered lists (1), 가) and smileys :) ^^) a bracket needs no partner.
_ALONE: Final = re.compile(
    r"(?:^|(?<=[^0-9A-Za-z가-힣]))(?:[0-9]{1,2}|[A-Za-z가-힣])\)|[:;=8]['\-^]?[)(]+|\^\^;?\)|[ㅋㅎㅠㅜ]\)"
)
_AROUND: Final = 8
_STANDS_ALONE: Final = "[가-힣] (?:은|는|을|를|과|와) "
_PARTICLE: Final = re.compile(
    r"(?<![가-힣])([가-힣]*)([가-힣]) (은|는|을|를|과|와) (?!시장|의원|장관|대표|후보)"
)
_DISTRICT: Final = re.compile("(?:시|군|구|도|동|갑)$")
"""The name of a place before 을, as in the second district of a town (한밭 남구 을)."""
_LISTED: Final = re.compile("[과와]$")
"""A word in a list before 은, the metal (금과 은)."""


def _without_word(text: str, spans: Sequence[tuple[int, int]]) -> int | None:
    """Return the position of a particle that stands alone and does not fit the word before it."""
    # A particle behind a mention is left to `text/particle`.
    for match in _PARTICLE.finditer(text):
        word, form = match[1] + match[2], match[3]
        if agrees(form, final_sound(match[2])):
            continue
        district = form == "을" and _DISTRICT.search(word)
        if district or (form == "은" and _LISTED.search(word)):
            continue
        if not any(start < match.end(2) <= end for start, end in spans):
            return match.start(3)
    return None


def _unbalanced(text: str) -> int | None:
    """Return the position of the first bracket without a partner; None if all have one."""
    marks = [list(_places(text, begin, close)) for begin, close in _PAIRS.items()]
    alone = [place for places in marks for place in places]
    if not alone:
        return None
    listed = {place for match in _ALONE.finditer(text) for place in range(*match.span())}
    return min((place for place in alone if place not in listed), default=None)


def _places(text: str, begin: str, close: str) -> Iterator[int]:
    """Yield the positions of the brackets of one kind that have no partner."""
    opened: list[int] = []
    for match in re.finditer(f"[{re.escape(begin + close)}]", text):
        if match[0] == begin:
            opened.append(match.start())
        elif opened:
            opened.pop()
        else:
            yield match.start()
    yield from opened


def check(rows: Rows) -> Iterator[Finding]:
    """Yield one finding for each row with left-over marks, with the text around the first."""
    sentence = rows.batch.sentence
    has_marks = pc.match_substring_regex(sentence, _LEFT_OVER).to_numpy(zero_copy_only=False)
    maybe = has_marks
    for begin, close in _PAIRS.items():
        is_unpaired = pc.not_equal(
            pc.count_substring(sentence, begin), pc.count_substring(sentence, close)
        )
        maybe = maybe | is_unpaired.to_numpy(zero_copy_only=False)
    # As many begin as end, but one ends before any begins.
    crossed = pc.match_substring_regex(sentence, r"^[^(]*\)|\([^)]*$")
    maybe = maybe | crossed.to_numpy(zero_copy_only=False)
    alone = pc.match_substring_regex(sentence, _STANDS_ALONE).to_numpy(zero_copy_only=False)
    for row in (maybe | alone).nonzero()[0].tolist():
        text = rows.texts[row]
        match = _LEFT.search(text)
        place = match.start() if match else _unbalanced(text)
        word_lost = place is None and alone[row]
        if word_lost:
            a, b, c, d = rows.batch.spans[row].tolist()
            place = _without_word(text, ((a, b), (c, d)))
        if place is None:
            continue
        shown = text[max(place - _AROUND, 0) : place + _AROUND + 1].strip()
        what = (
            ("an empty or torn bracket", "비었거나 찢긴 괄호")
            if match
            else ("a particle without its word", "앞말이 없는 조사")
            if word_lost
            else ("a bracket without its partner", "짝이 없는 괄호")
        )
        yield Finding(
            rule=STRIPPED.id,
            rows=rows.named([row]),
            field="sentence",
            value=shown,
            en=f"{what[0]} at {place}: … {shown} …",
            ko=f"{place}번째 글자에 {what[1]}: … {shown} …",
        )
