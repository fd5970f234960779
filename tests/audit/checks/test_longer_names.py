"""Names and dates that go on beside the mention: what hits, what must not."""

from __future__ import annotations

import unicodedata

import pytest

from audit.rows import BOOK, findings_of
from reaug.audit.checks.span_gloss import may_begin
from reaug.audit.run import audit_table
from reaug.core.examples import batch_of

DATE, GLOSS, HEAD = "span/date-part", "span/gloss", "span/head-noun"
ORDINAL, OPENING = "span/ordinal", "span/opening-name"


@pytest.mark.parametrize(
    ("rule", "marked", "full_mention"),
    [
        (DATE, "[S|ORG|한샘전자]는 [O|DAT|1987년] 3월 2일 섰다.", "1987년 3월 2일"),
        (DATE, "[S|ORG|한샘전자]는 [O|DAT|1987년]3월에 섰다.", "1987년3월"),
        (DATE, "[S|ORG|한샘전자]는 [O|DAT|1987년 3월] 2일 섰다.", "1987년 3월 2일"),
        (DATE, "[S|PER|박바다](1950년 [O|DAT|3월 2일] ~)는 시인이다.", "1950년 3월 2일"),
        (DATE, "[S|PER|박바다]는 1950년 3월 [O|DAT|2일] 났다.", "1950년 3월 2일"),
        (GLOSS, "로렌초 [S|PER|베르비](Lorenzo Berbi)는 [O|LOC|밀라노]에서 났다.", "로렌초 베르비"),
        (GLOSS, "[S|ORG|오픈길] 이니셔티브(OpenGil Initiative)는 [O|LOC|서울]에 있다.",
         "오픈길 이니셔티브"),
        (GLOSS, "조지 [S|PER|밴호프](George A. Vanhof)는 [O|LOC|런던]에서 났다.", "조지 밴호프"),
        (GLOSS, "가람대학교([S|ORG|Garam] University)는 [O|LOC|서울]에 있다.", "Garam University"),
        (HEAD, "그는 [S|ORG|토론토] 대학교에서 [O|LOC|캐나다] 문학을 배웠다.", "토론토 대학교"),
        (HEAD, "[S|ORG|나래]는 [O|POH|UEFA] 챔피언스리그 16강에 올랐다.", "UEFA 챔피언스리그"),
        (HEAD, "[S|PER|박바다]는 [O|ORG|한별] FC의 감독이다.", "한별 FC"),
        (ORDINAL, "[O|LOC|프로이센]의 [S|PER|빌헬름] 2세는 물러났다.", "빌헬름 2세"),
        (ORDINAL, "[O|LOC|프로이센]의 [S|PER|빌헬름]2세가 물러났다.", "빌헬름2세"),
        (OPENING, "[S|PER|미르 카바소] 데 린(1971년 3월 2일 ~)은 [O|LOC|페루]의 배우이다.",
         "미르 카바소 데 린"),
        (OPENING, "카를 [S|PER|하일러](1975년 출생)는 [O|LOC|독일]의 화가이다.", "카를 하일러"),
    ],
)  # fmt: skip
def test_the_whole_name_or_date(rule: str, marked: str, full_mention: str) -> None:
    [finding] = findings_of(marked, rule=rule)
    assert finding.suggestion == full_mention
    assert finding.fixes
    assert finding.value in full_mention
    assert finding.value != full_mention


