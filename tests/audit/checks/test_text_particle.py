from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given

from reaug.audit.checks.text_particle import RULE, RULES, misused_particles
from reaug.core.batch import Batch
from reaug.core.examples import batch_of
from reaug.data import read
from strategies import batches

TRAIN = Path(__file__).resolve().parents[3].parent / "shared/data/klue-re/klue-re-v1.1_train.json"


def found(*marked: str) -> list[tuple[str, str]]:
    return [(one.value, one.suggestion) for one, _ in misused_particles(batch_of(*marked))]


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
        ("[S|NOH|30kg]를 [O|LOC|수원]", "30kg를", "30kg을"),
        ("[S|ORG|大韓]는 [O|LOC|수원]", "大韓는", "大韓은"),
        ("[S|ORG|삼성](Samsung)는 [O|LOC|수원]", "삼성(Samsung)는", "삼성(Samsung)은"),
        ("《[S|POH|무정]》는 [O|LOC|수원]", "무정》는", "무정》은"),
        ("[S|PER|가]은 [O|LOC|수원]", "가은", "가는"),
    ],
)
def test_a_particle_that_disagrees(marked: str, value: str, suggestion: str) -> None:
    assert found(marked) == [(value, suggestion)]


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
def test_no_finding(marked: str) -> None:
    assert found(marked) == []


def test_a_finding_names_row_role_and_rule() -> None:
    batch = batch_of("[S|ORG|삼성]은 [O|LOC|수원]을", "[S|ORG|삼성]는 [O|LOC|수원]를 떠났다.")
    found = list(misused_particles(batch))
    assert [finding.rows for finding, _ in found] == [("row-1",), ("row-1",)]
    assert [role for _, role in found] == ["subject", "object"]
    assert {finding.rule for finding, _ in found} == {RULE}
    assert [rule.severity for rule in RULES] == ["error"]
    assert found[0][0].en == "삼성는: the particle does not fit; 삼성은 does"


def test_a_decomposed_particle_is_found() -> None:
    tail = unicodedata.normalize("NFD", "는")
    assert found(f"[S|ORG|삼성]{tail} [O|LOC|수원]")[0][0] == f"삼성{tail}"


def test_no_rows() -> None:
    assert list(misused_particles(batch_of())) == []


@given(batches(overlapping=False, nulls=False))
def test_findings_are_of_rows_apart(batch: Batch) -> None:
    whole = list(misused_particles(batch))
    apart = [list(misused_particles(Batch(batch.table.slice(i, 1)))) for i in range(len(batch))]
    assert whole == [finding for one in apart for finding in one]


def test_train_has_few_findings() -> None:
    if not TRAIN.exists():
        pytest.skip(f"{TRAIN.name} is not beside the checkout")
    table = read(str(TRAIN)).table.slice(0, 5000)
    assert 10 < len(list(misused_particles(Batch(table.combine_chunks())))) < 80
