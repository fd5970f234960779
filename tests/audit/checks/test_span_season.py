"""Seasons of two years that are cut."""

from __future__ import annotations

import unicodedata

import pytest

from audit.rows import findings_of

RULE = "span/season"


@pytest.mark.parametrize(
    ("marked", "season"),
    [
        ("[S|ORG|한밭]은 [O|DAT|2003]-04 시즌에 이겼다.", "2003-04"),
        ("[S|ORG|한밭]은 [O|DAT|1999]-2000 시즌에 이겼다.", "1999-2000"),
        ("[S|ORG|한밭]은 2014-[O|DAT|2015] 시즌에 이겼다.", "2014-2015"),
        ("[S|ORG|한밭]은 2014/[O|DAT|15]시즌에 이겼다.", "2014/15"),
        ("[S|ORG|한밭]은 [O|DAT|2007]~2008 시즌에 이겼다.", "2007~2008"),
        ("[S|ORG|한밭]은 2년 동안([O|DAT|2007] ~ 08) 이겼다.", "2007 ~ 08"),
        ("[S|ORG|한밭]은 2014~[O|DAT|2015] 시즌에 이겼다.", "2014~2015"),
    ],
)
def test_both_years_are_the_season(marked: str, season: str) -> None:
    for text in (marked, unicodedata.normalize("NFD", marked)):
        [finding] = findings_of(text, rule=RULE)
        assert finding.suggestion == season
        assert len(finding.fixes) == 1
        assert season in finding.message("ko")


def test_the_year_that_lacks_its_word() -> None:
    marked = "[S|ORG|한밭]은 [O|DAT|2015]~2017년에 이겼다."
    for text in (marked, unicodedata.normalize("NFD", marked)):
        [finding] = findings_of(text, rule=RULE)
        assert unicodedata.normalize("NFC", finding.suggestion) == "2015~2017년"


@pytest.mark.parametrize(
    "marked",
    [
        "[S|PER|나예진](1887-[O|DAT|1976])은 화가이다.",  # a life
        "[S|PER|나예진]([O|DAT|1887] ~ 1976)은 화가이다.",
        "[S|ORG|한밭]은 [O|DAT|2015년]~2017년에 이겼다.",
        "[S|ORG|한밭]은 [O|DAT|2003]-04-05에 섰다.",  # a date
        "[S|ORG|한밭]은 [O|DAT|2003]년에 섰다.",
        "[S|ORG|한밭]의 전화는 [O|NOH|2003]-0412이다.",
        "[S|ORG|한밭]의 점수는 3-[O|NOH|2]이다.",
        "[S|ORG|한밭]은 [O|DAT|2003]-",
        "[S|ORG|漢] [O|DAT|🎈]-04",
    ],
)
def test_no_finding_for_dates_that_are_no_seasons(marked: str) -> None:
    assert not findings_of(marked, rule=RULE)