@pytest.mark.parametrize(
    ("rule", "marked"),
    [
        (DATE, "[S|ORG|한샘전자]는 [O|DAT|1987년] 섰다."),
        (DATE, "[S|ORG|한샘전자]는 [O|DAT|1987년] 3월호에 실렸다.".replace("3월호", "세 번")),
        (DATE, "[S|ORG|한샘전자]는 [O|DAT|1987년] 12개 지점을 열었다."),
        (DATE, "[S|ORG|한샘전자]는 1987년과 [O|DAT|3월 2일]에 알렸다."),
        (GLOSS, "물리학자 [S|PER|앨런 호프](Alan Hoff)는 [O|LOC|런던]에서 났다."),
        (GLOSS, "가수 [S|PER|새벽비](Dawn Rain)는 [O|LOC|서울]에서 났다."),
        (GLOSS, "[S|ORG|가람인민당](Garam Janata Party [O|ORG|GJP])은 정당이다."),
        (GLOSS, "한샘 [S|ORG|HS]는 [O|LOC|서울]에 있다."),
        (HEAD, "[S|PER|박바다]는 [O|ORG|한별] 구단을 떠났다."),
        (HEAD, "[S|PER|박바다]는 [O|LOC|스페인] FC 나래로 갔다."),
        (HEAD, "[S|PER|박바다] 대학생은 [O|LOC|서울]에 산다."),
        (HEAD, "[S|PER|박바다]는 [O|ORG|나래] 대학원에 갔다."),
        (ORDINAL, "[S|PER|박바다]는 [O|DAT|1840년 1월 9일] 17세의 나이로 떠났다."),
        (ORDINAL, "[O|LOC|서울]의 배우 [S|PER|박바다] 34세 때의 일이다."),
        (ORDINAL, "[O|LOC|서울]의 [S|PER|박바다](34세)는 웃었다."),
        (OPENING, "[S|PER|마리 로즈] 공주(1930년 8월 21일 ~ 2002년)는 [O|LOC|영국]의 왕족이다."),
        (OPENING, "교황 [S|PER|베네 3세](1927년 4월 16일 ~)는 [O|LOC|독일]에서 났다."),
        (OPENING, "[S|PER|은솔군] 이한(恩率君 李韓, 1759년 ~)은 [O|LOC|조선]의 왕족이다."),
        (OPENING, "[S|PER|박바다](1950년 3월 2일 ~)는 [O|LOC|서울]의 시인이다."),
        (OPENING, "나라에 뽑힌 [S|PER|박바다](1950년 입단)는 [O|LOC|서울]에서 났다."),
    ],
)
def test_a_whole_name_is_no_finding(rule: str, marked: str) -> None:
    assert not findings_of(marked, rule=rule)


@pytest.mark.parametrize("rule", [DATE, GLOSS, HEAD, ORDINAL, OPENING])
@pytest.mark.parametrize(
    "marked",
    [
        "[S|PER|a] [O|LOC|b]",
        "[S|PER|😀] [O|LOC|朴]",
        "[S|PER|朴海]([O|PER|박해])",
        unicodedata.normalize("NFD", "[S|PER|빌헬름]은 [O|LOC|베를린]에 산다."),
    ],
)
def test_odd_text_is_no_finding(rule: str, marked: str) -> None:
    assert not findings_of(marked, rule=rule)


def test_dates_in_decomposed_hangul_are_read() -> None:
    marked = unicodedata.normalize("NFD", "[S|ORG|한샘]은 [O|DAT|1987년] 3월 2일 섰다.")
    [finding] = findings_of(marked, rule=DATE)
    assert unicodedata.normalize("NFC", finding.suggestion) == "1987년 3월 2일"


def test_a_longer_name_that_reaches_into_the_other_mention_has_no_fix() -> None:
    both = findings_of("[S|PER|미르] 델 [O|PER|하일러](1975년 출생)는 화가이다.", rule=OPENING)
    assert {finding.value for finding in both} == {"미르", "하일러"}
    assert not any(finding.suggestion or finding.fixes for finding in both)


def test_a_sentence_that_does_not_open_with_a_name() -> None:
    assert not findings_of("그는 [S|PER|하일러](1975년 출생)는 [O|POH|화가]라 했다.", rule=OPENING)


@pytest.mark.parametrize(
    ("korean", "latin", "fits"),
    [
        ("조르조", "Giorgio", True),
        ("요한", "Johann", True),
        ("에밀", "Émile", True),
        ("물리학자", "Albert", False),
        ("", "Albert", False),
        ("로마", "", False),
        ("A", "Albert", False),
        ("😀", "Albert", False),
    ],
)
def test_korean_and_latin_beginnings_are_compared(korean: str, latin: str, fits: bool) -> None:
    assert may_begin(korean, latin) is fits


def test_names_of_the_other_set_are_evidence() -> None:
    cut = batch_of("[S|ORG|한샘] 전자의 사장 [O|PER|나예진]이 왔다.").table
    gold = batch_of(
        "[S|ORG|한샘 전자]는 [O|LOC|서울]에 있다.", "[S|ORG|한샘 전자]는 [O|LOC|부산]에 있다."
    ).table
    rule = "span/longer-known"
    assert not [finding for finding in audit_table(cut, BOOK).findings if finding.rule == rule]
    [finding] = [
        finding for finding in audit_table(cut, BOOK, gold).findings if finding.rule == rule
    ]
    assert finding.suggestion == "한샘 전자"
