from __future__ import annotations

import math
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reaug.errors import RuleBookError
from reaug.rulebook import RuleBook, load

Write = Callable[[str | bytes], Path]
KLUE = load("klue-re")
TYPES = list(KLUE.types)
NFD = unicodedata.normalize("NFD", "서울대학교")
TEXTS = [
    "한글",
    "Latin",
    "123",
    "漢字",
    "😀👨‍👩‍👧",
    NFD,
    "",
    "가",
    " ",
    "\n",
    "\u200b",
    "Ω",
    "いろは",
]
words = st.one_of(st.sampled_from(TEXTS), st.text(max_size=12))


@pytest.fixture
def book(write: Write, small: str) -> RuleBook:
    return load(write(small))


def plain_violation(book: RuleBook, label: str, subject: str, object_: str) -> str:
    """One row, by hand: the oracle of `violations`."""
    if label not in book.relations:
        return "schema/unknown-label"
    if subject not in book.types or object_ not in book.types:
        return "schema/unknown-type"
    relation = book.relations[label]
    if subject not in relation.subject_types:
        return "schema/subject-type"
    if relation.hard_object_types and object_ not in relation.object_types:
        return "schema/object-type"
    return ""


@pytest.mark.parametrize("hard", [False, True])
def test_violations_agree_with_the_row_by_row_rule(hard: bool) -> None:
    content = KLUE.model_dump(by_alias=True)
    for relation in content["relations"].values():
        relation["hard_object_types"] = hard
    book = RuleBook.model_validate(content)
    types = [*TYPES, "XXX", "per", "", "사람", "😀"]
    labels = [*book.labels, "per:boss", "", "관계", unicodedata.normalize("NFD", "관계")]
    rows = [(label, s, o) for label in labels for s in types for o in types]
    columns = [pa.array(column) for column in zip(*rows, strict=True)]
    reasons = book.violations(*columns).to_pylist()
    assert reasons == [plain_violation(book, *row) for row in rows]
    assert ("schema/object-type" in reasons) == hard


def test_violations_of_nulls_chunks_and_nothing(book: RuleBook) -> None:
    empty = pa.array([], pa.string())
    assert book.violations(empty, empty, empty).to_pylist() == []
    label = pa.chunked_array([["born", None], ["born", "born", None]], pa.string())
    subject = pa.chunked_array([["PER", "PER", None, "PER", "XXX"]], pa.large_string())
    object_ = pa.array(["ORG", "ORG", "DAT", None, None]).dictionary_encode()
    assert book.violations(label, subject, object_).to_pylist() == [
        "schema/object-type",
        "",
        "",
        "",
        "schema/unknown-type",
    ]


@given(st.lists(st.tuples(words, st.one_of(st.sampled_from(TYPES), words)), max_size=30))
def test_every_mention_has_one_kind(mentions: list[tuple[str, str]]) -> None:
    texts = pa.array([word for word, _ in mentions], pa.string())
    types = pa.array([type_ for _, type_ in mentions], pa.string())
    kinds = KLUE.kinds(texts, types).to_pylist()
    assert len(kinds) == len(mentions)
    for (word, type_), kind in zip(mentions, kinds, strict=True):
        known = [test.name for test in KLUE.kind_tests.get(type_, ())]
        assert kind in [f"{type_}/{name}" for name in [*known, "other"]]
        # The kind is the mention's alone, whatever stands beside it.
        assert KLUE.kinds(pa.array([word]), pa.array([type_])).to_pylist() == [kind]


@given(st.lists(words, max_size=30))
def test_implied_types_are_types_or_silent(texts: list[str]) -> None:
    implied = KLUE.implied_types(pa.array(texts, pa.string())).to_pylist()
    assert len(implied) == len(texts)
    assert set(implied) <= {"", *TYPES}
    for form in ("NFC", "NFD"):
        other = [unicodedata.normalize(form, text) for text in texts]
        assert KLUE.implied_types(pa.array(other, pa.string())).to_pylist() == implied


def test_kinds_of_a_small_book(book: RuleBook) -> None:
    texts = ["바다은행", "바다금고", "눈은행", "하늘(주)", "하늘주", "LG", "", "LG", None, "LG"]
    types = ["ORG", "ORG", "ORG", "ORG", "ORG", "ORG", "ORG", "PER", "ORG", None]
    assert book.kinds(pa.array(texts), pa.array(types)).to_pylist() == [
        "ORG/bank",
        "ORG/bank",
        "ORG/other",
        "ORG/bank",
        "ORG/other",
        "ORG/latin",
        "ORG/other",
        "PER/other",
        None,
        None,
    ]


