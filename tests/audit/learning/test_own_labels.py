"""Labels and types of a set's own: names, kinds, questions, and the file that a person reads."""

from __future__ import annotations

import random
import re
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from own_sets import HOSPITAL, set_of
from reaug.audit.learning import Learnt, as_commented_yaml, learn
from reaug.audit.learning.kinds import kinds_of
from reaug.audit.learning.name_meanings import named_reverses, negative_of
from reaug.audit.rows import Rows
from reaug.audit.run import audit_table
from reaug.choices import Lang
from reaug.core.batch import Batch
from reaug.core.examples import batch_of
from reaug.errors import InputError
from reaug.rulebook import load

BOOK = load("klue-re")


def learnt_of(batch: Batch) -> Learnt:
    return learn(Rows(batch.table, BOOK), "own")


def loaded(text: str, folder: Path) -> object:
    path = folder / "own.yaml"
    path.write_text(text, encoding="utf-8")
    return load(path)


@pytest.mark.parametrize(
    "name",
    [
        "no_relation",
        "NA",
        "N/A",
        "Other",
        "관계없음",
        "관계 없음",
        "무관계",
        "none",
        "O",
        "No-Relation",
    ],
)
def test_the_label_of_no_relation(name: str) -> None:
    assert negative_of(["treats", name, "causes"]) == name


def test_the_surest_name_of_no_relation_wins() -> None:
    assert negative_of(["Other", "no_relation"]) == "no_relation"
    assert negative_of(["another", "nation"]) is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("부모", "자녀"),
        ("가족:부모", "가족:자녀"),
        ("parent_of", "child_of"),
        ("PER-ORG", "ORG-PER"),
        ("사람-병원", "병원-사람"),
        ("Cause-Effect(e1,e2)", "Effect-Cause(e1,e2)"),
    ],
)
def test_inverses_by_their_names(one: str, other: str) -> None:
    asked = {(q.label, q.other) for q in named_reverses([one, other, "치료"])}
    assert {(one, other), (other, one)} <= asked or "(" in one


def test_symmetric_relations_by_their_names() -> None:
    assert [(q.label, q.other) for q in named_reverses(["family:siblings", "치료"])] == [
        ("family:siblings", "family:siblings")
    ]


def test_kinds_end_with_any() -> None:
    clinics = [
        "새빛병원",
        "두물머리병원",
        "너른들병원",
        "한여울의원",
        "솔바람의원",
        "Medi 1",
        "Medi 2",
    ]
    names = [kind["name"] for kind in kinds_of(clinics)]
    assert names[0] == "병원"
    assert names[-1] == "any"
    assert kinds_of([]) == [{"name": "any", "pattern": "."}]
    assert kinds_of(["가", "😀", "", " ", "李"])[-1]["name"] == "any"


def test_the_file_loads_and_says_what_was_learnt(tmp_path: Path) -> None:
    learnt = learnt_of(set_of(HOSPITAL))
    assert loaded(as_commented_yaml(learnt), tmp_path) == learnt.book
    assert learnt.book.negative == "관계없음"
    assert len(learnt.book.labels) == 12
    assert learnt.book.labels[0] == "관계없음"
    assert learnt.book.relations["치료"].subject_types == {"약": 13}


def test_questions_are_off_until_a_person_says_yes(tmp_path: Path) -> None:
    learnt = learnt_of(set_of(HOSPITAL))
    assert {(q.label, q.other) for q in learnt.questions} == {
        ("스승", "제자"),
        ("제자", "스승"),
        ("동료", "동료"),
    }
    text = as_commented_yaml(learnt)
    assert learnt.book.reverse("스승") is None
    yes = re.sub(r"(?m)^(\s*)# (inverse:|symmetric:)", r"\1\2", text)
    book = loaded(yes, tmp_path)
    assert book.reverse("스승").label == "제자"  # type: ignore[attr-defined]
    assert book.is_symmetric("동료")  # type: ignore[attr-defined]


def test_pairs_read_both_ways_ask_with_their_counts() -> None:
    rows = [
        text.format(*names)
        for names in (("가온정", "나래차"), ("다솔탕", "라온환"), ("마루산", "바다고"))
        for text in ("[S|약|{}]과 [O|약|{}]", "[O|약|{}]과 [S|약|{}]")
    ]
    learnt = learnt_of(batch_of(*rows, label=["먼저", "나중"] * 3))
    assert [tuple(q) for q in learnt.questions] == [("나중", "먼저", 3, 3), ("먼저", "나중", 3, 3)]
    assert "true for 3 of 3 rows whose pair is labelled in both" in as_commented_yaml(learnt)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(min_size=1, max_size=8), min_size=2, max_size=5, unique=True))
def test_whatever_the_names_the_file_loads(names: list[str]) -> None:
    import tempfile

    clean = [name for name in names if re.fullmatch(r"\S([^\n\r]*\S)?", name) and "|" not in name]
    if not clean:
        return
    batch = batch_of(*["[S|약|가온정]과 [O|약|나래차]"] * len(clean), label=clean)
    learnt = learnt_of(batch)
    with tempfile.TemporaryDirectory() as folder:
        assert loaded(as_commented_yaml(learnt), Path(folder)) == learnt.book


