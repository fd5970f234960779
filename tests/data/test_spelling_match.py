"""Mentions of rewritten sentences, found again in another spelling, or not at all."""

from __future__ import annotations

import unicodedata

import pytest

from reaug.data import read
from reaug.data.spelling_match import find_respelled
from reaug.errors import InputError

FOUND = [
    ("누리 시민축구단은 작년에 섰다.", "누리시민축구단", "누리 시민축구단", "spaces and marks"),
    ("그는 누리시민축구단에서 뛴다.", "누리 시민 축구단", "누리시민축구단", "spaces and marks"),
    ("영화 『푸른 밤』을 찍었다.", "'푸른 밤'", "푸른 밤", "spaces and marks"),
    ("사장은 acme corp의 사람이다.", "ACME Corp", "acme corp", "spaces and marks"),
    ("사장은 ＡＣＭＥ의 사람이다.", "ACME", "ＡＣＭＥ", "spaces and marks"),
    ("윤가온은 포항에서 났다.", "윤가온(尹佳溫)", "윤가온", "gloss"),
    ("존(John) 스미스는 배우다.", "존 스미스", "존(John) 스미스", "gloss"),
    ("소설가 윤가온을 만났다.", "윤가온은", "윤가온", "particle"),
    ("감독 알렉산드르 페트롭은 떠났다.", "알렉산드르 페트로프", "알렉산드르 페트롭", "spelling"),
    ("그곳은 나래연구소였는데, 곧 닫았다.", "나래 연구소", "나래연구소", "spaces and marks"),
    ("윤 가온이란 이가 왔다.", "윤가온", "윤 가온", "spaces and marks"),
    ("구단 누리시민축구단께서만 안다.", "누리 시민 축구단", "누리시민축구단", "spaces and marks"),
    ("[E1]나래 연구소[/E1]는 포항에 있다.", "나래연구원", "나래 연구소", "mark"),
]
NOT_FOUND = [
    ("서울과 서울이 이겼다.", "서울"),  # which of the two is not said
    ("누리 시민단과 누리시민단이 다르다.", "누리시 민단"),
    ("회원은 15명이다.", "1.5명"),
    ("1987년 6월에 났다.", "1987년 7월"),
    # Part of a longer word is another thing.
    ("포항 대학교가 열렸다.", "포항대"),
    ("누리 군대가 왔다.", "누리군"),
    ("가온누리FC가 이겼다.", "가온 누리"),
    ("새나래 연구소가 열렸다.", "나래연구소"),
    ("나래 전자코리아는 판다.", "나래전자"),
    ("김가온과 이가온이 왔다.", "박가온"),
    ("한국은행이 열렸다.", "한국"[:1]),
    ("가, 나가 왔다.", "가나"),
    ("", "서울"),
    ("서울", ""),
]


@pytest.mark.parametrize(("sentence", "word", "wanted", "kind"), FOUND)
def test_a_word_is_found_in_another_spelling(
    sentence: str, word: str, wanted: str, kind: str
) -> None:
    place = find_respelled(sentence, word, "subject")
    assert place is not None
    assert (sentence[place.start : place.end], place.kind) == (wanted, kind)
    assert 0 < place.score <= 1


@pytest.mark.parametrize(("sentence", "word"), NOT_FOUND)
def test_other_words_are_not_taken_for_spellings(sentence: str, word: str) -> None:
    assert find_respelled(sentence, word, "subject") is None


def test_composed_and_decomposed() -> None:
    sentence = unicodedata.normalize("NFD", "소설가 윤가온을 만났다.")
    place = find_respelled(sentence, "윤가온", "subject")
    assert place is not None
    text = sentence[place.start : place.end]
    assert unicodedata.normalize("NFC", text) == "윤가온"


def test_a_row_is_mended_and_logged() -> None:
    sentence = "누리 시민축구단은 포항에 있다."
    row = {
        "id": "a",
        "sentence": sentence,
        "subject_entity": {"word": "누리시민축구단", "start_idx": 3, "end_idx": 9, "type": "ORG"},
        "object_entity": {"word": "포항", "start_idx": 10, "end_idx": 11, "type": "LOC"},
        "label": "x",
    }
    reading = read([row], on_bad_row="repair")
    assert reading.table["subject_end"].to_pylist() == [8]
    (problem,) = reading.problems
    assert (problem.action, problem.how, problem.score) == (
        "repaired",
        "respelled: spaces and marks",
        1.0,
    )


def forms_of_a_row(word_form: str, text_form: str, offset_form: str) -> dict[str, object]:
    """A row whose subject recurs, so that only its offsets tell which one is meant."""
    text, word = "민나래는 울산에서 민나래의 형을 만났다.", "민나래"

    def form(name: str, text: str) -> str:
        return unicodedata.normalize(name, text)  # type: ignore[arg-type]

    def mention(word: str, place: int, kind: str) -> dict[str, object]:
        start = len(form(offset_form, text[:place]))
        end = start + len(form(offset_form, word)) - 1
        return {"word": form(word_form, word), "start_idx": start, "end_idx": end, "type": kind}

    return {
        "guid": "a",
        "sentence": form(text_form, text),
        "subject_entity": mention(word, 10, "PER"),
        "object_entity": mention("울산", 5, "LOC"),
        "label": "x",
    }


@pytest.mark.parametrize("word_form", ["NFC", "NFD"])
@pytest.mark.parametrize("text_form", ["NFC", "NFD"])
@pytest.mark.parametrize("offset_form", ["NFC", "NFD"])
def test_offsets_are_believed_whatever_the_unicode_form(
    word_form: str, text_form: str, offset_form: str
) -> None:
    row = forms_of_a_row(word_form, text_form, offset_form)
    table = read([row], on_bad_row="repair").table
    [start], [end] = table["subject_start"].to_pylist(), table["subject_end"].to_pylist()
    sentence = table["sentence"][0].as_py()
    assert unicodedata.normalize("NFC", sentence[:start]) == "민나래는 울산에서 "
    assert unicodedata.normalize("NFC", sentence[start:end]) == "민나래"


def test_a_message_names_the_unicode_form() -> None:
    with pytest.raises(InputError, match="found the same in another Unicode form"):
        read([forms_of_a_row("NFD", "NFC", "NFC")])
