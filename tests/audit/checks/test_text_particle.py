from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given

from reaug.audit.checks.text_particle import (
    RULE,
    RULES,
    check,
    misused_elsewhere,
    misused_particles,
)
from reaug.audit.rows import Rows
from reaug.core.batch import Batch
from reaug.core.examples import batch_of
from reaug.data import read
from reaug.rulebook import load
from strategies import batches

TRAIN = Path(__file__).resolve().parents[3].parent / "shared/data/klue-re/klue-re-v1.1_train.json"


def corrections_of(*marked: str) -> list[tuple[str, str]]:
    return [
        (finding.value, finding.suggestion) for finding, _ in misused_particles(batch_of(*marked))
    ]


@pytest.mark.parametrize(
    ("marked", "value", "suggestion"),
    [
        ("[S|PER|솔로몬]는 [O|LOC|수원]", "솔로몬는", "솔로몬은"),
        ("[S|ORG|LG]은 [O|LOC|수원]", "LG은", "LG는"),
        ("[S|ORG|LG]이 [O|LOC|수원]을 샀다.", "LG이", "LG가"),
        ("[S|ORG|한빛당]가 [O|LOC|수원]에서 모였다.", "한빛당가", "한빛당이"),
        ("[S|ORG|바다대학교]과 [O|LOC|수원]", "바다대학교과", "바다대학교와"),
        ("[S|LOC|부산]로 [O|LOC|수원]", "부산로", "부산으로"),
        ("[S|LOC|서울]으로 [O|LOC|수원]", "서울으로", "서울로"),
        ("[S|POH|시인]였던 [O|LOC|수원]", "시인였던", "시인이었던"),
        ("[S|POH|시인]라고 [O|LOC|수원]", "시인라고", "시인이라고"),
        ("[S|NOH|30g]를 [O|LOC|수원]", "30g를", "30g을"),
        ("[S|NOH|30℃]은 [O|LOC|수원]", "30℃은", "30℃는"),
        ("[S|NOH|1등]를 [O|LOC|수원]", "1등를", "1등을"),
        ("[S|ORG|3M]는 [O|LOC|수원]", "3M는", "3M은"),
        ("[S|ORG|2NE1]는 [O|LOC|수원]", "2NE1는", "2NE1은"),
        ("[S|ORG|U2]은 [O|LOC|수원]", "U2은", "U2는"),
        ("[S|POH|Wi-Fi]을 [O|LOC|수원]", "Wi-Fi을", "Wi-Fi를"),
        ("[S|POH|iOS]을 [O|LOC|수원]", "iOS을", "iOS를"),
        ("[S|ORG|SK]은 [O|LOC|수원]", "SK은", "SK는"),
        ("[S|PER|Mario Fiero]을 [O|LOC|수원]", "Mario Fiero을", "Mario Fiero를"),
        ("[S|PER|한서율][1]는 [O|LOC|수원]", "한서율[1]는", "한서율[1]은"),
        ("[S|ORG|나루연맹](NRN)는 [O|LOC|수원]", "나루연맹(NRN)는", "나루연맹(NRN)은"),
        ("[S|PER|가온나](1963년 7월 3일 ~)은 [O|LOC|수원]", None, "가온나(1963년 7월 3일 ~)는"),
        ("[S|ORG|삼성](Samsung)는 [O|LOC|수원]", "삼성(Samsung)는", "삼성(Samsung)은"),
        ("《[S|POH|무정]》는 [O|LOC|수원]", "무정》는", "무정》은"),
        ("[S|PER|가]은 [O|LOC|수원]", "가은", "가는"),
        # behind markup, and behind the space of a text that is split into morphemes
        ("<b>[S|PER|다온]</b>는 [O|LOC|마루]", "다온</b>는", "다온</b>은"),
        ("[[[S|PER|다온]]]은 [[마루|[O|LOC|마루시장]]]를", "마루시장]]를", "마루시장]]을"),
        ("[S|PER|다온]＊는 [O|LOC|마루]", "다온＊는", "다온＊은"),
        ("[S|PER|다온]¹는 [O|LOC|마루]", "다온¹는", "다온¹은"),
        ("[S|PER|다온] 는 [O|LOC|마루]에", "다온 는", "다온 은"),
        ("[S|PER|마루] 은 [O|LOC|수원] 에서 왔다 .", "마루 은", "마루 는"),
    ],
)
def test_a_particle_that_disagrees(marked: str, value: str | None, suggestion: str) -> None:
    ((stands, right),) = corrections_of(marked)
    assert right == suggestion
    assert value in (None, stands)


