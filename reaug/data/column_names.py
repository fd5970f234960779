"""Recognise columns, and keys of mentions, by their usual names in English and Korean."""

from __future__ import annotations

import functools
import itertools
import re
import unicodedata
from typing import Final

ROLES: Final = ("subject", "object")
PARTS: Final = ("word", "start", "end", "type")
FIELDS: Final = (
    "sentence",
    *(field for role in ROLES for field in (role, *(f"{role}.{part}" for part in PARTS))),
    "label",
    "id",
)
"""Fields that a column can be mapped to; `subject` is a whole mention in one cell."""


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


SENTENCES: Final = _names(
    "sentence sentences text sent context content passage utterance rawtext sourcetext"
    " sentencetext senttext sentencestr"
    " 문장 본문 텍스트 원문 내용 문장내용 지문"
)
LABELS: Final = _names(
    "label labels relation relations rel class classes relationtype relationlabel relationname"
    " reltype rellabel predicate target gold goldlabel"
    " 라벨 레이블 관계 관계명 관계유형 관계종류 관계라벨 정답 정답라벨"
)
IDS: Final = _names(
    "id guid rowid uid sentenceid sentid docid no num 번호 일련번호 아이디 문장번호"
)
_ROLE_NAMES: Final = {
    "subject": _names(
        "subject subj sub s e1 ent1 entity1 head h arg1 argument1 subjectentity subjentity"
        " headentity subent sbj sbjentity"
        " 주체 주어 주체개체 주어개체 개체1 개체명1 엔티티1 선행개체"
    ),
    "object": _names(
        "object obj o e2 ent2 entity2 tail t arg2 argument2 objectentity objentity tailentity"
        " objent 객체 목적어 대상 객체개체 목적어개체 개체2 개체명2 엔티티2 후행개체"
    ),
}
_PART_NAMES: Final = {
    "word": _names(
        "word words text name mention surface form str string token value 단어 낱말 명 이름 명칭"
        " 텍스트 표현 문자열 entityname entitytext entityword term phrase"
    ),
    "start": _names(
        "start startidx startindex startoffset startpos startposition startchar begin beginidx"
        " beginoffset beg from offsetstart charstart offsetbegin"
        " 시작 시작위치 시작인덱스 시작지점 시작오프셋 처음"
    ),
    "end": _names(
        "end endidx endindex endoffset endpos endposition endchar stop to 끝 끝위치 끝인덱스"
        " 끝지점 끝오프셋 종료 종료위치 종료인덱스 마지막"
    ),
    "type": _names(
        "type types entitytype enttype ner nertag nertype tag kind label category class 유형 타입"
        " entitygroup entitylabel entlabel nerlabel"
        " 종류 태그 분류 개체유형 개체타입 범주"
    ),
}
_SPANS: Final = _names("span pos position offset offsets indices idx range 위치 범위 구간")


def plain(name: str) -> str:
    """Normalise a name for comparison: NFC, lower case, without spaces and punctuation.

    >>> plain(" Subject_Entity.start-idx "), plain("개체1 시작")
    ('subjectentitystartidx', '개체1시작')
    """
    text = unicodedata.normalize("NFC", name).lower()
    return re.sub(r"[^\w]|_", "", text)


@functools.cache
def field_called(name: str) -> str | None:
    """Return the field that a column of this name usually contains; None for an unknown name.

    Examples
    --------
    >>> [field_called(name) for name in ("문장", "e1_start", "h", "주체끝", "class", "memo")]
    ['sentence', 'subject.start', 'subject', 'subject.end', 'label', None]
    """
    return _fields().get(plain(name))


@functools.cache
def _fields() -> dict[str, str]:
    """Return a dict from usual column names, normalised by `plain`, to their fields."""
    # A name that is usual for several fields is given to the first of these fields.
    fields = dict[str, str]()
    single = ((SENTENCES, "sentence"), (LABELS, "label"), (IDS, "id"))
    for names, field in (*single, *((roles, role) for role, roles in _ROLE_NAMES.items())):
        for name in names:
            fields.setdefault(name, field)
    for number, (role, roles) in enumerate(_ROLE_NAMES.items(), start=1):
        for part, parts in _PART_NAMES.items():
            for name in parts:  # start1, 시작1
                fields.setdefault(f"{name}{number}", f"{role}.{part}")
            for first, second in itertools.product(roles, parts):
                fields.setdefault(first + second, f"{role}.{part}")
                fields.setdefault(second + first, f"{role}.{part}")
    return fields


@functools.cache
def part_called(name: str) -> str | None:
    """Return the part of a mention that a key of this name usually contains; None if unknown.

    A key for start and end together is "span".

    >>> [part_called(name) for name in ("text", "start_idx", "entity_type", "pos", "nickname")]
    ['word', 'start', 'type', 'span', None]
    """
    key = plain(name)
    for part, names in _PART_NAMES.items():
        if key in names:
            return part
    return "span" if key in _SPANS else None
