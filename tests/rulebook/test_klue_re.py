"""The shipped book of KLUE-RE: what it says, and that its numbers are those of the data."""

from __future__ import annotations

import json
import unicodedata
from collections import Counter
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from reaug.rulebook import load

BOOK = load("klue-re")
DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "klue-re"
Rows = list[dict[str, Any]]


@pytest.fixture(scope="module")
def rows() -> Rows:
    path = DATA / "klue-re-v1.1_train.json"
    if not path.exists():
        pytest.skip("needs the training split of KLUE-RE v1.1 in ../shared/data/klue-re")
    loaded: Rows = json.loads(path.read_text(encoding="utf-8"))
    return loaded


def test_the_labels_are_in_the_order_of_klue() -> None:
    path = DATA / "relation_list.json"
    if not path.exists():
        pytest.skip("needs KLUE-RE's relation_list.json in ../shared/data/klue-re")
    assert json.loads(path.read_text(encoding="utf-8"))["relations"] == BOOK.labels


def test_thirty_relations_and_six_types() -> None:
    assert len(BOOK.labels) == 30
    assert BOOK.labels[:2] == ["no_relation", "org:dissolved"]
    assert {code: type_.ko for code, type_ in BOOK.types.items()} == {
        "PER": "사람",
        "ORG": "기관",
        "LOC": "지명",
        "DAT": "날짜",
        "NOH": "수량",
        "POH": "기타",
    }


def test_subjects_are_hard_and_objects_graded() -> None:
    for label, relation in BOOK.relations.items():
        prefix = label.split(":")[0]
        legal = {"org": {"ORG"}, "per": {"PER"}}.get(prefix, {"ORG", "PER"})
        assert set(relation.subject_types) == legal
        assert not relation.hard_object_types


def test_what_is_never_swapped() -> None:
    assert BOOK.reverse("no_relation") is None
    for label, relation in BOOK.relations.items():
        one_thing = label.endswith("alternate_names")
        assert relation.swap.replace == (() if one_thing else ("subject", "object"))
        assert relation.swap.pair


def test_the_reverses_that_a_role_swap_may_use_by_default() -> None:
    good = [label for label in BOOK.labels if (r := BOOK.reverse(label)) and r.fidelity >= 0.85]
    assert good == [
        "org:alternate_names",
        "org:top_members/employees",
        "per:alternate_names",
        "per:parents",
        "per:children",
        "per:siblings",
        "per:spouse",
    ]


@pytest.mark.parametrize(
    ("type_", "word", "kind"),
    [
        ("ORG", "새벽당", "party"),
        ("ORG", "서당", "school"),
        ("ORG", "나래군", "county"),
        ("ORG", "나래국 육군", "military"),
        ("ORG", "해우대학교", "university"),
        ("ORG", "가온위원회", "committee"),
        ("ORG", "나래은행", "finance"),
        ("ORG", "FC 나래", "football-club"),
        ("ORG", "누리방송", "broadcaster"),
        ("ORG", "바람결", "other"),
        ("PER", "홍길동", "korean-name"),
        ("PER", "존 스미스", "foreign-full-name"),
        ("PER", "스미스", "hangul-2-4"),
        ("PER", "크리스토퍼", "hangul-long"),
        ("PER", "John Smith", "latin"),
        ("PER", "洪吉童", "hanja"),
        ("PER", "루이 99세", "numbered-ruler"),
        ("PER", "나래왕", "king"),
        ("PER", "나래 스님", "cleric"),
        ("LOC", "나래시", "city"),
        ("LOC", "나래산", "nature"),
        ("LOC", "벨기에", "country"),
        ("DAT", "1998년 3월 4일", "day"),
        ("DAT", "1998년 3월", "month"),
        ("DAT", "1998년", "year"),
        ("DAT", "1998", "bare-year"),
        ("DAT", "98", "bare-number"),
        ("DAT", "조선", "era"),
        ("DAT", "그날 저녁", "no-number"),
        ("NOH", "300명", "people"),
        ("NOH", "1,200", "bare-number"),
        ("NOH", "30만 원", "money"),
        ("POH", "소설가", "writer"),
        ("POH", "《나래》", "quoted-work"),
        ("POH", "수비수", "football-position"),
        ("POH", "투수", "baseball-position"),
        ("POH", "인기 여배우", "sexed-title"),
        ("ORG", "서울특별시", "metropolis"),
        ("ORG", "롯데자이언츠", "kbo-club"),
        ("ORG", "샌프란시스코 자이언츠", "mlb-club"),
        ("ORG", "요미우리 자이언츠", "npb-club"),
        ("ORG", "FC 서울", "k-league-club"),
        ("ORG", "글래스고 대학교", "foreign-university"),
        ("ORG", "나래환경부", "ministry"),
        ("ORG", "나래불교", "faith"),
        ("PER", "나래 의원", "titled"),
        ("PER", "마리오", "hangul-2-4"),
        ("POH", "ABCD", "latin-acronym"),
    ],
)
def test_a_word_has_its_kind(type_: str, word: str, kind: str) -> None:
    for form in ("NFC", "NFD"):
        text = unicodedata.normalize(form, word)
        kinds = BOOK.kinds(pa.array([text]), pa.array([type_])).to_pylist()
        assert kinds == [f"{type_}/{kind}"]