@pytest.mark.parametrize(
    "marked",
    [
        "[S|ORG|삼성]은 [O|LOC|수원]을 떠났다.",
        "[S|ORG|LG]에서 [O|LOC|수원]까지",
        # both are right
        "[S|ORG|CR]은 [O|ORG|AR]는",
        "[S|POH|의사]이다. [O|POH|가수]다.",
        "[S|ORG|현대]㈜는 [O|ORG|샘물](주)가",
        "[S|ORG|샘물](주)는 [O|ORG|NK48](포티에이트)는",
        # either by one of several plausible readings
        "[S|ORG|나루밴드]는 《[O|POH|Rock]》로 데뷔했다.",
        "[S|ORG|나루밴드]의 《[O|POH|Call Me]》는 명곡이다.",
        "[S|POH|K9]는 [O|POH|K9]은 잘 팔린다.",
        "[S|POH|.NET]은 [O|POH|.NET]는",
        "[S|POH|C#]은 [O|POH|C#]는",
        "[S|POH|OS X]은 [O|POH|OS X]는",
        "[S|POH|FLOW-MATIC]은 [O|POH|FLOW-MATIC]는",
        "[S|ORG|SF9]는 [O|ORG|SF9]은",
        "[S|POH|mp3]는 [O|POH|mp3]은",
        "[S|POH|Rock/Shock]는 [O|POH|Rock/Shock]은",
        "[S|PER|루이 Ⅲ]은 [O|PER|루이 III]는",
        "[S|NOH|30kg]를 [O|NOH|30kg]을",
        "[S|PER|Bertrand]은 [O|PER|Renault]는",
        "[S|ORG|大韓]는 [O|LOC|東京]은",
        # a gloss that the particle may follow
        "[S|ORG|다온군]([O|PER|가람] 군수)는 잔치를 열었다.",
        "[S|ORG|나루연맹](NRA)는 [O|LOC|수원]에서 모였다.",
        "[S|ORG|나루연맹](別名)는 [O|LOC|수원]에서 모였다.",
        # the copula keeps its 이, and given names take one
        "[S|POH|미드필더]이지만 [O|POH|가수]이며 좋다.",
        "[S|PER|지훈]이는 [O|PER|다은]이가 좋다.",
        "[S|ORG|나루]이는 [O|LOC|수원]",
        # both forms side by side
        "[S|PER|박지훈]는(은) [O|PER|민수]을/를 보았다.",
        "[S|PER|박지훈](은)는 [O|PER|민수]은(는)",
        # markup, placeholders, names of things that are not read aloud
        "가온 D. [S|PER|다온하워]] [[마루의 시장|시장]]을 [O|PER|가람]은",
        "[S|PER|#PER#]는 [O|LOC|{0}]은",
        "[S|PER|다온]&nbsp;는 [O|ORG|@나루]은",
        "[S|PER|김○○]는 [O|PER|박OO]은",
        "[S|POH|formula_3]가 [O|POH|naru.com]은",
        # a part of a word
        "[S|POH|수]은 전지를 [O|PER|가람]이 샀다.",
        # not to be known
        "[S|ORG|国]는 [O|LOC|수원]",
        "[S|ORG|!?]은 [O|LOC|😀]는",
        # a part of a longer noun
        "[S|POH|소설]가 김산은 [O|LOC|수원]에",
        "[S|POH|물리학]자 [O|PER|김산]",
        "[S|ORG|삼성]은행 [O|LOC|수원]",
        # of another word
        "삼성([S|PER|이산])은 [O|LOC|수원]에",
        "[S|ORG|]은[O|LOC|]",
    ],
)
def test_right_particles_are_no_finding(marked: str) -> None:
    assert corrections_of(marked) == []