def test_kinds_of_chunks_slices_and_nothing(book: RuleBook) -> None:
    empty = pa.array([], pa.string())
    assert book.kinds(empty, empty).to_pylist() == []
    assert book.kinds(pa.array([None], pa.string()), pa.array([None], pa.string())).to_pylist() == [
        None
    ]
    chunks = pa.chunked_array([["은행"], [], ["은행", "LG"]], pa.string())
    types = pa.array(["PER", "ORG", "ORG", "ORG"])[1:]
    assert book.kinds(chunks, types).to_pylist() == ["ORG/bank", "ORG/bank", "ORG/latin"]


def test_implied_types_of_nulls_and_repeats(book: RuleBook) -> None:
    texts = pa.array(["1998년", None, "", "1998년", unicodedata.normalize("NFD", "2001년")])
    assert book.implied_types(texts).to_pylist() == ["DAT", "", "", "DAT", "DAT"]
    assert book.implied_types(pa.array([], pa.string())).to_pylist() == []


@pytest.mark.parametrize("label", KLUE.labels)
@pytest.mark.parametrize("role", ["subject", "object"])
def test_shares_sum_to_one(label: str, role: str) -> None:
    shares = KLUE.type_shares(label, role)  # type: ignore[arg-type]  # a parameter is no literal
    assert math.isclose(sum(shares.values()), 1)
    assert all(share > 0 for share in shares.values())


def test_an_object_type_has_its_grade(book: RuleBook) -> None:
    assert book.object_grade("works_for", "ORG") == "typical"
    assert book.object_grade("works_for", "PER") == "rare"
    assert book.object_grade("works_for", "DAT") == "unseen"
    assert book.object_grade("works_for", "😀") == "unseen"


def test_a_label_has_its_reverse(book: RuleBook) -> None:
    inverse, symmetric = book.reverse("works_for"), book.reverse("married")
    assert inverse is not None
    assert (inverse.label, inverse.fidelity, inverse.count) == ("employs", 0.9, 10)
    assert symmetric is not None
    assert (symmetric.label, symmetric.fidelity, symmetric.count) == ("married", 0.98, 200)
    assert book.reverse("none") is None
    assert [label for label in book.labels if book.is_symmetric(label)] == ["married"]


@pytest.mark.parametrize("label", ["per:boss", "", "관계", "關係", "😀", "가"])
def test_an_unknown_label_lists_the_right_ones(book: RuleBook, label: str) -> None:
    for ask in (
        book.reverse,
        book.is_symmetric,
        lambda name: book.object_grade(name, "PER"),
        lambda name: book.type_shares(name, "object"),
    ):
        with pytest.raises(RuleBookError, match="only: none, works_for, employs, born, married"):
            ask(label)


def test_the_hash_is_of_the_content(write: Write, small: str) -> None:
    first = load(write(small)).content_hash
    assert len(first) == 64
    shuffled = small.replace("  banks: [바다금고]", "  # a comment\n  banks:\n    - '바다금고'")
    shuffled = shuffled.replace("{ORG: 96, PER: 4}", "{PER: 4, ORG: 96}")
    nfd = small.replace("바다금고", unicodedata.normalize("NFD", "바다금고"))
    assert load(write(shuffled)).content_hash == first
    assert load(write(nfd)).content_hash == first
    head, tail = small.split("  born:")
    born, rest = tail.split("  married:")
    swapped = head.replace("  none:", "  born:" + born + "  none:") + "  married:" + rest
    other_order = load(write(swapped))
    assert sorted(other_order.labels) == sorted(load(write(small)).labels)
    assert other_order.content_hash != first
    assert load(write(small.replace("0.98", "0.97"))).content_hash != first


def test_a_changed_copy_forgets_what_was_computed(book: RuleBook) -> None:
    before = book.content_hash
    copy = book.model_copy(update={"version": "2", "implied_tests": ()})
    assert copy.content_hash != before
    assert book.content_hash == before
    assert copy.implied_types(pa.array(["1998년"])).to_pylist() == [""]
    assert book.implied_types(pa.array(["1998년"])).to_pylist() == ["DAT"]