@pytest.mark.parametrize(
    ("word", "type_"),
    [
        ("1998년 3월 4일", "DAT"),
        ("기원전 30년", "DAT"),
        ("3월 4일", "DAT"),
        ("19세기 말", "DAT"),
        ("1998-99", "DAT"),
        ("1,200명", "NOH"),
        ("약 3만 5천 명", "NOH"),
        ("3억 원", "NOH"),
        ("180cm", "NOH"),
        ("나래대학교", "ORG"),
        ("나래위원회", "ORG"),
        ("나래은행", "ORG"),
        ("주식회사 나래", "ORG"),
        ("나래민주당", "ORG"),
        ("나래국제공항", "LOC"),
        ("루이 99세", "PER"),
        ("소설가", "POH"),
        # Silent: typed both ways, or no evidence at all.
        ("강병원", ""),
        ("나래군", ""),
        ("벨기에", ""),
        ("홍길동", ""),
        ("대학교", ""),
        ("98", ""),
        ("기", ""),
        ("😀", ""),
        ("大學校", ""),
        ("Latin", ""),
        ("", ""),
    ],
)
def test_words_that_imply_a_type(word: str, type_: str) -> None:
    for form in ("NFC", "NFD"):
        text = unicodedata.normalize(form, word)
        assert BOOK.implied_types(pa.array([text])).to_pylist() == [type_]


def test_the_counts_are_those_of_the_data(rows: Rows) -> None:
    for role in ("subject", "object"):
        counts = Counter((row["label"], row[f"{role}_entity"]["type"]) for row in rows)
        for label, relation in BOOK.relations.items():
            listed = relation.subject_types if role == "subject" else relation.object_types
            for code in BOOK.types:
                if role == "subject" and code not in listed:
                    assert counts[label, code] <= 1  # the 4 illegal subjects
                else:
                    assert counts[label, code] == listed.get(code, 0)


def test_the_fidelities_are_those_of_the_data(rows: Rows) -> None:
    labels: dict[tuple[Any, ...], str] = {}
    for row in rows:
        subject, object_ = row["subject_entity"], row["object_entity"]
        spans = [(entity["start_idx"], entity["end_idx"]) for entity in (subject, object_)]
        labels.setdefault((row["sentence"], *spans), row["label"])  # one row per pair of spans
    pairs = Counter(
        (label, labels[sentence, object_, subject])
        for (sentence, subject, object_), label in labels.items()
        if (sentence, object_, subject) in labels
    )
    for label in BOOK.labels:
        reverse = BOOK.reverse(label)
        if reverse is not None:
            count = sum(n for (name, _), n in pairs.items() if name == label)
            assert reverse.count == count
            assert reverse.fidelity == round(pairs[label, reverse.label] / count, 3)


def test_hard_rules_hold_in_all_rows_but_four(rows: Rows) -> None:
    labels = BOOK.violations(
        pa.array([row["label"] for row in rows]),
        pa.array([row["subject_entity"]["type"] for row in rows]),
        pa.array([row["object_entity"]["type"] for row in rows]),
    ).to_pylist()
    assert Counter(labels) == {"": len(rows) - 4, "schema/subject-type": 4}


def mentions(rows: Rows) -> tuple[pa.StringArray, pa.StringArray]:
    entities = [row[role] for row in rows for role in ("subject_entity", "object_entity")]
    return pa.array([e["word"] for e in entities]), pa.array([e["type"] for e in entities])


def test_a_word_has_its_pool() -> None:
    words = pa.array(
        ["나래대학교", "나래대학원", "바람결", "김나래 의원", "이바다 판사", "7남 1녀", None]
    )
    types = pa.array(["ORG", "ORG", "ORG", "PER", "PER", "NOH", "ORG"])
    assert BOOK.pools(words, types).to_pylist() == [
        "ORG/university:대학교",
        "ORG/university:대학원",
        None,
        "PER/titled: 의원",
        "PER/titled: 판사",
        None,
        None,
    ]


def test_few_mentions_have_no_kind_of_their_own(rows: Rows) -> None:
    words, types = mentions(rows)
    counts = Counter(BOOK.kinds(words, types).to_pylist())
    total = Counter(types.to_pylist())
    most = {"PER": 0.01, "ORG": 0.15, "LOC": 0.12, "DAT": 0.01, "NOH": 0.01, "POH": 0.19}
    for code, limit in most.items():
        assert counts[f"{code}/other"] / total[code] < limit


def test_implied_types_agree_with_the_data(rows: Rows) -> None:
    words, types = mentions(rows)
    for test in BOOK.implied_tests:
        alone = BOOK.model_copy(update={"implied_tests": (test,)})
        pairs = zip(alone.implied_types(words).to_pylist(), types.to_pylist(), strict=True)
        hits = Counter(type_ == written for type_, written in pairs if type_)
        assert hits[True] / sum(hits.values()) >= 0.97, test.name