def test_a_finding_names_row_role_and_rule() -> None:
    batch = batch_of("[S|ORG|삼성]은 [O|LOC|수원]을", "[S|ORG|삼성]는 [O|LOC|수원]를 떠났다.")
    findings = list(misused_particles(batch))
    assert [finding.rows for finding, _ in findings] == [("row-1",), ("row-1",)]
    assert [role for _, role in findings] == ["subject", "object"]
    assert {finding.rule for finding, _ in findings} == {RULE}
    assert [rule.severity for rule in RULES] == ["error"]
    assert findings[0][0].en == "삼성는: the particle does not fit; 삼성은 does"


def test_a_decomposed_particle_is_found() -> None:
    tail = unicodedata.normalize("NFD", "는")
    assert corrections_of(f"[S|ORG|삼성]{tail} [O|LOC|수원]")[0][0] == f"삼성{tail}"


def test_no_rows() -> None:
    assert list(misused_particles(batch_of())) == []


@given(batches(overlapping=False, nulls=False))
def test_findings_are_of_rows_apart(batch: Batch) -> None:
    all_findings = list(misused_particles(batch))
    apart = [list(misused_particles(Batch(batch.table.slice(i, 1)))) for i in range(len(batch))]
    assert all_findings == [finding for row_findings in apart for finding in row_findings]


def test_train_has_few_findings() -> None:
    if not TRAIN.exists():
        pytest.skip(f"{TRAIN.name} is not beside the checkout")
    table = read(str(TRAIN)).table.slice(0, 5000)
    assert 10 < len(list(misused_particles(Batch(table.combine_chunks())))) < 80


def test_a_particle_that_the_date_before_it_would_take_is_less_sure() -> None:
    (finding,) = [
        finding
        for finding, _ in misused_particles(batch_of("[S|PER|나루](1963년 7월 3일)은 [O|LOC|수원]"))
    ]
    assert finding.severity == "warning"
    assert finding.suggestion == "나루(1963년 7월 3일)는"


def test_a_vowel_takes_no_second_i_behind_a_given_name() -> None:
    (finding,) = [
        finding for finding, _ in misused_particles(batch_of("[S|PER|민수]이가 [O|LOC|수원]"))
    ]
    assert (finding.value, finding.suggestion, finding.severity) == (
        "민수이가",
        "민수가",
        "warning",
    )


def elsewhere(marked: str) -> list[tuple[str, str]]:
    return [(finding.value, finding.suggestion) for finding in misused_elsewhere(batch_of(marked))]


def test_particles_of_the_rest_of_the_sentence():
    marked = "[S|PER|다온]은 바다을 보고 학교으로 가서 ‘나무’을 그린 [O|POH|화가]이다."
    assert elsewhere(marked) == [
        ("바다을", "바다를"),
        ("학교으로", "학교로"),
        ("나무’을", "나무’를"),
    ]


@pytest.mark.parametrize(
    ("noun", "right"),
    [
        ("[[바다]]을", "바다]]를"),  # what a reader sees before the closing marks
        ("'''바다'''을", "바다'''를"),
        ("<b>바다</b>을", "바다</b>를"),
        ("[[바다|나무]]를", None),
        ("[[마을|바다]]를", None),
        ("[[파일:바다.png]]을", None),  # what is shown is not in the text
        ("{{바다}}을", None),
        ("[[바다#물결]]을", None),
        ("[바다]을", None),
    ],
)
def test_a_particle_behind_markup(noun: str, right: str | None):
    marked = f"{noun} [S|PER|다온]이 그린 [O|POH|그림]에서 보았다."
    assert [new for _, new in elsewhere(marked)] == ([] if right is None else [right])


def test_a_particle_of_a_mention_is_found_once():
    batch = batch_of("[S|PER|다온]는 책를 쓴 [O|POH|작가]이다.")
    rows = Rows(batch.table, load("klue-re"))
    corrections = [(finding.value, finding.suggestion) for finding in check(rows)]
    assert corrections == [("다온는", "다온은"), ("책를", "책을")]


def test_the_fix_is_the_particle_alone():
    (finding,) = misused_elsewhere(batch_of("[S|PER|다온]은 책를 쓴 [O|POH|작가]이다."))
    (fix,) = finding.fixes
    assert (fix.old, fix.new, fix.at) == ("를", "을", 5)
