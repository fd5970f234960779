"""Names of which only the last word is marked."""

from __future__ import annotations

import unicodedata

import pytest

from audit.rows import findings_of

RULE = "span/head-alone"


@pytest.mark.parametrize(
    ("marked", "name"),
    [
        ("1928년 [S|PER|나예진]은 가온 [O|ORG|공화국]을 떠났다.", "가온 공화국"),
        (
            "[S|PER|나예진]은 가온 사회주의 인민 [O|LOC|공화국]에서 났다.",
            "가온 사회주의 인민 공화국",
        ),
        ("[S|PER|나예진]은 나래 [O|ORG|소프트웨어]에 다닌다.", "나래 소프트웨어"),
        ("[S|PER|나예진]은 NARA [O|ORG|엔터테인먼트]의 배우다.", "NARA 엔터테인먼트"),
        ("[S|PER|나예진]은 나래물산 [O|ORG|주식회사]에 다닌다.", "나래물산 주식회사"),
    ],
)
def test_the_name_before_it_belongs_to_it(marked: str, name: str) -> None:
    [finding] = findings_of(marked, rule=RULE)
    assert finding.suggestion == name
    assert unicodedata.normalize("NFC", finding.value) in name


def test_the_other_mention_may_be_its_front() -> None:
    [finding] = findings_of("[S|ORG|가온] [O|ORG|공화국]은 섬이다.", rule=RULE)
    assert not finding.fixes


@pytest.mark.parametrize(
    "marked",
    [
        "[S|PER|나예진]은 이 [O|ORG|공화국]을 떠났다.",
        "[S|PER|나예진]은 그곳의 [O|ORG|공화국]을 떠났다.",
        "[S|PER|나예진]은 나래에서 [O|ORG|소프트웨어]를 만들었다.",
        "[S|PER|나예진]은 [O|ORG|가온 공화국]을 떠났다.",
        "[O|ORG|공화국]은 [S|PER|나예진]을 뽑았다.",
        "[S|PER|나예진]은 나래 [O|DAT|공화국]을 떠났다.",
    ],
)
def test_no_finding_where_the_mention_is_whole(marked: str) -> None:
    assert not findings_of(marked, rule=RULE)
