"""Types of mentions without a relation that the evidence is against, if not surely."""

from __future__ import annotations

import pytest

from audit.rows import findings_of

RULE = "type/unlikely"
NAMES = ("김도현", "이서준", "박하은", "최지우", "정민서", "강예린", "조수아", "윤재호")
FIRMS = ("한빛전자", "가온통신", "누리화학", "다솜물산", "미르전자", "온새미통신")
LED = [f"[S|ORG|{firm}]는 [O|PER|{name}] 씨가 이끈다." for firm in FIRMS for name in NAMES]
LABELS = ["org:top_members/employees"] * len(LED)


@pytest.mark.parametrize(
    "odd",
    ["[S|ORG|누리화학]은 [O|LOC|강유나] 곁에 있다.", "[S|ORG|누리화학]과 [O|DAT|이서준] 곁이다."],
)
def test_a_type_that_is_rather_another(odd: str) -> None:
    [finding] = findings_of(*LED, odd, label=[*LABELS, "no_relation"], rule=RULE)
    assert (finding.field, finding.suggestion, finding.fixes) == ("object_entity.type", "PER", ())
    assert finding.severity is None
    assert not findings_of(*LED, odd, label=[*LABELS, LABELS[0]], rule=RULE)


@pytest.mark.parametrize(
    "odd",
    [
        "[S|ORG|누리화학]은 [O|NOH|강유나] 씨가 이끈다.",  # said by type/inconsistent
        "[S|ORG|누리화학]은 [O|PER|강유나] 씨가 이끈다.",
        "[S|ORG|누리화학]은 [O|DAT|고려 시대] 씨가 이끈다.",
        "[S|ORG|누리화학]은 [O|POH|총리] 씨가 이끈다.",
        "[S|ORG|누리화학]은 [O|PER|漢] 🎈",
    ],
)
def test_types_that_may_stand(odd: str) -> None:
    assert not findings_of(*LED, odd, label=[*LABELS, "no_relation"], rule=RULE)
