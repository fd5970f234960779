"""Convert dates, numbers and surnames to integers, and compute the range for a new one.

The value of a date is year, month and day in one integer; of a number, its logarithm; of a person's
name, its first syllable. So donors can be sorted by value and drawn from a range. If the sentence
has other years, the new date keeps its order to each of them, so that a birth stays before a death.
"""

from __future__ import annotations

import math
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reaug.core.arrays import I64, rows_where
from reaug.core.text import codepoints

if TYPE_CHECKING:
    from reaug.transforms.entity_swap.mentions import Mentions

MOST: Final = 10**11
"""Upper bound of all values."""
_YEAR: Final = 10_000
_ZERO: Final = 10_000
"""The number of the year zero in a value, so that years BC are positive, too."""

_WINDOW: Final = 5
"""Maximum number of years between the old and the new date, for dates from `_MODERN` on."""
_MODERN: Final = 1950
_PER: Final = 40
"""Number of years before `_MODERN` for which a date may move one year more.

So a date of 1550 may move by fifteen years.
"""
_FACTOR: Final = round(1_000_000 * math.log(2))
"""Maximum difference of a number's value: the new number is half to twice the old one."""

_DATE: Final = re.compile(r"(기원전|BC)? ?(\d{1,4})(?: ?년)?(?: ?(\d{1,2})월)?(?: ?(\d{1,2})일)?")
_DOTTED: Final = re.compile(r"(\d{4})[./-] ?(\d{1,2})[./-] ?(\d{1,2})")
_PARTS: Final = re.compile(r"(?:(\d{1,2})월)? ?(?:(\d{1,2})일)?")
_CENTURY: Final = re.compile(r"(기원전 ?)?(\d{1,2})세기")
_AMOUNT: Final = re.compile(r"(\d[\d,]*(?:\.\d+)?) ?([조억만천백]*)")
_SCALES: Final = {"조": 10**12, "억": 10**8, "만": 10**4, "천": 10**3, "백": 10**2}
_OTHER_YEAR: Final = re.compile(
    r"(기원전 ?|BC ?)?(?<![\d,.])(\d{3,4})(?:(?=년)|(?![\d%℃]|[,.]\d|\s?[가-힣A-Za-z㎞㎝㎏㎡]))"
)
_CALENDAR: Final = re.compile(r"\d월|\d일|[월화수목금토일]요일|\([월화수목금토일]\)")
_WEEKDAY: Final = re.compile(r"[월화수목금토일]요일|\([월화수목금토일]\)")
_FEAST: Final = re.compile(
    "[발밸]렌타인|크리스마스|성탄절|설날|추석|대보름|단오|부처님 ?오신 ?날|석가탄신일|부활절|"
    "추수감사절|삼일절|3[·.]1절|광복절|개천절|한글날|제헌절|현충일|어린이날|어버이날|스승의 ?날|"
    "만우절|핼러윈|할로윈|기념일|국군의 ?날|학생의 ?날|노동절|근로자의 ?날"
)
"""Holidays, whose date every reader knows."""
_SAME_TIME: Final = re.compile(
    "동년|동월|같은 ?[해달]|그 ?[해달] |이듬해|다음 ?[해달]|이튿날|다음 ?날"
)
"""Words for a time relative to a date: the same year, the next day."""
_DURATION: Final = re.compile(r"\d ?년 ?(?:\d{1,2} ?개월 ?)?(?:간|동안|만에)")
_SYLLABLES: Final = re.compile(r"[가-힣]{2,4}")
_NOT_UNIT: Final = r"[0-9.,\s조억만천백]+"


@lru_cache(maxsize=1 << 16)
def date_value(word: str) -> int:
    """Return a date's year, month and day in one sortable integer; 0 if it has none of them.

    >>> date_value("1950년") < date_value("1950년 3월 1일") < date_value("1951")
    True
    >>> date_value("기원전 30년") < date_value("30년"), date_value("고구려")
    (True, 0)
    """
    if match := _CENTURY.search(word):
        return _value(100 * int(match[2]) - 99, before=bool(match[1]))
    if match := _DOTTED.search(word):
        return _value(int(match[1]), int(match[2]), int(match[3]))
    if (match := _PARTS.match(word.removeprefix("음력 "))) and (match[1] or match[2]):
        return int(match[1] or 0) * 100 + int(match[2] or 0)
    if match := _DATE.search(word):
        return _value(int(match[2]), int(match[3] or 0), int(match[4] or 0), before=bool(match[1]))
    return 0


