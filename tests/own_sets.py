"""Invented data sets with other labels and types than KLUE-RE, or KLUE's labels with other types.

The sentences are made from templates, and the names are invented.
"""

from __future__ import annotations

from itertools import product
from typing import Any

from reaug.core import schema
from reaug.core.batch import Batch
from reaug.core.examples import batch_of

DRUGS = ("가온정", "나래캡슐", "다솔시럽", "라온정", "마루캡슐")
ILLS = ("감기", "두통", "위염", "결막염", "고혈압")
SIGNS = ("기침", "어지럼증", "속쓰림", "충혈", "부종")
DOCTORS = ("한도윤", "서가람", "문하린", "오다온", "유새론")
WARDS = ("소아과", "신경과", "내과", "안과", "재활의학과")
CLINICS = ("새빛병원", "한여울의원", "두물머리병원", "솔바람의원", "너른들병원")
PLACES = ("서울", "부산", "미국", "제주도", "전주")
DAYS = ("2003년", "1998년 3월", "2011년 5월 2일", "1987년", "2020년 가을")
TESTS = ("혈액 검사", "초음파 검사", "시력 검사", "심전도 검사", "청력 검사")

HOSPITAL: tuple[tuple[str, tuple[str, ...], tuple[str, ...], str], ...] = (
    ("치료", DRUGS, ILLS, "[S|약|{}]은 [O|질병|{}] 치료에 쓰인다."),
    ("부작용", DRUGS, SIGNS, "[S|약|{}]을 먹은 환자 몇 명이 [O|증상|{}]을 호소했다."),
    ("증상", ILLS, SIGNS, "[S|질병|{}]에 걸리면 [O|증상|{}]이 나타나기도 한다."),
    ("진료과", DOCTORS, WARDS, "[S|의사|{}] 선생은 [O|진료과|{}]에서 환자를 본다."),
    ("근무", DOCTORS, CLINICS, "[S|의사|{}] 선생은 올봄부터 [O|병원|{}]에서 일한다."),
    ("위치", CLINICS, PLACES, "[S|병원|{}] 본관은 [O|LOC|{}]에 있다."),
    ("개원", CLINICS, DAYS, "[S|병원|{}]은 [O|DATE|{}]에 문을 열었다."),
    ("검사", ILLS, TESTS, "[S|질병|{}]일 때는 먼저 [O|검사|{}]를 받는다."),
    ("스승", DOCTORS, DOCTORS, "[S|의사|{}] 선생은 [O|의사|{}] 선생을 오래 가르쳤다."),
    ("제자", DOCTORS, DOCTORS, "[S|의사|{}] 선생은 [O|의사|{}] 선생에게서 배웠다."),
    ("동료", DOCTORS, DOCTORS, "[S|의사|{}] 선생과 [O|의사|{}] 선생은 같은 방을 쓴다."),
    ("관계없음", DRUGS, PLACES, "[S|약|{}]을 만든 공장은 문을 닫았고 [O|LOC|{}]에는 비가 왔다."),
)
"""Twelve labels: name, subjects, objects, a sentence."""

KLUE_LABELS: tuple[tuple[str, tuple[str, ...], tuple[str, ...], str], ...] = (
    ("per:employee_of", DOCTORS, CLINICS, "[S|PERSON|{}] 씨는 [O|COMPANY|{}]에서 일한다."),
    ("per:place_of_birth", DOCTORS, PLACES, "[S|PERSON|{}] 씨는 [O|LOCATION|{}]에서 태어났다."),
    ("per:date_of_birth", DOCTORS, DAYS, "[S|PERSON|{}] 씨는 [O|DATE|{}]에 태어났다."),
    ("org:founded", CLINICS, DAYS, "[S|COMPANY|{}]은 [O|DATE|{}]에 문을 열었다."),
    ("org:place_of_headquarters", CLINICS, PLACES, "[S|COMPANY|{}]은 [O|LOCATION|{}]에 있다."),
    ("no_relation", DOCTORS, PLACES, "[S|PERSON|{}] 씨가 웃었고 [O|LOCATION|{}]에는 눈이 왔다."),
)


def set_of(
    templates: tuple[tuple[str, tuple[str, ...], tuple[str, ...], str], ...], each: int = 13
) -> Batch:
    """Make `each` rows from every template."""
    sentences, labels = [], []
    for label, subjects, objects, sentence in templates:
        pairs = [(a, b) for a, b in product(subjects, objects) if a != b]
        for n in range(each):
            sentences.append(sentence.format(*pairs[(n * 7) % len(pairs)]))
            labels.append(label)
    return batch_of(*sentences, label=labels)


def klue_rows(batch: Batch) -> list[dict[str, Any]]:
    """Convert rows to KLUE's JSON."""
    rows = []
    for line in batch.table.to_pylist():
        row: dict[str, Any] = {"guid": line[schema.ROW_ID], "sentence": line["sentence"]}
        for role in ("subject", "object"):
            start, end = line[f"{role}_start"], line[f"{role}_end"]
            row[f"{role}_entity"] = {
                "word": line["sentence"][start:end],
                "start_idx": start,
                "end_idx": end - 1,
                "type": line[f"{role}_type"],
            }
        rows.append(row | {"label": line["label"], "source": "invented"})
    return rows
