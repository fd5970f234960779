from __future__ import annotations

import unicodedata

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reaug.rulebook import word_tests
from reaug.rulebook.word_tests import (
    WordTest,
    any_of,
    codes,
    first_passed,
    normalised,
    pattern_problem,
    take_names,
)

TEXTS = ["한글", "Latin", "123", "漢字", "😀", unicodedata.normalize("NFD", "대학"), "", "가"]


def test_the_first_test_that_a_word_passes_wins() -> None:
    tests = [
        WordTest("은행$", pa.array(["금고"]), "눈은행$"),
        WordTest(r"^\p{Hangul}+$", None, None),
        WordTest(None, pa.array(["", "😀"]), None),
    ]
    words = pa.array(["바다은행", "금고", "눈은행", "LG", "", "😀", "漢字"])
    assert first_passed(words, tests).tolist() == [0, 0, 1, -1, 2, 2, -1]


@pytest.mark.parametrize(
    "tests",
    [
        [
            WordTest("행$", pa.array(["7바다", "금고8"]), "은행$"),
            WordTest("^1(?i:[A-Z])|^2", None, None),
            WordTest(None, pa.array(["3은행", "77LG"]), None),
            WordTest("^[12]", None, "^12"),
        ],
        [WordTest("(?P<same>9)", None, None), WordTest("(?P<same>8)", None, None)],
        [
            WordTest("바다|1[02]LG|금고?8", None, "바다은행"),
            WordTest("은?행|(?:29|7)바", None, "4"),
            WordTest("[1-3](?:은|바)|G", None, None, ("다", "5은행")),
        ],
        [WordTest(None, pa.array(["3은행"]), None)],
        [],
    ],
)
def test_many_words_pass_the_same_tests_as_a_few(tests: list[WordTest]) -> None:
    ends = ("은행", "행", "바다", "LG", "금고8")
    words = pa.array([f"{number}{end}" for number in range(300) for end in ends])
    few = [first_passed(words.slice(at, 100), tests) for at in range(0, len(words), 100)]
    assert first_passed(words, tests).tolist() == np.concatenate(few).tolist()
    if tests:
        assert len(set(np.concatenate(few).tolist())) > 1


def test_no_words_and_no_tests() -> None:
    assert first_passed(pa.array([], pa.string()), [WordTest("a", None, None)]).tolist() == []
    assert first_passed(pa.array(TEXTS), []).tolist() == [-1] * len(TEXTS)


@given(st.lists(st.text(max_size=3), max_size=5), st.text(max_size=8))
def test_endings_are_taken_literally(endings: list[str], word: str) -> None:
    endings = [ending for ending in endings if ending]
    test = WordTest(None, None, None, tuple(endings))
    passed = first_passed(pa.array([word]), [test])[0] == 0
    assert passed == any(word.endswith(ending) for ending in endings)
    pattern = any_of(None, endings)
    assert (pattern is None) == (not endings)
    if pattern is not None:
        assert passed == (first_passed(pa.array([word]), [WordTest(pattern, None, None)])[0] == 0)


def test_a_pattern_and_endings_are_alternatives() -> None:
    tests = [WordTest(any_of("^옛|^새", ["당"]), None, None)]
    words = pa.array(["옛길", "새길", "서당", "길"])
    assert first_passed(words, tests).tolist() == [0, 0, 0, -1]
    assert first_passed(words, [WordTest("^옛|^새", None, None, ("당",))]).tolist() == [0, 0, 0, -1]


def test_unless_holds_for_endings_too_and_the_next_test_is_tried() -> None:
    tests = [WordTest(None, None, "^서", ("당",)), WordTest(None, None, None, ("서당", "길"))]
    assert first_passed(pa.array(["서당", "나래당", "길"]), tests).tolist() == [1, 0, 1]


def test_words_beyond_one_part_are_tested_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word_tests, "_TOGETHER", 2)
    words = pa.array(["서당", "길", "나래당", "바다", "식당"])
    assert first_passed(words, [WordTest(None, None, None, ("당",))]).tolist() == [0, -1, 0, -1, 0]


@pytest.mark.parametrize("pattern", ["(", "(?=a)", r"(a)\1", "a{2000}", "(?<!a)b", "[", "*"])
def test_what_re2_refuses(pattern: str) -> None:
    problem = pattern_problem(pattern)
    assert problem is not None
    assert "Invalid regular" not in problem


@pytest.mark.parametrize("pattern", ["(a+)+$", r"\p{Hangul}", "", "[😀漢]"])
def test_what_re2_takes(pattern: str) -> None:
    assert pattern_problem(pattern) is None


@pytest.mark.parametrize("text", TEXTS)
def test_words_are_compared_in_nfc(text: str) -> None:
    assert normalised(pa.array([text, None])).to_pylist() == [
        unicodedata.normalize("NFC", text),
        None,
    ]


def test_codes_of_other_string_types() -> None:
    names = ["한글", "", "😀"]
    for type_ in (pa.string(), pa.large_string(), pa.dictionary(pa.int32(), pa.string())):
        array = pa.array(["", "😀", "없음", None, "한글"]).cast(type_)
        assert codes(array, names).tolist() == [1, 2, -1, -1, 0]


def test_names_by_place() -> None:
    assert take_names(["가", ""], np.array([1, 0, -1])).to_pylist() == ["", "가", None]
