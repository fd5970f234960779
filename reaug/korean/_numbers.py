"""The final sound of numbers with their signs and units: 1,990 is 천구백구십, 30kg is 삼십
킬로그램.

Numbers are read in Sino-Korean, in groups of 만 (한글 맞춤법 제44항). After a foreign name, a
single digit may also be read in English (포뮬러 원). A three-digit number after a space may be the
name of a model (520 is 오백이십, 오이공 or 파이브 투 제로).
"""

from __future__ import annotations

import re
from typing import Final

from reaug.korean._endings import Sound, either, of_hangul


def _all(names: str, sound: Sound) -> dict[str, Sound]:
    return dict.fromkeys(names.split(), sound)


DIGITS: Final = tuple(map(of_hangul, "영일이삼사오육칠팔구"))
"""The final sounds of the digits 0 to 9 in Sino-Korean; 0 is 영 or 공."""

ENGLISH_DIGITS: Final = tuple(
    map(of_hangul, ("제로", "원", "투", "스리", "포", "파이브", "식스", "세븐", "에이트", "나인"))
)

SIGNS: Final = {
    **dict.fromkeys("%％℃℉°$＄€£￡+＋", Sound.NONE),  # 퍼센트, 도, 달러, 유로, 파운드, 플러스
    **dict.fromkeys("₩￦¥￥", Sound.OTHER),  # 원, 엔
    "‰": Sound.RIEUL,  # 퍼밀
}
"""The final sounds of signs that are read aloud."""

UNITS: Final = {
    **_all("g mg kg Kg KG t ppm rpm", Sound.OTHER),  # 그램, 톤, 피피엠
    **_all("m cm mm km Km KM ha l L ml mL dl m2 cm2 km2 m3 cm3", Sound.NONE),
    **_all("Hz kHz MHz GHz W kW MW GW kWh V kV A mA mAh", Sound.NONE),
    **_all("KB MB GB TB kb Mb Gb C F cal kcal ft lb pt", Sound.NONE),
    **_all("dB mol px", Sound.RIEUL),  # 데시벨, 몰, 픽셀
    **_all("km/h m/s km/s", Sound.NONE),
}
"""The final sounds of units after a number; km² and ㎢ are first converted to `km2`."""

_NUMBER: Final = re.compile(r"[0-9][0-9,.]*$")
_UNIT: Final = re.compile(r"[0-9]\s?(?P<unit>[A-Za-z]{1,4}[23]?|k?m/[hs])$")
_CURRENCY: Final = re.compile(r"(?P<sign>[$€£¥￥₩￦])\s?[0-9][0-9,.]*$")
_FRACTION: Final = re.compile(r"(?:^|[^0-9./])(?P<part>[1-9])[/⁄](?P<whole>[1-9]|10|100)$")
_BEHIND_NAME: Final = re.compile(
    r"(?:[A-Za-z][-\s]|(?:리그|포뮬러|시즌|레벨|타입|아이폰|아이패드|갤럭시|노트|넥서스|윈도우?|빅)\s?)"
    r"(?P<digit>[0-9])$"
)
_MODEL: Final = re.compile(r"[A-Za-z가-힣]\s(?P<number>[1-9][0-9]{2})$")
_ROMAN: Final = re.compile(r"\s(?P<number>I{2,3}|IV|VI{1,3}|IX|XI{1,3}|XI?V|XVI{1,3})$")
_ROMAN_DIGITS: Final = {"I": 1, "V": 5, "X": 10}


def of_quantity(word: str) -> Sound | None:
    """Return the final sound of a number with a unit or a currency (30kg, $100); else None."""
    unit = _UNIT.search(word)
    if unit and unit["unit"] in UNITS:
        return UNITS[unit["unit"]]
    currency = _CURRENCY.search(word)
    return SIGNS[currency["sign"]] if currency else None


def of_numeral(word: str) -> Sound:
    """Return the final sound of a word that ends in a digit: a number, or a number after a name."""
    fraction = _FRACTION.search(word)
    if fraction and int(fraction["part"]) < int(fraction["whole"]):
        return DIGITS[int(fraction["part"])]  # 2/3 is 삼분의 이
    named = _BEHIND_NAME.search(word)
    if named:
        digit = int(named["digit"])
        return either((DIGITS[digit], ENGLISH_DIGITS[digit]))
    model = _MODEL.search(word)
    if model and not model["number"].endswith("00"):
        return either((of_number(model["number"]), ENGLISH_DIGITS[int(word[-1])]))
    number = _NUMBER.search(word)
    return of_number(number[0]) if number else Sound.UNKNOWN


def of_number(digits: str) -> Sound:
    """Return the final sound of a number that is read in Sino-Korean, decimals digit by digit.

    >>> [of_number(digits).name for digits in ("1,990", "3.5", "10000")]
    ['OTHER', 'NONE', 'OTHER']
    """
    integer, point, decimals = digits.rstrip(",.").replace(",", "").rpartition(".")
    if point and integer and decimals:
        return DIGITS[int(decimals[-1])]
    number = decimals
    zeros = len(number) - len(number.rstrip("0"))
    if zeros == 0 or zeros == len(number):
        return DIGITS[int(number[-1])]
    # 십, 백, 천, 만, 억 and 경 end in a consonant, 조 and 해 in a vowel.
    return Sound.NONE if zeros // 4 in (3, 5) else Sound.OTHER


def of_roman(word: str) -> Sound | None:
    """Return the final sound of a Roman numeral after a name (루이 XIV); None for any other
    word.
    """
    match = _ROMAN.search(word)
    if match is None:
        return None
    values = [_ROMAN_DIGITS[letter] for letter in match["number"]]
    pairs = zip(values, [*values[1:], 0], strict=True)
    number = sum(-value if value < after else value for value, after in pairs)
    return of_small(number)


def of_small(number: int) -> Sound:
    """Return the final sound of a Roman numeral: in Sino-Korean, and below ten also in English."""
    sino = of_number(str(number))
    return either((sino, ENGLISH_DIGITS[number])) if number < 10 else sino
