"""`text/doubled` and `text/stripped`: marks of text that a machine took from a page."""

from __future__ import annotations

import pytest

from audit.rows import findings_of
from reaug.core.findings import Fix

DOUBLED, STRIPPED = "text/doubled", "text/stripped"


def test_the_second_bracket_goes() -> None:
    [finding] = findings_of("[S|PER|한서율](韓瑞律)(韓瑞律)은 [O|LOC|서울]에서 났다.", rule=DOUBLED)
    assert finding.fixes == (Fix("sentence", "(韓瑞律)", "", 8),)


def test_the_bracket_without_a_mention_goes() -> None:
    [finding] = findings_of("[S|PER|한서율](韓瑞律)([O|PER|韓瑞律])은 배우이다.", rule=DOUBLED)
    assert finding.fixes == (Fix("sentence", "(韓瑞律)", "", 3),)


@pytest.mark.parametrize(
    "marked",
    [
        "[S|PER|한서율](韓瑞律)(배우)은 [O|LOC|서울]에서 났다.",
        "[S|PER|한서율]()()은 [O|LOC|서울]에서 났다.",
        "[S|PER|한서율](韓) (韓)은 [O|LOC|서울]에서 났다.",
    ],
)
def test_two_brackets_that_differ_are_none(marked: str) -> None:
    assert not findings_of(marked, rule=DOUBLED)


@pytest.mark.parametrize(
    "marked",
    [
        "[S|PER|한서율](韓瑞律, ~)은 [O|LOC|서울]의 배우이다.",
        "[S|PER|한서율](韓瑞律, ~ 1421년)은 [O|LOC|고려]의 왕족이다.",
        "[S|PER|한서율](- 971년)은 [O|LOC|알바]의 왕이다.",
        "[S|PER|한서율]의 수록곡인 와 를 [O|LOC|서울]에서 불렀다.",
        "최신 영화 과 를 [S|ORG|가람군]이 [O|LOC|회관]에서 튼다.",
        "는 지난 16일 [S|ORG|가람공사]를 [O|LOC|서울]에서 만났다.",
        '[S|PER|한서율]은 ""에서 [O|LOC|서울]을 그렸다.',
        "[S|PER|한서율]의 앨범에 수록한 타이틀곡 는 [O|LOC|서울]에서 녹음했다.",
        "[S|ORG|가람기획]이 제작한 는 [O|LOC|서울]에서 열린다.",
        "[S|PER|한서율] 또는 율, 1365년 9월)는 (가온력) [O|LOC|서울]의 배우이다.",
        "자세한 것은 누리집( 볼 수 있다고 [S|ORG|가람군]이 [O|LOC|군청]에서 알렸다.",
    ],
)
def test_what_was_cut_out(marked: str) -> None:
    assert findings_of(marked, rule=STRIPPED)


@pytest.mark.parametrize(
    "marked",
    [
        "[S|PER|한서율](韓瑞律, 1990년 ~)은 [O|LOC|서울]의 배우이다.",
        "[S|PER|한서율]은 대립하는 에도 성에서 [O|LOC|서울]로 왔다.",
        "[S|PER|한서율]은 [O|LOC|서울]에 와 있다.",
        "[S|PER|한서율]은 가을과 겨울, 그리고 봄을 [O|LOC|서울]에서 났다.",
        "[S|PER|한서율]은 [O|LOC|서울] 동작구 을 선거구에 나왔다.",
        "[S|PER|한서율]은 금과 은 등을 [O|LOC|서울]에서 샀다.",
        "[S|PER|한서율]이 말하자 은 시장은 [O|LOC|서울]로 갔다.",
        "[S|PER|한서율] 는 [O|LOC|서울]로 갔다.",  # a wrong particle, and nothing lost
        "[S|PER|한서율]은 -3도의 [O|LOC|서울]에 왔다.",
        "1) [S|PER|한서율](가온)은 [O|LOC|서울]에 왔다.",
    ],
)
def test_undamaged_text_is_no_finding(marked: str) -> None:
    assert not findings_of(marked, rule=STRIPPED)
