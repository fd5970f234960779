"""Names whose translation in brackets stands for more words than the mention."""

from __future__ import annotations

import pytest

from audit.rows import findings_of

RULE = "span/translated"


@pytest.mark.parametrize(
    ("marked", "name"),
    [
        ("[O|ORG|사보르카] 중앙은행(Central Bank of Savorka)에 [S|ORG|한밭]이 있다.", "중앙은행"),
        ("[O|ORG|사보르카] 방송(SBC)은 [S|ORG|한밭]의 것이다.", "방송"),
        ("[S|ORG|한밭]은 [O|LOC|톨레다] 국립 합창단(Toleda National Choir)에 졌다.", "국립 합창단"),
        ("[O|ORG|사보르카] TV 방송 (SBC, 1985년)은 [S|ORG|한밭]의 것이다.", "TV 방송"),
    ],
)
def test_all_words_up_to_the_bracket(marked: str, name: str) -> None:
    [finding] = findings_of(marked, rule=RULE)
    assert finding.suggestion == f"{finding.value} {name}"
    assert name in finding.message("ko")


@pytest.mark.parametrize(
    "marked",
    [
        "[O|ORG|대한민국] 국립연구소(DLAB)에 [S|ORG|한밭]이 있다.",  # a country
        "[O|ORG|사보르카]의 중앙은행(Central Bank of Savorka)에 [S|ORG|한밭]이 있다.",
        "[O|ORG|사보르카] 중앙은행(1990년)에 [S|ORG|한밭]이 있다.",
        "[O|ORG|사보르카] 사람(Man of Savorka)이 [S|ORG|한밭]에 있다.",
        "[O|ORG|민들레] 중앙은행(Central Bank of Tora)에 [S|ORG|한밭]이 있다.",  # another name
        "[O|ORG|사보르카] 국장이 통신(Savorka News)을 [S|ORG|한밭]에 보냈다.",
        "[O|POH|사보르카] 방송(SBC)은 [S|ORG|한밭]의 것이다.",
        "[O|ORG|사보르카] [S|ORG|프로리그](SPL)에서 이겼다.",
        "[O|ORG|漢] 방송(🎈)은 [S|ORG|한밭]의 것이다.",
    ],
)
def test_the_mention_is_whole(marked: str) -> None:
    assert not findings_of(marked, rule=RULE)
