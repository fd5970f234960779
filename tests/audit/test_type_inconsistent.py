from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reaug.audit.checks.type_inconsistent import check
from reaug.audit.rows import Rows
from reaug.core.batch import Batch
from reaug.core.examples import batch_of
from reaug.core.findings import Finding, Fix
from reaug.rulebook import load
from strategies import batches

BOOK = load("klue-re")
NAMES = ("김도현", "이서준", "박하은", "최지우", "정민서", "강예린", "조수아", "윤재호")
FIRMS = ("한빛전자", "가온통신", "누리화학", "다솜물산", "미르전자", "온새미통신")


def findings_of(batch: Batch) -> list[Finding]:
    return list(check(Rows(batch.table, BOOK)))


def led(*more: str) -> Batch:
    rows = [f"[S|ORG|{firm}]는 [O|PER|{name}] 씨가 이끈다." for firm in FIRMS for name in NAMES]
    return batch_of(*rows, *more, label="org:top_members/employees")


def test_a_mention_that_all_speaks_against() -> None:
    (finding,) = findings_of(led("[S|ORG|누리화학]은 [O|NOH|이서준] 씨가 이끈다."))
    assert finding.rule == "type/inconsistent"
    assert finding.rows == ("row-48",)
    assert finding.field == "object_entity.type"
    assert (finding.value, finding.suggestion) == ("NOH", "PER")
    assert finding.fixes == (Fix("object_entity.type", "NOH", "PER"),)
    assert finding.severity == "warning"
    assert finding.score is not None
    assert 0.5 <= finding.score <= 1
    assert finding.en == "'이서준' is NOH, but PER in 6 of 6 other mentions"
    assert finding.ko == "‘이서준’의 유형이 NOH인데 다른 곳에 나온 6개는 모두 PER이다"


def test_a_type_that_few_other_mentions_have_is_for_a_person_to_judge() -> None:
    """이서준 is a person in 6 of 6, and then in 6 of 20 other mentions."""
    odd = "[S|ORG|누리화학]은 [O|NOH|이서준] 씨가 이끈다."
    others = [f"[S|ORG|{firm}]는 [O|POH|이서준] 씨가 이끈다." for firm in FIRMS] * 2
    for finding in findings_of(led(*others, odd)):
        assert finding.severity is None or finding.rows != ("row-60",)


def test_a_singer_beside_a_groups_name_is_no_group() -> None:
    """Where groups stand behind 보컬's group, the person behind 보컬 is none."""
    labels = "org:member_of"
    groups = [f"그룹 [S|ORG|{firm}]의 보컬은 [O|ORG|나래엔터] 소속이다." for firm in FIRMS] * 4
    singer = "그룹 한빛의 보컬 [S|PER|누리화학]은 [O|ORG|나래엔터] 소속이다."
    rows = batch_of(*groups, singer, label=[labels] * len(groups) + ["no_relation"])
    assert [
        finding for finding in findings_of(rows) if finding.rows == (f"row-{len(groups)}",)
    ] == []


def test_good_rows_and_no_rows() -> None:
    assert findings_of(led()) == []
    assert findings_of(led().take(np.zeros(0, dtype=np.int64))) == []


@pytest.mark.parametrize(("times", "findings"), [(3, 1), (2, 0)])
def test_a_band_is_judged_with_its_label(times: int, findings: int) -> None:
    """An organisation elsewhere, a person here, as its label wants: both fields or none."""
    firms = [f"[S|ORG|{firm}]은 [O|LOC|부산]에 있다." for firm in FIRMS]
    band = [f"[S|ORG|별무리]는 [O|DAT|{2010 + i}년]에 결성되었다." for i in range(times)]
    odd = "[S|PER|별무리]는 [O|LOC|부산]에 본부를 둔다."
    labels = ["org:place_of_headquarters"] * len(firms) + ["org:founded"] * times + ["per:origin"]
    every = findings_of(batch_of(*firms, *band, odd, label=labels))
    assert len(every) == 1  # with two other mentions, it is `type/elsewhere` that doubts the type
    inconsistent = [finding for finding in every if finding.rule == "type/inconsistent"]
    assert len(inconsistent) == findings
    for finding in inconsistent:
        assert finding.rows == (f"row-{len(firms) + times}",)
        assert finding.severity is None
        assert finding.fixes == (
            Fix("subject_entity.type", "PER", "ORG"),
            Fix("label", "per:origin", "org:place_of_headquarters"),
        )
        assert "judge both together" in finding.en
        assert "함께" in finding.ko


def test_a_word_that_is_typed_two_ways_is_one_finding() -> None:
    """A country as a place and as a state, under one label: the rows of the minority."""
    place = [f"[S|PER|{name}]은 [O|LOC|한누리국] 사람이다." for name in NAMES]
    state = [f"[S|PER|{name}]은 [O|ORG|한누리국] 태생이다." for name in NAMES[:5]]
    (finding,) = findings_of(batch_of(*place, *state, label="per:origin"))
    assert finding.rows == tuple(f"row-{i}" for i in (10, 11, 12, 8, 9))
    assert finding.value == "LOC 8, ORG 5"
    assert finding.suggestion == ""
    assert finding.fixes == ()
    assert "한누리국" in finding.en
    assert "LOC 8, ORG 5" in finding.ko
    # Another label may want another type: that is no inconsistency.
    labels = ["per:origin"] * 8 + ["per:employee_of"] * 5
    assert findings_of(batch_of(*place, *state, label=labels)) == []


def test_missing_types_labels_and_unknown_types() -> None:
    table = led("[S|ORG|누리화학]은 [O|NAME|이서준] 씨가 이끈다.").table
    for name, value in (("object_type", None), ("label", None), ("label", "per:boss")):
        index = table.schema.get_field_index(name)
        values = [*table[name].to_pylist()[:-1], value]
        findings = findings_of(Batch(table.set_column(index, name, pa.array(values, pa.string()))))
        assert findings == [], "NAME is no type of the book, and per:boss no label"


@settings(max_examples=15, deadline=None)
@given(batches(max_rows=8), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_does_not_show(batch: Batch, random: object) -> None:
    order = np.arange(len(batch))
    random.shuffle(order)  # type: ignore[attr-defined]
    assert sorted(findings_of(batch.take(order))) == sorted(findings_of(batch))
