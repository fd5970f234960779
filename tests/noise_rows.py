"""Invented rows from which a model can learn, for tests of label noise."""

from __future__ import annotations

import pyarrow as pa

from reaug.core import schema
from reaug.core.batch import Batch

FAMILIES = ["김", "이", "박", "최", "정", "강", "조", "윤", "장", "임"]
NAMES = [
    "하늘",
    "바다",
    "서리",
    "나래",
    "누리",
    "가람",
    "다온",
    "라온",
    "마루",
    "보람",
    "새봄",
    "솔비",
]
PLACES = ["수원", "강릉", "전주", "여수", "춘천", "목포", "경주", "안동", "통영", "제천"]
FIRMS = ["나래전자", "누리은행", "가람건설", "다온항공", "라온제약", "마루식품", "보람보험"]
YEARS = ["1971년", "1982년", "1993년", "1964년", "1955년"]


def sentences() -> tuple[list[str], list[str]]:
    """Return some hundred marked sentences with labels, with five relations in turn."""
    marked, labels = [], []
    people = [family + name for family in FAMILIES for name in NAMES]
    for i, person in enumerate(people):
        place, firm = PLACES[i * 7 % len(PLACES)], FIRMS[i * 5 % len(FIRMS)]
        year = YEARS[i * 3 % len(YEARS)]
        marked += [
            f"[S|PER|{person}] 씨는 [O|LOC|{place}]에서 태어나 자랐다.",
            f"[S|ORG|{firm}]의 대표 [O|PER|{person}] 씨가 소감을 밝혔다.",
            f"[S|PER|{person}] 씨는 [O|DAT|{year}]에 태어난 것으로 알려졌다.",
            f"[S|ORG|{firm}]의 본사는 [O|LOC|{place}]에 자리 잡고 있다.",
            f"[S|PER|{person}] 씨가 지나간 뒤 [O|LOC|{place}]에는 큰비가 왔다.",
        ]
        labels += [
            "per:place_of_birth",
            "org:top_members/employees",
            "per:date_of_birth",
            "org:place_of_headquarters",
            "no_relation",
        ]
    return marked, labels


def rare_sentences() -> tuple[list[str], list[str]]:
    """Return a dozen marked sentences for each of four further relations."""
    marked, labels = [], []
    for i, name in enumerate(NAMES):
        place, firm = PLACES[i * 7 % len(PLACES)], FIRMS[i * 5 % len(FIRMS)]
        year, other = YEARS[i * 3 % len(YEARS)], FIRMS[(i * 5 + 1) % len(FIRMS)]
        marked += [
            f"[O|LOC|{place}]에 사는 [S|PER|{FAMILIES[i % 10]}{name}] 씨가 손님을 맞았다.",
            f"[O|PER|{FAMILIES[i % 10]}{name}] 씨가 세운 [S|ORG|{firm}]이 문을 열었다.",
            f"[O|DAT|{year}]에 세상을 떠난 [S|PER|{FAMILIES[i % 10]}{name}] 씨를 기렸다.",
            f"[O|ORG|{other}]의 계열사인 [S|ORG|{firm}]이 {place}에 공장을 지었다.",
        ]
        labels += [
            "per:place_of_residence",
            "org:founded_by",
            "per:date_of_death",
            "org:member_of",
        ]
    return marked, labels


def relabelled(batch: Batch, labels: dict[int, str | None]) -> Batch:
    """Return the batch with other labels in some rows."""
    values = batch.label.to_pylist()
    for row, label in labels.items():
        values[row] = label
    index = batch.table.schema.get_field_index(schema.LABEL)
    field = batch.table.schema.field(index)
    return Batch(batch.table.set_column(index, field, pa.array(values, pa.string())))
