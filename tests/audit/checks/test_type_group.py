"""Names that other sentences call a group, typed as persons."""

from __future__ import annotations

import unicodedata

import pytest

from audit.rows import findings_of
from reaug.core.findings import Fix

RULE = "type/group"
PLAIN = "[S|PER|새벽별바다]가 [O|DAT|2019년] 봄에 음반을 냈다."


@pytest.mark.parametrize(
    "marked",
    [
        "[S|PER|나예진]은 걸 그룹 새벽별바다의 보컬로 [O|DAT|2019년]에 나왔다.",
        "[S|PER|나예진]이 그룹 ‘새벽별바다’ 활동을 [O|DAT|2020년]에 마쳤다.",
        "[S|PER|나예진]은 4인조 여성 밴드 새벽별바다로 [O|DAT|2020년]에 나왔다.",
        "[S|PER|나예진]은 새벽별바다의 전 멤버로 [O|DAT|2020년]에 나왔다.",
        "[S|PER|나예진]과 새벽별바다(SeaStar) 리더가 [O|DAT|2020년]에 만났다.",
        "[S|PER|나예진]은 새벽별바다를 결성한 해가 [O|DAT|2020년]이라고 했다.",
        "새벽별바다(SeaStar)는 [S|PER|나예진]이 [O|DAT|2020년]에 만든 록 밴드이다.",
    ],
)
def test_a_name_that_is_called_a_group_elsewhere(marked: str) -> None:
    [finding] = findings_of(PLAIN, marked, rule=RULE)
    assert finding.fixes == (Fix("subject_entity.type", "PER", "ORG"),)
    assert finding.field == "subject_entity.type"
    assert "새벽별바다" in finding.message("ko")


def test_without_a_fix_where_the_label_forbids_it() -> None:
    marked = "[S|PER|나예진]은 그룹 새벽별바다의 리더로 [O|DAT|2019년]에 나왔다."
    [finding] = findings_of(PLAIN, marked, label=["per:date_of_birth", "no_relation"], rule=RULE)
    assert (finding.suggestion, finding.fixes) == ("ORG", ())


@pytest.mark.parametrize(
    "marked",
    [
        "[S|PER|나예진]이 새벽별바다를 [O|DAT|2019년]에 만났다.",
        "[S|PER|나예진]이 한빛그룹 새벽별바다 회장을 [O|DAT|2019년]에 만났다.",
        "[S|PER|나예진]은 같은 그룹 새벽별바다와 [O|DAT|2019년]에 갔다.",
        "[S|PER|나예진]은 그룹 새벽별바다들판의 팬이 [O|DAT|2019년]에 됐다.",
        "[S|PER|나예진]은 큰새벽별바다의 멤버로 [O|DAT|2020년]에 나왔다.",
        "[S|PER|나예진]은 그룹이 [O|DAT|2020년]에 없어졌다.",
        "[S|PER|나예진]은 그룹 [O|DAT|2020년]",
        "새벽별바다는 [S|PER|나예진]이 [O|DAT|2020년]에 좋아한 밴드의 보컬이다.",
    ],
)
def test_what_is_not_called_one(marked: str) -> None:
    assert not findings_of(PLAIN, marked, rule=RULE)


def test_the_name_of_a_person_takes_two_sentences() -> None:
    plain = PLAIN.replace("새벽별바다", "이새벽")
    marked = "[S|PER|나예진]은 그룹 이새벽의 보컬로 [O|DAT|2019년]에 나왔다."
    again = "[S|PER|나예진]은 [O|DAT|2019년]부터 그룹 이새벽에서 노래했다."
    assert not findings_of(plain, marked, rule=RULE)
    assert len(findings_of(plain, marked, again, rule=RULE)) == 1


@pytest.mark.parametrize("name", ["SEA★", "2NE", "海星", "🎈🎈", "새벽-별"])
def test_names_of_other_letters(name: str) -> None:
    plain = PLAIN.replace("새벽별바다", name)
    marked = f"[S|PER|나예진]은 그룹 '{name}'의 보컬로 [O|DAT|2019년]에 나왔다."
    assert len(findings_of(plain, marked, rule=RULE)) == 1


def test_what_the_book_says_is_not_said_again() -> None:
    marked = "[S|PER|나예진]은 그룹 [O|PER|새벽별바다]의 멤버이다."
    assert not findings_of(marked, label="per:employee_of", rule=RULE)


def test_one_letter_and_decomposed_names() -> None:
    marked = "[S|PER|나예진]은 그룹 꽃의 보컬로 [O|DAT|2019년]에 나왔다."
    assert not findings_of(PLAIN.replace("새벽별바다", "꽃"), marked, rule=RULE)
    both = (PLAIN, "[S|PER|나예진]은 그룹 새벽별바다의 보컬로 [O|DAT|2019년]에 나왔다.")
    assert len(findings_of(*(unicodedata.normalize("NFD", row) for row in both), rule=RULE)) <= 1
