"""An unusual object type: whether it is the type that is in question, or the label."""

from __future__ import annotations

import numpy as np
import pytest

from reaug.audit.checks import schema
from reaug.audit.rows import Rows
from reaug.core.batch import Batch
from reaug.core.examples import batch_of
from reaug.core.findings import Finding
from reaug.rulebook import load

TITLES = ["대표이사", "사무총장", "편집국장", "수석코치", "이사장"]
LABEL = "org:top_members/employees"


def titles(n: int, type_: str = "POH") -> tuple[list[str], list[str]]:
    """A title as the object of an organisation's member: n rows."""
    marked = [f"[S|ORG|가람{i}은행]의 [O|{type_}|{TITLES[i % 5]}]가 바뀌었다." for i in range(n)]
    return marked, [LABEL] * n


def elsewhere(type_: str = "POH") -> tuple[list[str], list[str]]:
    """The same words under another label, three times each."""
    marked = [f"[S|PER|김{i}]은 [O|{type_}|{word}]이다." for word in TITLES for i in "가나다"]
    return marked, ["per:title"] * len(marked)


def findings_and_batch(*parts: tuple[list[str], list[str]]) -> tuple[list[Finding], Batch]:
    marked, labels = ([text for part in parts for text in part[at]] for at in (0, 1))
    batch = batch_of(*marked, label=labels)
    return list(schema.check(Rows(batch.table, load("klue-re")))), batch


def test_one_convention_is_one_finding() -> None:
    ((finding,), batch) = findings_and_batch(titles(25), elsewhere())
    assert (finding.rule, finding.field, finding.value) == (
        "schema/object-convention",
        "label",
        LABEL,
    )
    assert sorted(finding.rows) == sorted(batch.ids.to_pylist()[:25])
    assert not finding.fixes
    assert "25 rows" in finding.en
    assert "25행" in finding.ko


@pytest.mark.parametrize("n", [1, 9])
def test_fewer_rows_are_told_each_and_it_is_the_label(n: int) -> None:
    findings, _ = findings_and_batch(titles(n), elsewhere())
    assert [finding.rule for finding in findings] == ["schema/object-type"] * n
    assert {(finding.field, finding.severity) for finding in findings} == {("label", "review")}
    assert "is POH in 3 of 3 mentions under other labels" in findings[0].en


def test_where_no_other_row_has_the_word_it_is_the_type() -> None:
    findings, _ = findings_and_batch(titles(25))
    assert len(findings) == 25
    assert {finding.field for finding in findings} == {"object_entity.type"}


def test_where_other_rows_have_another_type_it_is_the_type() -> None:
    findings, _ = findings_and_batch(titles(25, "LOC"), elsewhere())
    assert {(finding.rule, finding.field) for finding in findings} == {
        ("schema/object-type", "object_entity.type")
    }


def test_a_date_is_one_by_its_form_and_not_by_what_others_say() -> None:
    rows = [f"[S|PER|김{i}]은 [O|DAT|백제] 사람이다." for i in range(15)]
    others = [f"[S|ORG|나라{i}]는 [O|DAT|백제]와 싸웠다." for i in range(9)]
    findings, _ = findings_and_batch((rows, ["per:origin"] * 15), (others, ["no_relation"] * 9))
    assert {finding.field for finding in findings} == {"object_entity.type"}
    assert len(findings) == 15


def test_the_order_of_rows_does_not_show() -> None:
    _, batch = findings_and_batch(titles(12), titles(4, "LOC"), elsewhere())
    shuffled = batch.take(np.random.default_rng(3).permutation(len(batch)))
    sets = [
        sorted(schema.check(Rows(variant.table, load("klue-re"))), key=lambda f: (f.rule, f.rows))
        for variant in (batch, shuffled)
    ]
    assert sets[0] == sets[1]
