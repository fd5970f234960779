"""Copies with words edited are found, told by kind, and told from rows that are merely alike."""

from __future__ import annotations

import unicodedata

import numpy as np
import pyarrow as pa
import pytest

from audit.rows import BOOK, findings_of
from reaug.audit.run import audit_table
from reaug.core.examples import batch_of
from reaug.core.findings import Finding

RULE = "duplicate/near"
SUBJECT, OBJECT = "[S|PER|이순신]은", "[O|LOC|한산도]에서"
HEAD, TAIL = f"조선의 장군 {SUBJECT} 여름에", "날개 모양으로 배를 세워 크게 이겼다."
SWAPPED = "모양으로 날개 배를 세워 크게 이겼다."
ORIGINAL = f"{HEAD} {OBJECT} {TAIL}"
OTHERS = (
    "[S|PER|장영실]은 [O|LOC|한양]에서 비의 양을 재는 그릇을 만들어 나라에 바쳤다.",
    "[S|PER|허준]은 [O|LOC|양천]에서 나서 임금의 병을 고치는 의관이 되었다고 한다.",
    "오늘 [S|ORG|한빛학교]는 [O|LOC|수원]에 있는 새 건물에서 졸업식을 열기로 했다.",
)


def near(copy: str, original: str = ORIGINAL, **labels: object) -> list[Finding]:
    """What is found of a copy beside its original; the row id of the original is the least."""
    return findings_of(original, copy, *OTHERS, rule=RULE, **labels)  # type: ignore[arg-type]


EDITS = {
    "2 words out of order": f"장군 조선의 {SUBJECT} 여름에 {OBJECT} {SWAPPED}",
    "2 words replaced": f"조선의 대감 {SUBJECT} 가을에 {OBJECT} {TAIL}",
    "1 word inserted": f"{HEAD} {OBJECT} 날개 모양으로 배를 세워 바람 크게 이겼다.",
    "2 words deleted": f"조선의 {SUBJECT} {OBJECT} {TAIL}",
    "1 word respelled": f"{HEAD} {OBJECT} 날개 모양으로 배를 세워 크게 이겻다.",
    "spaces only": f"조선의장군 {SUBJECT} 여름에 {OBJECT} 날개모양으로 배를 세워 크게이겼다.",
    "marks only": f"조선의 장군 {SUBJECT}, 여름에 ; {OBJECT} 날개 모양으로 배를 세워 크게 이겼다!",
    "mention replaced": f"{HEAD} [O|LOC|명량]에서 {TAIL}",
}


@pytest.mark.parametrize("kind", EDITS)
def test_the_kind_of_edit_is_told(kind: str) -> None:
    [finding] = near(EDITS[kind])
    assert finding.value == kind
    assert set(finding.rows) == {"row-0", "row-1"}
    assert kind in finding.en


def test_a_pair_is_told_once_and_the_copy_stands_first() -> None:
    [finding] = near(EDITS["2 words out of order"])
    assert finding.rows == ("row-1", "row-0")
    assert finding.ko == ("row-0의 사본: 단어 2개의 순서를 바꿈. 개체는 같고 라벨도 같다")


def test_that_the_label_differs_is_told() -> None:
    labels = ["per:place_of_residence", "no_relation", *["no_relation"] * len(OTHERS)]
    [finding] = near(EDITS["1 word inserted"], label=labels)
    assert "the label is different" in finding.en
    assert "라벨은 다르다" in finding.ko


def test_the_original_is_what_most_copies_are_close_to() -> None:
    """Whatever the row ids: it stands last here."""
    copies = [EDITS[kind] for kind in EDITS if kind != "mention replaced"]
    findings = findings_of(*copies, *OTHERS, ORIGINAL, rule=RULE)
    original = f"row-{len(copies) + len(OTHERS)}"
    assert {finding.rows[1] for finding in findings} == {original}
    assert {finding.rows[0] for finding in findings} == {f"row-{i}" for i in range(len(copies))}


ALIKE = {
    "the same sentence with other mentions": (
        f"{HEAD} {OBJECT} {TAIL}",
        f"[O|LOC|조선]의 장군 [S|PER|이순신]은 여름에 한산도에서 {TAIL}",
    ),
    "an edit with other mentions": (
        f"{HEAD} {OBJECT} {TAIL}",
        f"[O|LOC|조선]의 [S|PER|이순신]은 여름에 한산도에서 {TAIL}",
    ),
    "the opening of two lives": (
        "[S|PER|김하늘](1980년 3월 2일 ~)은 [O|LOC|대한민국]의 축구 선수로서 포지션은 공격수이다.",
        "[S|PER|박바다](1991년 7월 9일 ~)은 [O|LOC|대한민국]의 축구 선수로서 포지션은 수비수이다.",
    ),
    "a table of two years": (
        "2019년 [S|ORG|한빛구단]은 열네 경기를 이기고 6위로 [O|LOC|수원]에서 시즌을 끝냈다.",
        "2020년 [S|ORG|한빛구단]은 열네 경기를 이기고 3위로 [O|LOC|수원]에서 시즌을 끝냈다.",
    ),
    "a short pattern with other names": (
        "[S|PER|김하늘]은 [O|LOC|대한민국]의 배우이다.",
        "[S|PER|박바다]는 [O|LOC|대한민국]의 배우이다.",
    ),
}


@pytest.mark.parametrize("why", ALIKE)
def test_what_is_merely_alike_is_no_copy(why: str) -> None:
    assert not findings_of(*ALIKE[why], *OTHERS, rule=RULE)


def test_a_large_family_has_one_original() -> None:
    """More copies than a bucket pairs each with each."""
    copies = [f"{HEAD} {chr(0xAC00 + 28 * i)}랑 {OBJECT} {TAIL}" for i in range(80)]
    findings = findings_of(ORIGINAL, *copies, *OTHERS, rule=RULE)
    assert {finding.rows[0] for finding in findings} == {f"row-{i}" for i in range(1, 81)}


def test_exact_duplicates_stay_exact() -> None:
    assert not near(ORIGINAL)
    assert not near(unicodedata.normalize("NFD", ORIGINAL))


@pytest.mark.parametrize(
    "sentences",
    [
        (),
        ("[S|PER|이]가 [O|PER|박]",),
        ("[S|PER|李舜臣] [O|LOC|閑山島] 😀", "[S|PER|李舜臣] [O|LOC|閑山島] 😀😀"),
        ("[S|ORG|LG] [O|ORG|SK] 2020", "[S|ORG|lg] [O|ORG|sk] 2020!"),
        ("[S|PER|가] … [O|PER|나]", "[S|PER|가] ! [O|PER|나]"),
    ],
)
def test_short_and_odd_sentences(sentences: tuple[str, ...]) -> None:
    table = batch_of(ORIGINAL, *sentences, label="no_relation").table.slice(1)
    findings = audit_table(table, BOOK, select=frozenset([RULE])).findings
    assert len(findings) <= 1


def test_order_of_rows_does_not_show() -> None:
    table = batch_of(ORIGINAL, *EDITS.values(), *OTHERS, label="no_relation").table
    findings = audit_table(table, BOOK, select=frozenset([RULE])).findings
    assert findings
    for seed in range(3):
        order = np.random.default_rng(seed).permutation(len(table))
        assert (
            audit_table(table.take(pa.array(order)), BOOK, select=frozenset([RULE])).findings
            == findings
        )
