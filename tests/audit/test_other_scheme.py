"""Rows and sets with names that the rule book lacks: nothing of the book is said of them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from own_sets import HOSPITAL, KLUE_LABELS, set_of
from reaug.audit.book_check import check_book
from reaug.audit.learning import as_commented_yaml, learn
from reaug.audit.other_scheme import foreign
from reaug.audit.rows import Rows
from reaug.audit.run import audit_table
from reaug.core.batch import Batch
from reaug.core.examples import batch_of
from reaug.rulebook import load

BOOK = load("klue-re")
BOUND = ("type/", "rule/", "schema/subject-type", "schema/object-type", "label/noise")


def of_book(batch: Batch) -> list[str]:
    """Rules that say something by the book, or fix a type or label."""
    return [
        finding.rule
        for finding in audit_table(batch.table, BOOK).findings
        if finding.rule.startswith(BOUND)
        or any(fix.field == "label" or fix.field.endswith(".type") for fix in finding.fixes)
    ]


GOOD = (
    *(
        f"[S|ORG|{firm}]은 [O|PER|{name}] 씨가 이끈다."
        for firm in ("가온통신", "다솜물산")
        for name in ("김도현", "이서준", "박하은", "최지우", "정민서")
    ),
)
HEAD = "org:top_members/employees"


@pytest.mark.parametrize(
    ("marked", "label"),
    [
        ("[S|ORG|가온통신]은 [O|DATE|1998년 3월]에 섰다.", "org:founded"),
        ("[S|ORG|가온통신]은 [O|ORG|1998년 3월]에 섰다.", "org:born"),
        ("[S|FIRM|가온통신]은 [O|NOH|1998년 3월]에 섰다.", "org:founded"),
        ("[S|ORG|가온통신]은 [O|NOH|이서준] 씨가 이끈다.", "org:lead"),
        ("[S|PER|가온통신]은 [O|GEN|이서준] 씨가 이끈다.", HEAD),
        ("[S|PER|가온통신]은 [O|PER|이서준] 씨가 이끈다.", "leads"),
        ("[S|PER|한도윤]의 [O|LOC|아내] 서가람", "family:spouse"),
    ],
)
def test_a_row_with_a_strange_name_is_not_judged(marked: str, label: str) -> None:
    batch = batch_of(*GOOD, marked, label=[HEAD] * len(GOOD) + [label])
    assert foreign(Rows(batch.table, BOOK)) is None
    assert of_book(batch) == []


def test_rules_that_do_not_ask_the_book_go_on() -> None:
    odd = "[S|ORG|가온통신]은 [O|DATE|1998년 3월]에 섰다."
    batch = batch_of(*GOOD, odd, odd, label=[HEAD] * len(GOOD) + ["born", "born"])
    rules = {finding.rule for finding in audit_table(batch.table, BOOK).findings}
    assert rules == {"duplicate/exact", "schema/unknown-label", "schema/unknown-type"}


@pytest.mark.parametrize("templates", [HOSPITAL, KLUE_LABELS])
def test_a_foreign_set_gets_no_fix(templates: tuple[tuple[str, ...], ...]) -> None:
    batch = set_of(templates)  # type: ignore[arg-type]
    audit = audit_table(batch.table, BOOK)
    assert audit.foreign is not None
    assert of_book(batch) == []
    assert audit.patch.fixes == []
    assert not any(name.startswith(BOUND) for name in audit.catalogue), "not asked, not silent"
    assert len([finding for finding in audit.findings if finding.rule.startswith("schema/")]) < 30


def test_a_few_rows_that_look_like_the_book_are_foreign_too() -> None:
    known = batch_of("[S|PER|한도윤]은 [O|NOH|1998년 3월]에 났다.", label="per:date_of_birth")
    both = Batch(pa.concat_tables([set_of(HOSPITAL).table, known.table]))
    assert of_book(both) == []


def test_own_labels_behind_many_rows_without_relation() -> None:
    none = [f"[S|PER|한도윤]이 {n}층에서 [O|LOC|부산] 이야기를 했다." for n in range(60)]
    own = [f"[S|PER|한도윤]은 {n}년 동안 [O|LOC|부산]을 그렸다." for n in range(12)]
    batch = batch_of(*none, *own, label=["no_relation"] * 60 + ["그린_곳"] * 12)
    scheme = foreign(Rows(batch.table, BOOK))
    assert scheme is not None
    assert scheme.labels == {"그린_곳": 12}
    assert "그린_곳 12" in scheme.en
    assert "그린_곳 12" in scheme.ko


@pytest.mark.parametrize("templates", [HOSPITAL, KLUE_LABELS])
@pytest.mark.parametrize("rows", [20, 60, 400])
def test_a_learnt_book_gives_no_wrong_fix(
    templates: tuple[tuple[str, ...], ...], rows: int
) -> None:
    batch = set_of(templates, each=20)  # type: ignore[arg-type]
    order = np.random.default_rng(7).permutation(len(batch))[: min(rows, len(batch))]
    batch = batch.take(np.sort(order))
    book = learn(Rows(batch.table, BOOK), "own").book
    audit = audit_table(batch.table, book)
    assert audit.foreign is None
    assert audit.patch.fixes == []
    assert audit.severities["error"] == audit.counts["duplicate/exact"].findings


def test_a_type_that_most_rows_have_is_no_law() -> None:
    rows = [f"[S|약|가온정]은 [O|질병|감기] {n}에 쓰인다." for n in range(16)]
    rows += [f"[S|음료|나래차]는 [O|증상|기침] {n}에 쓰인다." for n in range(4)]
    batch = batch_of(*rows, label="치료")
    book = learn(Rows(batch.table, BOOK), "own").book
    new = batch_of("[S|질병|감기]는 [O|약|가온정]으로 낫는다.", label="치료")
    both = Batch(pa.concat_tables([batch.table, new.table]))
    audit = audit_table(both.table, book)
    assert audit.severities["error"] == audit.severities["warning"] == 0
    assert audit.patch.fixes == []


def test_a_type_of_ones_own_over_the_book_is_not_read_by_its_forms() -> None:
    rows = [f"[S|ORG|가온통신]은 {n}년 만인 [O|DATE|1998년 3월]에 다시 섰다." for n in range(30)]
    more = [f"[S|ORG|가온통신]은 [O|PER|이서준] 씨가 {n}년째 이끈다." for n in range(40)]
    batch = batch_of(*rows, *more, label=["org:reopened"] * 30 + [HEAD] * 40)
    learnt = learn(Rows(batch.table, BOOK), "own", "extends")
    assert learnt.own == ("org:reopened",)
    audit = audit_table(batch.table, learnt.book)
    assert [finding.rule for finding in audit.findings if finding.rule.startswith(BOUND)] == []


def test_what_a_book_says_of_a_set() -> None:
    batch = batch_of(
        "[S|PER|한도윤]은 [O|POH|의사]다.",
        "[S|ORG|가온통신]은 [O|POH|의사]를 뽑았다.",
        "[S|PER|한도윤]은 [O|NOH|셋]이다.",
        "[S|PER|한도윤]은 [O|ILL|감기]에 걸렸다.",
        label=["per:title", "per:title", "per:title", "has"],
    )
    report = check_book(Rows(batch.table, BOOK))
    assert (report.unknown_labels, report.unknown_types) == ({"has": 1}, {"ILL": 1})
    assert "per:title" not in report.unseen_labels
    assert {"LOC", "DAT"} <= set(report.unseen_types)
    assert report.relations["per:title"] == (3, 1, 1, 1, 0)
    assert "PER/king" in report.unseen_kinds
    assert set(report.patterns) == {pattern.rule for pattern in BOOK.patterns}


def test_patterns_of_the_book_below_are_not_asked_of_own_labels_and_types(tmp_path: Path) -> None:
    new = [f"[S|PER|한도윤]의 {n}촌 [O|LOC|아내]가 왔다." for n in range(8)]
    odd = [f"[S|BAND|두레밴드]의 {n}대 [O|PER|아내]가 왔다." for n in range(8)]
    old = [f"[S|ORG|가온통신]은 [O|PER|이서준] 씨가 {n}년째 이끈다." for n in range(40)]
    batch = batch_of(*new, *odd, *old, label=["friend:of"] * 8 + ["per:spouse"] * 8 + [HEAD] * 40)
    learnt = learn(Rows(batch.table, BOOK), "own", "extends")
    path = tmp_path / "own.yaml"
    path.write_text(as_commented_yaml(learnt, "klue-re"), encoding="utf-8")
    book = load(path)
    assert book == learnt.book
    asked = audit_table(batch.table, book)
    assert [finding for finding in asked.findings if finding.rule.startswith("rule/")] == []
    assert asked.patch.fixes == []
    wrong = batch_of("[S|PER|한도윤]의 [O|LOC|아내]가 왔다.", label="per:spouse")
    assert any(
        finding.rule.startswith("rule/") for finding in audit_table(wrong.table, book).findings
    )