def year_of(word: str) -> int:
    """Return the year of a date; 0 if it has none, or if it is BC.

    >>> year_of("1950년 3월"), year_of("3월 1일"), year_of("기원전 30년")
    (1950, 0, 0)
    """
    return max(0, date_value(word) // _YEAR - _ZERO)


def _value(year: int, month: int = 0, day: int = 0, *, before: bool = False) -> int:
    return (_ZERO - year if before else _ZERO + year) * _YEAR + month * 100 + day


@lru_cache(maxsize=1 << 16)
def number_value(word: str) -> int:
    """Return a million times the logarithm of 1 + the number in a word; 0 without a number.

    >>> number_value("3만 5,000명") > number_value("2만 명") > number_value("300명")
    True
    """
    total = 0.0
    for digits, scale in _AMOUNT.findall(word):
        total += float(digits.replace(",", "")) * math.prod(_SCALES[sign] for sign in scale)
    return round(1_000_000 * math.log1p(total))


@lru_cache(maxsize=1 << 16)
def surname(word: str) -> int:
    """Return a code (from 1) for the first syllable of a name of two to four Hangul syllables, else
    0.

    >>> surname("김하늘") == surname("김솔"), surname("박하늘") == surname("김솔")
    (True, False)
    >>> surname("제임스 2세")
    0
    """
    return ord(word[0]) - 0xABFF if _SYLLABLES.fullmatch(word) else 0


def surnames(words: pa.StringArray) -> I64:
    """Return the `surname` of each word (`int64[n]`).

    >>> surnames(pa.array(["김하늘", "제임스 2세", "솔"])).tolist() == [surname("김하늘"), 0, 0]
    True
    """
    points = codepoints(words)
    is_syllable = (points.values >= ord("가")) & (points.values <= ord("힣"))
    before = np.append(0, np.cumsum(is_syllable))  # the number of syllables before each letter
    size = before[points.first[1:]] - before[points.first[:-1]]
    names = np.flatnonzero((size == points.lengths) & (size >= 2) & (size <= 4))
    codes = np.zeros(len(words), dtype=np.int64)
    codes[names] = points.values[points.first[names]].astype(np.int64) - 0xABFF
    return codes


def values(words: pa.StringArray, types: pa.StringArray) -> I64:
    """Return the values of dates, numbers and persons (`int64[n]`); 0 for other types."""
    worth = np.zeros(len(words), dtype=np.int64)
    for type_, read in (("DAT", date_value), ("NOH", number_value)):
        rows = rows_where(pc.equal(types, type_))
        worth[rows] = [read(word) for word in words.take(pa.array(rows)).to_pylist()]
    rows = rows_where(pc.equal(types, "PER"))
    worth[rows] = surnames(words.take(pa.array(rows)))
    return worth


def units(words: pa.StringArray, types: pa.StringArray) -> pa.StringArray:
    """Return the unit of each number (`StringArray[n]`), "" for other types.

    >>> units(pa.array(["165cm", "약 3만 명"]), pa.array(["NOH", "NOH"])).to_pylist()
    ['cm', '약명']
    """
    numbers = pc.equal(types, "NOH")
    unit = pc.replace_substring_regex(words.filter(numbers), _NOT_UNIT, "")
    nothing = pa.repeat(pa.scalar(""), len(words))
    return pc.replace_with_mask(nothing, numbers, unit)  # null where the type is null


def bounds(mentions: Mentions, rows: I64) -> tuple[I64, I64]:
    """Return the least and the greatest value that a new name of each row may have (`int64[m]`
    each).

    Types other than dates, numbers and persons have no bounds. A new date is within some years of
    the old one, and on the same side of every other year in the sentence; if one of these is its
    own year, no date is allowed (least > greatest). A person who must keep the surname
    (`Mentions.surname`) has this value as both bounds.
    """
    surnames = mentions.surname[rows]
    least = surnames.copy()
    greatest = np.where(surnames > 0, surnames, MOST)
    for type_, limits in (("DAT", _date_bounds), ("NOH", _number_bounds)):
        for place in np.flatnonzero(mentions.is_type(type_)[rows]).tolist():
            row = int(rows[place])
            if row not in mentions.limits:  # the bounds of a row are asked for twice
                mentions.limits[row] = limits(mentions, row)
            least[place], greatest[place] = mentions.limits[row]
    return least, greatest


def _number_bounds(mentions: Mentions, row: int) -> tuple[int, int]:
    value = number_value(mentions.word_texts[row])
    return value - _FACTOR, value + _FACTOR


def _date_bounds(mentions: Mentions, row: int) -> tuple[int, int]:
    word, text = mentions.word_texts[row], mentions.texts[row]
    value = date_value(word)
    rest = text[: mentions.start[row]], text[mentions.end[row] :]
    if value < _YEAR:  # without a year, a date cannot be compared with other days of the sentence
        return (MOST, 0) if any(_CALENDAR.search(part) for part in rest) else (1, _YEAR)
    if _says_when(word, value, rest):
        return MOST, 0
    year = value // _YEAR
    wide = _WINDOW + max(0, _MODERN + _ZERO - year) // _PER
    least, greatest = year - wide, year + wide
    for part in rest:
        for before, digits in _OTHER_YEAR.findall(part):
            other = _ZERO - int(digits) if before else _ZERO + int(digits)
            if other >= year:
                greatest = min(greatest, other - 1)
            if other <= year:
                least = max(least, other + 1)
    return least * _YEAR, greatest * _YEAR + _YEAR - 1


def _says_when(word: str, value: int, rest: tuple[str, str]) -> bool:
    """Return whether other words of the sentence fix its date."""
    # Such words are a holiday or a weekday, if the date has a day; words for a relative time,
    # such as 이듬해, if the date has a month; and the number of years between two years of the
    # sentence. `rest` is the text before and after the date, and `value` its `date_value`.
    words_around = " ".join(rest)
    month, day = divmod(value % _YEAR, 100)
    return bool(
        (day and (_FEAST.search(words_around) or _WEEKDAY.search(words_around)))
        or (month and _SAME_TIME.search(words_around))
        or (_DURATION.search(words_around) and _OTHER_YEAR.search(_DURATION.sub("", words_around)))
    )