def test_the_order_of_the_rows_does_not_show() -> None:
    batch = set_of(HOSPITAL)
    order = list(range(len(batch)))
    random.Random(3).shuffle(order)
    mixed = batch.take(np.array(order))
    assert as_commented_yaml(learnt_of(mixed)) == as_commented_yaml(learnt_of(batch))


def test_labels_that_differ_by_signs_alone_have_conventions_of_their_own(tmp_path: Path) -> None:
    rows = [f"[S|약|가온{n}]은 [O|병|감기]를 {n}일 만에 낫게 한다." for n in range(25)]
    rows += [f"[S|병|두통]은 [O|약|나래{n}] 탓에 {n}일 이어졌다." for n in range(25)]
    learnt = learnt_of(batch_of(*rows, label=["약→병"] * 25 + ["약←병"] * 25))
    assert {convention.label for convention in learnt.book.conventions} == {"약→병", "약←병"}
    assert loaded(as_commented_yaml(learnt), tmp_path) == learnt.book


def test_two_relations_of_one_sentence_are_no_conventions_against_each_other() -> None:
    """As documents give them: a player's team and birthplace stand in the same sentence."""
    rows = [f"[S|선수|김{n}]은 [O|팀|별빛] 소속으로 부산에서 태어났다." for n in range(30)]
    rows += [f"[S|선수|김{n}]은 별빛 소속으로 [O|도시|부산]에서 태어났다." for n in range(30)]
    batch = batch_of(*rows, label=["소속"] * 30 + ["출생"] * 30)
    book = learnt_of(batch).book
    assert {convention.label for convention in book.conventions} == {"소속", "출생"}
    conditions = [convention.when for convention in book.conventions]
    assert len(set(conditions)) == len(conditions)
    findings = audit_table(batch.table, book).findings
    assert [finding for finding in findings if finding.rule == "rule/convention"] == []


def test_what_cannot_be_a_name_is_left_out_and_told() -> None:
    rows = ["[S|약|가온정]과 [O|약|나래차]"] * 3
    learnt = learnt_of(batch_of(*rows, label=["치료", " 치료", "치료\n"]))
    assert learnt.book.labels == ["치료"]
    assert learnt.left_out == {" 치료": 1, "치료\n": 1}


def test_nothing_to_learn_without_types() -> None:
    batch = batch_of("[S|약|가온정]과 [O|약|나래차]", label="함께")
    table = batch.table
    for role in ("subject", "object"):
        index = table.schema.get_field_index(f"{role}_type")
        table = table.set_column(index, f"{role}_type", pa.nulls(1, pa.string()))
    with pytest.raises(InputError, match="no mention has a type"):
        learnt_of(Batch(table))


@pytest.mark.parametrize("rows", [1, 2, 20])
def test_a_book_of_a_small_set_is_loaded_as_it_was_learnt(rows: int, tmp_path: Path) -> None:
    batch = set_of(HOSPITAL).take(np.arange(0, 156, 156 // rows)[:rows])
    learnt = learnt_of(batch)
    assert loaded(as_commented_yaml(learnt), tmp_path) == learnt.book
    assert set(learnt.book.labels) == set(batch.label.to_pylist())


def thin_set() -> Batch:
    rows = ["[S|약|가온정]은 [O|병|감기]에 쓴다."] * 6
    rows += ["[S|차|나래차]는 [O|병|감기]에 쓴다.", "[S|약|다솔탕]은 [O|병|두통]을 부른다."]
    return batch_of(*rows, label=[*["치료"] * 7, "부작용"])


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_what_one_row_shows_is_no_rule(lang: Lang, tmp_path: Path) -> None:
    learnt = learnt_of(thin_set())
    assert learnt.book.relations["치료"].subject_types == {"약": 6}
    assert learnt.thin == {("치료", "subject"): ("차",)}
    assert learnt.single == ("부작용",)
    assert "부작용" in learnt.book.labels, "its row is not dropped"
    text = as_commented_yaml(learnt, lang=lang)
    assert loaded(text, tmp_path) == learnt.book
    yes = re.sub(r"(?m)^(\s*)# (차: 1)$", r"\1\2", text)
    book = loaded(yes, tmp_path)
    assert book.relations["치료"].subject_types == {"약": 6, "차": 1}  # type: ignore[attr-defined]


def test_the_comments_in_korean(tmp_path: Path) -> None:
    learnt = learnt_of(set_of(HOSPITAL))
    text = as_commented_yaml(learnt, lang="ko", by="reaug init", file="rules.yaml")
    assert loaded(text, tmp_path) == learnt.book
    assert text.startswith("# 규칙집(reaug init).")
    assert "# 질문: 동료는 양쪽에서 모두 성립하는가? (이름으로 짐작" in text
    assert "# 질문: 주체와 객체를 바꾸면 제자가 되는가?" in text
    yes = re.sub(r"(?m)^(\s*)# (inverse:|symmetric:)", r"\1\2", text)
    assert loaded(yes, tmp_path).reverse("스승").label == "제자"  # type: ignore[attr-defined]
