"""Mentions that were marked with the particle behind them."""

from __future__ import annotations

import unicodedata

import pytest

from audit.rows import findings_of
from reaug.core.findings import Fix

RULE = "span/with-particle"
TWICE = ("[S|ORG|한별전자]는 [O|LOC|수원]에 있다.", "[S|ORG|한별전자]도 [O|LOC|수원]으로 옮긴다.")


@pytest.mark.parametrize(
    ("marked", "particle"),
    [
        ("[S|ORG|한별전자는] 어제 [O|LOC|서울] 지사를 닫았다.", "는"),
        ("[S|PER|박바다]는 [O|ORG|한별전자에서] 일한다.", "에서"),
        ("[S|PER|박바다]가 [O|ORG|한별전자로부터] 상을 받았다.", "로부터"),
        ("[S|PER|박바다]의 회사는 [O|ORG|한별전자였다].", "였다"),
    ],
)
def test_the_particle_is_left_out(marked: str, particle: str) -> None:
    [finding] = findings_of(*TWICE, marked, rule=RULE)
    assert (finding.value, finding.suggestion) == (f"한별전자{particle}", "한별전자")
    [cut] = finding.fixes
    assert cut.field.endswith("end_idx")
    assert cut.old - cut.new == len(particle)  # type: ignore[operator]
    assert "한별전자" in finding.message("ko")


def test_the_message_has_the_particles_that_fit() -> None:
    one, two = (marked.replace("한별전자", "푸른국악단") for marked in TWICE)
    rows = (one.replace("]는", "]은"), two, "[S|ORG|푸른국악단은] 어제 [O|LOC|서울]에 왔다.")
    [finding] = findings_of(*rows, rule=RULE)
    assert finding.ko.startswith("‘푸른국악단은’은 ‘푸른국악단’에 조사 ‘은’이 붙은 것이다. ")
    assert "‘푸른국악단’으로 표시된 곳이 2군데 있다" in finding.ko


@pytest.mark.parametrize(
    "marked",
    [
        "[S|ORG|한별전자은] 어제 [O|LOC|서울] 지사를 닫았다.",  # no particle of this name
        "[S|PER|한별전자는] 어제 [O|LOC|서울]에 왔다.",  # marked as another type
        "[S|ORG|한별전자는]커녕 [O|LOC|서울] 지사도 없다.",  # a longer word
        "[S|ORG|한별전자가구]는 [O|LOC|서울]에 있다.",
        "[S|ORG|새별전자는] 어제 [O|LOC|서울] 지사를 닫았다.",  # nobody marks the name
        "[S|ORG|한별전자군] 모두가 [O|LOC|서울]에 있다.",
        unicodedata.normalize("NFD", "[S|ORG|한별가는] [O|LOC|서울] 지사를 닫았다."),
        "[S|ORG|🎈는] [O|LOC|서울]에 있다.",
        "[S|ORG|a는] [O|LOC|서울]에 있다.",
    ],
)
def test_what_is_no_particle_stays(marked: str) -> None:
    assert not findings_of(*TWICE, marked, rule=RULE)


def test_a_name_that_is_marked_as_often_with_its_last_letter_stays() -> None:
    rows = ("[S|LOC|경기]에서 [O|DAT|봄]에 했다.", "[S|LOC|경기도] 시장들이 [O|DAT|봄]에 모였다.")
    assert not findings_of(*rows, rule=RULE)
    assert [finding.value for finding in findings_of(*rows, rows[0], rule=RULE)] == ["경기도"]


def test_fixes_of_one_syllable_names_are_not_made() -> None:
    rows = ("[S|PER|이]는 [O|LOC|서울]에 산다.",) * 2
    assert not findings_of(*rows, "[S|PER|이도]는 [O|LOC|서울]에 산다.", rule=RULE)


def test_the_fix_is_of_the_end_alone() -> None:
    [finding] = findings_of(
        *TWICE, "[S|ORG|한별전자는] 어제 [O|LOC|서울] 지사를 닫았다.", rule=RULE
    )
    assert finding.fixes == (Fix("subject_entity.end_idx", 4, 3),)
