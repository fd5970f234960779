"""Sentences about events from which readers know the time or the people."""

from __future__ import annotations

from typing import Final

import numpy as np
import pyarrow.compute as pc

from reaug.core.arrays import I64, Bool, as_mask
from reaug.transforms.entity_swap.mentions import Mentions
from reaug.transforms.entity_swap.values import year_of

_HAPPENED: Final = (
    r"전쟁|혁명|대전|학살|정변|사변|항쟁|통일|합당|통합|개편|해산|조약|협정|올림픽|월드컵|정권|처형"
    r"|암살|저격|쿠데타|분신|사태|참사|무단정치|정부가 들어|총독|미군정|해방|광복|창간|출범|전투"
    r"|순교|박해|참수|장살|사형|총살|전사[하한했]|볼셰비키|멘셰비키|유엔|국제 ?연[합맹]"
    r"|임시 ?의정원|임시 ?정부|청년단|계엄|탄핵|선언|휴전|월북|납북|외환 ?위기|세계 최초|공신"
    r"|자치령|4[·.]19|5[·.]18|3[·.]1 ?운동|6[·.]25|9[·.]11"
)
"""Events in well-known years."""
_INVENTED: Final = (
    r"(?i:star ?craft)|스타크래프트|프로 ?게[이임]|[eE이] ?-?스포츠|블록 ?체인|비트코인|암호 ?화폐"
    r"|가상 ?화폐|메타버스|인공 ?지능|챗봇|스마트폰|아이폰|안드로이드|유튜브|페이스북|트위터"
    r"|인스타그램|틱톡|카카오톡|케이팝|K-?[Pp]op|온라인 ?게임|모바일|(?i:covid)|코로나"
)
"""Inventions that did not exist before a well-known year."""
_RULED: Final = (
    r"천황|황제|황후|왕후|왕비|국왕|대군|왕세자|세자|왕족|재위|즉위|원년|총통"
    r"|(?:[0-9]|초)대 (?:\p{Hangul}+ ){0,3}\p{Hangul}*(?:대통령|총리|총리대신|주석)"
)
"""Words for rulers: who ruled when is well known."""
_RECKONED: Final = (
    r"[0-9]세|향년|주년|올해로|지난 ?[0-9]+ ?년|[0-9] ?년(?:을 ?맞|째)|[0-9]번째 생일|환갑|회갑"
    r"|(?:메이지|다이쇼|쇼와|헤이세이|레이와|광무|융희|건양|단기|불기|민국|숭정|만력|건륭|강희)"
    r" ?[0-9]{1,4}년"
    r"|\p{Hangul}[조종왕] ?[0-9]{1,2}년|[갑을병정무기경신임계][자축인묘진사오미신유술해]년"
)
"""A time that depends on the date: an age, a count of years, a year of a reign or of the cycle."""
_UPHEAVAL: Final = (
    r"혁명(?:[을에의과군 ]|이 )|정변|사변|항쟁|의거|암살|저격|쿠데타|분신|처형|사형|총살|참수|순교"
    r"|미군정|광복군|임시 ?정부|4[·.]19|3[·.]15|부정 ?선거|독립 ?선언|독립 ?전쟁|결승전|노벨"
    r"|초현실주의|만세 ?운동|조선공산당|남로당|이라는 이름으로|남편과 결혼|아내와 결혼"
    r"|연[상하] (?:남편|아내)"
)
"""Events whose people readers know; or other words that tell the name or the sex of a person."""
_NICKNAME: Final = r"['\"‘“「『]\p{Hangul}[-·&]\p{Hangul}{1,2}['\"’”」』]"
"""A quoted nickname of two people, made of parts of their names: '박-박포'."""
_OFFICE: Final = (
    r"(?:총리|대통령|수상|주석|당수)(?:(?:으로|로|에) |직)|(?:총리|대통령|수상)들|섭정|구단주|재벌"
    r"|(?:[0-9]|초)대 (?:\p{Hangul}+ ){0,3}\p{Hangul}*(?:대통령|총리|총리대신|총독|장관|주석)"
)
"""An office held by only one person of a country, anywhere in a sentence."""
_DEATH_BEFORE: Final = r"[~∼～–—-] ?$"
_DEATH: Final = r"사망|별세|타계|서거|숨[을진졌지]|작고|선종|입적|자살|추모|세상을 (?:떠|뜨|등)"
_REMEMBERED: Final = 1990
"""The year from which readers may remember the death of a person."""


def dated(mentions: Mentions) -> Bool:
    """Dates in sentences about an event or invention of a well-known year, or with an age."""
    pattern = f"{_HAPPENED}|{_INVENTED}|{_RULED}|{_RECKONED}"
    return _holds(mentions, pattern, mentions.is_type("DAT"))


def peopled(mentions: Mentions) -> Bool:
    """Persons in sentences about known people or a sole office, or with a nickname of two."""
    return _holds(mentions, f"{_UPHEAVAL}|{_OFFICE}|{_NICKNAME}", mentions.is_type("PER"))


def recent_deaths(mentions: Mentions, rows: I64) -> Bool:
    """Return rows whose mention is the day of a death that readers may remember (`bool[m]`)."""
    words = mentions.word_texts
    dates = mentions.is_type("DAT")[rows]
    recent = np.array([year_of(words[row]) >= _REMEMBERED for row in rows.tolist()], dtype=np.bool_)
    died = as_mask(pc.match_substring_regex(mentions.before, _DEATH_BEFORE))[rows]
    died |= as_mask(pc.match_substring_regex(mentions.batch.sentence, _DEATH))[rows]
    return dates & recent & died


def _holds(mentions: Mentions, pattern: str, among: Bool) -> Bool:
    holds = among.copy()
    if holds.any():
        texts = mentions.batch.sentence.filter(among)
        holds[among] = as_mask(pc.match_substring_regex(texts, pattern))
    return holds
