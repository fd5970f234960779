"""The final sound of Latin letters: acronyms are read letter by letter, words by their Korean
spelling.

The rules are simplified from 외래어 표기법 제3장 제1절 (English). The consonants p, t and k are
final consonants after a short vowel (캣, 북); m, n, ng and l always are (제1항, 제5항, 제6항).
Every other consonant gets a vowel (제2항, 제3항, 제4항: 버스, 포드), and a final r is read as a
vowel (트위터).
"""

from __future__ import annotations

import re
from typing import Final

from reaug.korean._endings import Sound, of_hangul
from reaug.korean._numbers import ENGLISH_DIGITS, of_number


def _words(text: str) -> list[str]:
    return text.split()


LETTERS: Final = {"L": Sound.RIEUL, "M": Sound.OTHER, "N": Sound.OTHER, "R": Sound.EITHER}
"""The letters whose Korean name ends in a consonant: 엘, 엠, 엔, 알 (or 아르)."""

_SPOKEN: Final = _words(
    "ASEAN 아세안 AIDS 에이즈 APPLE 애플 BASIC 베이직 BIM 빔 CAP 캡 COMIC 코믹 DRAM 디램 "
    "EPIC 에픽 GATT 가트 GOT7 갓세븐 IKEA 이케아 INTERPOL 인터폴 ISIL 아이실 IZONE 아이즈원 "
    "JPEG 제이펙 KAIST 카이스트 KORAIL 코레일 KOSDAQ 코스닥 LASEK 라섹 LASER 레이저 "
    "LASIK 라식 LINE 라인 MUSIC 뮤직 NASA 나사 NASCAR 나스카 NASDAQ 나스닥 NATO 나토 "
    "NAVER 네이버 OPEC 오펙 OK 오케이 PACIFIC 퍼시픽 POOQ 푹 POP 팝 POSTECH 포스텍 "
    "RADAR 레이더 SETEC 세텍 SHOP 숍 SISTAR 씨스타 SNAP 스냅 SOLAR 솔라 STAR 스타 STEP 스텝 "
    "T.O.P 탑 TIKTOK 틱톡 TOEFL 토플 TOEIC 토익 WINNER 위너 ZIP 집 Bluetooth 블루투스 "
    "Club 클럽 Facebook 페이스북 Google 구글 Hit 히트 Hot 핫 Kakao 카카오 Scout 스카우트"
)
SPOKEN: Final = {
    **{word: of_hangul(reading) for word, reading in zip(_SPOKEN[::2], _SPOKEN[1::2], strict=True)},
    "TOP": Sound.ANY,  # 톱, 탑 or 티오피
}
"""The final sounds of acronyms that are read as words, and of words that the rules below get wrong.
"""

_WORD: Final = re.compile(r"(?P<letters>[A-Za-z]+(?:[.&*'’-][A-Za-z]+)*)(?P<digits>[0-9]*)$")
_JOINTS: Final = re.compile(r"[.&*'’-]")

_SPELLINGS: Final = (
    (re.compile(r"(?:l|le)$"), Sound.RIEUL),  # 호텔, 애플, 모바일
    (re.compile(r"(?:m|n|ng|me|ne|mb)$"), Sound.OTHER),  # 팀, 폰, 킹, 타임, 라인, 콤
    (re.compile(r"(?:[^aeiou]|^)[aeiouy](?:c|ck|k|p|pp|b|t|tt)$"), Sound.OTHER),  # 뮤직, 록, 팝, 넷
    (re.compile(r"(?:oo|ou)(?:k|p)$|iac$|out$"), Sound.OTHER),  # 북, 그룹, 폰티악, 아웃
)
"""Final sounds by the ending of a Latin word; words with other endings end in a vowel (버스, 포드,
트위터).
"""


def of_latin(word: str) -> Sound | None:
    """Return the final sound of a word that ends in ASCII letters or letters and digits, else None.

    >>> of_latin("LG").name, of_latin("Google").name, of_latin("SF9").name, of_latin("2020")
    ('NONE', 'RIEUL', 'OTHER', None)
    """
    match = _WORD.search(word)
    if match is None:
        return None
    letters, digits = match["letters"], match["digits"]
    for name in (letters + digits, _JOINTS.split(letters)[-1] + digits):
        if name in SPOKEN:
            return SPOKEN[name]
    if len(digits) == 1:
        return ENGLISH_DIGITS[int(digits)]
    return of_number(digits) if digits else _of_letters(letters)


def _of_letters(letters: str) -> Sound:
    """Return the final sound of capitals read letter by letter, or of a word by its spelling."""
    last = _JOINTS.split(letters)[-1]
    vowels = sum(letter in "AEIOU" for letter in last)
    # Long runs of capitals with two or more vowels are words: GOOGLE, UNICEF.
    large_word = len(last) >= 6 and vowels >= 2
    if len(last) == 1 or (last[-1].isupper() and not (last.isupper() and large_word)):
        return LETTERS.get(last[-1].upper(), Sound.NONE)  # LG, tvN, H&M
    return of_spelling(last.lower())


def of_spelling(word: str) -> Sound:
    """Return the final sound of a lower-case Latin word, as its ending is pronounced in Korean.

    >>> [of_spelling(word).name for word in ("twitter", "apple", "facebook")]
    ['NONE', 'RIEUL', 'OTHER']
    """
    for spelling, sound in _SPELLINGS:
        if spelling.search(word):
            return sound
    return Sound.NONE
